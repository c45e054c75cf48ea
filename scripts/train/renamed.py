"""GAP's texts about other people: two thousand are soon learned by heart, names and all.

The two names of a text are replaced, wherever they stand in it, by those of other texts; and
with the other gender, its pronouns and the commonest words that go with it as well.
"""

import random
import re
from dataclasses import replace

from corpora import Document
from shapes import Mention

# The names of each gender (is it feminine?) and number of parts, in parts.
Pool = dict[tuple[bool, int], list[list[str]]]

HE_TO_SHE: dict[str, str] = dict(pair.split() for pair in (
    "he she,him her,his her,himself herself,mr ms,man woman,men women,boy girl,boys girls,father mother,son daughter,"
    "brother sister,brothers sisters,husband wife,uncle aunt,nephew niece,king queen,prince princess,lord lady,"
    "actor actress,widower widow,grandfather grandmother,grandson granddaughter,boyfriend girlfriend"
).split(","))
SHE_TO_HE = {she: he for he, she in HE_TO_SHE.items()} | {"hers": "his", "mrs": "mr", "miss": "mr"}
# What follows "her" where it is a possessive.
OWNED = re.compile(r" (?!(?:and|in|to|at|on|for|with|as|by|from|that|when|after|but|up|into)\b)\w")
FEMININE = {"she", "her", "hers", "herself"}
# Parts of names that stay: "de la", "Jr.".
PART = re.compile(r"[^\W\d_][\w'’-]+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def gender(document: Document) -> bool:
    """Whether the pronoun is feminine."""
    pronoun = next(m for m in document.mentions if m.kind == "pronoun")
    return document.text[pronoun.start : pronoun.end].lower() in FEMININE


def parts(name: str) -> list[str]:
    return [p.group() for p in PART.finditer(name) if p.group()[0].isupper()]


def names(document: Document) -> list[str]:
    return [document.text[m.start : m.end] for m in document.mentions if m.kind == "name"]


def other_gender(text: str, word: re.Match[str], feminine: bool) -> str | None:
    """The word for the other gender; None if it has none."""
    lower = word.group().lower()
    if lower == "her":
        # "her book", but "saw her." and "saw her in"
        owns = OWNED.match(text[word.end() :])
        other: str | None = "his" if owns else "him"
    else:
        other = (SHE_TO_HE if feminine else HE_TO_SHE).get(lower)
    return other and (other.capitalize() if word.group()[0].isupper() else other)


def renamed(documents: list[Document], seed: int, swap: bool) -> list[Document]:
    """Each document with other names; with `swap`, of the other gender."""
    rng = random.Random(seed)
    pool: Pool = {}
    for document in documents:
        for name in names(document):
            pool.setdefault((gender(document), len(parts(name))), []).append(parts(name))
    return [one(document, pool, rng, swap) for document in documents]


def one(document: Document, pool: Pool, rng: random.Random, swap: bool) -> Document:
    feminine = gender(document)
    new: dict[str, str] = {}
    for name in sorted(names(document), key=len, reverse=True):
        old = parts(name)
        if old and all(part in new for part in old):
            continue
        others = pool.get((feminine != swap, len(old)))
        for part, theirs in zip(old, rng.choice(others) if others else old, strict=True):
            new.setdefault(part, theirs)
    text, at = document.text, 0
    out: list[str] = []
    moved: list[tuple[int, int]] = []  # (where the old word ends, by how much what follows it moves)
    shift = 0
    for word in WORD.finditer(text):
        stem = re.sub(r"['’]s$", "", word.group())
        other = new.get(stem)
        if other is None:
            other = other_gender(text, word, feminine) if swap else None
            stem = word.group()
        if other is None:
            continue
        end = word.start() + len(stem)
        out += [text[at : word.start()], other]
        at = end
        shift += len(other) - len(stem)
        moved.append((end, shift))
    out.append(text[at:])

    def position(offset: int) -> int:
        return offset + next((by for end, by in reversed(moved) if end <= offset), 0)

    mentions = [Mention(position(m.start), position(m.end), m.kind, m.cluster) for m in document.mentions]
    return replace(document, text="".join(out), mentions=sorted(mentions))
