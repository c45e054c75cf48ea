"""How the program is run for a measurement: a model, and what it computes in. `en` as it is by default, `fast/float32`."""


def options(setup):
    """The program's options for a setup; none for what it does by default."""
    model, _, precision = setup.partition("/")
    return ["--model", model, *(["--precision", precision] if precision else [])]


def shown(setup):
    """A setup as the tables show it."""
    model, _, precision = setup.partition("/")
    return f"`{model}`, {precision}" if precision else f"`{model}`"
