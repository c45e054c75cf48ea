"""`python -m sayso` is the command `sayso`."""

import sys

from ._command import main

sys.exit(main())
