"""Claims scored, and shown in a page."""

import json
import warnings

import pytest

import sayso
from conftest import ARTICLES, ROOT, program

GOLD = ROOT / "data" / "gold"


def test_a_table_is_scored_as_its_file_is(table, tmp_path):
    path = tmp_path / "claims.csv"
    assert program("attribute", ARTICLES, "-o", path, "--quiet").returncode == 0
    done = program("evaluate", "--gold", GOLD, "--system", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    its = json.loads(done.stdout)
    frames = [table, table.to_pandas(), table.to_polars(), table.to_arrow(), path, str(path)]
    for system in frames:
        with warnings.catch_warnings(action="ignore"):
            found = sayso.evaluate(GOLD, system)
        assert found.measures == its["measures"]
        assert found.articles == its["articles"] == 16
    first = its["measures"][0]
    assert found[first["measure"].strip()] == first
    assert first["measure"].strip() in str(found) and "<pre>" in found._repr_html_()
    with pytest.raises(KeyError, match="there are"):
        found["beauty"]


def test_a_gold_set_that_is_none_is_raised(table, tmp_path):
    with pytest.raises(sayso.SaysoError):
        sayso.evaluate(tmp_path, table)
    with pytest.raises(sayso.SaysoError, match="no column|no table"):
        sayso.report(table.to_pandas()[["article_id", "claim"]], ARTICLES, tmp_path / "r.html")


def test_a_report_of_a_table_is_that_of_its_file(table, tmp_path):
    path, page = tmp_path / "claims.csv", tmp_path / "its.html"
    assert program("attribute", ARTICLES, "-o", path, "--quiet").returncode == 0
    done = program("report", path, "--articles", ARTICLES, "-o", page, "--quiet")
    assert done.returncode == 0, done.stderr
    for number, claims in enumerate(
        [table, table.to_pandas(), table.to_polars(), table.to_arrow(), path]
    ):
        mine = tmp_path / f"{number}.html"
        sayso.report(claims, ARTICLES, mine)
        assert mine.read_bytes() == page.read_bytes()


def test_a_report_of_some_claims_and_articles_in_memory(nlp, tmp_path):
    records = [{"id": p.name, "text": p.read_text(encoding="utf-8")} for p in ARTICLES.iterdir()]
    frame = nlp.attribute(records).to_pandas()
    page = tmp_path / "some.html"
    sayso.report(frame[frame.act == "deny"], records, page, title="Denials")
    text = page.read_text(encoding="utf-8")
    assert "Denials" in text and text.count('"act":"deny"') == (frame.act == "deny").sum() > 0
    assert '"act":"state"' not in text


def test_claims_of_other_articles_are_refused(table, tmp_path):
    with pytest.raises(sayso.SaysoError, match="are not among the articles"):
        sayso.report(table, [{"id": "x", "text": "y"}], tmp_path / "r.html")
    with pytest.raises(sayso.SaysoError, match="cannot write"):
        sayso.report(table, ARTICLES, tmp_path / "none" / "r.html")
    assert list(tmp_path.iterdir()) == []
