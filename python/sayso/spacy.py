"""sayso as a component of a spaCy pipeline.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("sayso")
>>> doc = nlp("“It will rain,” said Ann Lee, who runs the station.")
>>> [span.label_ for span in doc.spans["claims"]]
['CONTENT', 'SOURCE', 'CUE']

`doc.spans["claims"]` has every piece of every claim, which displaCy draws
(`displacy.render(doc, style="span", options={"spans_key": "claims"})`); the `span.id` is the claim's
number. `doc._.claims` has the claims themselves, `doc._.sayso` all that was found: their offsets
count characters, and index `doc.text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from . import _sayso
from ._models import load

#: The labels of the pieces of a claim.
LABELS = ("CONTENT", "SOURCE", "CUE")


@Language.factory(
    "sayso",
    assigns=["doc.spans", "doc._.claims", "doc._.sayso"],
    default_config={
        "model": "en",
        "threads": None,
        "precision": "auto",
        "nested": "others",
        "spans_key": "claims",
    },
)
def make(
    nlp: Language,
    name: str,
    model: str,
    threads: int | None,
    precision: str,
    nested: str,
    spans_key: str,
) -> Component:
    """Makes the component; the options are those of `sayso.load`."""
    pipeline = load(model, threads=threads, precision=precision, nested=nested)
    return Component(pipeline, spans_key)


class Component:
    """Puts claims into spaCy's documents.

    A span covers every token that a piece of a claim has part in: tokens of spaCy may be larger
    than a piece. A document that sayso refuses (one of more than 1 MiB) has no claims, and
    `doc._.sayso` says why.
    """

    def __init__(self, pipeline: _sayso.Pipeline, spans_key: str = "claims") -> None:
        self.pipeline = pipeline
        self.spans_key = spans_key
        for extension in ("claims", "sayso"):
            if not Doc.has_extension(extension):
                Doc.set_extension(extension, default=None)

    def __call__(self, doc: Doc) -> Doc:
        (found,) = self.pipeline.pipe([doc.text])
        return self._put(doc, found)

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Reads many documents on all threads, a batch at a time."""
        for batch in minibatch(stream, batch_size):
            found = self.pipeline.pipe(doc.text for doc in batch)
            for doc in batch:
                yield self._put(doc, next(found))

    def _put(self, doc: Doc, found: _sayso.Doc | _sayso.Refused) -> Doc:
        doc._.sayso = found
        doc._.claims = found.claims if isinstance(found, _sayso.Doc) else ()
        doc.spans[self.spans_key] = [
            span for claim in doc._.claims for span in _spans_of(doc, claim)
        ]
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing: the model lies where it was installed."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> Component:
        """The same."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing: the model lies where it was installed."""

    def from_disk(self, _path: Any, **_: Any) -> Component:
        """The same."""
        return self


def _spans_of(doc: Doc, claim: _sayso.Claim) -> Iterator[Span]:
    pieces = (claim.content_spans, claim.source_spans, claim.cue_spans)
    for label, spans in zip(LABELS, pieces, strict=True):
        for piece in spans:
            span = doc.char_span(
                piece.start,
                piece.end,
                label=label,
                span_id=str(claim.id),
                alignment_mode="expand",
            )
            if span is not None:
                yield span
