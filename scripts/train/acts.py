"""What the source of a claim does: a small head over the vectors of its cue.

In PolNeAR the cues' verbs are labelled by hand (`acts.txt`), not their occurrences; general news
has annotated acts. How the head does on verbs that nobody has labelled is measured by leaving
verbs out: all verbs but the most frequent are dealt into five parts, and each part's occurrences
are judged by a head that has seen the other parts only.
"""

import random
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F

from export import write_heads
from model import ACTS, ActHead, load_folder, span_vector
from windows import collate, cues_with_acts, cut


FOLDS = 5
# So many of the most frequent verbs are in every part: nobody would leave "said" unlabelled.
ALWAYS = 10


@torch.no_grad()
def vectors(model, documents, length=382):
    """For each gold cue with a known act: its vector, act and verb."""
    found = []
    for document in documents:
        for start, end in cut(document, length, None):
            cues = cues_with_acts(document, start, end)
            if cues:
                ids, types, mask, _ = collate([(document, start, end)])
                hidden = model.encode(ids, types, mask)[0][1:-1]
                found += [(span_vector(hidden, s - start, e - start), act, verb) for (s, e), act, verb in cues]
    return found


def fit(samples, steps=300, dropout=0.3, seed=1):
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
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        # The same head for vectors as they are.
        head.hidden.weight /= deviation
        head.hidden.bias -= head.hidden.weight @ mean
    return head


@torch.no_grad()
def right(head, samples):
    found = head(torch.stack([s[0] for s in samples])).argmax(1)
    return [int(f) == s[1] for f, s in zip(found, samples)]


def share(values):
    values = list(values)
    return round(100 * sum(values) / max(len(values), 1), 1)


def figures(head, train, dev):
    """Shares of right answers in percent, by the number of cues or verbs that they are of."""
    samples = train + dev
    times = Counter(s[2] for s in samples)
    left_out = sorted(set(times) - {entry for entry, _ in times.most_common(ALWAYS)})
    random.Random(1).shuffle(left_out)
    by_entry = {}
    for part in (set(left_out[i::FOLDS]) for i in range(FOLDS)):
        others = fit([s for s in samples if s[2] not in part])
        unseen = [s for s in samples if s[2] in part]
        for sample, is_right in zip(unseen, right(others, unseen)):
            by_entry.setdefault(sample[2], []).append(is_right)
    states = [s[1] == 0 for s in samples if s[2] in by_entry]
    known = list(zip(dev, right(head, dev)))
    return {
        f"{len(dev)} dev cues, verbs labelled": share(r for _, r in known),
        **{f"… that {act}": share(r for s, r in known if s[1] == i) for i, act in enumerate(ACTS)},
        f"{len(states)} cues, verbs left out": share(r for rs in by_entry.values() for r in rs),
        "the same, had all been called state": share(states),
        f"{len(by_entry)} verbs left out, each the same weight": share(sum(rs) / len(rs) for rs in by_entry.values()),
    }


def acts(model, work, limit=None):
    """Fits the head of the model in a folder and writes it there."""
    folder, model = model, load_folder(model, "bf16")
    read = lambda name: torch.load(Path(work, f"{name}.pt"))
    polnear, dev = vectors(model, read("roles-train")[:limit]), vectors(model, read("roles-dev"))
    news, news_dev = vectors(model, read("news-train")), vectors(model, read("news-dev"))
    model.acts = fit(polnear + news)
    write_heads(folder, model.state_dict())
    for name, figure in figures(model.acts, polnear, dev).items():
        print(f"{name}: {figure}")
    print(f"{len(news_dev)} cues of news-dev: {share(right(model.acts, news_dev))}")
