"""The examples of the documentation, run as they stand there."""

import os
import re

import pytest

from conftest import ROOT


def blocks(path):
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)


def test_all_steps_run_one_after_the_other(tmp_path, monkeypatch):
    for name in ("spacy", "matplotlib", "polars"):
        pytest.importorskip(name)
    monkeypatch.chdir(tmp_path)
    names = {"SAMPLE": ROOT / "data"}
    steps = blocks(ROOT / "docs" / "PYTHON.md")
    assert len(steps) >= 9
    for number, step in enumerate(steps):
        exec(compile(step, f"step {number + 1} of docs/PYTHON.md", "exec"), names)
    for file in ("who.png", "report.html", "denied.html"):
        assert os.path.getsize(file) > 5000


def test_the_readme_of_the_package_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").symlink_to(ROOT / "data" / "articles")
    (step,) = blocks(ROOT / "python" / "README.md")
    exec(compile(step, "python/README.md", "exec"), {})


def test_the_docstrings_examples_are_true():
    import doctest

    import sayso

    assert doctest.testmod(sayso).failed == 0
    spacy = pytest.importorskip("sayso.spacy")
    assert doctest.testmod(spacy).failed == 0
