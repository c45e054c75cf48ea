"""Corpora in the formats of the real ones, of a few invented texts, and an encoder that knows nothing."""

import json
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).parents[3]


@dataclass
class Claim:
    """The words of each role, as they stand in the text, and the speaker's name."""

    source: str
    cue: str
    content: str
    speaker: str
    act: str = "state"
    # The number of the claim, from 1, that it stands in.
    within: int | None = None


@dataclass
class Article:
    name: str
    text: str
    claims: list[Claim] = field(default_factory=list)

    def span(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)


# One is longer than a window; carriage returns count as characters; a claim stands in a claim.
ARTICLES = [
    Article(
        "bridge",
        "Bridge to close in May\r\n\r\nThe Tarn bridge will close for repairs, Mayor Ida Moss said on Friday.\r\n"
        "“We have no choice,” she told reporters. Moss denied that the town had been warned in 2019.\r\n",
        [
            Claim("Mayor Ida Moss", "said", "The Tarn bridge will close for repairs", "Ida Moss"),
            Claim("she", "told reporters", "“We have no choice,”", "Ida Moss"),
            Claim("Moss", "denied", "that the town had been warned in 2019", "Ida Moss", "deny"),
        ],
    ),
    Article(
        "mill",
        "The union demanded that the mill at Orrow reopen. Paul Vane, who runs it, promised that nobody would be "
        "dismissed. According to the Orrow Post, Vane believes that prices will fall. "
        "The owner of the quarry added that the road had been closed for years.\n",
        [
            Claim("The union", "demanded", "that the mill at Orrow reopen", "the union", "order"),
            Claim("Paul Vane, who runs it", "promised", "that nobody would be dismissed", "Paul Vane", "promise"),
            Claim("the Orrow Post", "According to", "Vane believes that prices will fall", "Orrow Post"),
            Claim("Vane", "believes", "that prices will fall", "Paul Vane", "believe", within=3),
            Claim("The owner of the quarry", "added", "that the road had been closed for years", "owner of the quarry"),
        ],
    ),
    Article(
        "rain",
        "“Will it rain again?” asked Lena Ruhl. " + "Nobody on the hill above Tarn knew, and nobody minded. " * 45
        + "A study by the weather office showed that autumns grow wetter.\n",
        [
            Claim("Lena Ruhl", "asked", "“Will it rain again?”", "Lena Ruhl", "ask"),
            Claim("A study by the weather office", "showed", "that autumns grow wetter", "weather office", "show"),
        ],
    ),
]
SENTENCES = [
    [("Ida", "B-PER"), ("Moss", "I-PER"), ("visited", "O"), ("Orrow", "B-LOC"), (".", "O")],
    [("The", "O"), ("Orrow", "B-ORG"), ("Post", "I-ORG"), ("is", "O"), ("a", "O"), ("Tarnish", "B-MISC"), ("paper", "O")],
]
GAP_COLUMNS = "ID Text Pronoun Pronoun-offset A A-offset A-coref B B-offset B-coref URL".split()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def write_polnear(folder: Path, articles: list[Article]) -> None:
    for article in articles:
        write(folder / "text" / f"{article.name}.txt", article.text)
        lines: list[str] = []
        events = []
        rows = [f"# article: {article.name}", f"# attributions: {article.name}_ann1.ann"]
        rows.append("attribution\tspeaker\tresolution")
        for number, claim in enumerate((c for c in article.claims if c.within is None), 1):
            arguments = []
            for role, words in (("Source", claim.source), ("Cue", claim.cue), ("Content", claim.content)):
                mark = f"T{len(lines) + 1}"
                start, end = article.span(words)
                lines.append(f"{mark}\t{role} {start} {end}\t{words}")
                arguments.append(f"{role}:{mark}")
            events.append(f"E{number}\t{' '.join(arguments)}")
            how = "pronoun" if claim.source == "she" else "own name"
            rows.append(f"E{number}\t{claim.speaker}\t{how}")
        for annotator in ("ann1", "ann2"):
            write(folder / "attributions" / f"{article.name}_{annotator}.ann", "\n".join(lines + events) + "\n")
        write(folder / "speakers" / f"{article.name}.tsv", "\n".join(rows) + "\n")


def write_news(folder: Path, articles: list[Article], texts: str = "text") -> None:
    for article in articles:
        write(folder / texts / f"{article.name}.txt", article.text)
        claims = []
        for number, claim in enumerate(article.claims, 1):
            spans = {role: article.span(getattr(claim, role)) for role in ("source", "cue", "content")}
            claims.append({
                "id": str(number),
                "within": claim.within and str(claim.within),
                "act": claim.act,
                "speaker": {"name": claim.speaker, "found_by": "pronoun" if claim.source == "she" else "name"},
                **{role: [{"start": s, "end": e, "text": article.text[s:e]}] for role, (s, e) in spans.items()},
            })
        gold = {"article": f"{article.name}.txt", "claims": claims}
        write(folder / "gold" / f"{article.name}.json", json.dumps(gold))


def write_names(data: Path) -> None:
    lines = "\n\n".join("\n".join(f"{word} NN O {tag}" for word, tag in sentence) for sentence in SENTENCES)
    conll = "".join(f"-DOCSTART- -X- O O\n\n{lines}\n\n" for _ in range(3))
    for name in ("eng.train", "eng.testa"):
        write(data / "conll2003" / name, conll)
    write(data / "wikigold-wnut17/wikigold/CONLL-format/data/wikigold.conll.txt", conll)
    typed = {"PER": "Person", "LOC": "Location", "ORG": "Organization", "MISC": "NORP", "": ""}
    sentences = [[(w, t[:2] + typed[t[2:]]) for w, t in sentence] for sentence in SENTENCES]
    tsv = "\n\n".join("\n".join(f"{word}\t{tag}" for word, tag in sentence) for sentence in sentences) + "\n"
    for part, name in (("train", "one"), ("dev", "two")):
        write(data / "worldwide-newswire" / part / f"{name}.tsv", tsv)
    write(data / "worldwide-newswire/raw/three.txt", "Karl Emm said the ferry was late. He did not say why.\n")
    write(data / "raw-news/bbc/four.txt", "“It floats,” said Karl Emm. The ferry left Tarn at noon.\n")


def write_coreference(data: Path) -> None:
    words = [("Ida", "PROPN", "(1-person-new-1-1-coref"), ("Moss", "PROPN", "1)"), ("left", "VERB", "_"),
             ("after", "ADP", "_"), ("she", "PRON", "(1-person-giv-1-1-coref)"), ("spoke", "VERB", "_")]
    rows = [
        f"{i}\t{word}\t_\t{kind}\t_\t_\t0\t_\t_\t" + (f"Entity={mark}" if mark != "_" else "_")
        for i, (word, kind, mark) in enumerate(words, 1)
    ]
    for part in ("train", "dev"):
        write(data / "gum" / part / "GUM_toy.conllu", "# newpar\n" + "\n".join(rows) + "\n\n")
    marks = ["(1", "1)", "_", "_", "(1)", "_"]
    lines = [f"toy\t0\t{i}\t{w}\t_\t{m}" for i, ((w, _, _), m) in enumerate(zip(words, marks, strict=True))]
    write(data / "litbank/coref-conll/toy.conll", "\n".join(lines) + "\n")
    rows = ["\t".join(GAP_COLUMNS)]
    for number, (a, b, pronoun) in enumerate((("Ida Moss", "Lena Ruhl", "she"), ("Paul Vane", "Karl Emm", "he"))):
        text = f"{a} met {b} before {pronoun} moved to Orrow."
        offsets = [str(text.index(word)) for word in (f" {pronoun} ", a, b)]
        offsets[0] = str(int(offsets[0]) + 1)
        rows.append("\t".join([
            f"toy-{number}", text, pronoun, offsets[0], a, offsets[1], "TRUE", b, offsets[2], "FALSE", "none"
        ]))
    for part in ("development", "validation"):
        write(data / "gap" / f"gap-{part}.tsv", "\n".join(rows) + "\n")


def write_corpora(data: Path) -> None:
    for part, articles in (("train", ARTICLES), ("dev", ARTICLES[:2])):
        write_polnear(data / "polnear" / part, articles)
        write_news(data / "news-claims" / part, articles)
    # Two articles of one name would get each other's labels.
    for part in ("speakers", "invented"):
        written = [replace(article, name=f"{part}-{article.name}") for article in ARTICLES]
        write_news(data / "own" / part, written, "articles")
    write_names(data)
    write_coreference(data)


def write_encoder(folder: Path) -> None:
    """A BERT of two small layers with random weights, which has the vocabulary of the real ones."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "models/en/tokenizer.json", folder)
    size, inner, vocabulary = 32, 64, 30522
    config = {
        "model_type": "bert", "hidden_size": size, "intermediate_size": inner, "num_hidden_layers": 2,
        "num_attention_heads": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "vocab_size": vocabulary,
        "max_position_embeddings": 512, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
    }
    (folder / "config.json").write_text(json.dumps(config))
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (vocabulary, size),
        "embeddings.position_embeddings.weight": (512, size),
        "embeddings.token_type_embeddings.weight": (2, size),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in ("encoder.layer.0.", "encoder.layer.1."):
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes[f"{layer}{name}.weight"], shapes[f"{layer}{name}.bias"] = (size, size), (size,)
        shapes[f"{layer}intermediate.dense.weight"], shapes[f"{layer}intermediate.dense.bias"] = (inner, size), (inner,)
        shapes[f"{layer}output.dense.weight"], shapes[f"{layer}output.dense.bias"] = (size, inner), (size,)
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
    generator = torch.Generator().manual_seed(1)
    tensors = {name: 0.1 * torch.randn(shape, generator=generator) for name, shape in shapes.items()}
    for name in norms:
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = torch.ones(size), torch.zeros(size)
    save_file(tensors, folder / "model.safetensors")
