"""The annotated speakers of PolNeAR, of general news and of the articles that were written for the
project, for the antecedents of "she" and of "the company": sources that name nobody, and the names of
the article that are their speaker's."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from corpora import INVENTED, OUTERMOST, Document, brat_events, own
from shapes import Mention, Span

# The span of a source, the name of its speaker if it is known, how the speaker was found.
Source = tuple[Span, str | None, str | None]

# How speakers are found that a source does not name.
FOUND_BACK = ("pronoun", "nominal", "unnamed")


def annotated(folder: Path, texts: str) -> Iterator[tuple[Document, list[Source]]]:
    """The articles of a gold set of the program's own format."""
    for path in sorted(Path(folder, "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        with open(folder / texts / gold["article"], encoding="utf-8", newline="") as file:
            document = Document(gold["article"], file.read())
        found: list[Source] = []
        for claim in gold["claims"]:
            speaker = claim["speaker"] or {}
            if claim["source"]:
                span = (claim["source"][0]["start"], claim["source"][-1]["end"])
                found.append((span, speaker.get("name"), speaker.get("found_by")))
        yield document, found


def sources(data: str | Path) -> Iterator[tuple[Document, list[Source]]]:
    """(document, [(start, end), name of the speaker or None, how it was found]) of each article."""
    yield from annotated(Path(data, "news-claims/train"), "text")
    for name in (OUTERMOST, INVENTED):
        yield from annotated(own(name), "articles")
    folder = Path(data, "polnear/train")
    for path in sorted(Path(folder, "speakers").glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        notes = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
        with open(folder / "text" / (notes["article"] + ".txt"), encoding="utf-8", newline="") as file:
            document = Document(notes["article"], file.read())
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        named = {row["attribution"]: (row["speaker"], row["resolution"]) for row in rows}
        found: list[Source] = []
        for event, attribution in brat_events(folder / "attributions" / notes["attributions"]).items():
            if attribution["Source"] and event in named:
                span = (attribution["Source"][0][0], attribution["Source"][-1][1])
                found.append((span, *named[event]))
        yield document, found


def words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def is_called(speaker: str, name: str) -> bool:
    """Whether a name of the article is one for a speaker, given by the full name."""
    full, short = words(speaker), words(name)
    if not full or not short:
        return False
    capitals = "".join(word[0] for word in re.findall(r"\w+", speaker) if word[0].isupper())
    if name.isupper() and len(name) > 1 and name.replace(".", "") == capitals:
        return True
    inside = all(word in full for word in short)
    return inside and (short[-1] == full[-1] or short[0] == full[0] or full == short)


def documents(data: str | Path, names_of: Callable[[list[Document]], list[list[Span]]]) -> Iterator[Document]:
    """Articles with mentions: sources that name nobody and all names. `names_of` finds the names of
    documents: spans in characters."""
    pairs = list(sources(data))
    for (document, found), names in zip(pairs, names_of([d for d, _ in pairs]), strict=True):
        speakers = {name for _, name, _ in found if name}
        mentions: list[Mention] = []
        for start, end in names:
            text = document.text[start:end]
            called = sorted((s for s in speakers for one in s.split("|") if is_called(one, text)), key=len)
            # A name for several is for each; the one with fewest words decides what it is called.
            mentions.append(Mention(start, end, "name", called[0] if called else f"name {start}"))
        for (start, end), speaker, by in found:
            if by in FOUND_BACK and not any(start < e and s < end for s, e in names):
                known = speaker if by != "unnamed" else None
                kind = "pronoun" if by == "pronoun" else "noun"
                mentions.append(Mention(start, end, kind, known or f"source {start}"))
        once = {m[:3]: m for m in mentions}
        yield replace(document, mentions=sorted(once.values(), key=lambda m: m[:2]))
