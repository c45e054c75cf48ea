"""Claims scored against a gold set."""

from __future__ import annotations

import html
import json
import os
import warnings
from collections.abc import Sequence
from typing import Any

from . import _sayso

_Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class Evaluation:
    """What an evaluation found.

    Attributes:
        articles: How many articles were scored.
        measures: One dict a measure: `family`, `measure`, `gold` and `system` (counts),
            `precision`, `recall` and `f1` in percent, each with the two ends of its 95% interval
            (`f1_interval`) where articles were resampled.
        calibration: How far the confidences are off.
    """

    def __init__(self, shown: str, found: dict[str, Any]) -> None:
        self._shown = shown
        self.articles: int = found["articles"]
        self.measures: list[dict[str, Any]] = found["measures"]
        self.calibration: list[dict[str, Any]] = found["calibration"]

    def __getitem__(self, measure: str) -> dict[str, Any]:
        for row in self.measures:
            if row["measure"].strip() == measure:
                return row
        names = ", ".join(row["measure"].strip() for row in self.measures)
        raise KeyError(f"{measure}; there are {names}")

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"<sayso.Evaluation articles: {self.articles}, measures: {len(self.measures)}>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self._shown)}</pre>"


def evaluate(
    gold: _Paths,
    system: Any,
    *,
    articles: _Paths = (),
    nested: str = "auto",
    bootstrap: int = 1000,
    seed: int = 1,
) -> Evaluation:
    """Scores claims against a gold set, as `sayso evaluate` does.

    Args:
        gold: Files or folders of annotations, in any of the formats of `docs/EVALUATION.md`.
        system: A `Table` of claims, a data frame or Arrow table with its columns, or the output of
            a system in any of these formats.
        articles: Files or folders of the texts, where the gold set does not hold them.
        nested: `auto` leaves out claims inside claims where the gold set has none; `score` scores
            them.
        bootstrap: How often the articles are drawn again for the intervals; 0 for none.
        seed: Of the drawing.

    Raises:
        SaysoError: A file cannot be read, or the gold set is empty.
    """
    if nested not in ("auto", "score"):
        raise _sayso.SaysoError(f"nested: there is no “{nested}”, only auto, score")
    shown, found, odd = _sayso._evaluate(
        _paths(gold), system, _paths(articles), nested == "score", bootstrap, seed
    )
    for words in odd:
        warnings.warn(words, stacklevel=2)
    return Evaluation(shown, json.loads(found))


def _paths(given: _Paths) -> list[str | os.PathLike[str]]:
    return [given] if isinstance(given, (str, os.PathLike)) else list(given)
