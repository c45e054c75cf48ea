"""The main text of each page, as trafilatura finds it: a JSON object by path."""

import json
import sys
from pathlib import Path

import trafilatura

texts = {}
for path in sys.argv[1:]:
    page = Path(path).read_text(encoding="utf-8")
    texts[path] = trafilatura.extract(page, include_comments=False) or ""
print(json.dumps(texts))
