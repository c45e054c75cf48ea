"""Pronouns made of names: news in which one mention of a person is replaced by a pronoun, so that
the other mentions are its antecedents (after Kocijan et al., 2019).

GAP has two thousand texts, which are soon learned by heart; of these there are as many as there
is news. Whom a name is for is known by the family name, gender by the first name or "Mr".
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpora import Document, read
from prepare import ask, store
from shapes import Mention, Span

LISTS = Path(__file__).parents[2] / "src/speakers/lists/names"
# At most so many texts of an article.
PER_ARTICLE = 6
# Of so many, one has no other mention of the person.
NOBODY = 10
PRONOUN = {"male": ("he", "him", "his"), "female": ("she", "her", "her")}
HONORIFICS = {"Mr": "male", "Sir": "male", "Mrs": "female", "Ms": "female", "Miss": "female", "Lady": "female", "Dame": "female"}
HONORIFIC = re.compile(rf"\b({'|'.join(HONORIFICS)})\.? $")
SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘']?[A-Z])|\n+")
OBJECT_AFTER = set("of to by with for from against about behind between around on told asked".split())
# After these a clause may begin; after another word the name may be part of a longer one.
CLAUSE_AFTER = set("that but as when if because while which what how where why after before since until although though or said says so than".split())
VERB = re.compile(
    r" (?:said|says|has|had|was|is|will|would|could|can|should|may|might|must|did|does|told|also|later|then|now|went|came"
    r"|made|took|got|won|lost|gave|began|became|left|felt|thought|knew|saw|met|\w+ed)\b"
)
AFTER_OBJECT = re.compile(r" (?:in|on|at|as|for|from|with|over|to|that|after|before|during|last|this)\b|[.;]")


class Person(NamedTuple):
    # Without an honorific.
    start: int
    end: int
    # Where it starts with one.
    whole: int
    # The family name.
    key: str
    gender: str | None


def first_names() -> dict[str, str]:
    """The gender of each first name that is of one only."""
    lines = {gender: (LISTS / f"{gender}.txt").read_text().splitlines() for gender in PRONOUN}
    names = {gender: set(map(str.strip, some)) - {""} for gender, some in lines.items()}
    both = names["male"] & names["female"]
    return {name: gender for gender, some in names.items() for name in some - both}


def people(text: str, spans: list[Span], genders: dict[str, str]) -> tuple[list[Person], set[str]]:
    """Mentions of persons who can be told apart by their family name, in order."""
    found: list[Person] = []
    firsts: dict[str, set[str]] = {}
    for start, end in spans:
        name = re.sub(r"['’]s?$", "", text[start:end])
        end = start + len(name)
        gender: str | None
        honorific = HONORIFIC.search(text, max(0, start - 8), start)
        words = name.split()
        if words and words[0].rstrip(".") in HONORIFICS:
            gender, words = HONORIFICS[words[0].rstrip(".")], words[1:]
        elif honorific:
            gender = HONORIFICS[honorific.group(1)]
        else:
            gender = genders.get(words[0]) if len(words) > 1 else None
        if not words or not words[-1][0].isupper():
            continue
        if len(words) > 1:
            firsts.setdefault(words[-1], set()).add(words[0])
        found.append(Person(start, end, honorific.start() if honorific else start, words[-1], gender))
    of: dict[str, set[str | None]] = {}
    for person in found:
        of.setdefault(person.key, set()).add(person.gender)
    known = {key: (some - {None}).pop() if len(some - {None}) == 1 else None for key, some in of.items()}
    # A first name alone, and one of a family, may be somebody else.
    alike = {key for key, some in firsts.items() if len(some) > 1} | {first for some in firsts.values() for first in some}
    return [p._replace(gender=known[p.key]) for p in found], alike


def pronoun(text: str, person: Person, gender: str) -> tuple[str, int] | None:
    """The pronoun that can stand in the place of this mention, and up to where; None if none can."""
    forms = PRONOUN[gender]
    before = re.findall(r"(\S*)\s*$", text[max(0, person.whole - 20) : person.whole])[0]
    after = text[person.end : person.end + 20]
    starts = not before or before[-1] in ".!?:" or "\n" in text[max(0, person.whole - 1) : person.whole]
    if before == "and" or after.startswith((" and ", ",")):
        return None
    if owner := re.match(r"['’]s (?=[a-z])", after):
        form, end = forms[2], person.end + len(owner.group()) - 1
    elif before in OBJECT_AFTER and AFTER_OBJECT.match(after):
        form, end = forms[1], person.end
    elif VERB.match(after) and (starts or before in CLAUSE_AFTER or before[-1] in ",;\"“"):
        form, end = forms[0], person.end
    else:
        return None
    return form.capitalize() if starts or text[person.whole - 1] in "\"“" else form, end


def passages(document: Document, spans: list[Span], genders: dict[str, str], rng: random.Random) -> Iterator[Document]:
    """Texts of a few sentences made of one document."""
    text = document.text
    everyone, alike = people(text, spans, genders)
    bounds = [0, *(m.end() for m in SENTENCE.finditer(text)), len(text)]
    order = list(range(len(everyone)))
    rng.shuffle(order)
    made = 0
    for number in order:
        person = everyone[number]
        if made == PER_ARTICLE or person.gender is None or person.key in alike:
            continue
        replaced = pronoun(text, person, person.gender)
        if replaced is None:
            continue
        form, end = replaced
        sentence = max(i for i, b in enumerate(bounds) if b <= person.whole)
        start = bounds[max(0, sentence - rng.randint(1, 3))]
        upto = bounds[min(len(bounds) - 1, sentence + rng.randint(1, 2))]
        if upto - start > 1200 or "\t" in text[start:upto]:
            continue
        around = [p for p in everyone if p is not person and start <= p.whole and p.end <= upto]
        named = [p for p in around if p.key == person.key]
        rivals = [p for p in around if p.key != person.key and p.gender in (None, person.gender)]
        if not rivals or any(p.whole < end and person.whole < p.end for p in around):
            continue
        if not named and rng.randrange(NOBODY):
            continue
        shift = len(form) - (end - person.whole)
        moved = {at: at - start + (shift if at >= end else 0) for p in around for at in (p.start, p.end)}
        mentions = [Mention(moved[p.start], moved[p.end], "name", p.key) for p in around]
        mentions.append(Mention(person.whole - start, person.whole - start + len(form), "pronoun", person.key))
        made += 1
        changed = text[start : person.whole] + form + text[end:upto]
        yield Document(f"{document.id}-{number}", changed, mentions=sorted(mentions))


def names(sayso: str, model: str, documents: list[Document]) -> list[list[Span]]:
    """The persons' names that the program finds in each document, as spans."""
    answers = ask(sayso, "entities", model, documents, "--format", "jsonl")
    assert [a["article_id"] for a in answers] == [d.id for d in documents]
    return [[(e["start"], e["end"]) for e in a["entities"] if e["type"] == "person"] for a in answers]


def withheld(sayso: str, model: str, data: str, work: str, seed: int = 1) -> None:
    """Writes the prepared set `withheld`."""
    sets = read(data)
    documents = [d for d in (*sets["roles-train"], *sets["raw"]) if d.text.strip()]
    rng, genders = random.Random(seed), first_names()
    found = names(sayso, model, documents)
    made = [p for d, spans in zip(documents, found, strict=True) for p in passages(d, spans, genders, rng)]
    store(sayso, model, work, "withheld", made, ["O"])
