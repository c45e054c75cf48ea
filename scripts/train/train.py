"""Trains the shared encoder with its heads: roles and links on PolNeAR, entities on the NER
corpora, and either on a teacher's labels where there are any."""

import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F

from crf import IMPOSSIBLE
from evaluate import evaluate, evaluate_antecedents
from model import Model, pretrained
from variants import VARIANTS
from windows import antecedents, batches, collate, link_scores, pairs, targets

# How often an article of PolNeAR is read in other dress, in all. Of another corpus with variants
# (the entity corpora as running text, GAP with other names) every form is read equally often.
VARIANT_SHARE = 0.3
LINK_WEIGHT = 0.1


# What each corpus is annotated with, beside links and coreference.
TASKS = {"roles": "roles", "conll": "entities", "worldwide": "entities", "wikigold": "entities"}


def link_loss(model, windows, hidden):
    """A content chooses its cue, a cue its source; 0 stands for none."""
    losses = []
    for i, (document, start, end) in enumerate(windows):
        for role, pieces, cues, features, gold in pairs(document, start, end):
            scores = link_scores(model, hidden[i], 1 - start, role, pieces, cues, features)
            if role == "Source":
                scores, gold = scores.T, gold.T
            scores = torch.cat([scores, torch.zeros(len(scores), 1)], dim=1)
            target = torch.where(gold.any(1), gold.float().argmax(1), torch.tensor(gold.shape[1]))
            losses.append(F.cross_entropy(scores, target, reduction="sum") / max(len(target), 1))
    return torch.stack(losses).mean() if losses else hidden.sum() * 0


def antecedent_loss(model, windows, hidden):
    """A mention chooses one of the names of its cluster; 0 stands for none (Lee et al., 2017)."""
    losses = []
    for i, (document, start, end) in enumerate(windows):
        found = antecedents(document, start, end)
        if found is None:
            continue
        back, names, features, allowed, gold = found
        scores = link_scores(model, hidden[i], 1 - start, "Antecedent", back, names, features)
        scores = torch.cat([scores.masked_fill(~allowed, IMPOSSIBLE), torch.zeros(len(back), 1)], dim=1)
        gold = torch.cat([gold, ~gold.any(1, keepdim=True)], dim=1)
        right = scores.masked_fill(~gold, IMPOSSIBLE)
        losses.append((scores.logsumexp(1) - right.logsumexp(1)).mean())
    return torch.stack(losses).mean() if losses else None


def load(work, name, soft=None, limit=None):
    """Prepared documents, with a teacher's labels from the folder `soft` if it has any."""
    task = TASKS.get(name.split("-")[0], "none")
    documents = torch.load(Path(work) / f"{name}.pt")[:limit]
    for document in documents:
        document["task"] = task
        document["names_on_either_side"] = name.startswith(("gap", "withheld"))
    path = soft and Path(soft) / f"{name}.pt"
    if path and path.exists():
        labels = {answer.pop("id"): answer for answer in torch.load(path)}
        for document in documents:
            document["soft"] = labels.get(document["id"], {})
    # Text without annotation is of use with a teacher's labels only.
    return [d for d in documents if d.get("soft")] if name == "raw" else documents


def dressed(documents, variants, share, rng):
    """The documents of one epoch, a share of them in other dress."""
    chosen = []
    for i, document in enumerate(documents):
        if variants and rng.random() < share:
            other = rng.choice(variants)[i]
            # The teacher's labels fit if the tokens are as many.
            soft = document.get("soft", {}) if len(other["ids"]) == len(document["ids"]) else {}
            document = {**other, "soft": soft}
        chosen.append(document)
    return chosen


def train(base, work, run, layers=None, epochs=4, lr=1.5e-4, length=382, batch=6, seed=1, average_over=500,
          precision="32", soft=None, soft_weight=0.5, raw_share=1.0, conll_share=1.0, worldwide_share=1 / 3,
          wikigold_share=1.0, coreference_share=1.0, gap_share=1.0, withheld_share=0.0, antecedent_weight=0.1, init=None, steps=None, evaluate_epochs=True, minutes_per_save=10, limit=None):
    """Trains into the folder `run`; a run that was interrupted goes on at its last checkpoint."""
    options = {k: v for k, v in locals().items() if isinstance(v, (str, int, float))}
    work, run = Path(work), Path(run)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    config, tensors = pretrained(base, layers)
    model = Model(config, precision)
    model.bert.load_state_dict(tensors)
    if init:
        model.load_heads(init)
    # Word embeddings stay as they are; the head for acts is fitted to the finished encoder.
    model.bert.embeddings["word_embeddings"].weight.requires_grad = False
    model.acts.requires_grad_(False)

    roles = load(work, "roles-train", soft, limit)
    variants = [load(work, f"roles-train.{name}", None, limit) for name in VARIANTS]
    # The share of each corpus that an epoch reads, and the same in other dress.
    others = {"conll-train": conll_share, "worldwide-train": worldwide_share, "wikigold-train.running": wikigold_share,
              "coreference-train": coreference_share, "gap-train": gap_share,
              "withheld": withheld_share}
    if soft:
        others["raw"] = raw_share
    forms = lambda name: [load(work, path.stem, None, limit) for path in sorted(work.glob(f"{name}.*.pt"))]
    # These texts are short: more of them make a step.
    size_of = lambda name: 2 * batch if name in ("gap-train", "withheld") else batch
    others = [(load(work, name, soft, limit), forms(name), share, size_of(name)) for name, share in others.items() if share]
    dev = {name: load(work, name, None, limit) for name in ("roles-dev", "conll-dev", "worldwide-dev")}
    dev_antecedents = {name: load(work, name, None, limit) for name in ("coreference-dev", "gap-dev")}

    # The plan: every step of the run, so that a resumed run takes the same ones.
    plan = []
    for epoch in range(epochs):
        rng = random.Random(f"{seed}-{epoch}")
        groups = batches(dressed(roles, variants, VARIANT_SHARE, rng), length, batch, rng)
        for documents, variants_, share, size in others:
            turn = range(int(epoch * share * len(documents)), int((epoch + 1) * share * len(documents)))
            worn = dressed(documents, variants_, len(variants_) / (len(variants_) + 1), rng)
            groups += batches([worn[i % len(documents)] for i in turn], length, size, rng)
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
    trained = {n for n, p in model.named_parameters() if p.requires_grad}
    step = done = 0
    checkpoint = run / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average, done, step = saved["average"], saved["done"], saved["step"]
        torch.set_rng_state(saved["rng"])

    def save(done):
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average,
                 "done": done, "step": step, "rng": torch.get_rng_state(), "config": config}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").rename(checkpoint)

    def log(**values):
        with open(run / "log.jsonl", "a") as file:
            file.write(json.dumps(values) + "\n")
        print(values, flush=True)

    log(options=options, steps=total)
    model.train()
    began = saved_at = time.time()
    losses, tokens = {}, 0
    for position, (epoch, group) in enumerate(plan):
        if position < done:
            continue
        if group is None:
            kept = {n: p.clone() for n, p in model.state_dict().items()}
            model.load_state_dict(average)
            figures = {name: evaluate(model, documents, documents[0]["task"]) for name, documents in dev.items()}
            figures |= {name: evaluate_antecedents(model, documents) for name, documents in dev_antecedents.items()}
            model.load_state_dict(kept)
            log(epoch=epoch + 1, **figures)
            save(position + 1)
            continue
        step += 1
        warm = min(step / (0.06 * total), 1.0)
        factor = warm * max(0.02, (total - step) / total)
        for g in optimizer.param_groups:
            g["lr"] = lr * factor * g["scale"]
        ids, types, mask, labelled = collate(group)
        hidden = model.encode(ids, types, mask)
        dropped = F.dropout(hidden[:, 1:-1], 0.1)
        loss = 0.0
        for task, head, crf in model.heads():
            wanted, which = targets(group, task, soft_weight)
            if wanted is not None:
                one = crf.loss(head(dropped[which]), wanted, labelled[which])
                losses.setdefault(task, []).append(one.item())
                loss = loss + one * len(which) / len(group)
        if any(document["attributions"] for document, _, _ in group):
            links = link_loss(model, group, hidden)
            losses.setdefault("links", []).append(links.item())
            loss = loss + LINK_WEIGHT * links
        one = antecedent_loss(model, group, hidden)
        if one is not None:
            losses.setdefault("antecedents", []).append(one.item())
            loss = loss + antecedent_weight * one
        if not torch.is_tensor(loss):  # windows of a corpus of mentions, without any
            continue
        if not math.isfinite(loss.item()):
            raise SystemExit(f"the loss is not finite at step {step}")
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        keep = min(1 - 1 / average_over, step / (step + 10))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                if name in trained:
                    average[name].lerp_(value, 1 - keep)
        tokens += int(mask.sum())
        if step % 25 == 0:
            seconds = time.time() - began
            log(step=step, of=total, tokens_per_second=round(tokens / seconds), minutes=round(seconds / 60, 1),
                **{k: round(sum(v) / len(v), 4) for k, v in losses.items()})
            losses = {}
        if time.time() - saved_at > 60 * minutes_per_save:
            save(position + 1)
            saved_at = time.time()
    save(len(plan))
