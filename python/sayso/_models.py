"""Where models are, and how one is loaded."""

from __future__ import annotations

import functools
import os
from importlib.metadata import entry_points
from pathlib import Path

from . import _sayso

#: Packages with models name a folder that holds them under this group of entry points.
GROUP = "sayso_models"


@functools.cache
def model_folders() -> tuple[Path, ...]:
    """The folders with the models of this package and of those installed beside it."""
    installed = (Path(entry.load()()) for entry in entry_points(group=GROUP))
    return (Path(__file__).parent / "models", *installed)


def load(
    model: str | os.PathLike[str] = "en",
    *,
    threads: int | None = None,
    precision: str = "auto",
    engine: str = "rten",
    device: str = "cpu",
    nested: str = "others",
    min_speaker_confidence: float = 0.0,
) -> _sayso.Pipeline:
    """Loads a model.

    Args:
        model: `en`, `fast`, `accurate` (in the package sayso-model-en-accurate), the name of a model
            in the folder that the variable `SAYSO_MODELS` names, or a model folder.
        threads: Number of threads for `pipe` and `attribute`; all cores if not given. What is found
            does not depend on it.
        precision: `auto`: `int8` where the processor has products of bytes, which is two to three times
            as fast there and as exact, and `float32` elsewhere; or one of these two.
        engine: What runs the model: `rten`.
        device: Where it computes: `cpu`.
        nested: Which claims inside claims to give: `others`, those of another speaker than the
            outer claim's, or `all`: those of the same speaker too, and those that name no source.
        min_speaker_confidence: Name no speaker of whom it is less sure than this, between 0 and 1:
            such a claim has no `speaker`, and in tables the words of its source in its place.

    Returns:
        A pipeline, which may be used by several threads at once. After a fork load one anew.

    Raises:
        SaysoError: There is no such model, or an option does not exist.
    """
    return _sayso.load(
        model,
        folders=model_folders(),
        threads=threads,
        precision=precision,
        engine=engine,
        device=device,
        nested=nested,
        min_speaker_confidence=min_speaker_confidence,
    )
