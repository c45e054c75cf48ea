"""Trains the shared encoder with its heads: roles and links on PolNeAR, entities on the NER
corpora, and either on a teacher's labels where there are any."""

import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

import choices
from evaluate import evaluate, evaluate_antecedents
from model import Model, pretrained
from names import mentions_of
from teachers import Teachers, part_of
from variants import VARIANTS
from windows import TAGS, batches, collate, cues_with_acts, targets

# How often an article of PolNeAR is read in other dress, in all. Of another corpus with variants
# (the entity corpora as running text, GAP with other names) every form is read equally often.
VARIANT_SHARE = 0.3
LINK_WEIGHT = 0.1
ACT_WEIGHT = 0.05


# What each corpus is annotated with, beside links and coreference.
TASKS = {"roles": "roles", "news": "roles", "conll": "entities", "worldwide": "entities", "wikigold": "entities"}


def load(work, name, soft=None, limit=None):
    """Prepared documents, with a teacher's labels from the folder `soft` if it has any."""
    task = TASKS.get(name.split("-")[0], "none")
    documents = torch.load(Path(work) / f"{name}.pt")[:limit]
    names = Path(work) / f"names-{name.split('.')[0]}.pt"
    paths = torch.load(names) if names.exists() else {}
    for document in documents:
        document["task"] = task
        document["names_on_either_side"] = name.startswith(("gap", "withheld", "speakers"))
        document["mentions_known"] = bool(document["mentions"])
        path = paths.get(document["id"])
        # In capitals there may be more tokens.
        if path is not None and len(path) == len(document["ids"]):
            document["names"] = path
            document["mentions"] = mentions_of(document)
    path = soft and Path(soft) / f"{name}.pt"
    if path and path.exists():
        labels = {answer.pop("id"): answer for answer in torch.load(path)}
        for document in documents:
            document["soft"] = labels.get(document["id"], {})
    return documents


def dressed(documents, variants, share, rng):
    """The documents of one epoch, a share of them in other dress."""
    chosen = []
    for i, document in enumerate(documents):
        if variants and rng.random() < share:
            other = rng.choice(variants)[i]
            # The teacher's labels fit if the tokens are as many.
            soft = document.get("soft", {}) if len(other["ids"]) == len(document["ids"]) else {}
            document = {**document, **other, "soft": soft}
        chosen.append(document)
    return chosen


def read(group, soft_weight, parts):
    """One step's windows as tensors, and all that they are to teach."""
    ids, types, mask, labelled = collate(group)
    # Beside teachers only annotation counts, and not what another model found.
    document = group[0][0]
    tasks = [document["task"], "nested"] if parts else TAGS
    wanted = {task: targets(group, task, soft_weight) for task in TAGS if task in tasks}
    return {"ids": ids, "types": types, "mask": mask, "labelled": labelled,
            "choices": choices.gather(group, unknown=parts > 0),
            "acts": acts_of(group),
            "targets": {task: found for task, found in wanted.items() if found[0] is not None},
            "part": part_of(document, parts) if parts else None}


def acts_of(group):
    """Where the cues are whose act is known: window, first and last token, [C, 3], where the first
    token of a window ([CLS]) is 0; and their acts, [C]."""
    found = [(i, s - start + 1, e - start, act) for i, (document, start, end) in enumerate(group)
             for (s, e), act, _ in cues_with_acts(document, start, end)]
    found = torch.tensor(found).reshape(-1, 4)
    return found[:, :3], found[:, 3]


def moved(value, device):
    if torch.is_tensor(value):
        return value.to(device, non_blocking=True)
    if isinstance(value, dict):
        return {k: moved(v, device) for k, v in value.items()}
    return tuple(moved(v, device) for v in value) if isinstance(value, tuple) else value


def losses_of(model, batch, soft_weight, weights, teachers):
    """Each task's loss and what it weighs."""
    steps, chosen = teachers(batch) if teachers else ({}, {})
    hidden = model.encode(batch["ids"], batch["types"], batch["mask"])
    dropped = F.dropout(hidden[:, 1:-1], 0.1)
    found = {}
    for task, head, crf in model.heads():
        wanted, which = batch["targets"].get(task, (None, None))
        if teachers:
            taught = steps[task]
            if wanted is not None:
                taught[which] = soft_weight * taught[which] + (1 - soft_weight) * wanted
            wanted, which = taught, slice(None)
        if wanted is not None:
            one = crf.loss(head(dropped[which]), wanted, batch["labelled"][which])
            found[task] = (len(wanted) / len(hidden), one)
    for role, table in batch["choices"].items():
        one = choices.loss(choices.scores(model, hidden, role, table), table, chosen.get(role), soft_weight)
        found[role] = (weights[role], one)
    where, acts = batch["acts"]
    if len(acts):
        window, first, last = where.T
        cues = F.dropout(torch.cat([hidden[window, first], hidden[window, last]], 1), 0.3)
        found["acts"] = (ACT_WEIGHT, F.cross_entropy(model.acts(cues), acts))
    return found


def train(base, work, run, layers=None, epochs=4, lr=1.5e-4, length=382, batch=6, seed=1, average_over=500,
          precision="32", soft=None, soft_weight=0.5, raw_share=1.0, conll_share=1.0, worldwide_share=1 / 3,
          wikigold_share=1.0, coreference_share=1.0, gap_share=1.0, withheld_share=0.0, speakers_share=0.0, roles_share=1.0, news_share=0.0,
          news_soft_weight=0.25, antecedent_weight=0.1,
          init=None, steps=None, evaluate_epochs=True, minutes_per_save=10, limit=None, device="cpu", workers=0,
          left_out=None, teachers=None, seconds=None):
    """Trains into the folder `run`; a run that was interrupted goes on at its last checkpoint."""
    options = {k: v for k, v in locals().items() if v is None or isinstance(v, (str, int, float))}
    work, run = Path(work), Path(run)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    config, tensors = pretrained(base, layers)
    model = Model(config, precision)
    model.bert.load_state_dict(tensors)
    if init:
        model.load_heads(init)
    model.begin_nested()
    # Word embeddings stay as they are.
    model.bert.embeddings["word_embeddings"].weight.requires_grad = False
    model.to(device)
    runs = teachers.split(",") if teachers else []
    teachers = Teachers(runs, precision, device) if runs else None
    # One part of the documents is left out of a teacher's training.
    part, parts = map(int, left_out.split("/")) if left_out else (None, len(runs))

    def loaded(name):
        documents = load(work, name, soft, limit)
        if name == "raw" and not teachers:
            # Text without annotation is of use with labels that a model has made.
            documents = [d for d in documents if d.get("soft") or "names" in d]
        if name == "withheld" and teachers:
            # What these were made to say is less sure than a teacher.
            for document in documents:
                document["mentions_known"] = False
        if name == "news-train":
            for document in documents:
                document["soft_weight"] = news_soft_weight
        # Where a teacher has labelled some of PolNeAR, only these are read: what has roles alone
        # makes the names unlearned.
        labelled = name == "roles-train" and any(d.get("soft") for d in documents)
        return [
            (part is None or part_of(d, parts) != part) and (not labelled or bool(d["soft"])) for d in documents
        ], documents

    def forms(paths):
        return [load(work, path.stem, None, limit) for path in paths]

    # Each corpus: its documents, the same in other dress, how often they are read so, the share
    # that an epoch reads, windows in a step. GAP's texts are short: more of them make a step.
    shares = {"conll-train": conll_share, "worldwide-train": worldwide_share, "wikigold-train.running": wikigold_share,
              "coreference-train": coreference_share, "gap-train": gap_share, "withheld": withheld_share, "speakers-train": speakers_share}
    if soft or teachers or left_out:
        shares["raw"] = raw_share
    corpora = [
        (*loaded(name), forms(work / f"{name}.{v}.pt" for v in VARIANTS), VARIANT_SHARE, share, batch)
        for name, share in (("roles-train", roles_share), ("news-train", news_share)) if share
    ]
    for name, share in shares.items():
        if share:
            variants = forms(sorted(work.glob(f"{name}.*.pt")))
            size = 2 * batch if name in ("gap-train", "withheld") else batch
            corpora.append((*loaded(name), variants, len(variants) / (len(variants) + 1), share, size))
    dev = {name: load(work, name, None, limit) for name in ("roles-dev", "news-dev", "conll-dev", "worldwide-dev")}
    dev_antecedents = {name: load(work, name, None, limit) for name in ("coreference-dev", "gap-dev")}

    # The plan: every step of the run, so that a resumed run takes the same ones.
    plan = []
    for epoch in range(epochs):
        rng = random.Random(f"{seed}-{epoch}")
        groups = []
        for kept, documents, variants, often, share, size in corpora:
            worn = dressed(documents, variants, often, rng)
            turn = range(int(epoch * share * len(documents)), int((epoch + 1) * share * len(documents)))
            turn = [worn[i % len(documents)] for i in turn if kept[i % len(documents)]]
            # A step's windows have the same teachers.
            of_part = {}
            for document in turn:
                of_part.setdefault(part_of(document, len(runs)) if runs else None, []).append(document)
            for some in of_part.values():
                groups += batches(some, length, size, rng)
        rng.shuffle(groups)
        plan += [(epoch, group) for group in groups] + [(epoch, None)]
    total = sum(group is not None for _, group in plan)
    if steps and steps < total:
        # The run ends in the middle of an epoch; the learning rate falls until then.
        total = steps
        last = [i for i, (_, group) in enumerate(plan) if group is not None][steps - 1]
        plan = plan[: last + 1]
    if not evaluate_epochs:
        plan = [step for step in plan if step[1] is not None]

    decay = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    rest = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    heads = {id(p) for n, p in model.named_parameters() if not n.startswith("bert.") or "token_type" in n}
    parameters = [
        {"params": [p for p in some if (id(p) in heads) == new], "weight_decay": wd, "scale": 6.0 if new else 1.0}
        for some, wd in ((decay, 0.01), (rest, 0.0)) for new in (False, True)
    ]
    optimizer = torch.optim.AdamW(parameters, lr=lr, fused=True)
    average = {n: p.detach().clone() for n, p in model.state_dict().items()}
    trained = [n for n, p in model.named_parameters() if p.requires_grad]
    step = done = 0
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average, done, step = saved["average"], saved["done"], saved["step"]
        torch.set_rng_state(saved["rng"].cpu())

    def save(done):
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average,
                 "done": done, "step": step, "rng": torch.get_rng_state(), "config": config, "options": options}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").rename(checkpoint)

    def log(**values):
        with open(run / "log.jsonl", "a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    log(options=options, steps=total)
    model.train()
    began = saved_at = time.time()
    losses, tokens, ended = {}, 0, False
    weights = {"Source": LINK_WEIGHT / 2, "Content": LINK_WEIGHT / 2, "Antecedent": antecedent_weight}
    batches_ = DataLoader(
        plan[done:], batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None,
        collate_fn=lambda planned: (planned[0], planned[1] and read(planned[1], soft_weight, len(runs))),
    )
    for position, (epoch, group) in enumerate(batches_, done):
        if group is None:
            kept = {n: p.clone() for n, p in model.state_dict().items()}
            model.load_state_dict(average)
            figures = {name: evaluate(model, documents, documents[0]["task"]) for name, documents in dev.items()}
            figures["nested"] = evaluate(model, dev["news-dev"], "nested")
            figures |= {name: evaluate_antecedents(model, documents) for name, documents in dev_antecedents.items()}
            model.load_state_dict(kept)
            log(epoch=epoch + 1, **figures)
            save(position + 1)
            continue
        step += 1
        progress = step / total
        if seconds:
            # By the clock, where time is what is short.
            progress = max(progress, (time.time() - began) / seconds)
            ended = progress >= 1
        factor = min(progress / 0.06, 1.0) * max(0.02, 1 - progress)
        for g in optimizer.param_groups:
            g["lr"] = lr * factor * g["scale"]
        group = moved(group, device)
        found = losses_of(model, group, soft_weight, weights, teachers)
        if not found:  # windows of a corpus of mentions, without any
            continue
        loss = sum(weight * one for weight, one in found.values())
        for task, (_, one) in found.items():
            losses.setdefault(task, []).append(one.detach())
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        keep = min(1 - 1 / average_over, step / (step + 10))
        with torch.no_grad():
            state = model.state_dict()
            torch._foreach_lerp_([average[n] for n in trained], [state[n] for n in trained], 1 - keep)
        tokens += group["ids"].numel()
        if step % 25 == 0:
            means = {task: round(float(torch.stack(some).mean()), 4) for task, some in losses.items()}
            if not all(map(math.isfinite, means.values())):
                raise SystemExit(f"the loss is not finite at step {step}")
            spent = time.time() - began
            log(step=step, of=total, tokens_per_second=round(tokens / spent), minutes=round(spent / 60, 1), **means)
            losses = {}
        if ended:
            break
        if time.time() - saved_at > 60 * minutes_per_save:
            save(position + 1)
            saved_at = time.time()
    save(len(plan))
