import os
import sys
from pathlib import Path

import pytest
import torch

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

import toy  # noqa: E402

# What is computed here is so small that threads would only wait for each other.
os.environ["OMP_NUM_THREADS"] = "1"
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def sayso() -> str:
    """The program: what SAYSO names, or the one built here."""
    return os.environ.get("SAYSO", str(toy.ROOT / "target/release/sayso"))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    toy.write_corpora(folder)
    os.environ["OWN_ARTICLES"] = str(folder / "own")
    return folder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder") / "tiny"
    toy.write_encoder(folder)
    return folder


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory, sayso: str, data: Path) -> Path:
    """The toy corpora, prepared."""
    from prepare import prepare

    folder = tmp_path_factory.mktemp("work")
    prepare(sayso, str(toy.ROOT / "models/en"), str(data), str(folder))
    return folder
