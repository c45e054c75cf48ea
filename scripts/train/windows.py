"""Windows of documents, and what the model is to find in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from crf import steps_of
from model import INSIDE_QUOTATION, link_features, span_vector
from prepare import ENTITY_TAGS, ROLE_TAGS
from shapes import Located, Prepared, Span, Window

if TYPE_CHECKING:
    from model import Model

Features = Callable[[Sequence[Span], Sequence[Span], npt.ArrayLike, npt.ArrayLike], Tensor]
# Role, pieces, cues, features of each pair [P, C, F], which pairs are right [P, C].
Pairs = tuple[str, list[Span], list[Span], Tensor, Tensor]

CLS, SEP = 101, 102
OTHER = 3  # token type of [CLS] and [SEP]
TAGS = {"roles": ROLE_TAGS, "nested": ROLE_TAGS, "entities": ENTITY_TAGS}


Item = TypeVar("Item")


def cut(document: Prepared, length: int, rng: random.Random | None) -> Iterator[Span]:
    """Windows of at most `length` tokens that end at sentence ends where there is one.

    With a generator the first window gets a random length, so that the cuts differ each epoch.
    """
    n, starts = len(document["ids"]), document["sentences"]
    at, limit = 0, rng.randint(length // 4, length) if rng else length
    while at < n:
        end = min(at + limit, n)
        if end < n:
            ends = [s for s in starts if at + limit // 2 < s <= end]
            end = ends[-1] if ends else end
        yield at, end
        at, limit = end, length


def batches(documents: list[Prepared], length: int, size: int, rng: random.Random) -> list[list[Window]]:
    """Windows of all documents in random order, those of like length together."""
    return dealt([(d, *w) for d in documents for w in cut(d, length, rng)], size, rng, lambda window: window)


def dealt(items: list[Item], size: int, rng: random.Random, window: Callable[[Item], Window]) -> list[list[Item]]:
    """What has windows, in random order, that with windows of like length together."""

    def length(item: Item) -> int:
        _, start, end = window(item)
        return end - start

    items = list(items)
    rng.shuffle(items)
    pool = 50 * size
    items = [w for i in range(0, len(items), pool) for w in sorted(items[i : i + pool], key=length)]
    groups = [items[i : i + size] for i in range(0, len(items), size)]
    rng.shuffle(groups)
    return groups


def collate(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """ids, types, mask: [B, L], with [CLS] and [SEP]; and which tokens are a document's:
    [B, L - 2]"""
    length = max(e - s for _, s, e in windows) + 2
    shape = (len(windows), length)
    ids, types = torch.zeros(shape, dtype=torch.long), torch.full(shape, OTHER)
    mask = torch.zeros(shape, dtype=torch.bool)
    for i, (document, start, end) in enumerate(windows):
        n = end - start
        ids[i, 0], ids[i, n + 1] = CLS, SEP
        ids[i, 1 : n + 1] = document["ids"][start:end]
        types[i, 1 : n + 1] = document["types"][start:end].long()
        mask[i, : n + 2] = True
    return ids, types, mask, mask[:, 2:]


def targets(windows: Sequence[Window], task: str, soft_weight: float) -> tuple[Tensor, Tensor] | None:
    """The distribution of steps that each window is to have, as `Crf.loss` takes it.

    Gold, the mean of its annotators; a teacher's, where only that is there; or of both, the
    teacher's with `soft_weight`. Answers [W, L, N, N] and the numbers of these windows; those
    without any target are left out, and without any window there is no answer.
    """
    n = len(TAGS[task])
    length = max(end - start for _, start, end in windows)
    out, which = [], []
    for i, (document, start, end) in enumerate(windows):
        parts, soft = [], document.get("soft", {}).get(task)
        if task == "nested" and document["nested_labels"] is not None:
            parts.append((1.0, steps_of(document["nested_labels"][start:end], n)))
        elif document["task"] == task:
            parts.append((1.0, torch.stack([steps_of(one, n) for one in document["labels"][:, start:end]]).mean(0)))
        elif task == "entities" and "names" in document and soft is None:
            parts.append((1.0, steps_of(document["names"][start:end].long(), n)))
        if soft is not None and (soft_weight > 0 or not parts):
            weight = document.get("soft_weight", soft_weight) if parts else 1.0
            # Stored in 16 bits; a distribution's sum has to be 1 all the same.
            steps = soft[start:end].float()
            steps = steps / steps.sum((1, 2), keepdim=True).clamp(min=0.5)
            parts = [(w * (1 - weight), t) for w, t in parts] + [(weight, steps)]
        if parts:
            padded = torch.zeros(length, n, n)
            padded[: end - start] = sum(w * t for w, t in parts)
            out.append(padded)
            which.append(i)
    return (torch.stack(out), torch.tensor(which)) if out else None


def surroundings(document: Prepared) -> tuple[npt.NDArray[np.int64], list[bool]]:
    """For each token the number of its sentence, and whether it stands in quotation marks."""
    starts = np.zeros(len(document["ids"]), dtype=int)
    starts[[s for s in document["sentences"] if s < len(starts)]] = 1
    return starts.cumsum(), ((document["types"] & INSIDE_QUOTATION) > 0).tolist()


def antecedents(
    document: Prepared, start: int, end: int,
) -> tuple[list[Span], list[Span], Tensor, Tensor, Tensor] | None:
    """Mentions of one window that refer back, the names they may be for, features of each pair,
    which names are in question, which are right; None without any.

    Names stand before the mention, but where only two are known on either side (GAP).
    """
    inside = [m for m in document["mentions"] if start <= m[0] and m[1] <= end]
    names = [m for m in inside if m[2] == "name"]
    back = [m for m in inside if m[2] != "name"]
    if not names or not back:
        return None
    spans = [m[:2] for m in back], [m[:2] for m in names]
    gold = torch.tensor([[b[3] == n[3] for n in names] for b in back])
    allowed = torch.tensor([[n[1] <= b[0] for n in names] for b in back])
    if document["names_on_either_side"]:
        allowed[:] = True
    return *spans, link_features(*spans, *surroundings(document)), allowed, gold & allowed


def cues_with_acts(document: Prepared, start: int, end: int) -> list[tuple[Span, int, str]]:
    """(token range, act, verb) of each cue of one window whose act is known."""
    attributions = [*document["attributions"], *(document["nested"] or ())]
    cues = {(tuple(a["Cue"][0]), a["act"], a["verb"]) for a in attributions if a["Cue"] and a["act"] is not None}
    return sorted(cue for cue in cues if start <= cue[0][0] and cue[0][1] <= end)


def pairs(document: Prepared, start: int, end: int, features: Features = link_features) -> Iterator[Pairs]:
    """What the links of one window look like: for each role pieces, cues, features, right cue;
    those of claims inside claims by themselves."""
    for attributions in (document["attributions"], document["nested"] or []):
        yield from pairs_of_layer(document, attributions, start, end, features)


def pairs_of_layer(
    document: Prepared, attributions: list[Located], start: int, end: int, features: Features,
) -> Iterator[Pairs]:

    def inside(piece: Span) -> bool:
        return start <= piece[0] and piece[1] <= end

    attributions = [a for a in attributions if a["Cue"] and inside(a["Cue"][0])]
    cues = sorted({a["Cue"][0] for a in attributions})
    if not cues:
        return
    sentence_of, quoted = surroundings(document)
    for role in ("Source", "Content"):
        pieces = sorted({p for a in attributions for p in a[role] if inside(p)})
        if not pieces:
            continue
        gold = torch.zeros(len(pieces), len(cues), dtype=torch.bool)
        for a in attributions:
            for p in a[role]:
                if inside(p):
                    gold[pieces.index(p), cues.index(a["Cue"][0])] = True
        yield role, pieces, cues, features(pieces, cues, sentence_of, quoted), gold


def link_scores(
    model: Model, encoded: Tensor, shift: int, role: str, pieces: list[Span], cues: list[Span], features: Tensor,
) -> Tensor:
    hidden = model.seen(role, encoded)

    def vectors(spans: list[Span]) -> Tensor:
        return torch.stack([span_vector(hidden, start + shift, end + shift) for start, end in spans])

    return cast(Tensor, model.links(role, vectors(pieces), vectors(cues), features.to(hidden.device)))


def pieces_of(path: list[int], tags: list[str]) -> list[tuple[str, int, int]]:
    """(kind, start, end) of each span in a path of BIO tags."""
    found: list[tuple[str, int, int]] = []
    start = None
    for i, tag in enumerate([tags[t] for t in path] + ["O"]):
        if start is not None and tag[0] != "I":
            found.append((tags[path[start]][2:], start, i))
            start = None
        if tag[0] == "B":
            start = i
    return found
