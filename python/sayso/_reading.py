"""How articles are read, and a page to read claims in."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from . import _sayso


def options(
    *,
    keep: Sequence[str] = (),
    fields: Mapping[str, str] | None = None,
    input_format: str | None = None,
    text_format: str | None = None,
    encoding: str | None = None,
    language_filter: bool | None = None,
    max_article_bytes: int | None = None,
) -> dict[str, Any]:
    """The options that say how records are read, checked and complete."""
    if isinstance(keep, str):
        raise _sayso.SaysoError("keep: give a list of names")
    return {
        "keep": list(keep),
        "fields": None if fields is None else dict(fields),
        "input_format": input_format,
        "text_format": text_format,
        "encoding": encoding,
        "language_filter": language_filter,
        "max_article_bytes": max_article_bytes,
    }


def report(
    claims: Any,
    articles: Any,
    output: str | os.PathLike[str],
    *,
    title: str | None = None,
    **reading: Any,
) -> None:
    """Writes one HTML file that shows every claim in its article, with filters and counts.

    Args:
        claims: A `Table` of claims, a data frame or Arrow table with its columns, or a file that
            `sayso attribute` wrote. Rows may be left out.
        articles: The articles, as they were given to `Pipeline.attribute`.
        output: The file to write.
        title: Its heading.
        **reading: What `Pipeline.attribute` was told about how to read the articles.

    Raises:
        SaysoError: A claim does not stand in its article as the table says, or the file cannot be
            written.
    """
    refused = _sayso._report(claims, articles, output, title, options(**reading))
    for one in refused:
        warnings.warn(f"{one.id} is left out: {one.reason}", stacklevel=2)
