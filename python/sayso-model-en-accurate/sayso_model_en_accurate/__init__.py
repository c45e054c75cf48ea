"""The model `en-accurate` for sayso."""

from pathlib import Path


def models() -> Path:
    """The folder that holds the model's."""
    return Path(__file__).parent / "models"
