"""Soft labels: what a teacher makes of each token, for `train --soft`."""

from pathlib import Path

import torch

from model import Model
from windows import collate

STORED = torch.float16


@torch.no_grad()
def emissions(model, document, length, overlap):
    """Emissions of each head for all tokens, each from the window where it has most context."""
    n = len(document["ids"])
    out = {task: torch.zeros(n, head.out_features) for task, head, _ in model.heads()}
    start = done = 0
    while done < n:
        end = min(start + length, n)
        upto = n if end == n else end - overlap // 2
        ids, types, mask, _ = collate([(document, start, end)])
        hidden = model.encode(ids, types, mask)[0, 1:-1]
        for task, head, _ in model.heads():
            out[task][done:upto] = head(hidden[done - start : upto - start])
        done, start = upto, end - overlap
    return out


def label(work, run, soft, names, length=382, overlap=96, batch=24):
    """Writes the marginal probabilities of all steps between tags, for the prepared sets."""
    saved = torch.load(Path(run, "checkpoint.pt"))
    model = Model(saved["config"], "bf16")
    model.load_state_dict(saved["average"])
    model.eval()
    Path(soft).mkdir(parents=True, exist_ok=True)
    for name in names:
        path = Path(soft, f"{name}.pt")
        if path.exists():
            continue
        documents = torch.load(Path(work, f"{name}.pt"))
        answers = [{"id": d["id"]} for d in documents]
        order = sorted(range(len(documents)), key=lambda i: len(documents[i]["ids"]))
        for at in range(0, len(order), batch):
            group = order[at : at + batch]
            scores = [emissions(model, documents[i], length, overlap) for i in group]
            lengths = torch.tensor([len(documents[i]["ids"]) for i in group])
            mask = torch.arange(int(lengths.max())) < lengths[:, None]
            for task, _, crf in model.heads():
                padded = torch.nn.utils.rnn.pad_sequence([s[task] for s in scores], batch_first=True)
                steps = crf.marginals(padded, mask).to(STORED)
                for i, length_, s in zip(group, lengths, steps):
                    answers[i][task] = s[:length_].clone()
            print(f"{name}: {min(at + batch, len(order))} of {len(order)}", flush=True)
        torch.save(answers, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
