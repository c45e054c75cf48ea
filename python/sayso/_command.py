"""The command `sayso`: the program itself."""

from __future__ import annotations

import signal
import sys

from . import _sayso
from ._models import model_folders


def main() -> int:
    """Runs the program with the arguments of the command line; the answer is its exit code."""
    # Python's own answer to an interrupt would wait for the program to end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _sayso._main(["sayso", *sys.argv[1:]], _sayso.__file__, model_folders())
