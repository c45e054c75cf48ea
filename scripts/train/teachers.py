"""Teachers that look at the same windows as the one they teach, while it is trained.

Each teacher has not seen one part of the annotated documents, so what it says of that part is not
what it has learned by heart; of text without annotation, the mean of all of them is taken.
"""

import zlib
from pathlib import Path

import torch

import choices
from model import Model
from shapes import Batch, Prepared, Tensors


def part_of(document: Prepared, parts: int) -> int | None:
    """Which part of the annotated documents it belongs to, in whatever dress; None if it has no annotation."""
    if document["task"] == "none" and not document["mentions_known"]:
        return None
    return zlib.crc32(document["id"].encode()) % parts


class Teachers:
    def __init__(self, runs: list[str], precision: str, device: str) -> None:
        self.models: list[Model] = []
        for i, run in enumerate(runs):
            saved = torch.load(Path(run, "checkpoint.pt"), map_location="cpu")
            if saved["options"]["left_out"] != f"{i}/{len(runs)}":
                raise SystemExit(f"{run} was not trained with --left-out {i}/{len(runs)}")
            model = Model(saved["config"], precision)
            model.load_state_dict(saved["average"])
            self.models.append(model.eval().requires_grad_(False).to(device))

    @torch.no_grad()
    def __call__(self, batch: Batch) -> tuple[Tensors, Tensors]:
        """Distributions of steps for each task [B, L, N, N], and of each role's choices."""
        part = batch["part"]
        models = self.models if part is None else [self.models[part]]
        steps: Tensors = {}
        chosen: Tensors = {}
        for model in models:
            hidden = model.encode(batch["ids"], batch["types"], batch["mask"])
            for task, _, crf in model.heads():
                crf.double()
                found = crf.marginals(model.emissions(task, hidden[:, 1:-1]).double(), batch["labelled"]).float() / len(models)
                crf.float()
                steps[task] = steps.get(task, 0) + found
            for role, table in batch["choices"].items():
                found = choices.scores(model, hidden, role, table).softmax(1) / len(models)
                chosen[role] = chosen.get(role, 0) + found
        return steps, chosen
