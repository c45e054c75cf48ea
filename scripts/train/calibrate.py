"""How far the program's confidence is to be trusted: fits a curve to training articles of general news.

One curve cannot fit two kinds of text: at the same score three claims in four are right in general
news and three in five in PolNeAR, whose annotators agree less with each other. Models here are right
as often on the training articles of general news as on its development articles, which are few.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from torch import Tensor

from corpora import ROLES, Document, news, polnear
from export import write_json
from shapes import Span

# The pieces of each role.
Key = tuple[tuple[Span, ...], ...]
# Confidence of a claim, whether all of it is right.
Judged = tuple[float, bool]

BINS = 10
# The program writes two decimals: what it calls 0 or 1 may be half a hundredth off.
LEAST = 0.0025


def judged(sayso: str, documents: Iterable[Document], model: str, *options: str) -> Iterator[Judged]:
    """For each claim that the program finds with a cue: confidence, whether all is right."""
    with tempfile.TemporaryDirectory() as folder:
        for document in documents:
            Path(folder, document.id.removesuffix(".txt") + ".txt").write_bytes(document.text.encode())
        output = str(Path(folder, "claims.jsonl"))
        command = [sayso, "attribute", "--quiet", "--model", model, *options, "-o", output, folder]
        subprocess.run(command, check=True)
        lines = Path(output).read_text(encoding="utf-8").splitlines()
    gold = {d.id.removesuffix(".txt"): {key(a[role] for role in ROLES) for a in d.attributions} for d in documents}
    for line in map(json.loads, lines):
        name = line["article_id"].removesuffix(".txt")
        for claim in line["claims"]:
            if claim["cue"] and claim["within"] is None:
                pieces = ([(p["start"], p["end"]) for p in claim[role]] for role in ("source", "cue", "content"))
                yield claim["confidence"], key(pieces) in gold[name]


def key(roles: Iterable[list[Span]]) -> Key:
    return tuple(tuple(sorted(pieces)) for pieces in roles)


def apply(curve: Tensor, p: Tensor) -> Tensor:
    """The calibrated log-odds: the logarithms of a and b, and c (see src/attribution/calibration.rs)."""
    return curve[0].exp() * p.log() - curve[1].exp() * (1 - p).log() + curve[2]


def fit(samples: list[Judged]) -> Tensor:
    """The curve by maximum likelihood."""
    p = torch.tensor([s[0] for s in samples], dtype=torch.double).clamp(LEAST, 1 - LEAST)
    right = torch.tensor([s[1] for s in samples], dtype=torch.double)
    curve = torch.zeros(3, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([curve], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(apply(curve, p), right)
        torch.autograd.backward(value)
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return curve.detach()


def error(samples: list[Judged], curve: Tensor) -> float:
    """Expected calibration error in points, as `sayso evaluate` counts it."""
    p = torch.tensor([s[0] for s in samples], dtype=torch.double).clamp(LEAST, 1 - LEAST)
    p = torch.sigmoid(apply(curve, p))
    right = torch.tensor([s[1] for s in samples], dtype=torch.double)
    bins = (p * BINS).long().clamp(max=BINS - 1)
    gaps = [(bins == b).sum() * (p[bins == b].mean() - right[bins == b].mean()).abs() for b in sorted(set(bins.tolist()))]
    return 100 * float(sum(gaps)) / len(samples)


def calibrate(data: str, sayso: str, model: str) -> None:
    path = Path(model, "sayso.json")
    settings = json.loads(path.read_text())
    settings.pop("calibration", None)
    write_json(path, settings)
    sets = {
        "general news train": list(judged(sayso, list(news(Path(data, "news-claims/train"))), model)),
        "general news dev": list(judged(sayso, list(news(Path(data, "news-claims/dev"))), model)),
        "PolNeAR dev": list(judged(sayso, polnear(Path(data, "polnear/dev")), model)),
    }
    if not all(sets.values()):
        print("the model finds no claim in a set: its confidence is not calibrated")
        return
    curve = fit(sets["general news train"])
    for name, samples in sets.items():
        print(f"{name}, claims with a cue: {len(samples)}; right: {100 * sum(s[1] for s in samples) / len(samples):.1f}%; "
              f"calibration error: {error(samples, torch.zeros(3)):.1f} before, {error(samples, curve):.1f} after")
    a, b, c = (round(float(value), 4) for value in (curve[0].exp(), curve[1].exp(), curve[2]))
    settings["calibration"] = {"a": a, "b": b, "c": c}
    write_json(path, settings)
