"""The package as it was installed, and this project's sample articles."""

import subprocess
import sys
from pathlib import Path

import pytest

import sayso

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "data" / "articles"

RAIN = "“It will rain,” said Ann Lee, who runs the station."


@pytest.fixture(scope="session", autouse=True)
def installed():
    """A package that is imported from here says nothing of what users install."""
    assert not Path(sayso.__file__).is_relative_to(ROOT / "python"), sayso.__file__


@pytest.fixture(scope="session")
def nlp():
    return sayso.load("en")


@pytest.fixture(scope="session")
def table(nlp):
    return nlp.attribute(ARTICLES)


def program(*args, **options):
    """Runs the command that comes with the package."""
    command = Path(sys.executable).with_name("sayso")
    return subprocess.run(
        [command, *map(str, args)], capture_output=True, check=False, **options
    )
