"""Figures on development documents while a run goes on; those that count come from the program."""

from copy import deepcopy

import torch

from model import Model
from shapes import Prepared
from windows import TAGS, antecedents, collate, cut, link_scores, pairs, pieces_of


@torch.no_grad()
def evaluate(model: Model, documents: list[Prepared], task: str, length: int = 382) -> dict[str, float]:
    """Exact spans by kind over whole documents, and the share of right links on gold pieces."""
    model.eval()
    crf = next(crf for name, _, crf in model.heads() if name == task)
    # Decoding is many small operations: on a processor.
    crf, device = deepcopy(crf).cpu(), next(model.parameters()).device
    tags = TAGS[task]
    counts: dict[str, list[int]] = {}
    right = links = 0
    for document in documents:
        emissions = []
        windows = [(document, start, end) for start, end in cut(document, length, None)]
        for window in windows:
            ids, types, mask, _ = (t.to(device) for t in collate([window]))
            hidden = model.encode(ids, types, mask)[0]
            emissions.append(model.emissions(task, hidden)[1:-1].cpu())
            for role, pieces, cues, features, gold in pairs(*window):
                scores = link_scores(model, hidden, 1 - window[1], role, pieces, cues, features).cpu()
                if role == "Source":
                    scores, gold = scores.T, gold.T
                best = torch.cat([scores, torch.zeros(len(scores), 1)], dim=1).argmax(1)
                for b, g in zip(best.tolist(), gold, strict=True):
                    links += 1
                    right += bool(g[b]) if b < len(g) else not bool(g.any())
        pieces_found = pieces_of(crf.decode(torch.cat(emissions)), tags)
        found = {(k, document["starts"][s], document["ends"][e - 1]) for k, s, e in pieces_found}
        annotated = document["nested_spans"] if task == "nested" else document["spans"]
        wanted = {(k, s, e) for s, e, k in annotated}
        for kind in {tag[2:] for tag in tags if tag != "O"} | {"all"}:
            ours, theirs = ({x for x in spans if kind in (x[0], "all")} for spans in (found, wanted))
            c = counts.setdefault(kind, [0, 0, 0])
            c[0] += len(ours & theirs)
            c[1] += len(ours)
            c[2] += len(theirs)
    figures = {kind: round(200 * hit / max(p + g, 1), 2) for kind, (hit, p, g) in sorted(counts.items())}
    if links:
        figures["links"] = round(100 * right / links, 2)
    model.train()
    return figures


@torch.no_grad()
def evaluate_antecedents(model: Model, documents: list[Prepared], length: int = 382) -> float:
    """Right names among those found for mentions that refer back, and among those that are."""
    model.eval()
    device = next(model.parameters()).device
    hit = found = wanted = 0
    for document in documents:
        for start, end in cut(document, length, None):
            window = (document, start, end)
            pairs_ = antecedents(*window)
            if pairs_ is None:
                continue
            back, names, features, allowed, gold = pairs_
            ids, types, mask, _ = (t.to(device) for t in collate([window]))
            hidden = model.encode(ids, types, mask)[0]
            scores = link_scores(model, hidden, 1 - window[1], "Antecedent", back, names, features).cpu()
            best, which = scores.masked_fill(~allowed, float("-inf")).max(1)
            chosen = best > 0
            hit += int((gold[torch.arange(len(back)), which] & chosen).sum())
            found += int(chosen.sum())
            wanted += int(gold.any(1).sum())
    model.train()
    return round(200 * hit / max(found + wanted, 1), 2)
