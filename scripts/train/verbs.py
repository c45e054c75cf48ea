"""What the source of a claim does, told from the verb of the cue: verbs labelled by hand (`acts.txt`)."""

import re
from collections.abc import Iterator
from pathlib import Path

from corpora import ACTS

ACTS_FILE = Path(__file__).with_name("acts.txt")
# Words of a form -> number of its act, the verb as it is listed.
Forms = dict[tuple[str, ...], tuple[int, str]]


def inflect(word: str) -> Iterator[str]:
    """Regular forms of a verb, and a few that are none, which do no harm."""
    yield word
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2:-1] not in "aeou":
        yield from (word[:-1] + "ies", word[:-1] + "ied", word + "ing")
        return
    yield word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")
    yield from (stem + "ed", stem + "ing")
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", word):
        yield from (word + word[-1] + "ed", word + word[-1] + "ing")


def lexicon(path: Path = ACTS_FILE) -> Forms:
    """form -> (act, entry); forms of several words are tuples like the others."""
    forms: Forms = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        act, entries = line.split(": ", 1)
        for entry in entries.split(", "):
            first, *rest = entry.split(" ")
            words = first.split("/")
            for form in {*inflect(words[0]), *words[1:]}:
                forms.setdefault((form, *rest), (ACTS.index(act), entry))
    return forms


def act_of(cue: str, forms: Forms) -> tuple[int, str] | None:
    """Act and entry of a cue by its first known words; None if none is known or it is negated."""
    words = re.findall(r"[a-z]+", cue.lower())
    if {"not", "never", "no", "t", "without", "nor"} & set(words):
        return None
    for start in range(len(words)):
        for length in (4, 3, 2, 1):
            found = forms.get(tuple(words[start : start + length]))
            if found and start + length <= len(words):
                return found
    return None
