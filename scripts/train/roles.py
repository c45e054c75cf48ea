"""Gives an exported model last layers of its own for roles, and trains these and the heads for roles.

All else stays as it is: what the encoder is bent to by one task it loses at another, and names, and
what refers to them, are found by the layers that were there before. As the layers below do not
change either, what they make of a window is computed once and stored.
"""

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from evaluate import evaluate
from export import eight_bits, write_heads, write_json
from model import OF_NAMES, Model, load_folder
from plan import VARIANT_SHARE, dressed, load
from shapes import Batch, Prepared, Window
from train import LINK_WEIGHTS, LOGGED, Averaged, head_losses, optimizer_of, pace, read
from variants import VARIANTS
from windows import TAGS, collate, cut, dealt

# Chosen on general news dev: see NOTES.md, run 17.
MORE_INSIDE = 2.5
# The longest windows, in tokens, of articles that are read by the sentence or two.
SHORT = (40, 60, 90, 140)


class Sample(NamedTuple):
    window: Window
    # What the shared layers make of it, [CLS] and [SEP] included: [L + 2, H], 16 bits
    shared: Tensor


def autocast(model: Model) -> torch.autocast:
    return torch.autocast("cpu", torch.bfloat16, enabled=model.precision == "bf16")


@torch.no_grad()
def samples(model: Model, document: Prepared, rng: random.Random, length: int) -> Iterator[Sample]:
    stack = model.bert.encoder
    for start, end in cut(document, length, rng):
        ids, types, mask, _ = collate([(document, start, end)])
        with autocast(model):
            shared = stack.through(stack.layer[: stack.shared], model.bert.embeddings(ids, types), mask)
        yield Sample((document, start, end), shared[0].half())


def readings(
    model: Model, work: str, name: str, soft: str | None, soft_weight: float, rng: random.Random, length: int,
    short_share: float, often: int,
) -> list[list[Sample]]:
    """A corpus, gone through so often; a share of its articles by the sentence or two."""
    documents = load(work, name, soft)
    variants = [load(work, f"{name}.{variant}") for variant in VARIANTS]
    found = []
    for _ in range(often):
        worn = dressed(documents, variants, VARIANT_SHARE, rng)
        for document in worn:
            document["soft_weight"] = soft_weight
        short = [short_share > 0 and rng.random() < short_share for _ in worn]
        lengths = [rng.choice(SHORT) if one else length for one in short]
        windows = zip(worn, lengths, strict=True)
        found.append([s for document, longest in windows for s in samples(model, document, rng, longest)])
        print(f"{name}: {len(found[-1])} windows", flush=True)
    return found


def unannotated(model: Model, work: str, soft: str, rng: random.Random, length: int) -> list[Sample]:
    """The articles without annotation that a teacher has labelled."""
    documents = [document for document in load(work, "raw", soft) if document["soft"]]
    return [sample for document in documents for sample in samples(model, document, rng, length)]


def batch_of(group: list[Sample]) -> Batch:
    """What a step's windows are to teach about roles. How much a teacher counts, each document says."""
    batch = read([sample.window for sample in group], soft_weight=1.0, parts=0)
    batch["targets"] = {task: wanted for task, wanted in batch["targets"].items() if task not in OF_NAMES}
    batch["choices"] = {role: table for role, table in batch["choices"].items() if role not in OF_NAMES}
    return batch


def train_alone(model: Model) -> None:
    """Leaves as it is whatever names, and what refers to them, are found by."""
    for name, parameter in model.named_parameters():
        own = name.startswith("bert.encoder.role_layer.")
        head = not name.startswith(("bert.", "entities.", "entity_")) and ".Antecedent." not in name
        parameter.requires_grad = own or head


def write(folder: str, model: Model) -> None:
    """Adds the role layers to the encoder that is there, whose other tensors stay what they are."""
    path = Path(folder, "model.safetensors")
    wanted = model.bert.state_dict()
    stored = {n: t for n, t in load_file(path).items() if n.removesuffix(".scale") in wanted}
    for name, tensor in wanted.items():
        if name.startswith("encoder.role_layer."):
            stored |= eight_bits(name, tensor)
    save_file({n: t.contiguous() for n, t in stored.items()}, path)
    write_heads(folder, model.state_dict())
    config = json.loads(Path(folder, "config.json").read_text())
    layers = ("num_hidden_layers", "role_layers", "shared_layers")
    changed = {key: model.config[key] for key in layers if key in model.config}
    write_json(Path(folder, "config.json"), config | changed)


def roles(
    work: str, model: str, layers: int = 1, soft: str | None = None, soft_weight: float = 0.5,
    news_times: int = 2, news_soft_weight: float = 0.25, invented_times: int = 1, recast_share: float = 0.25,
    raw_share: float = 0.0, epochs: int = 6,
    steps: int | None = None, batch: int = 8, lr: float = 2.5e-4, average_over: int = 300, length: int = 382,
    short_share: float = 0.0, seed: int = 1, more_inside: float | None = None, moved: bool = False, precision: str = "32",
    often: int = 2,
) -> None:
    """Writes into the folder of the model; one that has role layers already is trained on from them.

    `often`: how often each corpus is gone through, every time cut at other places, and some articles in
    other dress. An epoch takes the next ones, and begins again.

    `moved`: names lose the layers that roles get, so that the encoder stays as large as it was; the
    heads for names and antecedents are then to be fitted anew, by `entities` and `antecedents`.

    `more_inside` is added at last to the score of beginning a piece of a claim inside a claim: of few
    examples a model learns to be modest. If not said, it is what was found for one without role layers,
    and nothing for one that has them, which had it before.
    """
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    folder, trained = model, load_folder(model, precision, layers, moved)
    if more_inside is None:
        more_inside = 0.0 if json.loads(Path(folder, "config.json").read_text()).get("role_layers") else MORE_INSIDE
    trained.begin_nested()
    stack = trained.bert.encoder
    rng = random.Random(seed)
    polnear = readings(trained, work, "roles-train", soft, soft_weight, rng, length, short_share, often)
    news = readings(trained, work, "news-train", soft, news_soft_weight, rng, length, short_share, often)
    invented: list[list[Sample]] = []
    if invented_times:
        invented = readings(trained, work, "invented-train", soft, news_soft_weight, rng, length, short_share, often)
    recast: list[Sample] = []
    if recast_share:
        recast = sum(readings(trained, work, "recast-train", None, 0.0, rng, length, short_share, often), [])
    raw = unannotated(trained, work, soft, rng, length) if soft and raw_share else []
    plan: list[list[Sample]] = []
    for epoch in range(epochs):
        some = polnear[epoch % often] + rng.sample(recast, int(recast_share * len(recast)))
        some += rng.sample(raw, int(raw_share * len(raw)))
        for times, read_ in ((news_times, news), (invented_times, invented)):
            for time_ in range(epoch * times, (epoch + 1) * times):
                some += read_[time_ % often]
        plan += dealt(some, batch, rng, lambda sample: sample.window)
    plan = plan[:steps]
    development = {name: load(work, name) for name in ("roles-dev", "news-dev")}

    def log_figures(step: int) -> None:
        for name, documents in development.items():
            print(f"step {step}, {name}: {evaluate(trained, documents, 'roles')}", flush=True)
        print(f"step {step}, nested: {evaluate(trained, development['news-dev'], 'nested')}", flush=True)

    log_figures(0)
    train_alone(trained)
    optimizer, average = optimizer_of(trained, lr), Averaged(trained, average_over)
    trained.train()
    began = time.time()
    losses: dict[str, float] = {}
    for step, group in enumerate(plan, 1):
        for parameters in optimizer.param_groups:
            parameters["lr"] = lr * pace(step / len(plan)) * parameters["scale"]
        wanted = batch_of(group)
        shared = nn.utils.rnn.pad_sequence([sample.shared for sample in group], batch_first=True).float()
        with autocast(trained):
            encoded = stack.through(stack.role_layer, shared, wanted["mask"])
        found = head_losses(trained, encoded, wanted, 0.0, LINK_WEIGHTS, {}, {})
        torch.autograd.backward(sum((weight * one for weight, one in found.values()), torch.zeros(())))
        nn.utils.clip_grad_norm_([p for p in trained.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        average.take(step)
        losses |= {task: round(float(one.detach()), 4) for task, (_, one) in found.items()}
        if step % LOGGED == 0:
            print(f"step {step} of {len(plan)}, {(time.time() - began) / 60:.1f} minutes: {losses}", flush=True)
    trained.load_state_dict(average.weights)
    with torch.no_grad():
        begins = [number for number, tag in enumerate(TAGS["nested"]) if tag.startswith("B-")]
        trained.nested_transitions.transitions[TAGS["nested"].index("O"), begins] += more_inside
    log_figures(len(plan))
    write(folder, trained.eval())
