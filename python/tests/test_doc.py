"""One text."""

import json
import threading

import pytest

import sayso
from conftest import ARTICLES, RAIN, program


def test_a_text_has_claims_with_their_speakers(nlp):
    doc = nlp(RAIN, id="weather")
    (claim,) = doc.claims
    assert (claim.content, claim.cue) == ("“It will rain,”", "said")
    assert claim.source.startswith("Ann Lee")
    assert claim.speaker.name == "Ann Lee"
    assert claim.speaker.type == "person"
    assert claim.speaker.claim_ids == [1]
    assert (claim.kind, claim.act, claim.speaker_found_by) == ("direct", "state", "name")
    assert 0 < claim.confidence <= 1 and round(claim.confidence, 2) == claim.confidence
    assert [s.name for s in doc.speakers] == ["Ann Lee"]
    assert [(e.text, e.type) for e in doc.entities] == [("Ann Lee", "person")]
    assert [s.text for s in doc.sentences] == [RAIN]
    assert doc.id == "weather" and str(doc) == doc.text == RAIN and len(doc) == len(RAIN)


def spans_of(doc):
    for claim in doc.claims:
        yield from claim.content_spans + claim.source_spans + claim.cue_spans + claim.via_spans
        yield claim.sentence
        if claim.speaker is not None:
            yield from claim.speaker.mentions
            yield claim.speaker.description
    yield from doc.sentences
    yield from doc.entities


@pytest.mark.parametrize("before", ["", "Ça va. ", "🌧️ 𝕽ain! ", "e\u0301\r\n\r\n", "\0 \u2028 "])
def test_offsets_index_str(nlp, before):
    for path in sorted(ARTICLES.iterdir())[:4]:
        text = before + path.read_text(encoding="utf-8")
        doc = nlp(text)
        assert doc.text == text
        spans = [span for span in spans_of(doc) if span is not None]
        assert len(spans) > 5
        for span in spans:
            assert text[span.start : span.end] == span.text


def test_an_object_is_the_line_of_the_program(nlp, tmp_path):
    path = ARTICLES / "court.txt"
    doc = nlp(path.read_text(encoding="utf-8"), id="court.txt")
    done = program("attribute", path, "-o", "-", "--format", "jsonl", "--quiet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == doc.to_json() + "\n"
    assert doc.to_dict() == json.loads(done.stdout)


def test_title_and_author_count(nlp):
    doc = nlp("I will stay, I said.", title="Why I stay", author="Bo Ek", date="2024-05-01")
    assert (doc.title, doc.author, doc.date) == ("Why I stay", "Bo Ek", "2024-05-01")
    assert {s.name for s in doc.speakers} <= {"Bo Ek"}
    assert json.loads(doc.to_json())["date"] == "2024-05-01"


def test_an_empty_text_has_nothing(nlp):
    doc = nlp("")
    assert doc.claims == doc.sentences == doc.entities == doc.speakers == ()
    assert "No claim was found" in doc.to_html()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "not a text but NoneType"),
        (b"bytes", "not a text but bytes"),
        ("half \ud83d pair", "character 5 is half of a pair"),
        ("é" * (1 << 20), "longer than 1048576 bytes"),
    ],
)
def test_what_is_no_text_is_raised(nlp, text, reason):
    with pytest.raises(sayso.SaysoError, match=reason):
        nlp(text)


def test_nested_claims_of_the_same_speaker_are_left_out_unless_wanted(nlp):
    everything = sayso.load("en", nested="all")
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.iterdir())]
    usual = sum(len(doc.claims) for doc in nlp.pipe(texts))
    assert usual < sum(len(doc.claims) for doc in everything.pipe(texts))


def test_options_that_do_not_exist_are_named():
    for options, reason in [
        ({"model": "none"}, "no model of this name"),
        ({"precision": "int9"}, "precision: there is no “int9”, only float32, int8, auto"),
        ({"engine": "x"}, "engine: there is no “x”"),
        ({"nested": "x"}, "nested: there is no “x”, only others, all"),
        ({"threads": 0}, "threads: at least one"),
    ]:
        with pytest.raises(sayso.SaysoError, match=reason):
            sayso.load(**options)


def test_one_pipeline_serves_several_threads(nlp):
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.iterdir())[:6]]
    alone = [nlp(text).to_json() for text in texts]
    found = {}

    def read(number):
        found[number] = nlp(texts[number]).to_json()

    threads = [threading.Thread(target=read, args=(n,)) for n in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[n] for n in range(len(texts))] == alone


def test_fast_and_int8_are_there():
    for options in [{"model": "fast"}, {"precision": "int8"}]:
        (claim,) = sayso.load(**options)(RAIN).claims
        assert claim.speaker.name == "Ann Lee"
