"""What a run of the trainer reads, and in which order: every step is planned before the first."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch

from names import mentions_of
from options import Options
from shapes import Prepared, Window
from teachers import part_of
from variants import VARIANTS
from windows import batches

# How often an article of PolNeAR is read in other dress, in all. Of another corpus with variants
# (the entity corpora as running text, GAP with other names) every form is read equally often.
VARIANT_SHARE = 0.3

# What each corpus is annotated with, beside links and coreference.
TASKS = {
    "roles": "roles", "news": "roles", "invented": "roles", "recast": "roles",
    "conll": "entities", "worldwide": "entities", "wikigold": "entities",
}

# An epoch and the windows of a step in it; None where the epoch is over.
Step = tuple[int, list[Window] | None]


def load(work: str | Path, name: str, soft: str | None = None, limit: int | None = None) -> list[Prepared]:
    """Prepared documents, with a teacher's labels from the folder `soft` if it has any."""
    task = TASKS.get(name.split("-")[0], "none")
    documents: list[Prepared] = torch.load(Path(work) / f"{name}.pt")[:limit]
    names = Path(work) / f"names-{name.split('.')[0]}.pt"
    paths = torch.load(names) if names.exists() else {}
    for document in documents:
        document["task"] = task
        document["names_on_either_side"] = name.startswith(("gap", "withheld", "speakers"))
        document["mentions_known"] = bool(document["mentions"])
        path = paths.get(document["id"])
        # In capitals there may be more tokens.
        if path is not None and len(path) == len(document["ids"]):
            document["names"] = path
            document["mentions"] = list(mentions_of(document))
    labelled = soft and Path(soft) / f"{name}.pt"
    if labelled and labelled.exists():
        labels = {answer.pop("id"): answer for answer in torch.load(labelled)}
        for document in documents:
            document["soft"] = labels.get(document["id"], {})
    return documents


def dressed(
    documents: list[Prepared], variants: list[list[Prepared]], share: float, rng: random.Random
) -> list[Prepared]:
    """The documents of one epoch, a share of them in other dress."""
    chosen = []
    for i, document in enumerate(documents):
        if variants and rng.random() < share:
            other = rng.choice(variants)[i]
            # The teacher's labels fit if the tokens are as many.
            soft = document.get("soft", {}) if len(other["ids"]) == len(document["ids"]) else {}
            document = cast(Prepared, {**document, **other, "soft": soft})
        chosen.append(document)
    return chosen


@dataclass
class Corpus:
    documents: list[Prepared]
    # Which of them this run reads.
    kept: list[bool]
    # The same documents in other dress, and how often they are read so.
    variants: list[list[Prepared]]
    dressed_share: float
    # The share of the documents that an epoch reads.
    share: float
    # Windows in a step.
    size: int

    def of_epoch(self, epoch: int, rng: random.Random) -> list[Prepared]:
        """An epoch goes on in the documents where the one before it ended."""
        worn = dressed(self.documents, self.variants, self.dressed_share, rng)
        n = len(worn)
        turn = range(int(epoch * self.share * n), int((epoch + 1) * self.share * n))
        return [worn[i % n] for i in turn if self.kept[i % n]]


def read(name: str, options: Options) -> tuple[list[Prepared], list[bool]]:
    """The documents of a corpus, and which of them this run reads."""
    documents = load(options.work, name, options.soft, options.limit)
    if name == "raw" and not options.teacher_runs:
        # Text without annotation is of use with labels that a model has made.
        documents = [d for d in documents if d.get("soft") or "names" in d]
    if name == "withheld" and options.teacher_runs:
        # What these were made to say is less sure than a teacher.
        for document in documents:
            document["mentions_known"] = False
    if name == "news-train":
        for document in documents:
            document["soft_weight"] = options.news_soft_weight
    # Where a teacher has labelled some of PolNeAR, only these are read: what has roles alone
    # makes the names unlearned.
    labelled = name == "roles-train" and any(d.get("soft") for d in documents)
    part, parts = options.part
    return documents, [
        (part is None or part_of(d, parts) != part) and (not labelled or bool(d["soft"])) for d in documents
    ]


def corpora_of(options: Options) -> list[Corpus]:
    work = Path(options.work)

    def forms(paths: Iterable[Path]) -> list[list[Prepared]]:
        return [load(work, path.stem, None, options.limit) for path in paths]

    found = []
    for name, share in (("roles-train", options.roles_share), ("news-train", options.news_share)):
        if share:
            documents, kept = read(name, options)
            variants = forms(work / f"{name}.{v}.pt" for v in VARIANTS)
            found.append(Corpus(documents, kept, variants, VARIANT_SHARE, share, options.batch))
    shares = {
        "conll-train": options.conll_share,
        "worldwide-train": options.worldwide_share,
        "wikigold-train.running": options.wikigold_share,
        "coreference-train": options.coreference_share,
        "gap-train": options.gap_share,
        "withheld": options.withheld_share,
        "speakers-train": options.speakers_share,
    }
    if options.soft or options.teacher_runs or options.left_out:
        shares["raw"] = options.raw_share
    for name, share in shares.items():
        if share:
            variants = forms(sorted(work.glob(f"{name}.*.pt")))
            # GAP's texts are short: more of them make a step.
            size = 2 * options.batch if name in ("gap-train", "withheld") else options.batch
            documents, kept = read(name, options)
            found.append(Corpus(documents, kept, variants, len(variants) / (len(variants) + 1), share, size))
    return found


def groups_of(corpora: list[Corpus], options: Options, epoch: int) -> list[list[Window]]:
    """The steps of one epoch."""
    rng = random.Random(f"{options.seed}-{epoch}")
    teachers = len(options.teacher_runs)
    groups = []
    for corpus in corpora:
        # A step's windows have the same teachers.
        of_part: dict[int | None, list[Prepared]] = {}
        for document in corpus.of_epoch(epoch, rng):
            of_part.setdefault(part_of(document, teachers) if teachers else None, []).append(document)
        for some in of_part.values():
            groups += batches(some, options.length, corpus.size, rng)
    rng.shuffle(groups)
    return groups


def plan_of(corpora: list[Corpus], options: Options) -> tuple[list[Step], int]:
    """Every step of the run, so that a resumed run takes the same ones; and how many they are."""
    plan: list[Step] = []
    for epoch in range(options.epochs):
        plan += [(epoch, group) for group in groups_of(corpora, options, epoch)]
        plan.append((epoch, None))
    taken = [i for i, (_, group) in enumerate(plan) if group is not None]
    total = len(taken)
    if options.steps and options.steps < total:
        # The run ends in the middle of an epoch; the learning rate falls until then.
        total = options.steps
        plan = plan[: taken[total - 1] + 1]
    if not options.evaluate_epochs:
        plan = [step for step in plan if step[1] is not None]
    return plan, total
