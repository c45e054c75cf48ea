"""One article as HTML."""

import html.parser

import sayso
from conftest import ARTICLES, RAIN, program

HOSTILE = "“<script>alert(1)</script>&amp; it' will \" rain,” said <img src=x onerror=alert(1)> Ann Lee."


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words, self.attributes = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.words.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_claims_are_marked_in_their_text(nlp):
    doc = nlp(RAIN)
    for page in (doc._repr_html_(), doc.to_html(), sayso.render(doc)):
        assert '<span class="stretch content is-content depth-1"' in page
        assert ">“It will rain,”</span>" in page
        assert '<span class="stretch source is-source">Ann Lee' in page
        assert "prefers-color-scheme: dark" in page
    assert sayso.render(doc, page=False) == doc._repr_html_()
    assert sayso.render(doc).startswith("<!DOCTYPE html>")


def test_nothing_in_a_text_is_markup_and_nothing_is_fetched(nlp):
    for page in (nlp(HOSTILE, title=HOSTILE, id=HOSTILE).to_html(), nlp(HOSTILE)._repr_html_()):
        found = read(page)
        assert not {"script", "img", "link", "iframe", "svg"} & set(found.tags)
        names = {name for name, _ in found.attributes}
        assert not any(name.startswith("on") or name in ("src", "href") for name in names)
        assert "url(" not in page and "@import" not in page
        assert HOSTILE.replace(" ", "") in "".join(found.words).replace(" ", "").replace("1“", "“")


def test_explain_writes_the_same(nlp, tmp_path):
    path, page = ARTICLES / "court.txt", tmp_path / "court.html"
    done = program("explain", path, "--html", page)
    assert done.returncode == 0 and not done.stdout, done.stderr
    doc = nlp(path.read_text(encoding="utf-8"), id="court.txt")
    assert page.read_text(encoding="utf-8") == sayso.render(doc)
