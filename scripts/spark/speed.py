#!/usr/bin/env python3
"""Measures the program inside a task of Spark beside the program alone: see `check`, which starts this.

A cluster of one worker with one core reads the text files below a folder, as one task; the time is
that of the task, as Spark has it in its log of events: the Python around the program in it, and the
loading of the model, as in the run alone. In turn, the best of some.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from check import HERE, ROOT, Check
from cluster import Cluster

sys.path.insert(0, str(ROOT / "scripts"))
from articles import files, words  # noqa: E402


def in_task(check, corpus, folder):
    """Seconds of the longest task."""
    folder.mkdir()
    events = folder / "events"
    events.mkdir()
    settings = {"enabled": "true", "dir": events.as_uri(), "rolling.enabled": "false", "compress": "false"}
    settings = [part for name, value in settings.items() for part in ("--conf", f"spark.eventLog.{name}={value}")]
    with Cluster(folder, workers=1) as cluster:
        ship = ["--files", check.sayso, "--archives", f"{check.model}#en"]
        job = [HERE / "claims.py", "--input", corpus, "--output", folder / "claims", "--rejects", folder / "rejects",
               "--sayso", Path(check.sayso).name, "--model", "en", "--partitions", "1"]
        memory = ["--driver-memory", "512m", "--executor-memory", "512m"]
        if cluster.submit(folder / "job.log", *memory, *settings, *ship, *job).wait():
            sys.exit((folder / "job.log").read_text(errors="replace")[-6000:])
    lines = [json.loads(line) for log in events.iterdir() for line in log.read_text(encoding="utf-8").splitlines()]
    tasks = [line for line in lines if line["Event"] == "SparkListenerTaskEnd"]
    return max(task["Task Metrics"]["Executor Run Time"] for task in tasks) / 1000


def alone(check, corpus, folder):
    """Seconds of the program on one thread."""
    command = [check.sayso, "attribute", corpus, "--quiet", "--threads", "1", "-o", folder / "alone.parquet"]
    started = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sayso")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="articles to read, evenly spread; all if not given")
    parser.add_argument("--runs", type=int, default=2)
    arguments = parser.parse_args()
    articles = files(arguments.folder, arguments.limit)
    if not articles:
        sys.exit(f"scripts/spark/check: no text files below {arguments.folder}")
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        corpus = work / "corpus.jsonl"
        with open(corpus, "w", encoding="utf-8") as file:
            for path in articles:
                file.write(json.dumps({"id": str(path), "text": path.read_text(encoding="utf-8")}) + "\n")
        check = Check(str(Path(arguments.sayso).resolve()), work)
        runs = [(alone(check, corpus, work), in_task(check, corpus, work / str(run))) for run in range(arguments.runs)]
    by_itself, inside = (min(seconds) for seconds in zip(*runs, strict=True))
    count = words(articles)
    print(f"{len(articles):,} articles, {count:,} words; best of {arguments.runs}: {count / by_itself:,.0f} words a second "
          f"alone, {count / inside:,.0f} in a task of one core, {by_itself / inside:.2f} times as many")


if __name__ == "__main__":
    main()
