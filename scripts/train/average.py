"""The mean of the weights of two exported models, of which one was trained on from the other."""

from pathlib import Path

from safetensors.torch import load_file, save_file

from export import eight_bits
from model import expand


def average(model: str, other: str, share: float, other_antecedents: bool = False) -> None:
    """Puts `share` of `model`'s weights and the rest of `other`'s into `model`'s folder; of the
    head for antecedents all of `other`'s, if wanted."""
    for name, encoded in (("model.safetensors", True), ("heads.safetensors", False)):
        ours, theirs = (expand(load_file(Path(folder, name))) for folder in (model, other))
        part = {n: 0.0 if other_antecedents and ".Antecedent." in n else share for n in ours}
        # A head that only one of them has is that one's.
        mean = {n: part[n] * tensor + (1 - part[n]) * theirs.get(n, tensor) for n, tensor in ours.items()}
        mean = {n: tensor.contiguous() for n, tensor in mean.items()}
        stored = {k: v for n, t in mean.items() for k, v in eight_bits(n, t).items()} if encoded else mean
        save_file(stored, Path(model, name))
