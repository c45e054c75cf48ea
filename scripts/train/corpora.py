"""Readers of the training corpora: each yields documents with spans in Unicode characters.

Only reading happens here. Nothing of the corpora is written into the repository.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from shapes import Attribution, Mention, Named

ROLES = ("Source", "Cue", "Content")
ACTS = ("state", "deny", "ask", "order", "promise", "believe", "show")
ENTITY_TYPES = ("PER", "ORG", "LOC", "MISC")
# Articles that were written for the project: some with their outermost claims, some with all. Tests, which
# would prepare hundreds, name a folder with fewer.
OUTERMOST, INVENTED = "speakers", "invented"


def own(name: str) -> Path:
    return Path(os.environ.get("OWN_ARTICLES", Path(__file__).parents[2] / "data"), name)


@dataclass
class Document:
    id: str
    text: str
    # (start, end, name of the role or entity type), disjoint
    spans: list[Named] = field(default_factory=list)
    # one for each attribution: {"Source": [(start, end)], "Cue": [...], "Content": [...]}, and
    # "act" where that is annotated
    attributions: list[Attribution] = field(default_factory=list)
    # the same for those inside the content of another; None where nobody has looked for any
    nested: list[Attribution] | None = None
    # the spans of each further annotator
    other_spans: list[list[Named]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


def polnear(folder: Path) -> list[Document]:
    """PolNeAR in brat stand-off. Where an article has several annotators, the first by name
    gives attributions and spans; the spans of the others are kept beside."""
    documents: dict[str, Document] = {}
    for path in sorted(Path(folder, "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        attributions = brat_attributions(path)
        spans = spans_of(attributions)
        if name in documents:
            documents[name].other_spans.append(spans)
            continue
        # newline="": offsets count a carriage return as a character
        with open(Path(folder, "text", name + ".txt"), encoding="utf-8", newline="") as file:
            documents[name] = Document(name, file.read(), spans, attributions)
    return list(documents.values())


def spans_of(attributions: list[Attribution]) -> list[Named]:
    return sorted({(start, end, role) for a in attributions for role in ROLES for start, end in a[role]})


def news(folder: Path, texts: str = "text", nested_known: bool = True) -> Iterator[Document]:
    """News in the gold format of the program (`data/gold`), with acts where they are annotated. Claims
    inside the content of an outermost claim are kept apart, if anybody has looked for them; those that
    stand still deeper are left out."""
    for path in sorted(Path(folder, "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        with open(Path(folder, texts, gold["article"]), encoding="utf-8", newline="") as file:
            text = file.read()
        outermost = {claim["id"] for claim in gold["claims"] if claim["within"] is None}
        attributions, nested = [], []
        for claim in gold["claims"]:
            attribution: Attribution = {role: [(p["start"], p["end"]) for p in claim[role.lower()]] for role in ROLES}
            if "act" in claim:
                attribution["act"] = claim["act"]
            if claim["within"] is None:
                attributions.append(attribution)
            elif claim["within"] in outermost:
                nested.append(attribution)
        yield Document(
            gold["article"], text, spans_of(attributions), attributions, nested=nested if nested_known else None
        )


def brat_attributions(path: Path) -> list[Attribution]:
    return list(brat_events(path).values())


def brat_events(path: Path) -> dict[str, Attribution]:
    """The attributions of a brat file by their ids."""
    marks: dict[str, list[tuple[int, ...]]] = {}
    events: dict[str, list[list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if parts[0].startswith("T") and len(parts) > 1:
            role, ranges = parts[1].split(" ", 1)
            marks[parts[0]] = [tuple(map(int, piece.split())) for piece in ranges.split(";")]
        elif parts[0].startswith("E") and len(parts) > 1:
            events[parts[0]] = [argument.split(":") for argument in parts[1].split()]
    attributions = {}
    for id, event in events.items():
        attribution: Attribution = {role: [] for role in ROLES}
        for argument, mark in event:
            role = argument.rstrip("0123456789")
            if mark in marks and role in ROLES:  # a few lines refer to missing ids
                attribution[role].extend(marks[mark])
        attributions[id] = {role: sorted(pieces) for role, pieces in attribution.items()}
    return attributions


def conll(path: Path, name: str, running: bool = False) -> Iterator[Document]:
    """CoNLL-2003 columns: a document for each -DOCSTART-, a line for each sentence."""
    number = 0
    sentences: list[list[tuple[str, str]]] = []
    sentence: list[tuple[str, str]] = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            columns = line.split()
            if columns and columns[0] != "-DOCSTART-":
                sentence.append((columns[0], columns[-1]))
                continue
            if sentence:
                sentences.append(sentence)
                sentence = []
            if columns and sentences:
                yield from_tokens(f"{name}-{number}", sentences, running)
                number, sentences = number + 1, []
    if sentence:
        sentences.append(sentence)
    yield from_tokens(f"{name}-{number}", sentences, running)


# Types of the worldwide newswire in terms of CoNLL-2003; dates and money are no names there.
WORLDWIDE = {
    "Person": "PER",
    "Organization": "ORG",
    "Location": "LOC",
    "Facility": "LOC",
    "NORP": "MISC",
    "Misc": "MISC",
    "Product": "MISC",
}


def worldwide(folder: Path, running: bool = False) -> Iterator[Document]:
    """The worldwide newswire: a file for each article, token and tag, blank lines between sentences."""
    for path in sorted(Path(folder).glob("*.tsv")):
        sentences: list[list[tuple[str, str]]] = []
        sentence: list[tuple[str, str]] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) < 2 or not columns[0].strip():
                if sentence:
                    sentences.append(sentence)
                sentence = []
                continue
            position, _, kind = columns[1].strip().partition("-")
            mapped = WORLDWIDE.get(kind)
            position = {"S": "B", "E": "I"}.get(position, position)
            sentence.append((columns[0].strip(), f"{position}-{mapped}" if mapped else "O"))
        if sentence:
            sentences.append(sentence)
        yield from_tokens(path.name.split(".")[0], sentences, running)


def raw(data: Path) -> Iterator[Document]:
    """News without annotation, for a teacher to label; no article of a development set, and none that
    is annotated."""
    dev = {path.name.split(".")[0] for path in Path(data, "worldwide-newswire/dev").glob("*.tsv")}
    annotated = {beginning(decoded(path)) for path in Path(data, "news-claims").glob("*/text/*.txt")}
    for folder in ("raw-news/bbc", "worldwide-newswire/raw"):
        for path in sorted(Path(data, folder).rglob("*.txt")):
            text = decoded(path)
            if path.name.split(".")[0] not in dev and beginning(text) not in annotated:
                yield Document(f"{path.parent.name}/{path.name}", text)


def decoded(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def beginning(text: str) -> str:
    """What tells an article from others, however its lines are broken."""
    return " ".join(text.split())[:300]


# Tokens that stand without a space to their left, to their right.
CLOSING = re.compile(r"[.,;:!?%)\]’”]+|\.\.\.|'|''|'(s|m|d|re|ve|ll)|n't", re.IGNORECASE)
OPENING = re.compile(r"[(\[$£€#‘“]|``")


def from_tokens(id: str, sentences: list[list[tuple[str, str]]], running: bool = False) -> Document:
    """Tokens and their tags as a text: a space between tokens, a line for each sentence.

    With `running`, as an article is set: punctuation at its word, up to three sentences a
    paragraph. A model that learns names from tokenized lines alone knows them only there.
    """
    text: list[str] = []
    spans: list[Named] = []
    length = 0
    for number, sentence in enumerate(sentences):
        last, quoted, glue = "O", False, True
        for token, tag in sentence:
            token = re.sub(r"\s+", "", token)
            if running:
                opens = token in ('"', "``") and not quoted
                closes = token in ('"', "''") and quoted
                quoted = (quoted or opens) and not closes
                if not glue and not closes and (opens or not CLOSING.fullmatch(token)):
                    text.append(" ")
                    length += 1
                glue = opens or OPENING.fullmatch(token) is not None
            start, end = length, length + len(token)
            position, _, kind = tag.partition("-")
            if kind:
                # IOB1 and IOB2 alike: I- begins a name after another type or after O
                if position == "I" and last == kind and spans:
                    spans[-1] = (spans[-1][0], end, kind)
                else:
                    spans.append((start, end, kind))
            last = kind
            text.append(token)
            length = end
            if not running:
                text.append(" ")
                length += 1
        if running:
            text.append("\n" if number % 3 == 2 or number == 0 else " ")
            length += 1
        else:
            text[-1] = "\n"
    return Document(id, "".join(text), spans)


def read(data: str | Path) -> dict[str, Iterable[Document]]:
    """All corpora of the data folder, by the name that the trainer uses for them."""
    data = Path(data)
    missing = [name for name in ("polnear", "conll2003", "worldwide-newswire", "wikigold-wnut17", "news-claims") if not (data / name).is_dir()]
    if missing:
        sys.exit(f"the data folder {data} lacks {', '.join(missing)}")
    return {
        "roles-train": polnear(data / "polnear/train"),
        "roles-dev": polnear(data / "polnear/dev"),
        "news-train": news(data / "news-claims/train"),
        "news-dev": news(data / "news-claims/dev"),
        "invented-train": chain(news(own(OUTERMOST), "articles", nested_known=False), news(own(INVENTED), "articles")),
        "conll-train": conll(data / "conll2003/eng.train", "train"),
        "conll-dev": conll(data / "conll2003/eng.testa", "testa"),
        "conll-train.running": conll(data / "conll2003/eng.train", "train", running=True),
        "worldwide-train": worldwide(data / "worldwide-newswire/train"),
        "worldwide-train.running": worldwide(data / "worldwide-newswire/train", running=True),
        "wikigold-train.running": conll(
            data / "wikigold-wnut17/wikigold/CONLL-format/data/wikigold.conll.txt", "wikigold", running=True
        ),
        "raw": raw(data),
        "worldwide-dev": worldwide(data / "worldwide-newswire/dev"),
    }
