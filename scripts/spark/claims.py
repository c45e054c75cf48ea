#!/usr/bin/env python3
"""sayso on a Spark cluster: articles in, a table of claims out, partitioned by day.

spark-submit scripts/spark/claims.py --input news/*.jsonl --output claims --rejects rejected

Each partition of the input goes through one process `sayso attribute - --input-format jsonl
--format jsonl --threads 1`, and what it answers is staged as Parquet beside the output; from there
claims and rejected records are written to their places. A task that fails writes nothing, and
Spark runs it again. See README.md beside this file.
"""

import argparse
import collections
import csv
import datetime
import functools
import hashlib
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading

import pyarrow
from pyspark import SparkFiles
from pyspark.sql import SparkSession, functions, types

# A rejected record: where it was read, its bytes, and why.
REJECT_COLUMNS = {"file": "text", "record": "bytes", "reason": "text"}


def claim_columns(sayso):
    """The columns of the table, as `sayso attribute --format parquet` writes it, and what each
    holds."""
    command = [shipped(sayso), "schema"]
    try:
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"cannot run {command[0]}: {error}; see --sayso") from error
    return {column["name"]: column["holds"] for column in json.loads(said)}


def staged_columns(columns):
    """What is staged: claims with their day, and rejected records, which have a reason."""
    return {**columns, "day": "day", **REJECT_COLUMNS}


PLACE = types.StructType(
    [types.StructField("start", types.LongType()), types.StructField("end", types.LongType())]
)
SPARK_TYPES = {
    "text": types.StringType(),
    "integer": types.LongType(),
    "number": types.DoubleType(),
    "places": types.ArrayType(PLACE),
    "day": types.DateType(),
    "bytes": types.BinaryType(),
}
ARROW_TYPES = {
    "text": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "places": pyarrow.list_(pyarrow.struct({"start": pyarrow.int64(), "end": pyarrow.int64()})),
    "day": pyarrow.date32(),
    "bytes": pyarrow.binary(),
}

# Rows in one Arrow batch that goes back to Spark.
ROWS = 1000

# Used where the cluster's configuration says nothing else: partitions that take some minutes each,
# so that little is lost with one, and batches that fit into memory whatever is in them.
SETTINGS = {
    "spark.sql.files.maxPartitionBytes": "8m",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
    "spark.sql.execution.arrow.maxBytesPerBatch": "16m",
    "spark.sql.session.timeZone": "UTC",
}

# Options that mean what they mean to `sayso attribute`, and are passed on to it.
PASSED_ON = [
    ("--text-field", "NAME", "field that holds the article's text"),
    ("--id-field", "NAME", "field that holds the article's id"),
    ("--title-field", "NAME", "field that holds the headline"),
    ("--date-field", "NAME", "field that holds the date"),
    ("--url-field", "NAME", "field that holds the page's address"),
    ("--outlet-field", "NAME", "field that holds the outlet's name"),
    ("--author-field", "NAME", "field that holds who wrote the article"),
    ("--max-article-bytes", "BYTES", "reject articles longer than this"),
    ("--min-confidence", "X", "leave out claims that are less sure than this"),
    ("--acts", "ACTS", "keep only claims whose source does one of these"),
]


# ---- On a worker: records through one process -------------------------------------------------


class Filter:
    """One `sayso attribute` process: takes records, and gives rows in the order of the records.

    The calling thread writes to it; another one reads what it answers at any time, so that
    neither side waits for the other. What goes wrong with it is an error: the task fails, and
    Spark runs it again.
    """

    def __init__(self, command, keep):
        self.keep = keep
        # Files, as nobody would be reading from pipes while records are written. The process
        # writes a rejected record there before it answers the next one.
        self.rejects = Rejects()
        self.errors = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(
                [*command, "--rejects", self.rejects.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                pass_fds=[self.rejects.file.fileno()],
            )
        except OSError as error:
            raise RuntimeError(f"cannot run {command[0]}: {error}; see --sayso") from error
        self.answers = queue.SimpleQueue()
        self.pending = collections.deque()
        self.fed = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        # A byte order mark is dropped where a file begins, and this is inside of one. An empty
        # line is no record, and is counted.
        self._write([b""])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for file in [self.process.stdout, self.errors, self.rejects.file]:
            file.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def feed(self, records):
        """Hands it records, each the file it is from and its line."""
        # Blank lines are no records to sayso either.
        records = [(file, line) for file, line in records if line.strip(b" \t\r\n\f")]
        for file, line in records:
            self.pending.append((self.fed + 1, file, line))
            self._write([line])

    def end(self):
        """Says that there are no more records."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            self._fail()

    def rows(self, wait):
        """The rows that are there; with `wait`, after `end`, all that are still to come."""
        yield from self._rejected(self.rejects.reasons())
        while True:
            try:
                answer = self.answers.get(block=wait)
            except queue.Empty:
                return
            if answer is None:
                break
            yield from self._rejected(self.rejects.reasons())
            answer = json.loads(answer)
            if "rejected" in answer:
                continue  # Its row has just come, from the list of these.
            if not self.pending:
                raise RuntimeError("sayso has answered more than it was asked")
            number, _, line = self.pending.popleft()
            yield from article_rows(answer, number, line, self.keep)
        # 1: some records were rejected.
        if not wait or self.process.wait() not in (0, 1):
            self._fail()
        yield from self._rejected(self.rejects.reasons())
        if self.pending:
            raise RuntimeError(f"sayso has left {len(self.pending)} records without an answer")

    def _rejected(self, reasons):
        while self.pending and self.pending[0][0] in reasons:
            number, file, line = self.pending.popleft()
            yield {"file": file, "record": line, "reason": reasons.pop(number)}

    def _write(self, lines):
        try:
            for line in lines:
                self.process.stdin.write(line + b"\n")
                self.fed += 1
            self.process.stdin.flush()
        except BrokenPipeError:
            self._fail()

    def _read(self):
        for answer in self.process.stdout:
            self.answers.put(answer)
        self.answers.put(None)

    def _fail(self):
        code = self.process.wait()
        self.errors.seek(0)
        words = self.errors.read()[-2000:].decode(errors="replace").strip()
        how = f"was killed by signal {-code}" if code < 0 else f"ended early with exit code {code}"
        raise RuntimeError(f"sayso {how}: {words or 'it said nothing'}")


class Rejects:
    """The list of rejected records that a process writes, read as it grows."""

    # One row of CSV, whole.
    ROW = re.compile(rb'(?:[^"\n]|"[^"]*")*\n')

    def __init__(self):
        self.file = tempfile.TemporaryFile()
        self.path = f"/dev/fd/{self.file.fileno()}"
        self.position = 0
        self.unread = b""
        self.seen = {}

    def reasons(self):
        """Why records were rejected, by the number of their line; used ones are to be taken out."""
        while part := os.pread(self.file.fileno(), 1 << 16, self.position):
            self.position += len(part)
            self.unread += part
        end = 0
        while row := self.ROW.match(self.unread, end):
            end = row.end()
            _, record, reason = next(csv.reader([row[0].decode()]))
            if record == "record":
                continue  # The header.
            if not record:
                raise RuntimeError(f"sayso cannot read what it is given: {reason}")
            self.seen[int(record)] = reason
        self.unread = self.unread[end:]
        return self.seen


def attribute(options, batches):
    """Arrow batches of records (file, line) to batches of staged rows."""
    command = [
        *[shipped(options["sayso"]), "attribute", "-", "--input-format", "jsonl"],
        *["--format", "jsonl", "--threads", "1", "--quiet", "--model", shipped(options["model"])],
        # What a record looks like is not to decide how those after it are read.
        *["--encoding", "utf-8"],
        *[f"--keep={name}" for name in options["keep"]],
        *options["passed_on"],
    ]
    columns = options["columns"]
    with Filter(command, options["keep"]) as process:
        for batch in batches:
            process.feed(zip(batch["file"].to_pylist(), batch["line"].to_pylist(), strict=True))
            yield from arrow_batches(process.rows(wait=False), columns)
        process.end()
        yield from arrow_batches(process.rows(wait=True), columns)


def shipped(name):
    """The path of what was shipped to this worker under that name, or the name."""
    path = os.path.join(SparkFiles.getRootDirectory(), name)
    return path if os.path.exists(path) else name


def arrow_batches(rows, columns):
    schema = pyarrow.schema({name: ARROW_TYPES[kind] for name, kind in columns.items()})
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS:
            yield pyarrow.RecordBatch.from_pylist(batch, schema)
            batch = []
    if batch:
        yield pyarrow.RecordBatch.from_pylist(batch, schema)


def article_rows(article, number, line, keep):
    """A row for each claim of an answer; `number` is that of the record's line."""
    article_id = article["article_id"]
    if article_id == f"-:{number}":
        # sayso's own name for a record without an id is its place in the input, which says
        # nothing here: the same record is to have the same id however the input is cut.
        article_id = "record:" + hashlib.sha256(line).hexdigest()[:32]
    of_article = {
        "article_id": article_id,
        "day": day(article["date"] or ""),
        **{name: article[name] for name in ["title", "date", "url", "outlet"]},
        **{name: article["kept"][name] for name in keep},
    }
    return [{**of_article, **claim_cells(claim)} for claim in article["claims"]]


def claim_cells(claim):
    speaker = claim["speaker"] or {}
    description = [speaker["description"]] if speaker.get("description") else []
    content, source, cue, via = (claim[name] for name in ["content", "source", "cue", "via"])
    sentence = claim["sentence"]
    return {
        **{name: claim[name] for name in ["claim_id", "kind", "claim", "act", "factuality", "confidence"]},
        **{name: claim[name] for name in ["speaker_found_by", "speaker_confidence", "within", "repeats"]},
        "source": words(source),
        "speaker": speaker.get("name"),
        "speaker_type": speaker.get("type"),
        "description": words(description),
        "via": words(via),
        "cue": words(cue),
        "sentence": sentence and sentence["text"],
        **{"claim_start": start(content), "claim_end": end(content)},
        **{"source_start": start(source), "source_end": end(source)},
        **{"cue_start": start(cue), "cue_end": end(cue)},
        **{"description_start": start(description), "description_end": end(description)},
        "claim_pieces": places(content),
        "source_pieces": places(source),
        "cue_pieces": places(cue),
        "via_pieces": places(via),
    }


def words(pieces):
    return " … ".join(piece["text"] for piece in pieces) or None


def start(pieces):
    return pieces[0]["start"] if pieces else None


def end(pieces):
    return pieces[-1]["end"] if pieces else None


def places(pieces):
    return [{"start": piece["start"], "end": piece["end"]} for piece in pieces]


# Days and months in figures alone are no part of these: 3/4/2024 is in April for some and in
# March for others.
DAY_FORMATS = [
    "%Y/%m/%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%A, %B %d, %Y",
    "%A, %d %B %Y",
    "%a, %d %b %Y",
]


def day(written):
    """The day that a date names, in the time zone in which it is written; none if not for sure.

    Read are the forms that `sayso report` reads.
    """
    written = written.strip()
    iso = re.match(r"(\d{4})-(\d\d)-(\d\d)(?=$|[Tt ])|(\d{4})(\d\d)(\d\d)$", written, re.ASCII)
    if iso:
        try:
            return datetime.date(*(int(part) for part in iso.groups() if part))
        except ValueError:
            return None
    # RFC 2822: what comes after the year is a time of day.
    written = re.sub(r"^((?:\w{3}, )?\d{1,2} \w{3} \d{4}) \d\d:\d\d.*$", r"\1", written)
    for form in DAY_FORMATS:
        try:
            found = datetime.datetime.strptime(written, form).date()
        except ValueError:
            continue
        weekday = form[:2] if form[1] in "Aa" else ""
        return found if written.startswith(found.strftime(weekday)) else None
    return None


# ---- On the driver: where records come from, and where rows go ----------------------------------


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("--input", nargs="+", required=True, metavar="PATH", help="files, folders or globs")
    add("--input-format", choices=["jsonl", "parquet"], help="form of the input; if not given, "
        "parquet for names ending in .parquet, else jsonl")
    add("--output", required=True, metavar="FOLDER", help="where the table of claims goes")
    add("--rejects", metavar="FOLDER", help="where the records that could not be read go")
    add("--overwrite", action="store_true", help="replace what is in --output and --rejects")
    add("--sayso", default="sayso", metavar="PATH", help="the program: the name under which it was "
        "shipped (--files), or its path on the workers")
    add("--model", default="en", metavar="NAME|FOLDER", help="the model: the name under which it "
        "was shipped (--archives), its folder on the workers, or a name that the program knows")
    add("--partitions", type=int, metavar="N", help="spread the records over so many tasks; if not "
        "given, a task is 8 MiB of a file that can be read in parts, or else a file")
    add("--keep", action="append", default=[], metavar="FIELDS", help="keep these fields of the "
        "records as columns of the table, after its own; separated by commas")
    for name, value, text in PASSED_ON:
        add(name, metavar=value, help=text)
    args = parser.parse_args()
    args.keep = [name for names in args.keep for name in names.split(",")]
    if args.partitions is not None and args.partitions < 1:
        parser.error("--partitions: give a number of at least 1")
    return args


def table_columns(spark, args):
    """The columns of the table with the fields that are kept, which are text."""
    # A worker asks the program for them: the driver may have none.
    own = spark.sparkContext.parallelize([args.sayso], 1).map(claim_columns).first()
    taken = [name.lower() for name in [*staged_columns(own), *args.keep]]
    for name in args.keep:
        if not name or taken.count(name.lower()) > 1:
            refuse(f"--keep: \"{name}\" is no name, or that of another column")
    return {**own, **dict.fromkeys(args.keep, "text")}


def refuse(reason):
    print(f"claims.py: {reason}", file=sys.stderr)
    sys.exit(2)


def passed_on(args):
    """The options that go to sayso as they are."""
    given = [(name, getattr(args, name[2:].replace("-", "_"))) for name, _, _ in PASSED_ON]
    return [f"{name}={value}" for name, value in given if value is not None]


def records(spark, args):
    """The records as one line of JSON each, and the file that each is from."""
    are_parquet = all(path.rstrip("/").endswith(".parquet") for path in args.input)
    if args.input_format == "parquet" or (args.input_format is None and are_parquet):
        frame = spark.read.parquet(*args.input)
        fit = (types.StringType, types.NumericType, types.DateType, types.TimestampType)
        columns = [field.name for field in frame.schema if isinstance(field.dataType, fit)]
        if not columns:
            refuse("the input has no columns of strings, numbers or dates")
        line = functions.to_json(functions.struct(*map(quoted, columns)))
    else:
        # Bytes go to sayso as they are: it says what is wrong with them.
        frame = spark.read.text(args.input, lineSep="\n")
        line = functions.col("value")
    file = functions.col("_metadata.file_path").alias("file")
    frame = frame.select(file, line.cast("binary").alias("line"))
    # By what is in them, so that a task that is run again gets the same records.
    return frame.repartition(args.partitions, "line") if args.partitions else frame


def quoted(name):
    """The column of that name, whatever is in it."""
    return functions.col("`" + name.replace("`", "``") + "`")


class Places:
    """The folders that the job writes to."""

    def __init__(self, spark, args):
        self.spark = spark
        self.output = args.output.rstrip("/")
        self.rejects = args.rejects and args.rejects.rstrip("/")
        self.staging = self.output + ".unfinished"
        self.mode = "overwrite" if args.overwrite else "errorifexists"
        folders = [folder for folder in [self.output, self.rejects] if folder]
        names = [self._path(folder)[1].toString() for folder in folders + args.input]
        if len(set(names)) < len(names):
            refuse("two of --input, --output and --rejects are the same")
        for folder in folders:
            system, path = self._path(folder)
            if system.exists(path) and not args.overwrite:
                refuse(f"{folder} exists; choose another place or give --overwrite")

    def _path(self, folder):
        path = self.spark._jvm.org.apache.hadoop.fs.Path(folder)
        system = path.getFileSystem(self.spark._jsc.hadoopConfiguration())
        return system, system.makeQualified(path)

    def write(self, rows, columns):
        """Stages the rows, then puts them where they belong; the claims last."""
        # A task that is done stays done in the staging folder, whatever happens to its worker
        # and to the tasks after it.
        rows.write.mode("overwrite").option("compression", "zstd").parquet(self.staging)
        staged = self.spark.read.schema(rows.schema).parquet(self.staging)
        rejected = staged.where("reason is not null").select(*map(quoted, REJECT_COLUMNS))
        claims = staged.where("reason is null").select(*map(quoted, [*columns, "day"]))
        if self.rejects:
            self._put(rejected.hint("rebalance"), self.rejects)
        # Few files a day, and several for a day that has much.
        claims = claims.hint("rebalance", "day")
        self._put(claims.sortWithinPartitions("day", "article_id", "claim_id"), self.output, "day")
        counts = claims.count(), rejected.count()
        system, path = self._path(self.staging)
        system.delete(path, True)
        return counts

    def _put(self, rows, folder, *by):
        rows.write.mode(self.mode).option("compression", "zstd").partitionBy(*by).parquet(folder)


def main():
    args = arguments()
    spark = SparkSession.builder.appName("sayso").getOrCreate()
    for name, value in SETTINGS.items():
        if spark.sparkContext.getConf().get(name) is None:
            spark.conf.set(name, value)
    places = Places(spark, args)
    columns = table_columns(spark, args)
    staged = staged_columns(columns)
    options = {"sayso": args.sayso, "model": args.model, "passed_on": passed_on(args)}
    options.update(keep=args.keep, columns=staged)
    schema = types.StructType([types.StructField(name, SPARK_TYPES[kind]) for name, kind in staged.items()])
    rows = records(spark, args).mapInArrow(functools.partial(attribute, options), schema)
    claims, rejected = places.write(rows, columns)
    where = "" if args.rejects or not rejected else " (--rejects FOLDER keeps them)"
    print(f"claims.py: {claims:,} claims in {args.output}, {rejected:,} records rejected{where}")
    spark.stop()


if __name__ == "__main__":
    main()
