"""Runs the examples of a page of documentation against a server, and compares what they print.

    examples.py PAGE ADDRESS

An example is a block of `sh` and the block of `json` after it, in which `…` stands for anything.
"""

import pathlib
import re
import subprocess
import sys

page, address = sys.argv[1:]
text = pathlib.Path(page).read_text(encoding="utf-8")
examples = re.findall(r"```sh\n(.*?)```\n+```json\n(.*?)```", text, re.DOTALL)
assert len(examples) >= 3, "the examples are gone"
for command, shown in examples:
    command = command.replace("localhost:8765", address.removeprefix("http://"))
    done = subprocess.run(["bash", "-euc", command], capture_output=True, text=True, timeout=60)
    expected = re.escape(shown.strip()).replace("…", ".*")
    if not re.fullmatch(expected, done.stdout.strip()):
        sys.exit(f"{command}\nprints\n{done.stdout}{done.stderr}\nand not\n{shown}")
print(f"{len(examples)} examples of {page} print what stands there")
