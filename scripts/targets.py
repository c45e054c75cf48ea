"""How fast the program is meant to be, and is: a row for each target, for `scripts/speed --targets`.

Ratios are of processor time, the best of some rounds, in each of which everything is run in turn.
"""

import os
import re
import subprocess
import sys

from articles import ROOT, words
from markdown import table
from peers_tools import ONE_THREAD, environment, sayso, spacy

# Of so many articles the slow model reads one.
EVERY = 4
# Products of bytes, of which the processor's better ones are kept from being used.
MASKED = {"AVX-512 VNNI": "vnni", "AVX-VNNI": "avxvnni", "AVX2": "avx2"}


class Best:
    """The least seconds by what was run."""

    def __init__(self):
        self.seconds = {}

    def note(self, name, seconds):
        self.seconds[name] = min(seconds, self.seconds.get(name, seconds))

    def ratio(self, slow, fast):
        return self.seconds[slow] / self.seconds[fast]


def products(runs):
    """The table of the encoder beside its matrix products."""
    command = ["cargo", "bench", "--quiet", "--bench", "products", "--", str(runs)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("scripts/speed: the bench `products` failed")
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("|")) + "\n"


def share(said, model):
    """The encoder's share of its products in integers, on one thread and windows that are full."""
    found = re.search(rf"^\| {model} \| int8 \| 1 \| 384 \|.*\| (\d+) % \|$", said, re.M)
    return int(found[1]) / 100


def measure(program, other, articles, short, runs, whole):
    """The best of some rounds. `whole(setup, threads, articles)` gives the seconds that pass in a run."""
    python = environment()
    os.environ.update(ONE_THREAD)
    few, cores = articles[::EVERY], os.cpu_count()
    best = Best()
    for _ in range(runs):
        for model, read in (("en", articles), ("fast", articles), ("accurate", few)):
            for threads in {1, cores} if model == "en" else {1}:
                best.note((model, threads, "other"), sayso(other, model, read, threads))
                best.note((model, threads), sayso(program, model, read, threads))
        for setup in ("en", "en/int8", "en/float32"):
            for name, kernels in MASKED.items():
                if setup == "en" or name == "AVX2":
                    seconds = sayso(program, setup, articles, further={"SAYSO_KERNELS": kernels})
                    best.note((setup, name), seconds)
        for components in ("quotes", "parse", "all"):
            best.note(components, spacy(python, components, articles)[1])
        for threads in (1, cores):
            best.note(("passed", threads), whole("en", threads, articles))
        for model in ("en", "fast"):
            best.note((model, "start"), whole(model, 1, [short]))
            # What spaCy's seconds have not in them.
            best.note((model, "load"), sayso(program, model, [short]))
    for model in ("en", "fast"):
        best.note((model, "work"), best.seconds[model, 1] - best.seconds[model, "load"])
    return best


def targets(program, other, articles, short, runs, whole):
    """The table, and what the bench of products said."""
    said = products(runs)
    best = measure(program, other, articles, short, runs, whole)
    count, cores = words(articles), os.cpu_count()

    def times(slow, fast):
        return f"{best.ratio(slow, fast):.2f} ×"

    def against(model, threads=1):
        return times((model, threads, "other"), (model, threads))

    rows = [
        ["`en` by default, times the other build, one thread", against("en"), "≥ 2.3 ×"],
        [f"the same, {cores} threads", against("en", cores), "≥ 2.3 ×"],
        ["`fast` by default, times the other build", against("fast"), ""],
        ["`accurate` by default, times the other build", against("accurate"), "≥ 2.5 ×"],
        ["`en` beside textacy's quotations on spaCy's small English", times("quotes", ("en", "work")), "≥ 2 ×"],
        ["`fast` beside spaCy's small English without entities", times("parse", ("fast", "work")), "≥ 1.25 ×"],
        ["`fast` beside the same with entities", times("all", ("fast", "work")), ""],
        *[[f"encoder of `{m}` beside its bare int8 products", f"{share(said, m):.2f}", "≥ 0.65"] for m in ("en", "accurate")],
        [f"{cores} cores beside one, seconds that pass", times(("passed", 1), ("passed", cores)), "≥ 1.95 × (2 cores)"],
        *[[f"start-up of `{m}`", f"{best.seconds[m, 'start']:.3f} s", "≤ 0.08 s"] for m in ("en", "fast")],
        *[[f"by {n} at most: `en` by default, times the other build", times(("en", 1, "other"), ("en", n)), ""] for n in MASKED],
        ["by AVX2 at most: `en`, int8 beside float32", times(("en/float32", "AVX2"), ("en/int8", "AVX2")), ""],
    ]
    first = (
        f"{len(articles):,} articles, {count:,} words (`accurate`: one of {EVERY}); the best of {runs} rounds. "
        f"`en` by default: {count / best.seconds['en', 1]:,.0f} words a second of processor time.\n\n"
    )
    return first + table(["figure", ">measured", ">wanted"], rows), said
