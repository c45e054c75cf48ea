"""How far the program's confidence is to be trusted: fits a curve on development articles."""

import json
import random
import subprocess
import tempfile
from pathlib import Path

import torch

from corpora import ROLES, news, polnear
from export import write_json

FOLDS = 5
BINS = 10
# The program writes two decimals: what it calls 0 or 1 may be half a hundredth off.
LEAST = 0.0025


def judged(sayso, documents, model):
    """For each claim that the program finds with a cue: article, confidence, whether all is right."""
    with tempfile.TemporaryDirectory() as folder:
        for document in documents:
            Path(folder, document.id.removesuffix(".txt") + ".txt").write_bytes(document.text.encode())
        command = [sayso, "attribute", "--quiet", "--model", model, "-o", Path(folder, "claims.jsonl"), folder]
        subprocess.run(command, check=True)
        lines = Path(folder, "claims.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {d.id.removesuffix(".txt"): {key(a[role] for role in ROLES) for a in d.attributions} for d in documents}
    for line in map(json.loads, lines):
        name = line["article_id"].removesuffix(".txt")
        for claim in line["claims"]:
            if claim["cue"] and claim["within"] is None:
                pieces = ([(p["start"], p["end"]) for p in claim[role]] for role in ("source", "cue", "content"))
                yield name, claim["confidence"], key(pieces) in gold[name]


def key(roles):
    return tuple(tuple(sorted(pieces)) for pieces in roles)


def apply(curve, p):
    """The calibrated log-odds: the logarithms of a and b, and c (see src/attribution/calibration.rs)."""
    return curve[0].exp() * p.log() - curve[1].exp() * (1 - p).log() + curve[2]


def fit(*sets):
    """The curve by maximum likelihood; every set of samples counts the same."""
    samples = [s for some in sets for s in some]
    weight = torch.tensor([1 / len(some) for some in sets for _ in some], dtype=torch.double)
    p = torch.tensor([s[1] for s in samples], dtype=torch.double).clamp(LEAST, 1 - LEAST)
    right = torch.tensor([s[2] for s in samples], dtype=torch.double)
    curve = torch.zeros(3, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([curve], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(apply(curve, p), right, weight, reduction="sum")
        value.backward()
        return value

    optimizer.step(loss)
    return curve.detach()


def error(samples, curve):
    """Expected calibration error in points, as `sayso evaluate` counts it."""
    p = torch.tensor([s[1] for s in samples], dtype=torch.double).clamp(LEAST, 1 - LEAST)
    p = torch.sigmoid(apply(curve, p))
    right = torch.tensor([s[2] for s in samples], dtype=torch.double)
    bins = (p * BINS).long().clamp(max=BINS - 1)
    gaps = [(bins == b).sum() * (p[bins == b].mean() - right[bins == b].mean()).abs() for b in bins.unique()]
    return 100 * float(sum(gaps)) / len(samples)


def calibrate(data, sayso, model):
    path = Path(model, "sayso.json")
    settings = json.loads(path.read_text())
    settings.pop("calibration", None)
    write_json(path, settings)
    sets = {
        "PolNeAR dev": list(judged(sayso, polnear(Path(data, "polnear/dev")), model)),
        "general news dev": list(judged(sayso, list(news(Path(data, "news-claims/dev"))), model)),
    }
    curve = fit(*sets.values())
    held_out = {name: [] for name in sets}
    folds = [dealt(samples) for samples in sets.values()]
    for fold in range(FOLDS):
        others = fit(*([s for s in some if s[0] not in parts[fold]] for some, parts in zip(sets.values(), folds)))
        for (name, some), parts in zip(sets.items(), folds):
            held_out[name].append(error([s for s in some if s[0] in parts[fold]], others))
    for name, samples in sets.items():
        print(f"{name}, claims with a cue: {len(samples)}; right: {100 * sum(s[2] for s in samples) / len(samples):.1f}%; "
              f"calibration error: {error(samples, torch.zeros(3)):.1f} before, {error(samples, curve):.1f} after, "
              f"{sum(held_out[name]) / FOLDS:.1f} on articles left out of the fit ({FOLDS} folds, each small)")
    a, b, c = (round(float(value), 4) for value in (curve[0].exp(), curve[1].exp(), curve[2]))
    settings["calibration"] = {"a": a, "b": b, "c": c}
    write_json(path, settings)


def dealt(samples):
    """The articles, dealt into FOLDS parts."""
    articles = sorted({s[0] for s in samples})
    random.Random(1).shuffle(articles)
    return [set(articles[fold::FOLDS]) for fold in range(FOLDS)]
