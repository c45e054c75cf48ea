"""Names that a model of ours finds in text where none are annotated.

A large encoder that learns names from the entity corpora alone, which are tokenized, a line for
each sentence, does not see them in running text.
"""

from pathlib import Path

import torch

from label import emissions
from model import load_folder
from prepare import ENTITY_TAGS
from shapes import Prepared

# Token ids of "he him his himself she her hers herself".
PRONOUNS = {2002, 2032, 2010, 2370, 2016, 2014, 5106, 2841}
PERSON = ENTITY_TAGS.index("B-PER")


def mentions_of(document: Prepared) -> list[tuple[int, int, str, int | None]]:
    """Pronouns of people and the names that they may be for; nobody says which."""
    path, ids = document["names"].tolist(), document["ids"].tolist()
    found: list[tuple[int, int, str, int | None]] = []
    for at, (tag, token) in enumerate(zip(path, ids, strict=True)):
        if tag == PERSON:
            end = at + 1
            while end < len(path) and path[end] == PERSON + 1:
                end += 1
            found.append((at, end, "name", at))
        elif token in PRONOUNS:
            found.append((at, at + 1, "pronoun", None))
    return found


@torch.no_grad()
def names(work: str, sets: list[str], model: str, every: int = 1, length: int = 382, overlap: int = 32) -> None:
    """Writes the tags of each document of these prepared sets, of each one in `every`."""
    finder = load_folder(model)
    for name in sets:
        paths = {}
        for document in torch.load(Path(work, f"{name}.pt"))[::every]:
            scores = emissions(finder, document, ("entities",), length, overlap)["entities"]
            paths[document["id"]] = torch.tensor(finder.entity_transitions.decode(scores), dtype=torch.uint8)
        torch.save(paths, Path(work, f"names-{name}.pt"))
        print(f"{name}: names of {len(paths)} documents", flush=True)
