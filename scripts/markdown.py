"""Markdown that scripts write into files: tables, and sections between markers."""


def table(columns, rows):
    """A table; columns whose name begins with `>` stand to the right."""
    names = [column.lstrip(">") for column in columns]
    lines = ["---:" if column.startswith(">") else "---" for column in columns]
    cells = [names, *rows]
    text = ["| " + " | ".join(map(str, row)) + " |" for row in cells]
    text.insert(1, "|" + "|".join(lines) + "|")
    return "\n".join(text) + "\n"


def section(text, name):
    """What stands before a section, the section, and what stands after it."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
    before, found, rest = text.partition(begin)
    inside, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"there is no section between {begin.strip()} and {end.strip()}")
    return before + begin, inside, end + after


def check(path, name):
    """Ends the program if a file has no such section: before long measurements, not after."""
    section(path.read_text(encoding="utf-8"), name)


def fill(path, name, inside):
    """Puts a text into a section of a file."""
    before, _, after = section(path.read_text(encoding="utf-8"), name)
    path.write_text(before + inside + after, encoding="utf-8")
