"""Soft labels: what teachers make of each token, for `train --soft`."""

from pathlib import Path

import torch

from model import load_folder
from windows import collate

STORED = torch.float16


@torch.no_grad()
def emissions(model, document, tasks, length, overlap):
    """Emissions of these heads for all tokens, each from the window where it has most context."""
    n = len(document["ids"])
    heads = [(task, head) for task, head, _ in model.heads() if task in tasks]
    out = {task: torch.zeros(n, head.out_features) for task, head in heads}
    start = done = 0
    while done < n:
        end = min(start + length, n)
        upto = n if end == n else end - overlap // 2
        ids, types, mask, _ = collate([(document, start, end)])
        hidden = model.encode(ids, types, mask)[0, 1:-1]
        for task, head in heads:
            out[task][done:upto] = head(hidden[done - start : upto - start])
        done, start = upto, end - overlap
    return out


def marginals(model, documents, tasks, length, overlap):
    """For each document and task the probability of each step between tags, [L, N, N]."""
    scores = [emissions(model, document, tasks, length, overlap) for document in documents]
    lengths = torch.tensor([len(document["ids"]) for document in documents])
    mask = torch.arange(int(lengths.max())) < lengths[:, None]
    answers = [{} for _ in documents]
    for task, _, crf in model.heads():
        if task in tasks:
            padded = torch.nn.utils.rnn.pad_sequence([s[task] for s in scores], batch_first=True)
            # In double precision: over a long article the sums reach tens of thousands.
            steps = crf.double().marginals(padded.double(), mask).to(STORED)
            crf.float()
            for answer, length_, s in zip(answers, lengths, steps):
                answer[task] = s[:length_].clone()
    return answers


def label(work, soft, names, teacher, names_teacher=None, every=1, precision="32", length=382, overlap=32, batch=12):
    """Labels the prepared sets, of each one document in `every`. Entities of running text
    come from `names_teacher`, if there is one: a large encoder that learned them from tokenized
    lines alone misses them there."""
    teacher, names_teacher = load_folder(teacher, precision), names_teacher and load_folder(names_teacher, precision)
    Path(soft).mkdir(parents=True, exist_ok=True)
    for name in names:
        path = Path(soft, f"{name}.pt")
        if path.exists():
            continue
        alone = not names_teacher or name.startswith(("conll", "worldwide"))
        tasks = ("roles", "entities") if alone else ("roles",)
        documents = torch.load(Path(work, f"{name}.pt"))[::every]
        answers = [{"id": d["id"]} for d in documents]
        order = sorted(range(len(documents)), key=lambda i: len(documents[i]["ids"]))
        for at in range(0, len(order), batch):
            group = order[at : at + batch]
            some = [documents[i] for i in group]
            parts = [marginals(teacher, some, tasks, length, overlap)]
            if "entities" not in tasks:
                parts.append(marginals(names_teacher, some, ("entities",), length, overlap))
            for part in parts:
                for i, answer in zip(group, part):
                    answers[i].update(answer)
            print(f"{name}: {min(at + batch, len(order))} of {len(order)}", flush=True)
        torch.save(answers, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
