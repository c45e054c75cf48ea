"""The component of spaCy."""

import pytest

from conftest import ARTICLES, RAIN

spacy = pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def pipeline():
    nlp = spacy.blank("en")
    nlp.add_pipe("sayso")
    return nlp


def test_spans_are_aligned_to_tokens(pipeline):
    doc = pipeline(RAIN)
    found = [(span.text, span.label_, span.id_) for span in doc.spans["claims"]]
    assert found == [
        ("“It will rain,”", "CONTENT", "1"),
        ("Ann Lee, who runs the station", "SOURCE", "1"),
        ("said", "CUE", "1"),
    ]
    (claim,) = doc._.claims
    assert claim.speaker.name == "Ann Lee" and doc._.sayso.entities[0].text == "Ann Lee"


def test_spans_hold_the_pieces_of_all_claims(pipeline):
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.iterdir())]
    docs = list(pipeline.pipe(texts, batch_size=5))
    assert [doc.text for doc in docs] == texts
    for doc in docs:
        pieces = [
            piece
            for claim in doc._.claims
            for piece in claim.content_spans + claim.source_spans + claim.cue_spans
        ]
        assert len(pieces) == len(doc.spans["claims"]) > 0
        for piece, span in zip(pieces, doc.spans["claims"], strict=True):
            assert span.start_char <= piece.start and piece.end <= span.end_char
            assert piece.text in span.text


def test_displacy_draws_them(pipeline):
    page = spacy.displacy.render(
        pipeline(RAIN), style="span", options={"spans_key": "claims"}, jupyter=False
    )
    assert "CONTENT" in page and "SOURCE" in page


def test_options_and_storing(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("sayso", config={"model": "fast", "spans_key": "said"})
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert len(again(RAIN).spans["said"]) == 3


def test_what_is_refused_has_no_claims(pipeline):
    pipeline.max_length = 1 << 22
    doc = pipeline("é" * (1 << 20))
    assert doc._.claims == () and "longer than" in doc._.sayso.reason
