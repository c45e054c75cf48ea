"""Readers of the coreference corpora: GUM, LitBank and GAP, for the antecedents of pronouns and
of "the company".

Of a mention only what the program knows is kept: a pronoun is one word, a name the words that
are names, and a noun phrase counts if a determiner says that it is known ("the", "this", "her").
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpora import Document
from shapes import Mention

PRONOUNS = set("he him his himself she her hers herself they them their theirs themselves it its itself".split())
DEFINITE = set("the this that these those his her its their our my your".split())

# Words with whether a space follows and whether they are names.
Paragraph = list[tuple[str, bool, bool]]
# First word, last word, head among the words between or None, cluster.
Group = tuple[int, int, int | None, str]


class Word(NamedTuple):
    start: int
    end: int
    text: str
    is_name: bool


def mention(words: list[Word], head: int | None, cluster: str) -> Mention | None:
    """The mention of these words; `head` is the number of the head among them, if known."""
    text = words[0].text.lower()
    if len(words) == 1 and text in PRONOUNS:
        return Mention(words[0].start, words[0].end, "pronoun", cluster)
    if head is None:
        head = next((i for i, w in enumerate(words) if w.is_name), None)
    if head is not None and words[head].is_name:
        first = last = head
        while first > 0 and words[first - 1].is_name:
            first -= 1
        while last + 1 < len(words) and words[last + 1].is_name:
            last += 1
        return Mention(words[first].start, words[last].end, "name", cluster)
    if text in DEFINITE and 1 < len(words) <= 6:
        return Mention(words[0].start, words[-1].end, "noun", cluster)
    return None


def document(id: str, paragraphs: list[Paragraph], groups: list[Group]) -> Document:
    """paragraphs: lists of (word, space after, is a name); groups: (first, last, head, cluster),
    numbers of words in the document."""
    text: list[str] = []
    words: list[Word] = []
    length = 0
    for paragraph in paragraphs:
        for form, space, is_name in paragraph:
            words.append(Word(length, length + len(form), form, is_name))
            text.append(form + (" " if space else ""))
            length += len(text[-1])
        text.append("\n")
        length += 1
    mentions = filter(None, (mention(words[a : b + 1], head, cluster) for a, b, head, cluster in groups))
    # Of a name in several clusters ("France's football team") the first counts.
    once = {m[:3]: m for m in reversed(list(mentions))}
    return Document(id, "".join(text), mentions=sorted(once.values()))


def gum(folder: Path) -> Iterator[Document]:
    for path in sorted(Path(folder).glob("*.conllu")):
        if "reddit" in path.name:  # its words are left out of the corpus
            continue
        paragraphs: list[Paragraph] = [[]]
        marks: list[str] = []
        inside, space_inside = 0, True
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# newpar") and paragraphs[-1]:
                paragraphs.append([])
            columns = line.split("\t")
            if len(columns) != 10:
                continue
            space = "SpaceAfter=No" not in columns[9]
            if "-" in columns[0]:
                first, last = map(int, columns[0].split("-"))
                inside, space_inside = last - first + 1, space
                continue
            if "." in columns[0]:
                continue
            if inside:
                inside -= 1
                space = space_inside and inside == 0
            paragraphs[-1].append((columns[1], space, columns[3] == "PROPN"))
            entity = re.search(r"Entity=([^|]*)", columns[9])
            marks.append(entity.group(1) if entity else "")
        yield document(path.stem, paragraphs, grouped(marks))


def grouped(marks: list[str]) -> list[Group]:
    """(first, last, head, cluster) of each mention, from the brackets at each word: "(1-person-…",
    "1)", "(1)". The head is the number of a word in the mention, where GUM gives one."""
    open_: list[Group] = []
    groups: list[Group] = []
    for number, mark in enumerate(marks):
        for opened, closed, ended in re.findall(r"\(([^()]+)(\))?|([^()]+)\)", mark):
            cluster, *fields = (opened or ended).split("-")
            if opened:
                head = re.match(r"\d+", fields[4]) if len(fields) > 4 else None
                open_.append((number, number, int(head.group()) - 1 if head else None, cluster))
            if closed or ended:
                at = next((i for i in reversed(range(len(open_))) if open_[i][3] == cluster), None)
                if at is not None:
                    start, _, known, _ = open_.pop(at)
                    groups.append((start, number, known, cluster))
    return groups


def litbank(folder: Path) -> Iterator[Document]:
    for path in sorted(Path(folder).glob("*.conll")):
        paragraphs: list[Paragraph] = [[]]
        marks: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if line.startswith("#") or len(columns) < 5:
                continue
            form = columns[3]
            capital = form[:1].isupper() and form.lower() not in PRONOUNS | DEFINITE | {"i", "a", "an", "and", "we", "you"}
            paragraphs[-1].append((form, True, capital))
            marks.append(columns[-1].replace("|", ""))
        yield document(path.stem, paragraphs, grouped(marks))


def gap(path: Path) -> Iterator[Document]:
    """A pronoun and two names each; if the pronoun is for neither, its cluster has no other."""
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            at = {which: int(row[which + "-offset"]) for which in ("A", "B", "Pronoun")}
            is_ = {which: row[which + "-coref"].upper() == "TRUE" for which in "AB"}
            mentions = [Mention(at["Pronoun"], at["Pronoun"] + len(row["Pronoun"]), "pronoun", "it")]
            mentions += [Mention(at[x], at[x] + len(row[x]), "name", "it" if is_[x] else x) for x in "AB"]
            yield Document(row["ID"], row["Text"], mentions=sorted(mentions))


def read(data: str | Path) -> dict[str, list[Document]]:
    data = Path(data)
    return {
        "coreference-train": [*gum(data / "gum/train"), *litbank(data / "litbank/coref-conll")],
        "gap-train": list(gap(data / "gap/gap-development.tsv")),
        "coreference-dev": list(gum(data / "gum/dev")),
        "gap-dev": list(gap(data / "gap/gap-validation.tsv")),
    }
