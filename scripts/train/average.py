"""The mean of the weights of two exported models, of which one was trained on from the other, or both from a third."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from export import eight_bits, save_heads
from model import expand
from shapes import Config, Tensors


def with_own_layers(tensors: Tensors, config: Config) -> Tensors:
    """The last layers of a model without layers of its own for roles also stand for these, which is what
    they began as."""
    own = config.get("role_layers", 0)
    if not own or any(".role_layer." in name for name in tensors):
        return tensors
    shared = config.get("shared_layers", config["num_hidden_layers"] - own)
    found = dict(tensors)
    for number in range(own):
        of, to = f"encoder.layer.{shared + number}.", f"encoder.role_layer.{number}."
        found |= {name.replace(of, to): tensor for name, tensor in tensors.items() if name.startswith(of)}
    return found


def average(model: str, other: str, share: float, other_antecedents: bool = False) -> None:
    """Puts `share` of `model`'s weights and the rest of `other`'s into `model`'s folder; of the
    head for antecedents all of `other`'s, if wanted."""
    config = json.loads(Path(model, "config.json").read_text())
    for name, encoded in (("model.safetensors", True), ("heads.safetensors", False)):
        files = [load_file(Path(folder, name)) for folder in (model, other)]
        ours, theirs = expand(files[0]), with_own_layers(expand(files[1]), config)
        part = {n: 0.0 if other_antecedents and ".Antecedent." in n else share for n in ours}
        # A head that only one of them has is that one's, and what both have stays so to the last bit.
        alike = {n for n, tensor in ours.items() if n not in theirs or torch.equal(tensor, theirs[n])}
        mean = {n: t if n in alike else part[n] * t + (1 - part[n]) * theirs[n] for n, t in ours.items()}
        if not encoded:
            save_heads(model, mean)
            continue
        kept = {n: t for n, t in files[0].items() if n.removesuffix(".scale") in alike}
        new = {k: v for n, t in mean.items() if n not in alike for k, v in eight_bits(n, t).items()}
        save_file({n: tensor.contiguous() for n, tensor in {**kept, **new}.items()}, Path(model, name))
