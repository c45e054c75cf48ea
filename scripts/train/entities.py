"""Fits the entity head of an exported model anew, so that it also reads running text.

The entity corpora are tokenized, a line for each sentence; the role corpus is running text. A
large encoder tells the two apart and keeps names in mind only where the entity head was trained.
Here the head (not the encoder) is fitted to both: gold names of the entity corpora, and on
articles of PolNeAR the names that another model of ours finds there.
"""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from crf import steps_of
from export import write_heads
from frozen import fit
from model import Model, load_folder
from shapes import Prepared
from windows import collate, cut

# Hidden vectors [L, H] and the distribution of steps that is wanted [L, N, N].
Sample = tuple[Tensor, Tensor]
# Articles of each corpus.
SHARE = {"roles-train": 100, "conll-train": 420, "worldwide-train": 130}


@torch.no_grad()
def windows(model: Model, other: Model, documents: list[Prepared], gold: bool, length: int = 382) -> Iterator[Sample]:
    """For each window: hidden vectors and the distribution of steps that is wanted."""
    for document in documents:
        for start, end in cut(document, length, None):
            ids, types, mask, labelled = collate([(document, start, end)])
            hidden = model.seen("entities", model.encode(ids, types, mask))[0, 1:-1]
            if gold:
                wanted = steps_of(document["labels"][0, start:end], model.entities.out_features)
            else:
                scores = other.emissions("entities", other.encode(ids, types, mask)[:, 1:-1])
                wanted = other.entity_transitions.marginals(scores, labelled)[0]
            yield hidden, wanted


def entity_loss(model: Model, group: list[Sample]) -> Tensor:
    pad = partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    hidden, wanted = pad([h for h, _ in group]), pad([w for _, w in group])
    mask = torch.arange(hidden.shape[1]) < torch.tensor([len(h) for h, _ in group])[:, None]
    return model.entity_transitions.loss(model.entities(hidden), wanted, mask)


def entities(model: str, other: str, work: str) -> None:
    """`other`: the model folder whose names are taken for right on PolNeAR."""
    torch.manual_seed(1)
    fitted, right = load_folder(model, "bf16"), load_folder(other, "bf16")
    samples: list[Sample] = []
    for name, count in SHARE.items():
        documents = torch.load(Path(work, f"{name}.pt"))
        documents = random.Random(1).sample(documents, min(count, len(documents)))
        samples += windows(fitted, right, documents, gold=not name.startswith("roles"))
        print(f"{name}: {len(samples)} windows so far", flush=True)
    parameters = [*fitted.entities.parameters(), *fitted.entity_transitions.parameters()]
    fit(parameters, samples, lambda group: entity_loss(fitted, group), epochs=6, batch=16, lr=1e-3)
    write_heads(model, fitted.state_dict())
