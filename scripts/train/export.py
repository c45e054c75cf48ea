"""Writes a trained model as the program loads it, and reference outputs for the parity test."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from model import head_name, link_features, load_folder, span_vector
from shapes import Span, Tensors
from windows import CLS, OTHER, SEP

# How the program cuts articles into windows; the trainer reads windows of this length.
SETTINGS = {"window": 384, "overlap": 96}


def eight_bits(name: str, tensor: Tensor) -> Tensors:
    """A matrix in 8 bits with a factor for each row; anything else as it is."""
    if tensor.dim() < 2:
        return {name: tensor.clone()}
    scale = tensor.abs().amax(1).clamp(min=1e-12) / 127
    return {name: (tensor / scale[:, None]).round().to(torch.int8), name + ".scale": scale}


def export(run: str, base: str, model: str, bits: int = 8, weights: str = "average") -> None:
    """`base` is a folder with the tokenizer, which is BERT's for every model of ours."""
    saved = torch.load(Path(run, "checkpoint.pt"))
    folder = Path(model)
    folder.mkdir(parents=True, exist_ok=True)
    state = {n: t.float() for n, t in saved[weights].items()}
    encoder = {n.removeprefix("bert."): t for n, t in state.items() if n.startswith("bert.")}
    if bits == 8:
        stored = {k: v for n, t in encoder.items() for k, v in eight_bits(n, t).items()}
    else:
        stored = {n: t.half() if bits == 16 else t for n, t in encoder.items()}
    save_file({n: t.contiguous() for n, t in stored.items()}, folder / "model.safetensors")
    write_heads(folder, state)
    kept = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act",
            "hidden_dropout_prob", "max_position_embeddings", "type_vocab_size", "vocab_size", "layer_norm_eps",
            "relative_attention_num_buckets", "role_layers", "shared_layers", "model_type", "pad_token_id")
    config = {k: v for k, v in saved["config"].items() if k in kept}
    config["architectures"] = ["MPNetModel" if config["model_type"] == "mpnet" else "BertModel"]
    write_json(folder / "config.json", config)
    write_json(folder / "sayso.json", SETTINGS)
    tokenizer = json.loads(Path(base, "tokenizer.json").read_text())
    tokenizer["truncation"] = tokenizer["padding"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    size = sum(f.stat().st_size for f in folder.iterdir())
    print(f"{folder}: {size / 1e6:.1f} MB")


# Values of a matrix of the heads that is stored in 16 bits, at least.
LARGE = 1 << 16


def write_heads(folder: str | Path, state: Tensors) -> None:
    """`state`: all tensors of a model by the trainer's names."""
    heads = {name: t for n, t in state.items() if (name := head_name(n))}
    if not heads["nested.weight"].any():
        heads = {n: t for n, t in heads.items() if not n.startswith("nested.")}
    save_heads(folder, heads)


def save_heads(folder: str | Path, heads: Tensors) -> None:
    """`heads`: by the program's names. Most of their size is in a few matrices, which lose nothing
    that counts in 16 bits."""
    stored = {n: t.half() if t.dim() == 2 and t.numel() >= LARGE else t for n, t in heads.items()}
    save_file({n: t.contiguous() for n, t in stored.items()}, Path(folder, "heads.safetensors"))


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")


# Token ids and types of "“We will not leave,” the mayor told reporters. Ann Lee said it rained."
IDS = [1523, 2057, 2097, 2025, 2681, 1010, 1524, 1996, 3664, 2409, 12060, 1012, 5754, 3389, 2056, 2009, 28270, 1012]
TYPES = [15, 5, 4, 4, 4, 7, 7, 0, 0, 0, 0, 3, 1, 1, 0, 0, 0, 3]
SENTENCE_OF = [0] * 12 + [1] * 6
CUES = [(9, 10), (14, 15)]
PIECES: dict[str, list[Span]] = {"Source": [(7, 9), (12, 14)], "Content": [(0, 7), (15, 17)], "Antecedent": [(1, 2), (15, 16)]}


@torch.no_grad()
def parity(model: str, out: str) -> None:
    """What the trainer computes for one short window with the model in a folder."""
    loaded = load_folder(model)
    ids = torch.tensor([[CLS, *IDS, SEP]])
    types = torch.tensor([[OTHER, *TYPES, OTHER]])
    hidden = loaded.encode(ids, types, torch.ones_like(ids, dtype=torch.bool))[0]
    body = hidden[1:-1]
    quoted = [t & 4 > 0 for t in TYPES]

    def vectors(head: str, spans: list[Span]) -> Tensor:
        return torch.stack([span_vector(loaded.seen(head, body), *span) for span in spans])

    found = {"ids": ids[0].int(), "types": types[0].to(torch.uint8), "hidden": hidden,
             "roles": loaded.emissions("roles", body), "entities": loaded.emissions("entities", body),
             "acts": loaded.acts(vectors("acts", CUES))}
    known = load_file(Path(model, "heads.safetensors"))
    if "nested.weight" in known:
        found["nested"] = loaded.emissions("nested", body)
    for role, pieces in PIECES.items():
        if f"links.score.{role}.weight" not in known:
            continue
        features = link_features(pieces, CUES, SENTENCE_OF, quoted)
        found["links." + role] = loaded.links(role, vectors(role, pieces), vectors(role, CUES), features)
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    save_file({n: t.contiguous() for n, t in found.items()}, out)
