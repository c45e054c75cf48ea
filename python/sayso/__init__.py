"""sayso reads news articles and says who claimed what.

>>> import sayso
>>> nlp = sayso.load("en")
>>> doc = nlp("“It will rain,” said Ann Lee, who runs the station.")
>>> doc.claims[0].speaker.name
'Ann Lee'
>>> doc.claims[0].content
'“It will rain,”'

- `load` loads a model and answers a `Pipeline`; call it with a text for a `Doc`.
- `Pipeline.pipe` reads many texts, `Pipeline.attribute` a corpus, into a `Table`.
- `evaluate` scores claims against a gold set; `report` makes a page to read them in.
- `render` shows the claims of one `Doc` in its text, as notebooks do by themselves.

All offsets count characters from the start of a text, as `str` does, and are half open:
`doc.text[span.start:span.end] == span.text`. What cannot be done raises `SaysoError`.
"""

from ._evaluation import Evaluation, evaluate
from ._models import load
from ._reading import report
from ._rendering import render
from ._sayso import (
    Claim,
    Doc,
    Docs,
    Entity,
    Pipeline,
    Refused,
    SaysoError,
    Span,
    Speaker,
    Table,
    __version__,
)

__all__ = [
    "Claim",
    "Doc",
    "Docs",
    "Entity",
    "Evaluation",
    "Pipeline",
    "Refused",
    "SaysoError",
    "Span",
    "Speaker",
    "Table",
    "__version__",
    "evaluate",
    "load",
    "render",
    "report",
]
