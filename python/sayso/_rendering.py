"""One article with its claims marked."""

from __future__ import annotations

from ._sayso import Doc


def render(doc: Doc, *, page: bool = True) -> str:
    """The article as HTML, its claims marked and numbered in the text, and told below it.

    It needs no script and fetches nothing, and follows the reader's choice of light or dark. A
    notebook shows a `Doc` in this way by itself.

    Args:
        doc: What `load(…)(text)` answers.
        page: Whether to make a whole page, as `sayso explain --html` does, or a part to put into
            another one.

    Returns:
        HTML, in which the article's words are text and nothing else.
    """
    return doc.to_html() if page else doc._repr_html_()
