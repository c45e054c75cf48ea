"""What a model loses in integers: by this the program decides whether to compute in them."""

import json
from pathlib import Path

from calibrate import judged
from corpora import Document, news, polnear
from export import write_json


def whole_claims(sayso: str, documents: list[Document], model: str, precision: str) -> float:
    """F1 of claims with a cue of which all is right, in points."""
    found = [right for _, right in judged(sayso, documents, model, "--precision", precision)]
    gold = sum(len(document.attributions) for document in documents)
    return 200 * sum(found) / max(1, len(found) + gold)


def integers(data: str, sayso: str, model: str, accepted: float) -> None:
    sets = {
        "PolNeAR dev": list(polnear(Path(data, "polnear/dev"))),
        "general news dev": list(news(Path(data, "news-claims/dev"))),
    }
    lost = {}
    for name, documents in sets.items():
        exact, rounded = (whole_claims(sayso, documents, model, precision) for precision in ("float32", "int8"))
        print(f"{name}, whole claims: {exact:.1f} in 32 bits, {rounded:.1f} in integers")
        lost[name] = round(exact - rounded, 2)
    if max(lost.values()) > accepted:
        print("too much is lost: the program will compute in 32 bits, which takes several times as long")
    path = Path(model, "sayso.json")
    settings = json.loads(path.read_text())
    settings["integers"] = {"accepted": accepted, "lost": lost}
    write_json(path, settings)
