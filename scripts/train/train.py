"""Trains the shared encoder with its heads: roles and links on PolNeAR, entities on the NER corpora."""

import json
import math
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from model import Model, link_features, load_pretrained, span_vector
from prepare import ENTITY_TAGS, ROLE_TAGS

CLS, SEP = 101, 102
OTHER = 3  # token type of [CLS] and [SEP]


def cut(document, length, rng):
    """Windows of at most `length` tokens that end at sentence ends where there is one.

    With a generator the first window gets a random length, so that the cuts differ each epoch.
    """
    n, starts = len(document["ids"]), document["sentences"]
    at, limit = 0, rng.randint(length // 4, length) if rng else length
    while at < n:
        end = min(at + limit, n)
        if end < n:
            ends = [s for s in starts if at + limit // 2 < s <= end]
            end = ends[-1] if ends else end
        yield at, end
        at, limit = end, length


def batches(documents, length, size, rng):
    """Windows of all documents in random order, those of like length together."""
    windows = [(d, *w) for d in documents for w in cut(d, length, rng)]
    rng.shuffle(windows)
    pool = 50 * size
    windows = [w for i in range(0, len(windows), pool) for w in sorted(windows[i : i + pool], key=lambda w: w[2] - w[1])]
    groups = [windows[i : i + size] for i in range(0, len(windows), size)]
    rng.shuffle(groups)
    return groups


def collate(windows):
    """ids, types, mask: [B, L], with [CLS] and [SEP]; labels, labelled: [B, L - 2], without."""
    length = max(e - s for _, s, e in windows) + 2
    shape = (len(windows), length)
    ids, types = torch.zeros(shape, dtype=torch.long), torch.full(shape, OTHER)
    mask = torch.zeros(shape, dtype=torch.bool)
    shape = (len(windows), length - 2)
    labels, labelled = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.bool)
    for i, (document, start, end) in enumerate(windows):
        n = end - start
        ids[i, 0], ids[i, n + 1] = CLS, SEP
        ids[i, 1 : n + 1] = document["ids"][start:end]
        types[i, 1 : n + 1] = document["types"][start:end].long()
        labels[i, :n] = document["labels"][start:end]
        labelled[i, :n] = True
        mask[i, : n + 2] = True
    return ids, types, mask, labels, labelled


def pairs(document, start, end, features=link_features):
    """What the links of one window look like: for each role pieces, cues, features, right cue."""
    inside = lambda piece: start <= piece[0] and piece[1] <= end
    attributions = [a for a in document["attributions"] if a["Cue"] and inside(a["Cue"][0])]
    cues = sorted({a["Cue"][0] for a in attributions})
    if not cues:
        return
    starts = set(document["sentences"])
    sentence_of, number = [], 0
    for i in range(len(document["ids"])):
        number += i in starts
        sentence_of.append(number)
    quoted = document["types"] >= 4
    for role in ("Source", "Content"):
        pieces = sorted({p for a in attributions for p in a[role] if inside(p)})
        if not pieces:
            continue
        gold = torch.zeros(len(pieces), len(cues), dtype=torch.bool)
        for a in attributions:
            for p in a[role]:
                if inside(p):
                    gold[pieces.index(p), cues.index(a["Cue"][0])] = True
        yield role, pieces, cues, features(pieces, cues, sentence_of, quoted), gold


def link_scores(model, hidden, shift, role, pieces, cues, features):
    vector = lambda piece: span_vector(hidden, piece[0] + shift, piece[1] + shift)
    return model.links(role, torch.stack([vector(p) for p in pieces]), torch.stack([vector(c) for c in cues]), features)


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


def pieces_of(path, tags):
    """(kind, start, end) of each span in a path of BIO tags."""
    found, start = [], None
    for i, tag in enumerate([tags[t] for t in path] + ["O"]):
        if start is not None and tag[0] != "I":
            found.append((tags[path[start]][2:], start, i))
            start = None
        if tag[0] == "B":
            start = i
    return found


@torch.no_grad()
def evaluate(model, documents, head, crf, tags, length=382):
    """Exact spans by kind over whole documents, and the share of right links on gold pieces."""
    model.eval()
    counts, right, links = {}, 0, 0
    for document in documents:
        emissions = []
        for start, end in cut(document, length, None):
            ids, types, mask, _, _ = collate([(document, start, end)])
            hidden = model.bert(ids, types, mask)[0]
            emissions.append(head(hidden)[1:-1])
            for role, pieces, cues, features, gold in pairs(document, start, end):
                scores = link_scores(model, hidden, 1 - start, role, pieces, cues, features)
                if role == "Source":
                    scores, gold = scores.T, gold.T
                best = torch.cat([scores, torch.zeros(len(scores), 1)], dim=1).argmax(1)
                for b, g in zip(best.tolist(), gold):
                    links += 1
                    right += bool(g[b]) if b < len(g) else not bool(g.any())
        found = pieces_of(crf.decode(torch.cat(emissions)), tags)
        found = {(k, document["starts"][s], document["ends"][e - 1]) for k, s, e in found}
        gold = {(k, s, e) for s, e, k in document["spans"]}
        for kind in {tag[2:] for tag in tags if tag != "O"} | {"all"}:
            of = lambda spans: {x for x in spans if kind in (x[0], "all")}
            c = counts.setdefault(kind, [0, 0, 0])
            c[0] += len(of(found) & of(gold))
            c[1] += len(of(found))
            c[2] += len(of(gold))
    figures = {kind: round(200 * hit / max(p + g, 1), 2) for kind, (hit, p, g) in sorted(counts.items())}
    if links:
        figures["links"] = round(100 * right / links, 2)
    model.train()
    return figures


def train(base, work, run, epochs=4, lr=1.5e-4, length=382, batch=6, seed=1, minutes_per_save=10, limit=None):
    """Trains into the folder `run`; a run that was interrupted goes on at its last checkpoint."""
    work, run = Path(work), Path(run)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    config = json.loads(Path(base, "config.json").read_text())
    config["type_vocab_size"] = 8
    model = Model(config)
    load_pretrained(model, load_file(Path(base, "model.safetensors")))
    model.bert.embeddings["word_embeddings"].weight.requires_grad = False

    load = lambda name: torch.load(work / f"{name}.pt")[:limit]
    data = {name: load(name) for name in ("roles-train", "conll-train", "worldwide-train")}
    dev = {name: load(name) for name in ("roles-dev", "conll-dev", "worldwide-dev")}

    # The plan: every step of the run, so that a resumed run takes the same ones.
    plan = []
    for epoch in range(epochs):
        rng = random.Random(f"{seed}-{epoch}")
        steps = [("roles", g) for g in batches(data["roles-train"], length, batch, rng)]
        names = batches(data["conll-train"], length, batch, rng)
        # The larger, noisier corpus gives a third of its articles an epoch.
        worldwide = [d for i, d in enumerate(data["worldwide-train"]) if i % 3 == epoch % 3]
        names += batches(worldwide, length, batch, rng)
        steps += [("entities", g) for g in names]
        rng.shuffle(steps)
        plan += [(epoch, *step) for step in steps] + [(epoch, "evaluate", None)]
    total = sum(kind != "evaluate" for _, kind, _ in plan)

    decay = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    rest = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    heads = {id(p) for n, p in model.named_parameters() if not n.startswith("bert.")}
    groups = [
        {"params": [p for p in some if (id(p) in heads) == new], "weight_decay": wd, "scale": 6.0 if new else 1.0}
        for some, wd in ((decay, 0.01), (rest, 0.0)) for new in (False, True)
    ]
    optimizer = torch.optim.AdamW(groups, lr=lr, fused=True)
    average = {n: p.detach().clone() for n, p in model.state_dict().items()}
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

    model.train()
    began = saved_at = time.time()
    losses, tokens = {}, 0
    for position, (epoch, kind, group) in enumerate(plan):
        if position < done:
            continue
        if kind == "evaluate":
            kept = {n: p.clone() for n, p in model.state_dict().items()}
            model.load_state_dict(average)
            figures = {
                "roles": evaluate(model, dev["roles-dev"], model.roles, model.role_transitions, ROLE_TAGS),
                "conll": evaluate(model, dev["conll-dev"], model.entities, model.entity_transitions, ENTITY_TAGS),
                "worldwide": evaluate(model, dev["worldwide-dev"], model.entities, model.entity_transitions, ENTITY_TAGS),
            }
            model.load_state_dict(kept)
            log(epoch=epoch + 1, **figures)
            save(position + 1)
            continue
        step += 1
        warm = min(step / (0.06 * total), 1.0)
        factor = warm * max(0.02, (total - step) / total)
        for g in optimizer.param_groups:
            g["lr"] = lr * factor * g["scale"]
        ids, types, mask, labels, labelled = collate(group)
        hidden = model.bert(ids, types, mask)
        dropped = F.dropout(hidden[:, 1:-1], 0.1)
        if kind == "roles":
            loss = model.role_transitions.loss(model.roles(dropped), labels, labelled)
            links = link_loss(model, group, hidden)
            losses.setdefault("links", []).append(links.item())
            total_loss = loss + 0.1 * links
        else:
            total_loss = loss = model.entity_transitions.loss(model.entities(dropped), labels, labelled)
        losses.setdefault(kind, []).append(loss.item())
        if not math.isfinite(loss.item()):
            raise SystemExit(f"the loss is not finite at step {step}")
        total_loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        keep = min(0.998, step / (step + 10))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                average[name].lerp_(value, 1 - keep)
        tokens += int(mask.sum())
        if step % 50 == 0:
            seconds = time.time() - began
            log(step=step, of=total, tokens_per_second=round(tokens / seconds), minutes=round(seconds / 60, 1),
                **{k: round(sum(v) / len(v), 4) for k, v in losses.items()})
            losses = {}
        if time.time() - saved_at > 60 * minutes_per_save:
            save(position + 1)
            saved_at = time.time()
