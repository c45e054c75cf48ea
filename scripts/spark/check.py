#!/usr/bin/env python3
"""Compares the Spark job with the program alone: see `check`, which starts this."""

import collections
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pyarrow
import pyarrow.dataset
import pyarrow.parquet

from cluster import Cluster, kill, named, tree, wait_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLES = sorted((ROOT / "data/articles").glob("*.txt"))

# Dates as records write them, and the day that each names.
DATES = [
    ("2024-05-01", "2024-05-01"),
    ("2024-05-01T23:59:59-08:00", "2024-05-01"),
    ("Thu, 02 May 2024 23:10:00 -0800", "2024-05-02"),
    ("May 3, 2024", "2024-05-03"),
    ("03/04/2024", None),
    (None, None),
]
DAYS = dict(DATES)
# What is shown of a job's log.
SAID = re.compile("^claims.py:|Lost executor|Lost task|its executor exited|sayso was killed")
# Lines that are no records, or none that can be read.
BROKEN = [b"", b"\xff\xfe{\x00", b'{"id": "cut", "text": "off', b"[1]", b'{"id": "no text"}', b" \r"]


def write_corpus(folder, samples):
    """Two files with articles, some with the id of another one or without one, and broken lines."""
    files = [folder / "first.jsonl", folder / "second.jsonl"]
    for number, file in enumerate(files):
        lines = ['\ufeff{"id": "with a mark", "text": "“Yes,” Ann Lee said."}'.encode()]
        # Enough that some stand first in their partitions, where they look like UTF-16.
        lines.extend(b"\xff\xfe %d" % position for position in range(50 * number))
        for position, sample in enumerate(samples):
            record = {"id": f"{sample.stem}-{number}", "text": sample.read_text(encoding="utf-8")}
            if position % 7 == 3:
                record["id"] = position
            if position % 7 == 5:
                del record["id"]
            record["date"] = DATES[position % len(DATES)][0]
            record["outlet"] = "The Écho"
            if position % 2:
                record["desk"] = {"name": f"World, {position}", "staff": [1, None]}
            lines.append(json.dumps(record, ensure_ascii=position % 2 == 0).encode())
            if position % 9 == 0:
                lines.extend(BROKEN)
        file.write_bytes(b"\n".join(lines))
    return files


def write_parquet(folder, samples):
    """A file of Parquet with articles, and a column of which sayso reads nothing."""
    rows = [
        {"id": number, "body": sample.read_text(encoding="utf-8"), "published": "2024-05-01", "tags": ["a"],
         "words in it": number + 0.5}
        for number, sample in enumerate(samples)
    ]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "news.parquet")
    return [folder / "news.parquet"]


def alone(sayso, folder, files, options):
    """Claims and rejected records of the program alone."""
    command = [sayso, "attribute", *files, "--quiet", "--threads", "1", *options]
    outputs = ["-o", folder / "alone.parquet", "--rejects", folder / "alone.jsonl"]
    code = subprocess.run([*command, *outputs], stderr=subprocess.DEVNULL).returncode
    if code not in (0, 1):
        sys.exit(f"check: sayso alone ended with exit code {code}")
    table = pyarrow.parquet.read_table(folder / "alone.parquet")
    lines = {str(file): file.read_bytes().split(b"\n") for file in files if file.suffix == ".jsonl"}
    names = {file.name: str(file) for file in files}
    rows = []
    for row in table.to_pylist():
        # Without an id of its own a record is named after its place; after its bytes on Spark.
        name, _, number = row["article_id"].rpartition(":")
        if name in names:
            line = lines[names[name]][int(number) - 1]
            row["article_id"] = "record:" + hashlib.sha256(line).hexdigest()[:32]
        rows.append({**row, "day": DAYS[row["date"]]})
    rejects = []
    for reject in map(json.loads, (folder / "alone.jsonl").read_text().splitlines()):
        line = lines[reject["file"]][reject["record"] - 1]
        rejects.append({"file": reject["file"], "record": line, "reason": reject["reason"]})
    return table.schema, rows, rejects


def of_spark(folder):
    """Claims and rejected records of the job."""
    read = pyarrow.dataset.dataset
    claims = read(folder / "claims", partitioning="hive").to_table()
    rejects = read(folder / "rejects").to_table().to_pylist()
    rows = claims.to_pylist()
    for reject in rejects:
        reject["file"] = re.sub("^file:/+", "/", reject["file"])
    return claims.schema, rows, rejects


def count(rows):
    return collections.Counter(repr(sorted(row.items())) for row in rows)


def compare(what, expected, found):
    expected, found = count(expected), count(found)
    missing, beyond = expected - found, found - expected
    print(f"  {what}: {found.total():,} rows, {missing.total():,} missing, {beyond.total():,} too many")
    for sign, rows in [("-", missing), ("+", beyond)]:
        for row in list(rows)[:3]:
            print(f"    {sign} {row[:600]}")
    return not missing and not beyond


def same_types(alone, spark):
    """Whether the columns are those of the program's table, in name, order and type."""
    def kind(field):
        # Names of list elements are no part of a type here.
        is_list = pyarrow.types.is_list(field.type)
        return [(f.name, f.type) for f in field.type.value_type] if is_list else field.type
    columns = [[(field.name, kind(field)) for field in schema] for schema in (alone, spark)]
    print(f"  {len(columns[0])} columns")
    return columns[0] == columns[1][:-1] and columns[1][-1][0] == "day"


class Check:
    def __init__(self, sayso, work):
        self.sayso, self.work = sayso, work
        self.failed = []
        self.model = work / "model.tar.gz"
        with tarfile.open(self.model, "w:gz") as archive:
            for file in sorted((ROOT / "models/en").iterdir()):
                archive.add(file, file.name)

    def case(self, name, files, keep, expected, disturb=None, options=()):
        """Runs the job on a new cluster, disturbs it if asked to, and compares."""
        options = [*options, "--keep", ",".join(keep)]
        print(f"{name}", flush=True)
        folder = self.work / name.replace(" ", "-")
        folder.mkdir()
        with Cluster(folder, workers=2) as cluster:
            job = self.submit(cluster, folder, files, options)
            is_disturbed = disturb is None or disturb(cluster, folder, job)
            code = job.wait()
            log = (folder / "job.log").read_text(errors="replace")
            if code != 0:
                print(log[-6000:])
                return self.failed.append(f"{name}: exit code {code}")
            print("\n".join(f"  {line[:150]}" for line in log.splitlines() if SAID.search(line)))
            is_refused = self.submit(cluster, folder, files, options, "again.log").wait() == 2
        schema, rows, rejects = of_spark(folder)
        for row in rows:
            row["day"] = row["day"] and str(row["day"])
        holds = {
            "it was over before it could be disturbed": is_disturbed,
            "columns differ": same_types(expected[0], schema),
            "claims differ": compare("claims", expected[1], rows),
            "rejected records differ": compare("rejected", expected[2], rejects),
            "something is left": not (folder / "claims.unfinished").exists(),
            "the job does not refuse to write over its output": is_refused,
        }
        self.failed.extend(f"{name}: {fault}" for fault, is_well in holds.items() if not is_well)

    def submit(self, cluster, folder, files, options, log="job.log"):
        ship = ["--files", self.sayso, "--archives", f"{self.model}#en"]
        memory = ["--driver-memory", "512m", "--executor-memory", "512m"]
        places = ["--output", folder / "claims", "--rejects", folder / "rejects"]
        job = [HERE / "claims.py", "--input", *files, *places, "--sayso", Path(self.sayso).name, *options]
        return cluster.submit(folder / log, *memory, *ship, *job)


def under_way(cluster, folder, job):
    """Waits until some tasks are done, and gives a worker with a sayso process, and that process."""
    done = "claims.unfinished/_temporary/0/task_*"
    wait_for(lambda: list(folder.glob(done)), "the first task to be done", job)

    def working():
        found = [(worker, named(tree(worker.pid), "sayso")) for worker in cluster.workers]
        return next(((worker, processes[0]) for worker, processes in found if processes), None)

    return wait_for(working, "a sayso process", job)


def kill_worker(cluster, folder, job):
    worker, _ = under_way(cluster, folder, job)
    killed = tree(worker.pid)
    kill(killed)
    print(f"  killed a worker: {len(killed)} processes, its executor and its sayso among them", flush=True)
    return job.poll() is None


def kill_process(cluster, folder, job):
    _, process = under_way(cluster, folder, job)
    kill([process])
    print("  killed a sayso process", flush=True)
    return job.poll() is None


def main():
    sayso = str(Path(sys.argv[1]).resolve())
    quick = sys.argv[2:] == ["--quick"]
    samples = SAMPLES[:3] if quick else SAMPLES
    with tempfile.TemporaryDirectory() as work:
        check = Check(sayso, Path(work))
        folder = Path(work)
        files = write_corpus(folder, samples * 2)
        # As on Spark, where lines stand for themselves.
        keep, utf_8 = ["desk.name", "desk", "nowhere"], ["--encoding", "utf-8"]
        expected = alone(sayso, folder, files, [*utf_8, "--keep", ",".join(keep)])
        print(f"alone: {len(expected[1]):,} claims, {len(expected[2]):,} records rejected", flush=True)
        spread = ["--partitions", "2" if quick else "12"]
        check.case("undisturbed", files, keep, expected, options=spread)
        if not quick:
            check.case("worker killed", files, keep, expected, kill_worker, spread)
            check.case("sayso killed", files, keep, expected, kill_process, spread)
        files, keep = write_parquet(folder, samples), ["words in it"]
        expected = alone(sayso, folder, files, ["--keep", keep[0]])
        check.case("from Parquet", files, keep, expected)
    for fault in check.failed:
        print(f"FAILED {fault}")
    print("differences found" if check.failed else "all rows are the same")
    sys.exit(bool(check.failed))


if __name__ == "__main__":
    main()
