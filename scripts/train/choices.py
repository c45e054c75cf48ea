"""Which piece belongs to which: all choices of a step in one table, so that a step costs a few
large operations and not many small ones.

A row is something that chooses: a content its cue, a cue its source, a mention the name it is
for. Column 0 stands for none, and its score is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

from crf import IMPOSSIBLE
from shapes import Span, Table, Window
from windows import antecedents, pairs

if TYPE_CHECKING:
    from model import Model

# A piece: number of its window, first token, one past the last.
Placed = tuple[int, int, int]
# Pieces, cues, features [P, C, F], which pairs are in question and which are right [P, C], whether it
# is the cues that choose, whether what is right is known.
Group = tuple[list[Placed], list[Placed], Tensor, Tensor, Tensor, bool, bool]


def gather(windows: Sequence[Window], unknown: bool = False) -> dict[str, Table]:
    """The table of each role; a role without any choice is left out, and so are choices that
    nobody has annotated, unless `unknown` ones are wanted.

    pieces [P, 3], cues [C, 3]: number of the window, first token, one past the last, where the
    first token of a window ([CLS]) is 0; for each pair that is in question: features [N, F],
    piece, cue, row, column [N]; for each row: right [R, columns], known [R], weight [R].
    """
    groups: dict[str, list[Group]] = {}
    for i, (document, start, end) in enumerate(windows):
        for role, pieces, cues, features, gold in pairs(document, start, end):
            allowed = torch.ones_like(gold)
            # A content has one cue, a cue one source: the first where several are marked.
            turned = role == "Source"
            gold = gold.T if turned else gold
            first = torch.zeros_like(gold)
            first[torch.arange(len(gold)), gold.int().argmax(1)] = True
            groups.setdefault(role, []).append((placed(i, start, pieces), placed(i, start, cues), features, allowed, first & gold, turned, True))
        found = antecedents(document, start, end)
        known = document["mentions_known"]
        if found is not None and (known or unknown):
            back, names, features, allowed, gold = found
            groups.setdefault("Antecedent", []).append((placed(i, start, back), placed(i, start, names), features, allowed, gold, False, known))
    return {role: table(group) for role, group in groups.items()}


def placed(window: int, start: int, spans: list[Span]) -> list[Placed]:
    return [(window, first - start + 1, end - start + 1) for first, end in spans]


def table(groups: list[Group]) -> Table:
    out: dict[str, list[Tensor]] = {name: [] for name in "pieces cues features piece cue row column known weight".split()}
    columns = 1 + max(gold.shape[1] for *_, gold, _, _ in groups)
    right, rows, n_pieces, n_cues = [], 0, 0, 0
    for pieces, cues, features, allowed, gold, turned, known in groups:
        piece, cue = allowed.nonzero().T
        out["pieces"].append(torch.tensor(pieces))
        out["cues"].append(torch.tensor(cues))
        out["features"].append(features[piece, cue])
        out["piece"].append(piece + n_pieces)
        out["cue"].append(cue + n_cues)
        row, column = (cue, piece) if turned else (piece, cue)
        out["row"].append(row + rows)
        out["column"].append(column + 1)
        none = ~gold.any(1, keepdim=True)
        right.append(F.pad(torch.cat([none, gold], 1), (0, columns - 1 - gold.shape[1])))
        out["known"].append(torch.full((len(gold),), known))
        # Every window counts the same, however many choices it has.
        out["weight"].append(torch.full((len(gold),), 1 / (len(gold) * len(groups))))
        rows, n_pieces, n_cues = rows + len(gold), n_pieces + len(pieces), n_cues + len(cues)
    return {"right": torch.cat(right), **{name: torch.cat(parts) for name, parts in out.items()}}


def scores(model: Model, encoded: Tensor, role: str, t: Table) -> Tensor:
    """Scores of all choices; what is not in question is impossible. encoded [B, L, H or 2H]
    -> [R, columns]"""
    hidden = model.seen(role, encoded)

    def vector(spans: Tensor) -> Tensor:
        return torch.cat([hidden[spans[:, 0], spans[:, 1]], hidden[spans[:, 0], spans[:, 2] - 1]], 1)

    found = model.links.score_pairs(role, vector(t["pieces"]), vector(t["cues"]), t["features"], t["piece"], t["cue"])
    out = torch.full(t["right"].shape, IMPOSSIBLE, device=hidden.device)
    out[:, 0] = 0.0
    return out.index_put((t["row"], t["column"]), found.float())


def loss(scores: Tensor, t: Table, taught: Tensor | None = None, soft_weight: float = 0.0) -> Tensor:
    """What is right by the annotation (any of several, Lee et al., 2017), a teacher's
    distribution `taught`, or both."""
    total = scores.logsumexp(1)
    gold = total - scores.masked_fill(~t["right"], IMPOSSIBLE).logsumexp(1)
    if taught is None:
        return (gold * t["weight"]).sum()
    soft = -(taught * scores.log_softmax(1)).sum(1)
    share = torch.where(t["known"], soft_weight, 1.0)
    return ((1 - share) * gold + share * soft).mul(t["weight"]).sum()
