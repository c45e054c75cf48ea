"""Data frames and Arrow tables, in and out."""

import datetime
import subprocess
import sys

import pandas
import polars
import pyarrow
import pytest

import sayso
from conftest import ARTICLES, RAIN

ROWS = {
    "id": [7, 8, 9],
    "text": [RAIN, None, "Rain, <b>said</b> Bo Ek, will fall & stay."],
    "published": [datetime.datetime(2024, 5, 1, 10, 30), None, datetime.datetime(2024, 5, 2)],
    "authors": [["Ann", "Bo"], [], None],
    "score": [1.0, None, 2.5],
    "sure": [True, False, None],
}
KEEP = ["score", "sure"]


def frames():
    yield "pandas", pandas.DataFrame(ROWS)
    yield "pandas of strings", pandas.DataFrame(ROWS).astype({"text": "category"})
    yield "polars", polars.DataFrame(ROWS)
    yield "pyarrow", pyarrow.table(ROWS)
    yield "batches", pyarrow.RecordBatchReader.from_batches(
        pyarrow.table(ROWS).schema, pyarrow.table(ROWS).to_batches(max_chunksize=1)
    )
    yield "views", pyarrow.table(ROWS).cast(
        pyarrow.schema([
            ("id", pyarrow.int32()),
            ("text", pyarrow.string_view()),
            ("published", pyarrow.timestamp("ms")),
            ("authors", pyarrow.large_list(pyarrow.large_string())),
            ("score", pyarrow.float32()),
            ("sure", pyarrow.bool_()),
        ])
    )


@pytest.mark.parametrize(("kind", "frame"), list(frames()), ids=lambda x: x if isinstance(x, str) else "")
def test_rows_are_articles_and_offsets_index_them(nlp, kind, frame):
    table = nlp.attribute(frame, keep=KEEP)
    assert not table.refused
    first, *rest = table.to_arrow().to_pylist()
    assert (first["article_id"], first["speaker"]) == ("7", "Ann Lee")
    assert (first["date"], first["score"], first["sure"]) == ("2024-05-01T10:30:00", "1", "true")
    for row in [first, *rest]:
        text = dict(zip(map(str, ROWS["id"]), ROWS["text"], strict=True))[row["article_id"]]
        assert text[row["claim_start"] : row["claim_end"]] == row["claim"]


def test_a_frame_gives_what_its_files_give(nlp, table):
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(ARTICLES.iterdir())}
    frame = polars.DataFrame({"id": list(texts), "body": list(texts.values())})
    assert nlp.attribute(frame).to_arrow() == table.to_arrow()


def test_structs_are_read_by_paths(nlp):
    rows = [{"id": "a", "source": {"name": "The Echo"}, "fields": {"bodyText": RAIN}}]
    (row,) = nlp.attribute(pyarrow.Table.from_pylist(rows)).to_arrow().to_pylist()
    assert (row["outlet"], row["speaker"]) == ("The Echo", "Ann Lee")


def test_a_zone_is_told_as_utc(nlp):
    when = pandas.Timestamp("2024-05-01 10:30", tz="Europe/Oslo")
    frame = pandas.DataFrame({"text": [RAIN], "date": [when]})
    assert nlp.attribute(frame).to_pandas().date[0] == "2024-05-01T08:30:00Z"


def test_a_frame_without_a_text_says_which_columns_it_has(nlp):
    with pytest.raises(sayso.SaysoError, match="the table has: a, story. Name it"):
        nlp.attribute(pandas.DataFrame({"a": [1], "story": [RAIN]}))
    frame = pandas.DataFrame({"a": [1], "story": [RAIN]})
    assert len(nlp.attribute(frame, fields={"text": "story"})) == 1


def test_a_long_text_is_refused_alone(nlp):
    frame = pandas.DataFrame({"id": "abc", "text": [RAIN, "é" * (1 << 20), RAIN]}
                             | {"id": list("abc")})
    table = nlp.attribute(frame)
    assert [one.id for one in table.refused] == ["b"] and len(table) == 2
    assert not nlp.attribute(frame, max_article_bytes=1 << 22).refused


def test_all_libraries_take_the_table(nlp, table):
    arrow = table.to_arrow()
    assert pyarrow.table(table) == arrow and len(table) == arrow.num_rows
    frame = table.to_pandas()
    assert list(frame.columns) == list(table.column_names) and len(frame) == len(table)
    assert str(frame.within.dtype) == "Int64" and frame.within.isna().any()
    assert str(frame.confidence.dtype) == "float64"
    assert frame.speaker.value_counts().iloc[0] > 3
    assert pandas.DataFrame.from_arrow(table).shape == frame.shape
    polar = table.to_polars()
    assert polar.equals(polars.DataFrame(table)) and polar.height == len(table)
    assert polar.schema["claim_pieces"] == polars.List(
        polars.Struct({"start": polars.Int64, "end": polars.Int64})
    )
    # It can be read more than once, and outlives what made it.
    assert sayso.load("fast").attribute([{"text": RAIN}]).to_arrow().num_rows == 1


def test_without_other_libraries_it_says_what_to_install(tmp_path):
    script = f"""
import sys
for name in ("pandas", "pyarrow", "polars"):
    sys.modules[name] = None
import sayso
table = sayso.load().attribute([{{"text": {RAIN!r}}}])
assert len(table) == 1 and table.__arrow_c_stream__() is not None
for name in ("pandas", "arrow", "polars"):
    try:
        getattr(table, "to_" + name)()
    except ImportError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("to_pandas needs pandas: pip install pandas, or")
    assert lines[1].startswith("to_arrow needs pyarrow") and "sayso[polars]" in lines[2]
