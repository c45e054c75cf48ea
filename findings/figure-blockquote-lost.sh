#!/usr/bin/env bash
# One would guess: a quotation in <figure><blockquote>…</blockquote><figcaption>who</figcaption></figure>, the form that the
# HTML standard gives for a quotation with its attribution, is part of a page's main text for every extractor.
# True (trafilatura 2.3.1): the words are lost, with and without `favor_recall`, and who said them may stay; the same
# blockquote outside of a figure is kept. Whoever counts claims on extracted text loses exactly the quotations set apart.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet trafilatura==2.3.1 lxml==6.1.3 lxml_html_clean==0.4.6
cat > "$work/page.py" <<'PYTHON'
import sys
import trafilatura

print("trafilatura", trafilatura.__version__)
FILL = (
    "<p>Sixty goats will keep the grass of the old airfield short from April on, because the mowers had cost the town more "
    "than the aeroplanes ever brought it in all the years since it was built.</p>"
)
QUOTE = "<blockquote><p>They work on Sundays, and the pilots can eat them.</p></blockquote>"
forms = {
    "blockquote": QUOTE,
    "figure": f"<figure>{QUOTE}<figcaption>Ragnhild Tveit, treasurer</figcaption></figure>",
}
seen = {}
for name, form in forms.items():
    page = f"<html><body><article><h1>Goats</h1>{FILL}{form}{FILL.replace('Sixty', 'Forty')}</article></body></html>"
    texts = [trafilatura.extract(page) or "", trafilatura.extract(page, favor_recall=True) or ""]
    seen[name] = ["They work on Sundays" in text for text in texts]
    print(f"{name:12} words kept: by default {seen[name][0]}, with favor_recall {seen[name][1]}")
sys.exit(seen != {"blockquote": [True, True], "figure": [False, False]})
PYTHON
"$work/venv/bin/python" "$work/page.py"
