"""The encoder (BERT) with its heads, with the tensor names of Hugging Face's BertModel."""

import torch
import torch.nn.functional as F
from torch import nn

from crf import Crf
from prepare import ENTITY_TAGS, ROLE_TAGS

# Distances between two pieces fall into these buckets (tokens between them, at most).
DISTANCES = [0, 1, 3, 7, 15, 31, 63]
# Distance buckets for either direction; cues between (0, 1, 2, more); same sentence;
# both in quotation marks, first only, second only.
LINK_FEATURES = 2 * (len(DISTANCES) + 1) + 4 + 1 + 3
LINK_HIDDEN = 128


class Layer(nn.Module):
    def __init__(self, size, inner, heads, dropout, eps):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        linear = nn.Linear
        self.attention = nn.ModuleDict({
            "self": nn.ModuleDict({n: linear(size, size) for n in ("query", "key", "value")}),
            "output": nn.ModuleDict({"dense": linear(size, size), "LayerNorm": nn.LayerNorm(size, eps)}),
        })
        self.intermediate = nn.ModuleDict({"dense": linear(size, inner)})
        self.output = nn.ModuleDict({"dense": linear(inner, size), "LayerNorm": nn.LayerNorm(size, eps)})

    def forward(self, x, mask):
        batch, length, size = x.shape
        p = self.dropout if self.training else 0.0
        q, k, v = (
            self.attention["self"][n](x).view(batch, length, self.heads, -1).transpose(1, 2)
            for n in ("query", "key", "value")
        )
        # No dropout on the attention weights: on a CPU its random numbers cost more than the layer.
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        a = a.transpose(1, 2).reshape(batch, length, size)
        out = self.attention["output"]
        x = out["LayerNorm"](x + F.dropout(out["dense"](a), p))
        h = self.output["dense"](F.gelu(self.intermediate["dense"](x)))
        return self.output["LayerNorm"](x + F.dropout(h, p))


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        size, eps = config["hidden_size"], config["layer_norm_eps"]
        self.dropout = config["hidden_dropout_prob"]
        self.embeddings = nn.ModuleDict({
            "word_embeddings": nn.Embedding(config["vocab_size"], size),
            "position_embeddings": nn.Embedding(config["max_position_embeddings"], size),
            "token_type_embeddings": nn.Embedding(config["type_vocab_size"], size),
            "LayerNorm": nn.LayerNorm(size, eps),
        })
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(
            Layer(size, config["intermediate_size"], config["num_attention_heads"], self.dropout, eps)
            for _ in range(config["num_hidden_layers"])
        )})

    def forward(self, ids, types, mask):
        e = self.embeddings
        x = e["word_embeddings"](ids) + e["token_type_embeddings"](types)
        x = x + e["position_embeddings"](torch.arange(ids.shape[1]))
        x = F.dropout(e["LayerNorm"](x), self.dropout, self.training)
        mask = mask[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        return x


class Links(nn.Module):
    """Scores pairs of a piece (source or content) and a cue; 0 is the score of no link."""

    def __init__(self, size):
        super().__init__()
        self.piece = nn.ModuleDict({role: nn.Linear(2 * size, LINK_HIDDEN) for role in ("Source", "Content")})
        self.cue = nn.ModuleDict({role: nn.Linear(2 * size, LINK_HIDDEN) for role in ("Source", "Content")})
        self.features = nn.ModuleDict({role: nn.Linear(LINK_FEATURES, LINK_HIDDEN) for role in ("Source", "Content")})
        self.score = nn.ModuleDict({role: nn.Linear(LINK_HIDDEN, 1) for role in ("Source", "Content")})

    def forward(self, role, pieces, cues, features):
        """pieces [P, 2H], cues [C, 2H], features [P, C, F] -> scores [P, C]"""
        x = self.piece[role](pieces)[:, None] + self.cue[role](cues)[None] + self.features[role](features)
        return self.score[role](F.relu(x))[..., 0]


class Model(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        size = config["hidden_size"]
        self.bert = Encoder(config)
        self.roles = nn.Linear(size, len(ROLE_TAGS))
        self.role_transitions = Crf(ROLE_TAGS)
        self.entities = nn.Linear(size, len(ENTITY_TAGS))
        self.entity_transitions = Crf(ENTITY_TAGS)
        self.links = Links(size)


def load_pretrained(model, weights):
    """Fills the encoder from a BertModel's tensors; the 8 token types start as its first."""
    state = {}
    for name, parameter in model.bert.state_dict().items():
        tensor = weights[name]
        if name == "embeddings.token_type_embeddings.weight":
            tensor = tensor[:1].expand_as(parameter).clone()
        state[name] = tensor
    model.bert.load_state_dict(state)


def span_vector(hidden, start, end):
    """A piece is its first and its last token. hidden [L, H] -> [2H]"""
    return torch.cat([hidden[start], hidden[end - 1]])


def link_features(pieces, cues, sentence_of, quoted):
    """What is known of each pair without the encoder. -> [P, C, F]

    pieces, cues: token ranges; sentence_of, quoted: one value a token.
    """
    out = torch.zeros(len(pieces), len(cues), LINK_FEATURES)
    buckets = len(DISTANCES) + 1
    for i, (ps, pe) in enumerate(pieces):
        for j, (cs, ce) in enumerate(cues):
            before = pe <= cs
            gap = max(cs - pe if before else ps - ce, 0)
            bucket = next((k for k, limit in enumerate(DISTANCES) if gap <= limit), len(DISTANCES))
            out[i, j, (0 if before else buckets) + bucket] = 1
            low, high = (pe, cs) if before else (ce, ps)
            between = sum(1 for s, e in cues if low <= s and e <= high)
            out[i, j, 2 * buckets + min(between, 3)] = 1
            # the end of the piece that is nearer to the cue
            near = pe - 1 if before else ps
            out[i, j, 2 * buckets + 4] = float(sentence_of[near] == sentence_of[cs])
            q = (bool(quoted[near]), bool(quoted[cs]))
            if any(q):
                out[i, j, 2 * buckets + 5 + {(True, True): 0, (True, False): 1, (False, True): 2}[q]] = 1
    return out
