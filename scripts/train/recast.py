"""Short texts made of what annotated articles say, in frames that these have few of.

The corpora are whole articles of a few newsrooms: headlines, posts, hearsay and texts of a line or
two are rare there, and a model trained on these alone finds the less of them the better it knows
the articles. What is said, and who says it, is the corpora's; the frames were written here.
"""

import random
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from corpora import ROLES, Document, spans_of
from shapes import Attribution

# What stands in a text one after the other: words, and their role in the claim, or "" for none.
Parts = list[tuple[str, str]]

WHO = r"(?!(?:He|She|It|I|We|You|They|Who|Some|Others|This|That|These|Those|His|Her|Their|Its)\b)[A-Z].{2,59}|(?:the|an?) [a-z].{2,30}"
# Words that stand in capitals only where they begin a sentence.
LOWERED = "The A An In On At For By With But And If When While As There This That These Those It He She They We Some".split()
POSTED = (
    "wrote on X", "posted on X", "wrote on Twitter", "tweeted", "posted on Facebook", "wrote on Facebook", "wrote",
    "wrote on Instagram", "wrote in a post", "posted on Mastodon", "wrote on the site", "said in a post on X",
)
HEADLINED = "says warns claims finds insists rules believes fears admits suggests predicts reveals argues".split()
SAID = "said says added claimed insisted warned explained noted argued replied admitted".split()
HEARSAY = (
    "It is said", "It was said", "It is reported", "It is feared", "It is believed", "It was rumoured", "It has been said",
    "It is alleged", "It is thought", "It was claimed", "It is widely expected",
)
NOUNS = "claim warning prediction belief promise hint suggestion rumour view fear report hope statement assertion".split()
ENDS = (
    "made headlines", "proved wrong", "was kept", "did not last", "spread fast", "surprised nobody", "came to nothing",
    "was met with silence", "turned out to be true", "caused a stir", "was soon forgotten", "is disputed",
)
SHORT = "yes no maybe so nothing little sorry".split()
PRONOUNS = "He She They".split()


class Supply(NamedTuple):
    """What the frames are filled with."""

    # As they follow "that"; sentences said; who speaks; sentences without any claim.
    clauses: list[str]
    quotations: list[str]
    sources: list[str]
    others: list[str]


def supply_of(documents: Iterable[Document]) -> Supply:
    supply = Supply([], [], [], [])
    for document in documents:
        text = document.text
        for claim in document.attributions:
            if any(len(claim[role]) != 1 for role in ROLES):
                continue
            source, cue, content = (text[slice(*claim[role][0])] for role in ROLES)
            start, end = claim["Content"][0]
            if "\n" in source + content:
                continue
            if re.fullmatch(WHO, source) and not re.search(r"[“\"(:]|\bwho\b", source):
                supply.sources.append(source.rstrip(", "))
            inner = content.strip("“”\"',. ").removeprefix("that ")
            if not 15 < len(inner) < 170 or re.search(r"[“”\"‘]|''", inner):
                continue
            if content[0] in "“\"" and inner[:1].isupper() and content.rstrip("”\"")[-1:] in ".,?!":
                supply.quotations.append(inner)
            elif cue in SAID and start - claim["Cue"][0][1] <= 6 and content[0] not in "“\"'" and text[end : end + 1] == ".":
                supply.clauses.append(inner)
        claimed = spans_of([*document.attributions, *(document.nested or ())])
        for found in re.finditer(r"[A-Z][^.!?“”\"\n]{30,140}\.(?=\s|$)", text):
            start, end = found.span()
            if not any(first < end and start < last for first, last, _ in claimed):
                supply.others.append(found.group())
    return supply


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def inside(words: str) -> str:
    """As it stands within a sentence."""
    first = words.split(" ", 1)[0]
    return words[:1].lower() + words[1:] if first in LOWERED else words


def quoted(words: str, end: str, rng: random.Random) -> str:
    left, right = rng.choice(("“”", "“”", '""', '""', "‘’"))
    return f"{left}{words}{'' if words[-1] in '?!' else end}{right}"


def headline(supply: Supply, rng: random.Random) -> Parts:
    who, what = inside(rng.choice(supply.sources)), capital(rng.choice(supply.clauses))
    who = rng.choice((who, who, who.removeprefix("the ")))
    cue = rng.choice(HEADLINED)
    end = rng.choice(("", "", "", "."))
    return rng.choice((
        [(what, "Content"), (", ", ""), (who, "Source"), (" ", ""), (cue, "Cue"), (end, "")],
        [(what, "Content"), (", ", ""), (who, "Source"), (" ", ""), (cue, "Cue"), (end, "")],
        [(what, "Content"), (", ", ""), (cue, "Cue"), (" ", ""), (who, "Source"), (end, "")],
        [(capital(who), "Source"), (":", "Cue"), (" ", ""), (what, "Content")],
        [(what, "Content"), (rng.choice((" ", "")), ""), (rng.choice("–-:"), "Cue"), (" ", ""), (capital(who), "Source")],
    ))


def post(supply: Supply, rng: random.Random) -> Parts:
    who = capital(rng.choice((rng.choice(supply.sources), rng.choice(PRONOUNS))))
    sentences = rng.sample(supply.quotations, rng.choice((1, 1, 2, 3)))
    what = quoted(" ".join(s if s[-1] in "?!" else f"{s}." for s in sentences).removesuffix("."), ".", rng)
    return [(who, "Source"), (" ", ""), (rng.choice(POSTED), "Cue"), (rng.choice((": ", ": ", ", ")), ""), (what, "Content")]


def put(supply: Supply, rng: random.Random) -> Parts:
    """As somebody puts it, and as a saying goes."""
    what = rng.choice((quoted(rng.choice(supply.quotations), "", rng), rng.choice(supply.clauses)))
    who, cue = rng.choice((
        (inside(rng.choice(supply.sources)), rng.choice(("put it", "puts it", "says", "explains", "told reporters"))),
        (rng.choice(("the saying", "the old saying", "the proverb", "the song", "the joke", "the story")), rng.choice(("goes", "has it"))),
    ))
    return [("As ", ""), (who, "Source"), (" ", ""), (cue, "Cue"), (", ", ""), (what, "Content"), (".", "")]


def hearsay(supply: Supply, rng: random.Random) -> Parts:
    what = f"that {inside(rng.choice(supply.clauses))}"
    who = rng.choice(("They", "Some", "Many", "People", "Rumour", "Legend", "Critics", "Locals"))
    it, cue = rng.choice(HEARSAY).split(" ", 1)
    return rng.choice((
        [(f"{it} ", ""), (cue, "Cue"), (" ", ""), (what, "Content"), (".", "")],
        [(who, "Source"), (" ", ""), ("has it" if who in ("Rumour", "Legend") else "say", "Cue"), (" ", ""), (what, "Content"), (".", "")],
    ))


def account(supply: Supply, rng: random.Random) -> Parts:
    who, what = inside(rng.choice(supply.sources)), rng.choice(supply.clauses)
    cue = rng.choice(("According to", "In the view of", "In the opinion of", "In the words of", "For"))
    paper = rng.choice(("a report by", "a study by", "a statement by", "a letter from", "a survey of"))
    return rng.choice((
        [(cue, "Cue"), (" ", ""), (who, "Source"), (", ", ""), (inside(what), "Content"), (".", "")],
        [("To hear", "Cue"), (" ", ""), (who, "Source"), (" ", ""), ("tell it", "Cue"), (", ", ""), (inside(what), "Content"), (".", "")],
        [(capital(what), "Content"), (", ", ""), (rng.choice(("per", "according to")), "Cue"), (" ", ""), (f"{paper} {who}", "Source"), (".", "")],
        [(capital(what), "Content"), (", ", ""), (cue[:1].lower() + cue[1:], "Cue"), (" ", ""), (who, "Source"), (".", "")],
        [(capital(who), "Source"), (" ", ""), (rng.choice(("was quoted as saying", "is quoted as saying")), "Cue"),
         (" ", ""), (f"that {inside(what)}", "Content"), (".", "")],
    ))


def noun(supply: Supply, rng: random.Random) -> Parts:
    """A claim that is told of: the main verb is no part of it."""
    who, what = capital(rng.choice(supply.sources)), (f"that {inside(rng.choice(supply.clauses))}", "Content")
    cue, end = (rng.choice(NOUNS), "Cue"), (f" {rng.choice(ENDS)}.", "")
    if len(what[0]) > 90:
        return hearsay(supply, rng)
    return rng.choice((
        [(f"{who}’s", "Source"), (" ", ""), cue, (" ", ""), what, end],
        [("The ", ""), cue, (" by ", ""), (inside(who), "Source"), (" ", ""), what, end],
        [("The ", ""), cue, (" ", ""), what, end],
        [(rng.choice(("His", "Her", "Their")), "Source"), (" ", ""), cue, (" ", ""), what, end],
    ))


def short(supply: Supply, rng: random.Random) -> Parts:
    """Answers of a word, and statements that a pronoun stands for."""
    who = capital(rng.choice((rng.choice(supply.sources), rng.choice(PRONOUNS))))
    cue, what = rng.choice((
        (rng.choice(("said", "says", "said", "answered", "replied")), rng.choice(SHORT)),
        (rng.choice(("denied", "denies", "confirmed", "disputed", "rejected", "doubted")),
         rng.choice(("it", "this", "that", "both", "all of it", "the report", "the claim", "everything"))),
    ))
    return [(who, "Source"), (" ", ""), (cue, "Cue"), (" ", ""), (what, "Content"), (".", "")]


def plain(supply: Supply, rng: random.Random) -> Parts:
    who, what = capital(rng.choice((rng.choice(supply.sources), rng.choice(PRONOUNS)))), rng.choice(supply.clauses)
    said, words = rng.choice(SAID), rng.choice(supply.quotations)
    return rng.choice((
        [(who, "Source"), (" ", ""), (said, "Cue"), (" ", ""), (rng.choice(("", "that ")) + inside(what), "Content"), (".", "")],
        [(quoted(words, ",", rng), "Content"), (" ", ""), (inside(who), "Source"), (" ", ""), (said, "Cue"), (".", "")],
        [(quoted(words, ",", rng), "Content"), (" ", ""), (said, "Cue"), (" ", ""), (inside(who), "Source"), (".", "")],
    ))


def other(supply: Supply, rng: random.Random) -> Parts:
    return [(rng.choice(supply.others), "")]


FRAMES: tuple[Callable[[Supply, random.Random], Parts], ...] = (
    post, put, hearsay, account, noun, short, plain, plain, other, other,
)


def recast(documents: Iterable[Document], count: int, seed: int = 1) -> list[Document]:
    """So many texts of one to five sentences, some below a headline; none where something to fill
    the frames with is missing."""
    supply, rng = supply_of(documents), random.Random(seed)
    made: list[Document] = []
    if not all(supply):
        return made
    for number in range(count):
        text = ""
        attributions: list[Attribution] = []
        frames = [rng.choice(FRAMES) for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 5)))]
        if rng.random() < 0.35:
            frames.insert(0, headline)
        for frame in frames:
            parts = frame(supply, rng)
            attribution: Attribution = {role: [] for role in ROLES}
            for words, role in parts:
                if role:
                    attribution[role].append((len(text), len(text) + len(words)))
                text += words
            if any(attribution.values()):
                attributions.append(attribution)
            text += "\n\n" if frame is headline or rng.random() < 0.3 else " "
        made.append(Document(f"recast-{number}", text.rstrip(), spans_of(attributions), attributions, nested=None))
    return made
