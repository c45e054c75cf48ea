"""What the source of a claim does: a small head over the vectors of its cue.

In PolNeAR the cues' verbs are labelled by hand (`acts.txt`), not their occurrences; general news
has annotated acts. How the head does on verbs that nobody has labelled is measured by leaving
verbs out: all verbs but the most frequent are dealt into five parts, and each part's occurrences
are judged by a head that has seen the other parts only.
"""

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor

from corpora import ACTS
from export import write_heads
from model import ActHead, Model, load_folder, span_vector
from shapes import Prepared
from windows import collate, cues_with_acts, cut

# The vector of a cue, the number of its act, its verb.
Sample = tuple[Tensor, int, str]
FOLDS = 5
# So many of the most frequent verbs are in every part: nobody would leave "said" unlabelled.
ALWAYS = 10


@torch.no_grad()
def vectors(model: Model, documents: list[Prepared], length: int = 382) -> list[Sample]:
    """For each gold cue with a known act: its vector, act and verb."""
    found: list[Sample] = []
    for document in documents:
        for start, end in cut(document, length, None):
            cues = cues_with_acts(document, start, end)
            if cues:
                ids, types, mask, _ = collate([(document, start, end)])
                hidden = model.seen("acts", model.encode(ids, types, mask))[0, 1:-1]
                found += [(span_vector(hidden, s - start, e - start), act, verb) for (s, e), act, verb in cues]
    return found


def fit(samples: list[Sample], steps: int = 300, dropout: float = 0.3, seed: int = 1) -> ActHead:
    """By cross-entropy; a verb that is frequent counts less for each occurrence."""
    torch.manual_seed(seed)
    x = torch.stack([s[0] for s in samples])
    y = torch.tensor([s[1] for s in samples])
    times = Counter(s[2] for s in samples)
    weight = torch.tensor([times[s[2]] ** -0.5 for s in samples])
    head = ActHead(x.shape[1])
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    x = (x - mean) / deviation
    optimizer = torch.optim.AdamW(head.parameters(), lr=2e-3)
    for _ in range(steps):
        batch = torch.randint(len(x), (1024,))
        hidden = F.dropout(F.relu(head.hidden(F.dropout(x[batch], dropout))), dropout)
        losses = F.cross_entropy(head.score(hidden), y[batch], reduction="none")
        loss = (losses * weight[batch]).sum() / weight[batch].sum()
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
    with torch.no_grad():
        # The same head for vectors as they are.
        head.hidden.weight.div_(deviation)
        head.hidden.bias.sub_(head.hidden.weight @ mean)
    return head


@torch.no_grad()
def right(head: ActHead, samples: list[Sample]) -> list[bool]:
    found = head(torch.stack([s[0] for s in samples])).argmax(1)
    return [int(f) == s[1] for f, s in zip(found, samples, strict=True)]


def share(values: Iterable[float]) -> float:
    values = list(values)
    return round(100 * sum(values) / max(len(values), 1), 1)


def figures(head: ActHead, train: list[Sample], dev: list[Sample]) -> dict[str, float]:
    """Shares of right answers in percent, by the number of cues or verbs that they are of."""
    samples = train + dev
    times = Counter(s[2] for s in samples)
    left_out = sorted(set(times) - {entry for entry, _ in times.most_common(ALWAYS)})
    random.Random(1).shuffle(left_out)
    by_entry: dict[str, list[bool]] = {}
    for part in (set(left_out[i::FOLDS]) for i in range(FOLDS)):
        unseen = [s for s in samples if s[2] in part]
        if not unseen:  # of so few verbs none is left out
            continue
        others = fit([s for s in samples if s[2] not in part])
        for sample, is_right in zip(unseen, right(others, unseen), strict=True):
            by_entry.setdefault(sample[2], []).append(is_right)
    states = [s[1] == 0 for s in samples if s[2] in by_entry]
    known = list(zip(dev, right(head, dev), strict=True))
    return {
        f"{len(dev)} dev cues, verbs labelled": share(r for _, r in known),
        **{f"… that {act}": share(r for s, r in known if s[1] == i) for i, act in enumerate(ACTS)},
        f"{len(states)} cues, verbs left out": share(r for rs in by_entry.values() for r in rs),
        "the same, had all been called state": share(states),
        f"{len(by_entry)} verbs left out, each the same weight": share(sum(rs) / len(rs) for rs in by_entry.values()),
    }


def acts(model: str, work: str, limit: int | None = None) -> None:
    """Fits the head of the model in a folder and writes it there."""
    folder, fitted = model, load_folder(model, "bf16")

    def read(name: str) -> list[Prepared]:
        return cast(list[Prepared], torch.load(Path(work, f"{name}.pt")))

    polnear, dev = vectors(fitted, read("roles-train")[:limit]), vectors(fitted, read("roles-dev"))
    news, news_dev = vectors(fitted, read("news-train")), vectors(fitted, read("news-dev"))
    fitted.acts = fit(polnear + news)
    write_heads(folder, fitted.state_dict())
    for name, figure in figures(fitted.acts, polnear, dev).items():
        print(f"{name}: {figure}")
    print(f"{len(news_dev)} cues of news-dev: {share(right(fitted.acts, news_dev))}")
