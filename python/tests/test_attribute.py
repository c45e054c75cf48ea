"""A corpus to a table: the one that the program writes."""

import csv
import io
import json
import warnings

import pyarrow.parquet
import pytest

import sayso
from conftest import ARTICLES, RAIN, program


def as_csv(table):
    """The cells as the program's CSV has them."""

    def cell(value):
        match value:
            case None:
                return ""
            case float():
                return f"{value:.2f}"
            case list():
                return ";".join(f"{place['start']}-{place['end']}" for place in value)
            case _:
                return str(value)

    return [[cell(value) for value in row.values()] for row in table.to_arrow().to_pylist()]


def by_the_program(*args):
    done = program("attribute", *args, "-o", "-", "--format", "csv", "--quiet")
    assert done.returncode in (0, 1), done.stderr
    return list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))


@pytest.mark.parametrize("options", [{}, {"model": "fast"}, {"precision": "int8", "threads": 1}])
def test_cell_by_cell_the_table_of_the_program(options):
    table = sayso.load(**options).attribute(ARTICLES)
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    header, *rows = by_the_program(ARTICLES, *flags)
    assert len(rows) > 100
    assert list(table.column_names) == header
    found = as_csv(table)
    assert len(found) == len(table) == len(rows)
    for mine, its in zip(found, rows, strict=True):
        assert mine == its


@pytest.mark.parametrize("rows", ["claims", "entities", "speakers"])
def test_types_and_cells_are_those_of_parquet(nlp, tmp_path, rows):
    files = {name: tmp_path / f"{name}.parquet" for name in ("claims", "entities", "speakers")}
    done = program(
        "attribute", ARTICLES, "-o", files["claims"], "--entities", files["entities"],
        "--speakers", files["speakers"],
    )
    assert done.returncode == 0, done.stderr
    its = pyarrow.parquet.read_table(files[rows])
    mine = nlp.attribute(ARTICLES, rows=rows).to_arrow()
    assert mine.num_rows > 50
    assert mine.schema.names == its.schema.names
    for name in its.schema.names:
        assert mine.schema.field(name).type == its.schema.field(name).type, name
        assert mine.schema.field(name).nullable == its.schema.field(name).nullable, name
        assert mine[name].to_pylist() == its[name].to_pylist(), name


def test_threads_change_nothing(table):
    for threads in (1, 3):
        assert sayso.load(threads=threads).attribute(ARTICLES).to_arrow() == table.to_arrow()


def test_filters_are_those_of_the_program(nlp):
    table = nlp.attribute([ARTICLES / "court.txt"], min_confidence=0.3, acts=["deny", "state"])
    _, *rows = by_the_program(
        ARTICLES / "court.txt", "--min-confidence", "0.3", "--acts", "deny,state"
    )
    assert rows and as_csv(table) == rows
    table = nlp.attribute(ARTICLES, factuality=["possible", "negated"])
    _, *rows = by_the_program(ARTICLES, "--factuality", "negated,possible")
    assert rows and as_csv(table) == rows


def test_files_of_records_are_read_and_fields_kept(nlp, tmp_path):
    path = tmp_path / "news.jsonl"
    records = [
        {"uri": "a", "body": RAIN, "section": "weather", "source": {"id": 4}},
        {"uri": "b", "title": "no text"},
        {"uri": "c", "body": RAIN.replace("“", "&ldquo;"), "section": None},
    ]
    path.write_text("\n".join(map(json.dumps, records)) + "\nnot json\n", encoding="utf-8")
    keep = ["section", "source.id"]
    table = nlp.attribute(path, keep=keep, fields={"id": "uri"})
    header, *rows = by_the_program(path, "--keep", ",".join(keep), "--id-field", "uri")
    assert list(table.column_names) == header and header[-2:] == keep
    assert as_csv(table) == rows and [row[0] for row in rows] == ["a", "c"]
    assert [(one.id, one.record) for one in table.refused] == [("b", 2), ("news.jsonl:4", 4)]
    assert "no field for the text" in table.refused[0].reason
    assert repr(table) == "<sayso.Table claims: 2, articles refused: 2>"


def test_a_field_that_no_record_has_is_warned_of(nlp, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": RAIN, "x": 1}), encoding="utf-8")
    with pytest.warns(UserWarning, match="no record has a field country"):
        nlp.attribute(path, keep=["x", "country"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nlp.attribute(path, keep=["x"])


def test_texts_and_records_in_memory(nlp):
    table = nlp.attribute([{"id": "a", "text": RAIN, "country": "NO"}], keep=["country"])
    (row,) = table.to_arrow().to_pylist()
    assert (row["article_id"], row["speaker"], row["country"]) == ("a", "Ann Lee", "NO")
    table = nlp.attribute(text for text in [RAIN, None, RAIN])
    assert [row["article_id"] for row in table.to_arrow().to_pylist()] == ["0", "2"]
    assert [one.id for one in table.refused] == ["1"]


def test_nothing_gives_a_table_without_rows(nlp):
    table = nlp.attribute([])
    assert len(table) == 0 and table.to_arrow().num_rows == 0
    assert table.column_names == nlp.attribute([{"id": "a", "text": RAIN}]).column_names


@pytest.mark.parametrize(
    ("articles", "options", "reason"),
    [
        ("no/such/folder", {}, "no/such/folder"),
        (ARTICLES, {"keep": ["title"]}, "a column of that name"),
        (ARTICLES, {"keep": ["a", "A"]}, "A: named twice"),
        (ARTICLES, {"rows": "words"}, "rows: there is no “words”"),
        (ARTICLES, {"acts": ["sing"]}, "acts: there is no “sing”"),
        (ARTICLES, {"factuality": ["true"]}, "factuality: there is no “true”"),
        (ARTICLES, {"min_confidence": 2}, "min_confidence"),
        (ARTICLES, {"fields": {"body": "x"}}, "an article has no “body”"),
        (ARTICLES, {"encoding": "klingon"}, "klingon"),
        (ARTICLES, {"input_format": "docx"}, "input_format: there is no “docx”"),
        ({"text": RAIN}, {}, "one record is no corpus"),
    ],
)
def test_faults_are_raised_with_their_reason(nlp, articles, options, reason):
    with pytest.raises(sayso.SaysoError, match=reason):
        nlp.attribute(articles, **options)
