"""Soft labels: what teachers make of each token, for `train --soft`."""

from collections.abc import Sequence
from pathlib import Path

import torch

from model import Model, load_folder
from shapes import Prepared, Tensors
from windows import collate

STORED = torch.float16


@torch.no_grad()
def emissions(model: Model, document: Prepared, tasks: Sequence[str], length: int, overlap: int) -> Tensors:
    """Emissions of these heads for all tokens, each from the window where it has most context."""
    n = len(document["ids"])
    out = {task: torch.zeros(n, head.out_features) for task, head, _ in model.heads() if task in tasks}
    start = done = 0
    while done < n:
        end = min(start + length, n)
        upto = n if end == n else end - overlap // 2
        ids, types, mask, _ = collate([(document, start, end)])
        hidden = model.encode(ids, types, mask)[0, 1:-1]
        for task in out:
            out[task][done:upto] = model.emissions(task, hidden[done - start : upto - start])
        done, start = upto, end - overlap
    return out


def marginals(
    model: Model, documents: list[Prepared], tasks: Sequence[str], length: int, overlap: int,
) -> list[Tensors]:
    """For each document and task the probability of each step between tags, [L, N, N]."""
    scores = [emissions(model, document, tasks, length, overlap) for document in documents]
    lengths = torch.tensor([len(document["ids"]) for document in documents])
    mask = torch.arange(int(lengths.max())) < lengths[:, None]
    answers: list[Tensors] = [{} for _ in documents]
    for task, _, crf in model.heads():
        if task in tasks:
            padded = torch.nn.utils.rnn.pad_sequence([s[task] for s in scores], batch_first=True)
            # In double precision: over a long article the sums reach tens of thousands.
            steps = crf.double().marginals(padded.double(), mask).to(STORED)
            crf.float()
            for answer, length_, s in zip(answers, lengths, steps, strict=True):
                answer[task] = s[:length_].clone()
    return answers


def label(
    work: str, soft: str, names: list[str], teacher: str, names_teacher: str | None = None, every: int = 1,
    precision: str = "32", length: int = 382, overlap: int = 32, batch: int = 64,
) -> None:
    """Labels the prepared sets, of each one document in `every`. Entities of running text
    come from `names_teacher`, if there is one: a large encoder that learned them from tokenized
    lines alone misses them there."""
    roles_model = load_folder(teacher, precision)
    names_model = load_folder(names_teacher, precision) if names_teacher else None
    Path(soft).mkdir(parents=True, exist_ok=True)
    for name in names:
        path = Path(soft, f"{name}.pt")
        if path.exists():
            continue
        other = None if name.startswith(("conll", "worldwide")) else names_model
        tasks = ("roles",) if other else ("roles", "entities")
        documents = torch.load(Path(work, f"{name}.pt"))[::every]
        answers = [{"id": d["id"]} for d in documents]
        order = sorted(range(len(documents)), key=lambda i: len(documents[i]["ids"]))
        for at in range(0, len(order), batch):
            group = order[at : at + batch]
            some = [documents[i] for i in group]
            parts = [marginals(roles_model, some, tasks, length, overlap)]
            if other:
                parts.append(marginals(other, some, ("entities",), length, overlap))
            for part in parts:
                for i, answer in zip(group, part, strict=True):
                    answers[i].update(answer)
            print(f"{name}: {min(at + batch, len(order))} of {len(order)}", flush=True)
        torch.save(answers, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
