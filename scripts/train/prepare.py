"""Turns the corpora into tokens with tags.

Tokens, token types and sentence starts come from `sayso tokens`, so that the trainer reads
exactly what the program reads.
"""

import json
import subprocess
from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

import coreference
import corpora
import speakers_of
from corpora import Document
from recast import recast
from renamed import renamed
from shapes import Attribution, Located, Named, Prepared, Span
from variants import VARIANTS
from verbs import Forms, act_of, lexicon

# What the program says of one document.
Answer = dict[str, Any]

# How often GAP's texts are given other names: so often for each gender.
RENAMED = 3
# How many short texts are made for each annotated article.
RECAST = 4
# What the model also reads in other dress.
DRESSED = ("roles-train", "news-train", "invented-train", "recast-train")

ROLE_TAGS = ["O"] + [f"{p}-{role}" for role in corpora.ROLES for p in "BI"]
ENTITY_TAGS = ["O"] + [f"{p}-{kind}" for kind in corpora.ENTITY_TYPES for p in "BI"]


def ask(sayso: str, command: str, model: str, documents: list[Document], *options: str) -> list[Answer]:
    """Runs a command of the program over the documents; its answers, JSON objects, in their order."""
    lines = "".join(json.dumps({"id": d.id, "text": d.text}) + "\n" for d in documents)
    whole = [sayso, command, "--quiet", "--model", model, "--input-format", "jsonl", *options, "-"]
    done = subprocess.run(whole, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def tokenize(sayso: str, model: str, documents: list[Document]) -> list[Answer]:
    """Tokens, token types and sentence starts of each document."""
    answers = ask(sayso, "tokens", model, documents)
    assert [a["id"] for a in answers] == [d.id for d in documents]
    return answers


def names_of(sayso: str, model: str, documents: list[Document]) -> list[list[Span]]:
    """The spans of the names that the program finds in each document."""
    answers = ask(sayso, "entities", model, documents, "--format", "jsonl")
    return [[(e["start"], e["end"]) for e in answer["entities"]] for answer in answers]


def token_range(tokens: Answer, start: int, end: int) -> Span | None:
    """The tokens that lie at least partly in a span of characters, half open; None if none."""
    first, upto = bisect_right(tokens["ends"], start), bisect_left(tokens["starts"], end)
    return (first, upto) if first < upto else None


def tag(spans: list[Named], tokens: Answer, tags: list[str]) -> Tensor:
    """The tag of each token."""
    labels = torch.zeros(len(tokens["ids"]), dtype=torch.long)
    for start, end, kind in spans:
        where = token_range(tokens, start, end)
        if where:
            labels[where[0] : where[1]] = tags.index(f"I-{kind}")
            labels[where[0]] = tags.index(f"B-{kind}")
    # Where two spans overlap, the later one cuts the earlier, whose rest begins anew.
    for i in range(1, len(labels)):
        inside = labels[i] > 0 and labels[i] % 2 == 0
        if inside and labels[i - 1] not in (labels[i], labels[i] - 1):
            labels[i] -= 1
    return labels


def align(document: Document, tokens: Answer, tags: list[str], forms: Forms) -> Prepared:
    """One document as tensors and token ranges."""

    def located(attribution: Attribution) -> Located:
        pieces = {role: [token_range(tokens, *piece) for piece in attribution[role]] for role in corpora.ROLES}
        found = cast(Located, {role: [p for p in pieces[role] if p] for role in corpora.ROLES})
        words = " ".join(document.text[start:end] for start, end in attribution["Cue"])
        by_verb = act_of(words, forms)
        # Annotated, or told from its verb; without a known verb, all of the cue stands for it.
        annotated = corpora.ACTS.index(attribution["act"]) if "act" in attribution else None
        act = annotated if annotated is not None else by_verb and by_verb[0]
        return {**found, "act": act, "verb": by_verb[1] if by_verb else words.lower()}

    nested = document.nested
    return {
        "id": document.id,
        "ids": torch.tensor(tokens["ids"], dtype=torch.int32),
        "types": torch.tensor(tokens["types"], dtype=torch.uint8),
        "sentences": tokens["sentences"],
        "starts": tokens["starts"],
        "ends": tokens["ends"],
        # a row for each annotator
        "labels": torch.stack([tag(spans, tokens, tags) for spans in [document.spans, *document.other_spans]]),
        "attributions": [located(a) for a in document.attributions],
        # the same for claims inside claims, where somebody has looked for them
        "nested": None if nested is None else [located(a) for a in nested],
        "nested_labels": None if nested is None else tag(corpora.spans_of(nested), tokens, tags),
        "spans": document.spans,
        "nested_spans": corpora.spans_of(nested or []),
        # (first token, one past the last, kind, cluster), where coreference is annotated
        "mentions": [
            (*where, m.kind, m.cluster) for m in document.mentions if (where := token_range(tokens, m.start, m.end))
        ],
    }


def store(sayso: str, model: str, work: str, name: str, documents: list[Document], tags: list[str]) -> None:
    """Writes documents as the prepared set `name`."""
    # Labels are found by them.
    assert len({d.id for d in documents}) == len(documents), f"{name} has two documents of one name"
    answers = tokenize(sayso, model, documents)
    forms = lexicon()
    aligned = [align(d, t, tags, forms) for d, t in zip(documents, answers, strict=True)]
    torch.save(aligned, Path(work, name + ".pt"))
    print(f"{name}: {len(aligned)} documents, {sum(len(a['ids']) for a in aligned)} tokens", flush=True)


def prepare(sayso: str, model: str, data: str, work: str) -> None:
    Path(work).mkdir(parents=True, exist_ok=True)
    write = partial(store, sayso, model, work)
    read = {name: list(documents) for name, documents in corpora.read(data).items()}
    told = read["roles-train"] + read["news-train"]
    read["recast-train"] = recast(told, RECAST * len(told))
    for name, documents in read.items():
        documents = [d for d in documents if d.text.strip()]
        write(name, documents, ROLE_TAGS if name.startswith(("roles", "news", "invented", "recast")) else ENTITY_TAGS)
        if name in DRESSED:
            for variant, change in VARIANTS.items():
                write(f"{name}.{variant}", [replace(d, text=change(d.text)) for d in documents], ROLE_TAGS)
    for name, documents in coreference.read(data).items():
        write(name, documents, ["O"])
        if name == "gap-train":
            for seed in range(RENAMED):
                write(f"{name}.renamed-{seed}", renamed(documents, seed, False), ["O"])
                write(f"{name}.swapped-{seed}", renamed(documents, seed, True), ["O"])
    write("speakers-train", list(speakers_of.documents(data, partial(names_of, sayso, model))), ["O"])
