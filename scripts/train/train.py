"""Trains the shared encoder with its heads: roles and links on PolNeAR, entities on the NER
corpora, and either on a teacher's labels where there are any."""

import json
import math
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader

import choices
from evaluate import evaluate, evaluate_antecedents
from model import Model, pretrained
from options import Options
from plan import Step, corpora_of, load, plan_of
from shapes import Batch, Config, Tensors, Window
from teachers import Teachers, part_of
from windows import TAGS, collate, cues_with_acts, targets

LINK_WEIGHTS = {"Source": 0.05, "Content": 0.05}
ACT_WEIGHT = 0.05
# Steps between two lines of the log.
LOGGED = 25

Value = TypeVar("Value")
# Each task's loss and what it weighs.
Losses = dict[str, tuple[float, Tensor]]


def read(group: list[Window], soft_weight: float, parts: int) -> Batch:
    """One step's windows as tensors, and all that they are to teach."""
    ids, types, mask, labelled = collate(group)
    # Beside teachers only annotation counts, and not what another model found.
    document = group[0][0]
    tasks = [document["task"], "nested"] if parts else list(TAGS)
    wanted = {task: targets(group, task, soft_weight) for task in TAGS if task in tasks}
    return {
        "ids": ids,
        "types": types,
        "mask": mask,
        "labelled": labelled,
        "choices": choices.gather(group, unknown=parts > 0),
        "acts": acts_of(group),
        "targets": {task: found for task, found in wanted.items() if found is not None},
        "part": part_of(document, parts) if parts else None,
    }


def acts_of(group: list[Window]) -> tuple[Tensor, Tensor]:
    """Where the cues are whose act is known: window, first and last token, [C, 3], where the first
    token of a window ([CLS]) is 0; and their acts, [C]."""
    found = torch.tensor([
        (i, first - start + 1, end - start, act)
        for i, (document, start, upto) in enumerate(group)
        for (first, end), act, _ in cues_with_acts(document, start, upto)
    ]).reshape(-1, 4)
    return found[:, :3], found[:, 3]


def moved(value: Value, device: str) -> Value:
    """The same with all tensors in it on a device."""
    if isinstance(value, Tensor):
        return cast(Value, value.to(device, non_blocking=True))
    if isinstance(value, dict):
        return cast(Value, {k: moved(v, device) for k, v in value.items()})
    return cast(Value, tuple(moved(v, device) for v in value)) if isinstance(value, tuple) else value


def losses_of(
    model: Model, batch: Batch, soft_weight: float, weights: dict[str, float], teachers: Teachers | None
) -> Losses:
    steps, chosen = teachers(batch) if teachers else ({}, {})
    encoded = model.encode(batch["ids"], batch["types"], batch["mask"])
    return head_losses(model, encoded, batch, soft_weight, weights, steps, chosen)


def head_losses(
    model: Model, encoded: Tensor, batch: Batch, soft_weight: float, weights: dict[str, float],
    steps: Tensors, chosen: Tensors,
) -> Losses:
    """`steps`, `chosen`: what teachers say; empty without any."""
    dropped = F.dropout(encoded[:, 1:-1], 0.1)
    found: Losses = {}
    for task, _, crf in model.heads():
        target = batch["targets"].get(task)
        if steps:
            taught = steps[task]
            if target is not None:
                wanted, which = target
                taught[which] = soft_weight * taught[which] + (1 - soft_weight) * wanted
            target = (taught, torch.arange(len(encoded), device=encoded.device))
        if target is not None:
            wanted, which = target
            one = crf.loss(model.emissions(task, dropped[which]), wanted, batch["labelled"][which])
            found[task] = (len(wanted) / len(encoded), one)
    for role, table in batch["choices"].items():
        one = choices.loss(choices.scores(model, encoded, role, table), table, chosen.get(role), soft_weight)
        found[role] = (weights[role], one)
    where, acts = batch["acts"]
    if len(acts):
        window, first, last = where.T
        hidden = model.seen("acts", encoded)
        cues = F.dropout(torch.cat([hidden[window, first], hidden[window, last]], 1), 0.3)
        found["acts"] = (ACT_WEIGHT, F.cross_entropy(model.acts(cues), acts))
    return found


def begin(options: Options) -> tuple[Config, Model]:
    """The model before its first step."""
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    config, tensors = pretrained(options.base, options.layers)
    model = Model(config, options.precision)
    model.bert.load_state_dict(tensors)
    if options.init:
        model.load_heads(options.init)
    model.begin_nested()
    # Word embeddings stay as they are.
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    return config, model.to(options.device)


def optimizer_of(model: Model, lr: float) -> torch.optim.AdamW:
    """Matrices decay; what is new learns six times as fast as what was pretrained."""
    decay = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    rest = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    heads = {id(p) for n, p in model.named_parameters() if not n.startswith("bert.") or "token_type" in n}
    parameters = [
        {"params": [p for p in some if (id(p) in heads) == new], "weight_decay": wd, "scale": 6.0 if new else 1.0}
        for some, wd in ((decay, 0.01), (rest, 0.0))
        for new in (False, True)
    ]
    return torch.optim.AdamW(parameters, lr=lr, fused=True)


def pace(through: float) -> float:
    """What part of the learning rate is used when so much of a run is done."""
    return min(through / 0.06, 1.0) * max(0.02, 1 - through)


class Averaged:
    """The mean of a model's weights over steps, which is what is exported."""

    def __init__(self, model: Model, over: int) -> None:
        self.model, self.over = model, over
        self.weights = {n: p.detach().clone() for n, p in model.state_dict().items()}
        self.trained = [n for n, p in model.named_parameters() if p.requires_grad]

    @torch.no_grad()
    def take(self, step: int) -> None:
        keep = min(1 - 1 / self.over, step / (step + 10))
        state = self.model.state_dict()
        torch._foreach_lerp_([self.weights[n] for n in self.trained], [state[n] for n in self.trained], 1 - keep)


class Run:
    """One run of the trainer, with all that a checkpoint keeps."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.folder = Path(options.run)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config, self.model = begin(options)
        runs = options.teacher_runs
        self.teachers = Teachers(runs, options.precision, options.device) if runs else None
        self.optimizer = optimizer_of(self.model, options.lr)
        self.average = Averaged(self.model, options.average_over)
        self.weights = {**LINK_WEIGHTS, "Antecedent": options.antecedent_weight}
        # Steps taken; entries of the plan that are done.
        self.step = self.done = 0
        self.restore()

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def restore(self) -> None:
        if not self.checkpoint.exists():
            return
        saved = torch.load(self.checkpoint, map_location=self.options.device)
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.average.weights, self.done, self.step = saved["average"], saved["done"], saved["step"]
        torch.set_rng_state(saved["rng"].cpu())

    def save(self, done: int) -> None:
        state = {
            "model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "average": self.average.weights,
            "done": done, "step": self.step, "rng": torch.get_rng_state(), "config": self.config,
            "options": asdict(self.options),
        }
        torch.save(state, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").rename(self.checkpoint)

    def log(self, **values: object) -> None:
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    def take(self, batch: Batch, factor: float) -> dict[str, Tensor]:
        """One step, whose learning rate is this part of the whole; the loss of each task."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.lr * factor * group["scale"]
        batch = moved(batch, self.options.device)
        found = losses_of(self.model, batch, self.options.soft_weight, self.weights, self.teachers)
        if not found:  # windows of a corpus of mentions, without any
            return {}
        loss = sum((weight * one for weight, one in found.values()), torch.zeros(()))
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_([p for p in self.model.parameters() if p.requires_grad], 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.average.take(self.step)
        return {task: one.detach() for task, (_, one) in found.items()}


class Development:
    """Figures on the development sets."""

    def __init__(self, options: Options) -> None:
        sets = ("roles-dev", "news-dev", "conll-dev", "worldwide-dev")
        self.tagged = {name: load(options.work, name, None, options.limit) for name in sets}
        self.antecedents = {
            name: load(options.work, name, None, options.limit) for name in ("coreference-dev", "gap-dev")
        }

    def figures(self, run: Run) -> dict[str, object]:
        """Those of the averaged weights."""
        model = run.model
        kept = {n: p.clone() for n, p in model.state_dict().items()}
        model.load_state_dict(run.average.weights)
        figures: dict[str, object] = {
            name: evaluate(model, documents, documents[0]["task"]) for name, documents in self.tagged.items()
        }
        figures["nested"] = evaluate(model, self.tagged["news-dev"], "nested")
        figures |= {name: evaluate_antecedents(model, documents) for name, documents in self.antecedents.items()}
        model.load_state_dict(kept)
        return figures


class Progress:
    """What the log says of the steps since its last line, and of the time."""

    def __init__(self) -> None:
        self.began = self.saved_at = time.time()
        self.losses: dict[str, list[Tensor]] = {}
        self.tokens = 0

    def add(self, found: dict[str, Tensor], tokens: int) -> None:
        for task, one in found.items():
            self.losses.setdefault(task, []).append(one)
        self.tokens += tokens

    def line(self, step: int, total: int) -> dict[str, object]:
        means = {task: round(float(torch.stack(some).mean()), 4) for task, some in self.losses.items()}
        if not all(map(math.isfinite, means.values())):
            raise SystemExit(f"the loss is not finite at step {step}")
        self.losses = {}
        spent = time.time() - self.began
        speed = {"tokens_per_second": round(self.tokens / spent), "minutes": round(spent / 60, 1)}
        return {"step": step, "of": total, **speed, **means}

    def is_save_due(self, minutes: float) -> bool:
        due = time.time() - self.saved_at > 60 * minutes
        if due:
            self.saved_at = time.time()
        return due


def loader(plan: list[Step], options: Options) -> DataLoader[tuple[int, Batch | None]]:
    """The steps of a plan, read by as many processes as are wanted."""

    def collated(step: Any) -> tuple[int, Batch | None]:
        epoch, group = step
        return epoch, read(group, options.soft_weight, len(options.teacher_runs)) if group is not None else None

    steps: DataLoader[tuple[int, Batch | None]] = DataLoader(
        plan,  # type: ignore[arg-type]  # a list does for a dataset
        batch_size=None, num_workers=options.workers, prefetch_factor=4 if options.workers else None,
        collate_fn=collated,
        # Its own, so that a run that goes on draws what it would have drawn.
        generator=torch.Generator(),
    )
    return steps


def train(options: Options) -> None:
    """Trains into the folder `run`; a run that was interrupted goes on at its last checkpoint."""
    run = Run(options)
    plan, total = plan_of(corpora_of(options), options)
    development = Development(options)
    run.log(options=asdict(options), steps=total)
    run.model.train()
    progress = Progress()
    for position, (epoch, batch) in enumerate(loader(plan[run.done :], options), run.done):
        if batch is None:
            run.log(epoch=epoch + 1, **development.figures(run))
            run.save(position + 1)
            continue
        run.step += 1
        through = run.step / total
        if options.seconds:
            # By the clock, where time is what is short.
            through = max(through, (time.time() - progress.began) / options.seconds)
        found = run.take(batch, pace(through))
        if not found:
            continue
        progress.add(found, batch["ids"].numel())
        if run.step % LOGGED == 0:
            run.log(**progress.line(run.step, total))
        if options.seconds and through >= 1:
            break
        if progress.is_save_due(options.minutes_per_save):
            run.save(position + 1)
    run.save(len(plan))
