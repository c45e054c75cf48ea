"""The same article in other dress: other quotation marks, other capitals.

Every variant keeps the number of characters, so that annotation fits it as it is.
"""

import re
from collections.abc import Callable


def straight(text: str) -> str:
    """Typewriter marks."""
    return text.translate(str.maketrans("“”„‘’‚", "\"\"\"'''"))


def curly(text: str) -> str:
    """Typographic marks: opening after a space or a bracket, closing elsewhere."""
    text = re.sub(r"(?:(?<=^)|(?<=[\s(\[—–-]))\"", "“", text).replace('"', "”")
    return re.sub(r"(?:(?<=^)|(?<=[\s(\[—–“-]))'", "‘", text).replace("'", "’")


def single(text: str) -> str:
    """Single marks in place of double ones and, inside them, double in place of single."""
    text = curly(straight(text))
    out: list[str] = []
    inside = nested = False
    for i, c in enumerate(text):
        if c in "“”":
            inside, nested = c == "“", False
            c = "‘" if inside else "’"
        elif inside and c == "‘":
            nested, c = True, "“"
        elif nested and c == "’" and not text[i + 1 : i + 2].isalnum():
            nested, c = False, "”"
        out.append(c)
    return "".join(out)


def by_character(change: Callable[[str], str]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        # a letter whose other case has another length stays as it is ("ß", "İ")
        return "".join(changed if len(changed := change(c)) == 1 else c for c in text)

    return apply


VARIANTS = {
    "straight": straight,
    "curly": curly,
    "single": single,
    "upper": by_character(str.upper),
    "lower": by_character(str.lower),
}
