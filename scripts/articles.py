"""The articles that scripts measure on: text files."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data/articles"


def files(folder, limit=None):
    """The text files below a folder; so many of them, evenly spread, where there is a limit."""
    found = sorted(p for p in Path(folder).rglob("*.txt") if is_text(p))
    step = max(1, len(found) // limit) if limit else 1
    return found[::step][:limit]


def is_text(path):
    """Whether all tools can read a file."""
    try:
        return bool(path.read_text(encoding="utf-8").split())
    except UnicodeDecodeError:
        return False


def words(paths):
    """Words by white space: every tool's are counted alike."""
    return sum(len(path.read_text(encoding="utf-8").split()) for path in paths)


def label(folder):
    """What a corpus is called in a table."""
    folder = Path(folder).resolve()
    return f"`{folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder.name}`"
