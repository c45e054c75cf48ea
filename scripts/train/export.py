"""Writes a trained model as the program loads it, and reference outputs for the parity test."""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from model import Model, link_features, span_vector
from train import CLS, OTHER, SEP

# How the program cuts articles into windows; the trainer reads windows of this length.
SETTINGS = {"window": 384, "overlap": 96}


def eight_bits(name, tensor):
    """A matrix in 8 bits with a factor for each row; anything else as it is."""
    if tensor.dim() < 2:
        return {name: tensor.clone()}
    scale = tensor.abs().amax(1).clamp(min=1e-12) / 127
    return {name: (tensor / scale[:, None]).round().to(torch.int8), name + ".scale": scale}


def expand(tensors):
    """What the program makes of the tensors in the file."""
    scaled = lambda name, t: t.float() * tensors[name + ".scale"][:, None] if t.dtype == torch.int8 else t.float()
    return {name: scaled(name, t) for name, t in tensors.items() if not name.endswith(".scale")}


def export(run, base, model, parity, bits=8, weights="average"):
    saved = torch.load(Path(run, "checkpoint.pt"))
    folder = Path(model)
    folder.mkdir(parents=True, exist_ok=True)
    state = {n: t.float() for n, t in saved[weights].items()}
    encoder = {n.removeprefix("bert."): t for n, t in state.items() if n.startswith("bert.")}
    if bits == 8:
        stored = {k: v for n, t in encoder.items() for k, v in eight_bits(n, t).items()}
    else:
        stored = {n: t.half() if bits == 16 else t for n, t in encoder.items()}
    heads = {n.replace("_transitions.", "."): t for n, t in state.items() if not n.startswith("bert.")}
    # the program's names of the heads: roles.*, entities.*, links.*
    heads = {n.replace("role.", "roles.").replace("entity.", "entities."): t.contiguous() for n, t in heads.items()}
    save_file({n: t.contiguous() for n, t in stored.items()}, folder / "model.safetensors")
    save_file(heads, folder / "heads.safetensors")
    config = {**saved["config"], "architectures": ["BertModel"], "_name_or_path": "sayso"}
    config.pop("transformers_version", None)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    (folder / "sayso.json").write_text(json.dumps(SETTINGS, indent=2) + "\n")
    tokenizer = json.loads(Path(base, "tokenizer.json").read_text())
    tokenizer["truncation"] = tokenizer["padding"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")

    reference = Model(saved["config"])
    reference.load_state_dict(state)
    reference.bert.load_state_dict(expand(stored))
    write_parity(reference, Path(parity))
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB")


# Token ids and types of "“We will not leave,” the mayor told reporters. Ann Lee said it rained."
IDS = [1523, 2057, 2097, 2025, 2681, 1010, 1524, 1996, 3664, 2409, 12060, 1012, 5754, 3389, 2056, 2009, 28270, 1012]
TYPES = [7, 5, 4, 4, 4, 7, 7, 0, 0, 0, 0, 3, 1, 1, 0, 0, 0, 3]
SENTENCE_OF = [0] * 12 + [1] * 6
CUES = [(9, 10), (14, 15)]
PIECES = {"Source": [(7, 9), (12, 14)], "Content": [(0, 7), (15, 17)]}


@torch.no_grad()
def write_parity(model, path):
    """What the trainer computes for one short window."""
    model.eval()
    ids = torch.tensor([[CLS, *IDS, SEP]])
    types = torch.tensor([[OTHER, *TYPES, OTHER]])
    hidden = model.bert(ids, types, torch.ones_like(ids, dtype=torch.bool))[0]
    body = hidden[1:-1]
    quoted = [t >= 4 for t in TYPES]
    out = {"ids": ids[0].int(), "types": types[0].to(torch.uint8), "hidden": hidden,
           "roles": model.roles(body), "entities": model.entities(body)}
    for role, pieces in PIECES.items():
        vectors = [torch.stack([span_vector(body, *p) for p in spans]) for spans in (pieces, CUES)]
        features = link_features(pieces, CUES, SENTENCE_OF, quoted)
        out["links." + role] = model.links(role, *vectors, features)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({n: t.contiguous() for n, t in out.items()}, path)
