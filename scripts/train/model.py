"""The encoder (BERT, or MPNet in BERT's terms) with its heads."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from corpora import ACTS
from crf import Crf
from prepare import ENTITY_TAGS, ROLE_TAGS
from shapes import Config, Span, Tensors

# Token types: the word's shape (4), inside quotation marks (2), first of a paragraph (2).
TOKEN_TYPES = 16
INSIDE_QUOTATION = 4
# Distances between two pieces fall into these buckets (tokens between them, at most).
DISTANCES = [0, 1, 3, 7, 15, 31, 63]
BUCKETS = len(DISTANCES) + 1
# Distance buckets for either direction; cues between (0, 1, 2, more); same sentence;
# both in quotation marks, first only, second only.
LINK_FEATURES = 2 * BUCKETS + 4 + 1 + 3
LINK_HIDDEN = 128
ACT_HIDDEN = 128


class Dropout(nn.Module):
    """Dropout whose masks are cut out of one large random tensor at random places.

    On a CPU the random numbers of the usual one take a tenth of a step.
    """

    POOL = 1 << 25

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self.pool: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.p)
        if self.pool is None:
            # The same for a run that goes on.
            generator = torch.Generator().manual_seed(torch.initial_seed())
            self.pool = (torch.rand(self.POOL, generator=generator) >= self.p).to(torch.bfloat16)
        at = int(torch.randint(self.POOL - x.numel(), ()))
        return x * self.pool[at : at + x.numel()].view_as(x) / (1 - self.p)


class Dense(nn.Module):
    """A linear layer, added to what went into the block before it, and normalized."""

    def __init__(self, inputs: int, size: int, dropout: Dropout, eps: float) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, size)
        self.LayerNorm = nn.LayerNorm(size, eps)
        self.dropout = dropout

    def forward(self, inner: Tensor, x: Tensor) -> Tensor:
        return cast(Tensor, self.LayerNorm(x + self.dropout(self.dense(inner))))


class SelfAttention(nn.Module):
    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(size, size) for _ in range(3))
        self.heads = heads

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, size = x.shape
        q, k, v = (
            layer(x).view(batch, length, self.heads, -1).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        # No dropout on the attention weights: on a CPU its random numbers cost more than the layer.
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return a.transpose(1, 2).reshape(batch, length, size)


class Attention(nn.Module):
    def __init__(self, size: int, heads: int, dropout: Dropout, eps: float) -> None:
        super().__init__()
        # By BERT's name of it.
        self.self = SelfAttention(size, heads)
        self.output = Dense(size, size, dropout, eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return cast(Tensor, self.output(self.self(x, mask), x))


class Layer(nn.Module):
    """A layer of BERT. x [B, L, H], mask [B, 1 or heads, 1 or L, L] -> [B, L, H]"""

    def __init__(self, size: int, inner: int, heads: int, dropout: Dropout, eps: float) -> None:
        super().__init__()
        self.attention = Attention(size, heads, dropout, eps)
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(size, inner)})
        self.output = Dense(inner, size, dropout, eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.attention(x, mask)
        return cast(Tensor, self.output(F.gelu(self.intermediate["dense"](x)), x))


class Embeddings(nn.Module):
    def __init__(self, config: Config, dropout: Dropout) -> None:
        super().__init__()
        size = config["hidden_size"]
        self.word_embeddings = nn.Embedding(config["vocab_size"], size)
        self.position_embeddings = nn.Embedding(config["max_position_embeddings"], size)
        self.token_type_embeddings = nn.Embedding(config["type_vocab_size"], size)
        self.LayerNorm = nn.LayerNorm(size, config["layer_norm_eps"])
        self.dropout = dropout

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        # A model trained without paragraph starts has half of the types.
        types = types % self.token_type_embeddings.num_embeddings
        x = self.word_embeddings(ids) + self.token_type_embeddings(types)
        x = x + self.position_embeddings(torch.arange(ids.shape[1], device=ids.device))
        return cast(Tensor, self.dropout(self.LayerNorm(x)))


class Stack(nn.Module):
    """The layers; what MPNet's pairs of positions are worth stands beside them.

    With `role_layers` in the configuration, roles have so many layers of their own, which take
    what the first `shared_layers` make of a token; what is left of the others is for names. What
    both make of a token stands side by side.
    """

    def __init__(self, config: Config, dropout: Dropout) -> None:
        super().__init__()
        size, heads = config["hidden_size"], config["num_attention_heads"]
        self.layer = nn.ModuleList(
            Layer(size, config["intermediate_size"], heads, dropout, config["layer_norm_eps"])
            for _ in range(config["num_hidden_layers"])
        )
        own = config.get("role_layers", 0)
        self.shared = config.get("shared_layers", len(self.layer) - own)
        self.role_layer = nn.ModuleList(
            Layer(size, config["intermediate_size"], heads, dropout, config["layer_norm_eps"]) for _ in range(own)
        )
        self.buckets: int | None = config.get("relative_attention_num_buckets")
        if self.buckets:
            self.relative_attention_bias = nn.Embedding(self.buckets, heads)

    def through(self, layers: Iterable[nn.Module], x: Tensor, mask: Tensor) -> Tensor:
        bias = torch.zeros_like(mask, dtype=x.dtype)[:, None, None, :].masked_fill(~mask[:, None, None, :], -1e4)
        if self.buckets:
            # Not trained (see `pretrained`), so that fused attention can be used.
            relative = self.relative_attention_bias(relative_buckets(x.shape[1], self.buckets).to(x.device))
            bias = bias + relative.permute(2, 0, 1)[None].detach()
        if torch.is_autocast_enabled(x.device.type):
            bias = bias.to(torch.get_autocast_dtype(x.device.type))
        for layer in layers:
            x = layer(x, bias)
        return x.float()

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.through(self.layer[: self.shared], x, mask)
        ways = [self.layer[self.shared :], self.role_layer] if self.role_layer else [self.layer[self.shared :]]
        return torch.cat([self.through(own, x, mask) for own in ways], -1)


class Encoder(nn.Module):
    """BERT; with `relative_attention_num_buckets` in its configuration, MPNet."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        dropout = Dropout(config["hidden_dropout_prob"])
        self.embeddings = Embeddings(config, dropout)
        self.encoder = Stack(config, dropout)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        return cast(Tensor, self.encoder(self.embeddings(ids, types), mask))


def relative_buckets(length: int, buckets: int, furthest: int = 128) -> Tensor:
    """MPNet's (T5's) bucket of each pair of positions, [query, key]."""
    distance = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    half = buckets // 2
    exact = half // 2
    far = distance.abs().clamp(min=1).float()
    far = exact + (torch.log(far / exact) / math.log(furthest / exact) * (half - exact)).long()
    bucket = torch.where(distance.abs() < exact, distance.abs(), far.clamp(max=half - 1))
    return bucket + half * (distance < 0)


class Links(nn.Module):
    """Scores pairs of a piece (source or content) and a cue, or of a mention that refers back
    and a name (the role "Antecedent"); 0 is the score of no link."""

    ROLES = ("Source", "Content", "Antecedent")

    def __init__(self, size: int) -> None:
        super().__init__()
        self.piece, self.cue = self.each(2 * size, LINK_HIDDEN), self.each(2 * size, LINK_HIDDEN)
        self.features, self.score = self.each(LINK_FEATURES, LINK_HIDDEN), self.each(LINK_HIDDEN, 1)
        # A model may be trained without antecedents: until they are, every score is that of none.
        for parameter in self.score["Antecedent"].parameters():
            nn.init.zeros_(parameter)

    def each(self, inputs: int, outputs: int) -> nn.ModuleDict:
        return nn.ModuleDict({role: nn.Linear(inputs, outputs) for role in self.ROLES})

    def forward(self, role: str, pieces: Tensor, cues: Tensor, features: Tensor) -> Tensor:
        """pieces [P, 2H], cues [C, 2H], features [P, C, F] -> scores [P, C]"""
        return self.score_pairs(role, pieces, cues, features, (slice(None), None), (None, slice(None)))

    def score_pairs(self, role: str, pieces: Tensor, cues: Tensor, features: Tensor, piece: Any, cue: Any) -> Tensor:
        """The same for some pairs only: which piece and which cue each of them is. -> [N]"""
        x = self.piece[role](pieces)[piece] + self.cue[role](cues)[cue] + self.features[role](features)
        return cast(Tensor, self.score[role](F.relu(x))[..., 0])


class ActHead(nn.Module):
    """What a source does: one hidden layer over the first and the last token of a cue.
    [C, 2H] -> [C, acts]"""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(size, ACT_HIDDEN)
        self.score = nn.Linear(ACT_HIDDEN, len(ACTS))

    def forward(self, cues: Tensor) -> Tensor:
        return cast(Tensor, self.score(F.relu(self.hidden(cues))))


# Heads for names and what refers to them; all others are for roles.
OF_NAMES = ("entities", "Antecedent")


class Model(nn.Module):
    def __init__(self, config: Config, precision: str = "32") -> None:
        """precision: "32", or "bf16" for the encoder's matrix products in bfloat16, which
        processors that have such products do twice as fast."""
        super().__init__()
        self.config, self.precision = config, precision
        size = config["hidden_size"]
        self.bert = Encoder(config)
        self.roles = nn.Linear(size, len(ROLE_TAGS))
        self.role_transitions = Crf(ROLE_TAGS)
        # A second layer of roles, of the claims inside claims. A model may be trained without it: its
        # matrix is then zero.
        self.nested = nn.Linear(size, len(ROLE_TAGS))
        self.nested_transitions = Crf(ROLE_TAGS)
        nn.init.zeros_(self.nested.weight)
        self.entities = nn.Linear(size, len(ENTITY_TAGS))
        self.entity_transitions = Crf(ENTITY_TAGS)
        self.links = Links(size)
        self.acts = ActHead(2 * size)

    def encode(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """What the heads look at, by `seen`. ids, types, mask [B, L] -> [B, L, H], or [B, L, 2H] of
        a model with role layers"""
        with torch.autocast(ids.device.type, torch.bfloat16, enabled=self.precision == "bf16"):
            return cast(Tensor, self.bert(ids, types, mask))

    def load_heads(self, folder: str | Path) -> None:
        """Fills the heads from a model folder."""
        tensors = expand(load_file(Path(folder, "heads.safetensors")))
        ours = {theirs: n for n in self.state_dict() if (theirs := head_name(n))}
        self.load_state_dict({ours[n]: t for n, t in tensors.items() if n in ours}, strict=False)

    def begin_nested(self) -> None:
        """Lets a second layer that was never trained begin as the first is."""
        if not self.nested.weight.any():
            self.nested.load_state_dict(self.roles.state_dict())
            self.nested_transitions.load_state_dict(self.role_transitions.state_dict())

    def seen(self, head: str, encoded: Tensor) -> Tensor:
        """The hidden vectors that a head looks at. encoded [..., H or 2H] -> [..., H]"""
        size = self.config["hidden_size"]
        return encoded[..., :size] if head in OF_NAMES else encoded[..., -size:]

    def emissions(self, task: str, encoded: Tensor) -> Tensor:
        """Scores of a task's tags. encoded [..., H or 2H] -> [..., tags]"""
        return cast(Tensor, getattr(self, task)(self.seen(task, encoded)))

    def heads(self) -> Iterator[tuple[str, nn.Linear, Crf]]:
        """Name of the task, layer of its emissions, its CRF."""
        yield "roles", self.roles, self.role_transitions
        yield "nested", self.nested, self.nested_transitions
        yield "entities", self.entities, self.entity_transitions


def head_name(name: str) -> str | None:
    """The program's name of a head's tensor; None for the encoder's."""
    if name.startswith("bert."):
        return None
    name = name.replace("nested_transitions.", "nested.")
    return name.replace("role_transitions.", "roles.").replace("entity_transitions.", "entities.")


def pretrained(folder: str | Path, layers: str | int | None = None) -> tuple[Config, Tensors]:
    """Configuration and tensors of a pretrained encoder (BERT or MPNet), or of one of ours, as
    `Encoder` has them; of its layers only those that are wanted: a number of them from the lowest
    on, or which ("0,1,3,5").

    MPNet is told in BERT's terms: BERT's names, its vocabulary (MPNet's is the same but for
    the special tokens) and its positions from 0; what is its own, the relative attention
    bias, is kept.
    """
    config = json.loads(Path(folder, "config.json").read_text())
    tensors = expand(load_file(Path(folder, "model.safetensors")))
    if config["model_type"] == "mpnet" and "encoder.layer.0.attention.attn.q.weight" in tensors:
        config, tensors = mpnet(config, tensors)
    if isinstance(layers, str) and "," in layers:
        wanted = [int(layer) for layer in layers.split(",")]
    else:
        wanted = list(range(int(layers or config["num_hidden_layers"])))
    config.update(num_hidden_layers=len(wanted), type_vocab_size=TOKEN_TYPES)

    def renumbered(name: str) -> str | None:
        """The tensor's name here, or None if its layer is not wanted."""
        parts = name.split(".")
        if not name.startswith("encoder.layer."):
            return name
        if int(parts[2]) not in wanted:
            return None
        return ".".join([*parts[:2], str(wanted.index(int(parts[2]))), *parts[3:]])

    kept = {n: t for n, t in tensors.items() if not n.startswith("pooler") and "position_ids" not in n}
    tensors = {new: t for n, t in kept.items() if (new := renumbered(n))}
    name = "embeddings.token_type_embeddings.weight"
    types = tensors.get(name, torch.zeros(1, config["hidden_size"]))
    # A pretrained BERT has learned its first type only; a model of ours without paragraphs, half.
    types = types[:1] if len(types) < TOKEN_TYPES // 2 else types
    tensors[name] = types.repeat(TOKEN_TYPES // len(types), 1)
    return config, tensors


def with_role_layers(config: Config, tensors: Tensors, count: int, moved: bool = False) -> tuple[Config, Tensors]:
    """The same encoder with so many role layers, which begin as its last ones are; those that it has
    already stay as they are, and more are put below them. `moved`: names lose what roles get, so that
    the encoder grows no larger."""
    there = config.get("role_layers", 0)
    if there >= count:
        return config, tensors
    before = config.get("shared_layers", config["num_hidden_layers"] - there)
    shared = before - (count - there)
    kept = {}
    for name, tensor in tensors.items():
        stack, layer, rest = (name.split(".", 3)[1:] + ["", ""])[:3]
        if stack == "role_layer":
            kept[f"encoder.role_layer.{int(layer) + count - there}.{rest}"] = tensor
            continue
        if stack == "layer" and shared <= int(layer) < before:
            kept[f"encoder.role_layer.{int(layer) - shared}.{rest}"] = tensor.clone()
            if moved:
                continue
        kept[name] = tensor
    config = {**config, "role_layers": count, "shared_layers": shared}
    if moved:
        config["num_hidden_layers"] = shared
    return config, kept


def load_folder(
    folder: str | Path, precision: str = "32", role_layers: int | None = None, moved: bool = False
) -> "Model":
    """A model as the program loads it; with so many role layers, if that is said."""
    config = json.loads(Path(folder, "config.json").read_text())
    tensors = expand(load_file(Path(folder, "model.safetensors")))
    if role_layers is not None:
        config, tensors = with_role_layers(config, tensors, role_layers, moved)
    model = Model(config, precision)
    model.bert.load_state_dict(tensors)
    model.load_heads(folder)
    return model.eval()


def mpnet(config: Config, tensors: Tensors) -> tuple[Config, Tensors]:
    renamed = {"attn.q.": "self.query.", "attn.k.": "self.key.", "attn.v.": "self.value.",
               "attn.o.": "output.dense.", "attention.LayerNorm.": "attention.output.LayerNorm."}
    out = {}
    for name, tensor in tensors.items():
        for old, new in renamed.items():
            name = name.replace(old, new)
        out[name] = tensor
    words = out["embeddings.word_embeddings.weight"]
    # MPNet's vocabulary: <s> <pad> </s> <unk>, then BERT's, then <mask>.
    special = {0: 1, 101: 0, 102: 2, 103: len(words) - 1}  # [PAD] [CLS] [SEP] [MASK]
    order = [special.get(i, i + 4) for i in range(len(words) - 5)]
    out["embeddings.word_embeddings.weight"] = words[order]
    positions = out["embeddings.position_embeddings.weight"][2:]
    out["embeddings.position_embeddings.weight"] = positions
    return {**config, "vocab_size": len(order), "max_position_embeddings": len(positions), "pad_token_id": 0}, out


def expand(tensors: Tensors) -> Tensors:
    """What the program makes of the tensors in a file: those of 8 bits times their rows' factors."""
    def scaled(name: str, tensor: Tensor) -> Tensor:
        scale = tensors[name + ".scale"].float()[:, None] if tensor.dtype == torch.int8 else 1.0
        return tensor.float() * scale

    return {n: scaled(n, t) for n, t in tensors.items() if not n.endswith(".scale")}


def span_vector(hidden: Tensor, start: int, end: int) -> Tensor:
    """A piece is its first and its last token. hidden [L, H] -> [2H]"""
    return torch.cat([hidden[start], hidden[end - 1]])


def link_features(
    pieces: Sequence[Span], cues: Sequence[Span], sentence_of: npt.ArrayLike, quoted: npt.ArrayLike,
) -> Tensor:
    """What is known of each pair without the encoder. -> [P, C, F]

    pieces, cues: token ranges; sentence_of, quoted: one value a token.
    """
    sentence_of, quoted = np.asarray(sentence_of), np.asarray(quoted, dtype=bool)
    (ps, pe), (cs, ce) = np.array(pieces).T[..., None], np.array(cues).T[:, None]
    before = pe <= cs
    low, high = np.where(before, pe, ce), np.where(before, cs, ps)
    bucket = np.searchsorted(DISTANCES, np.maximum(high - low, 0)) + np.where(before, 0, BUCKETS)
    starts, ends = np.array(cues).T
    between = ((low[..., None] <= starts) & (ends <= high[..., None])).sum(-1)
    # the end of the piece that is nearer to the cue
    near = np.where(before, pe - 1, ps)
    out = np.zeros((len(pieces), len(cues), LINK_FEATURES), dtype=np.float32)
    rows, columns = np.indices(bucket.shape)
    out[rows, columns, bucket] = 1
    out[rows, columns, 2 * BUCKETS + np.minimum(between, 3)] = 1
    out[..., 2 * BUCKETS + 4] = sentence_of[near] == sentence_of[cs]
    first, second = quoted[near], quoted[cs] & np.ones_like(before)
    for k, both in enumerate((first & second, first & ~second, ~first & second)):
        out[..., 2 * BUCKETS + 5 + k] = both
    return torch.from_numpy(out)
