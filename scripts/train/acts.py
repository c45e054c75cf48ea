"""What the source of a claim does: a small head over the vectors of its cue.

The cues' verbs are labelled by hand (`acts.txt`), not their occurrences. How the head does on
verbs that nobody has labelled is measured by leaving verbs out: all verbs but the most frequent
are dealt into five parts, and each part's occurrences are judged by a head that has seen the
other parts only.
"""

import random
import re
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F

from corpora import polnear
from export import write_heads
from model import ACTS, ActHead, load_folder, span_vector
from windows import collate, cut


FOLDS = 5
# So many of the most frequent verbs are in every part: nobody would leave "said" unlabelled.
ALWAYS = 10


def inflect(word):
    """Regular forms of a verb, and a few that are none, which do no harm."""
    yield word
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2:-1] not in "aeou":
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
        return
    yield word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")
    yield from (stem + "ed", stem + "ing")
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", word):
        yield from (word + word[-1] + "ed", word + word[-1] + "ing")


def lexicon(path=Path(__file__).with_name("acts.txt")):
    """form -> (act, entry); forms of several words are tuples like the others."""
    forms = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        act, entries = line.split(": ", 1)
        for entry in entries.split(", "):
            first, *rest = entry.split(" ")
            words = first.split("/")
            for form in {*inflect(words[0]), *words[1:]}:
                forms.setdefault((form, *rest), (ACTS.index(act), entry))
    return forms


def act_of(cue, forms):
    """Act and entry of a cue by its first known words; None if none is known or it is negated."""
    words = re.findall(r"[a-z]+", cue.lower())
    if {"not", "never", "no", "t", "without", "nor"} & set(words):
        return None
    for start in range(len(words)):
        for length in (4, 3, 2, 1):
            found = forms.get(tuple(words[start : start + length]))
            if found and start + length <= len(words):
                return found
    return None


@torch.no_grad()
def vectors(model, documents, texts, forms, length=382):
    """For each gold cue with a known act: its vector, act and entry."""
    found = []
    for document in documents:
        text = texts[document["id"]]
        cues = {a["Cue"][0] for a in document["attributions"] if a["Cue"]}
        for start, end in cut(document, length, None):
            ids, types, mask, _ = collate([(document, start, end)])
            hidden = None
            for s, e in cues:
                known = start <= s and e <= end and act_of(text[document["starts"][s] : document["ends"][e - 1]], forms)
                if not known:
                    continue
                if hidden is None:
                    hidden = model.encode(ids, types, mask)[0][1:-1]
                found.append((span_vector(hidden, s - start, e - start), *known))
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


def acts(data, model, work, limit=None):
    """Fits the head of the model in a folder and writes it there."""
    folder, model = model, load_folder(model, "bf16")
    texts = {d.id: d.text for split in ("train", "dev") for d in polnear(Path(data, "polnear", split))}
    documents = {name: torch.load(Path(work, f"roles-{name}.pt")) for name in ("train", "dev")}
    documents["train"] = documents["train"][:limit]
    forms = lexicon()
    train, dev = (vectors(model, documents[name], texts, forms) for name in ("train", "dev"))
    model.acts = fit(train)
    write_heads(folder, model.state_dict())
    for name, figure in figures(model.acts, train, dev).items():
        print(f"{name}: {figure}")
