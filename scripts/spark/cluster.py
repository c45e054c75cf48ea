"""A Spark cluster of processes on this machine, whose parts can be killed."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyspark

SPARK = Path(pyspark.__file__).parent
# How long to wait for what should happen soon, in seconds.
PATIENCE = 300


class Cluster:
    """A master and workers of one core each, every one a process; all end with it."""

    def __init__(self, folder, workers):
        self.folder = folder
        self.environment = {
            **os.environ,
            "SPARK_HOME": str(SPARK),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
        }
        self.processes = []
        try:
            name, port = "org.apache.spark.deploy.master.Master", ["--port", "0", "--webui-port", "0"]
            self._start("master", name, "--host", "127.0.0.1", *port)
            self.url = self._said("master", r"Starting Spark master at (spark://\S+)")
            self.workers = [self._worker(f"worker-{number}") for number in range(workers)]
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        for process in self.processes:
            kill(tree(process.pid))
            process.wait()

    def submit(self, log, *arguments):
        """Starts a job; what it says goes to `log`."""
        with open(log, "wb") as out:
            command = [SPARK / "bin/spark-submit", "--master", self.url, *arguments]
            job = subprocess.Popen(command, stdout=out, stderr=out, env=self.environment)
        self.processes.append(job)
        return job

    def _worker(self, name):
        place = ["--host", "127.0.0.1", "--webui-port", "0", "--work-dir", self.folder / name]
        main = "org.apache.spark.deploy.worker.Worker"
        worker = self._start(name, main, "--cores", "1", "--memory", "1g", *place, self.url)
        self._said(name, r"(Successfully registered with master)")
        return worker

    def _start(self, name, *command):
        with open(self.folder / f"{name}.log", "wb") as log:
            command = [SPARK / "bin/spark-class", *command]
            process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        self.processes.append(process)
        return process

    def _said(self, name, pattern):
        """Waits for words in a log, and gives what their group matched."""
        log = self.folder / f"{name}.log"
        found = wait_for(lambda: re.search(pattern, log.read_text()), name, self.processes[-1])
        return found[1]


def wait_for(condition, what, process):
    """What the condition gives as soon as it gives something; an error if the process ends."""
    end = time.monotonic() + PATIENCE
    while not (answer := condition()):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(0.05)
    return answer


def tree(pid):
    """A process and all below it."""
    children = {}
    for folder in Path("/proc").iterdir():
        try:
            status = (folder / "stat").read_text() if folder.name.isdigit() else ""
        except OSError:
            continue  # It has ended.
        if status:
            parent = int(status.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for process in found:
        found.extend(children.get(process, []))
    return found


def named(pids, name):
    """Those of the processes that run a program of that name."""
    def is_named(pid):
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip() == name
        except OSError:
            return False
    return [pid for pid in pids if is_named(pid)]


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
