"""How sure the program is of a claim's speaker: fits the weights of src/speakers/confidence.tsv.

The program tells what speaks for each speaker (`sayso clues`), and which speakers are right
(`sayso evaluate --judgements`); a logistic regression for each way of finding a speaker weighs it.
"""

import csv
import json
import random
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

FOLDS = 5
BINS = 10
# Of the squares of the weights, beside the mean loss of a claim.
DECAY = 0.003

COLUMNS = ("way", "alone")


class Speaker(NamedTuple):
    """A claim's speaker: where it was found, how, what speaks for it, and whether it is right."""

    article: str
    way: str
    clues: list[float]
    right: bool


def speakers(sayso: str, model: str, texts: Path, gold: Path) -> list[Speaker]:
    """The speakers of the claims that are found with the right source."""
    with tempfile.TemporaryDirectory() as folder:
        claims, judged = Path(folder, "claims.jsonl"), Path(folder, "judged.csv")
        program = [sayso, "attribute", "--quiet", "--model", model, "-o", str(claims), str(texts)]
        subprocess.run(program, check=True)
        clues = subprocess.run([sayso, "clues", "--quiet", "--model", model, str(texts)], check=True, capture_output=True)
        subprocess.run(
            [sayso, "evaluate", "--gold", str(gold), "--system", str(claims), "--nested", "score", "--bootstrap", "0",
             "--judgements", str(judged)],
            check=True, capture_output=True,
        )
        with judged.open(encoding="utf-8", newline="") as rows:
            right = {
                (Path(row["article_id"]).stem, int(row["claim_id"])): row["speaker_right"] == "true"
                for row in csv.DictReader(rows)
                if row["speaker_right"]
            }
    found = []
    for line in map(json.loads, clues.stdout.decode().splitlines()):
        article = Path(line["article_id"]).stem
        for claim in line["claims"]:
            is_right = right.get((article, claim["claim_id"]))
            if is_right is not None:
                found.append(Speaker(article, claim["way"], claim["clues"], is_right))
    return found


def fit(sample: list[Speaker]) -> Tensor:
    """Weights by maximum likelihood: what stands alone, then one for each clue."""
    clues = torch.tensor([s.clues for s in sample], dtype=torch.double)
    right = torch.tensor([s.right for s in sample], dtype=torch.double)
    weights = torch.zeros(1 + clues.shape[1], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        likely = torch.nn.functional.binary_cross_entropy_with_logits(weights[0] + clues @ weights[1:], right)
        value = likely + DECAY * weights[1:].square().sum()
        torch.autograd.backward(value)
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach()


def fit_each(sample: list[Speaker]) -> dict[str, Tensor]:
    ways = defaultdict(list)
    for speaker in sample:
        ways[speaker.way].append(speaker)
    return {way: fit(some) for way, some in ways.items()}


def error(sample: list[Speaker], weights: dict[str, Tensor]) -> float:
    """Expected calibration error in points, as `sayso evaluate` counts it."""
    if not sample:
        return 0.0
    bins = defaultdict(list)
    for speaker in sample:
        weight = weights[speaker.way]
        p = float(torch.sigmoid(weight[0] + torch.tensor(speaker.clues, dtype=torch.double) @ weight[1:]))
        bins[min(int(p * BINS), BINS - 1)].append((p, speaker.right))
    gaps = (abs(sum(p for p, _ in some) - sum(right for _, right in some)) for some in bins.values())
    return 100 * sum(gaps) / len(sample)


def confidence(sayso: str, model: str, sets: list[str], table: str) -> None:
    path = Path(table)
    header, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    sample: list[Speaker] = []
    for pair in sets:
        texts, gold = pair.split("=", 1)
        found = speakers(sayso, model, Path(texts), Path(gold))
        print(f"{gold}: {len(found)} speakers, {100 * sum(s.right for s in found) / len(found):.1f}% right")
        sample += found
    articles = sorted({s.article for s in sample})
    random.Random(1).shuffle(articles)
    held_out = []
    for fold in range(FOLDS):
        left_out = set(articles[fold::FOLDS])
        weights = fit_each([s for s in sample if s.article not in left_out])
        held_out.append(error([s for s in sample if s.article in left_out], weights))
    weights = fit_each(sample)
    for way, some in sorted(weights.items()):
        of_way = [s for s in sample if s.way == way]
        print(f"{way}: {len(of_way)}, {100 * sum(s.right for s in of_way) / len(of_way):.1f}% right: " + ", ".join(
            f"{name} {float(weight):.2f}" for name, weight in zip(header[1:], some, strict=True)))
    print(f"calibration error in points: {error(sample, weights):.1f}; on articles left out of the fit "
          f"{sum(held_out) / FOLDS:.1f} ({FOLDS} folds)")
    lines = [header] + [[row[0], *(f"{float(weight):.3f}" for weight in weights[row[0]])] for row in rows]
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
