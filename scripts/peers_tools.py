"""How sayso and other tools are timed beside each other: processor time, on one thread of one core.

Each function gives the seconds to load and those to work on some articles.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from articles import ROOT, words
from setups import options

REQUIREMENTS = ROOT / "scripts/peers-requirements.txt"
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
# What scripts/peers_spacy.py runs: the tool, and what it gives.
SPACY = {
    "all": ("spaCy, `en_core_web_sm`", "tokens, tags, parse, lemmas, entities"),
    "parse": ("… without entities", "what rules over its parse need"),
    "quotes": ("textacy's quotations over it", "quotations in quotation marks, with speaker and cue as written"),
}


def environment():
    """A Python that has spaCy and textacy; made where there is none yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso"
    folder = cache / f"peers-{hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]}"
    python = folder / "bin/python"
    if not (folder / "ready").exists():
        print("setting spaCy and textacy up, once", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*install, "--requirement", REQUIREMENTS], check=True)
        (folder / "ready").touch()
    return python


def on_one_core():
    """Keeps this process, and what it starts, on one core and one thread."""
    os.environ.update(ONE_THREAD)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def processor_time(command, further=None):
    """Seconds of processor time of a command, and what it prints; it must not fail."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, **(further or {})})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command[0]} failed")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def sayso(program, setup, articles, threads=1, further=None):
    """Seconds of processor time of a whole run."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "claims.csv")
        command = [program, "attribute", "--quiet", "--threads", threads, *options(setup), "-o", output, *articles]
        seconds, _ = processor_time(command, further)
        if output.read_bytes().count(b"\n") < 2:
            sys.exit("sayso found no claim")
    return seconds


def spacy(python, components, articles):
    """As scripts/peers_spacy.py says them."""
    _, said = processor_time([python, ROOT / "scripts/peers_spacy.py", components, *articles])
    said = json.loads(said)
    if said["tokens"] < words(articles):
        sys.exit("spaCy has fewer tokens than there are words")
    return said["load"], said["seconds"]
