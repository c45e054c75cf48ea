"""The mean of the weights of two exported models, of which one was trained on from the other, or both from a third."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from export import eight_bits, save_heads
from model import expand, with_role_layers


def average(model: str, other: str, share: float, other_antecedents: bool = False) -> None:
    """Puts `share` of `model`'s weights and the rest of `other`'s into `model`'s folder; of the
    head for antecedents all of `other`'s, if wanted."""
    config, before = (json.loads(Path(folder, "config.json").read_text()) for folder in (model, other))
    for name, encoded in (("model.safetensors", True), ("heads.safetensors", False)):
        files = [load_file(Path(folder, name)) for folder in (model, other)]
        ours, theirs = map(expand, files)
        if encoded:
            # Role layers of one alone began as the last ones of the other.
            theirs = with_role_layers(before, theirs, config.get("role_layers", 0))[1]
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
