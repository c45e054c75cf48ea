"""Fits the head that compares mentions with names to an exported model, whose encoder was trained
without it."""

import random
from collections.abc import Iterator

import torch
from torch import Tensor

import choices
from evaluate import evaluate_antecedents
from export import write_heads
from frozen import fit
from model import Model, load_folder
from plan import load
from shapes import Prepared, Window
from windows import antecedents as pairs_of
from windows import collate, cut

# Articles of each corpus, at most.
SHARE = {"coreference-train": 277, "gap-train": 2000, "speakers-train": 2000}


@torch.no_grad()
def windows(model: Model, documents: list[Prepared], length: int = 382) -> Iterator[tuple[Window, Tensor]]:
    for document in documents:
        for start, end in cut(document, length, None):
            if pairs_of(document, start, end) is not None:
                ids, types, mask, _ = collate([(document, start, end)])
                yield (document, start, end), model.encode(ids, types, mask)[0].half()


def antecedents(work: str, model: str, epochs: int = 8, batch: int = 8, lr: float = 5e-4) -> None:
    torch.manual_seed(1)
    folder, fitted = model, load_folder(model)
    samples: list[tuple[Window, Tensor]] = []
    for name, count in SHARE.items():
        documents = load(work, name)
        samples += windows(fitted, random.Random(1).sample(documents, min(count, len(documents))))
        print(f"{name}: {len(samples)} windows so far", flush=True)

    def loss_of(group: list[tuple[Window, Tensor]]) -> Tensor:
        hidden = torch.nn.utils.rnn.pad_sequence([h for _, h in group], batch_first=True).float()
        hidden = torch.nn.functional.dropout(hidden, 0.2)
        table = choices.gather([w for w, _ in group])["Antecedent"]
        return choices.loss(choices.scores(fitted, hidden, "Antecedent", table), table)

    fit([p for n, p in fitted.links.named_parameters() if ".Antecedent." in n], samples, loss_of, epochs, batch, lr)
    for name in ("coreference-dev", "gap-dev"):
        print(f"{name}: F1 {evaluate_antecedents(fitted, load(work, name))}", flush=True)
    write_heads(folder, fitted.state_dict())
