"""Types of what one step hands to another."""

from typing import Any, NamedTuple, NotRequired, TypedDict

from torch import Tensor

# Half open: characters of a text or tokens of a document, as the place says.
Span = tuple[int, int]
# A span and its role or entity type.
Named = tuple[int, int, str]
# Tensors by their names in a file.
Tensors = dict[str, Tensor]
# An encoder's configuration, as `config.json` has it.
Config = dict[str, Any]
# An annotated attribution, in characters: the spans of each role, and "act" where that is known.
Attribution = dict[str, Any]


class Mention(NamedTuple):
    start: int
    end: int
    # "pronoun", "noun" or "name"
    kind: str
    # Mentions with the same one are for the same.
    cluster: str | int | None


class Located(TypedDict):
    """An attribution in tokens."""

    Source: list[Span]
    Cue: list[Span]
    Content: list[Span]
    # Number of the act; None where it is not known.
    act: int | None
    verb: str


class Prepared(TypedDict):
    """A document as `prepare` writes it; N tokens."""

    id: str
    # [N] each
    ids: Tensor
    types: Tensor
    # The tokens that begin a sentence.
    sentences: list[int]
    # Characters at which each token starts and ends.
    starts: list[int]
    ends: list[int]
    # Tags: [annotators, N]; of the second layer [N].
    labels: Tensor
    nested_labels: Tensor | None
    attributions: list[Located]
    nested: list[Located] | None
    # In characters.
    spans: list[Named]
    nested_spans: list[Named]
    # In tokens: first, one past the last, kind, cluster.
    mentions: list[tuple[int, int, str, str | int | None]]
    # What `load` adds: the annotation that counts, "roles", "entities" or "none"; …
    task: NotRequired[str]
    names_on_either_side: NotRequired[bool]
    mentions_known: NotRequired[bool]
    # … tags that another model found [N]; a teacher's marginals for each task [N, tags, tags].
    names: NotRequired[Tensor]
    soft: NotRequired[Tensors]
    soft_weight: NotRequired[float]


# A document, its first token and one past its last.
Window = tuple[Prepared, int, int]
# All choices of a role in a step: see `choices.gather`.
Table = dict[str, Tensor]


class Batch(TypedDict):
    """One step's windows as tensors, and all that they are to teach; B windows, L tokens and two."""

    # [B, L + 2] each, with [CLS] and [SEP]
    ids: Tensor
    types: Tensor
    mask: Tensor
    # Which tokens are a document's: [B, L]
    labelled: Tensor
    choices: dict[str, Table]
    # Window, first and last token of each cue whose act is known [C, 3], and its act [C].
    acts: tuple[Tensor, Tensor]
    # Of each task the steps that are wanted [W, L, N, N], and of which windows [W].
    targets: dict[str, tuple[Tensor, Tensor]]
    # Which of the teachers has not seen these documents; None if none has.
    part: int | None
