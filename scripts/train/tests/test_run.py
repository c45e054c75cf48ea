"""From the toy corpora to a model that the program loads."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import roles
import toy
import train
from export import export, parity
from model import load_folder
from options import Options
from plan import corpora_of, plan_of
from shapes import Batch


@pytest.fixture
def options(work: Path, encoder: Path, tmp_path: Path) -> Options:
    return Options(
        base=str(encoder), work=str(work), run=str(tmp_path / "run"), epochs=1, evaluate_epochs=False,
        news_share=1.0, worldwide_share=1.0, speakers_share=1.0,
    )


def weights(run: str) -> dict[str, torch.Tensor]:
    saved: dict[str, torch.Tensor] = torch.load(Path(run, "checkpoint.pt"))["average"]
    return saved


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = replace(options, run=options.run + "-whole", steps=3)
    train.train(whole)
    stopped = replace(options, steps=3, minutes_per_save=0)
    take = train.Run.take
    taken: list[float] = []

    def take_one(run: train.Run, batch: Batch, factor: float) -> dict[str, torch.Tensor]:
        if taken:
            raise KeyboardInterrupt
        taken.append(factor)
        return take(run, batch, factor)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(train.Run, "take", take_one)
        train.train(stopped)
    train.train(stopped)
    expected, found = weights(whole.run), weights(stopped.run)
    assert expected.keys() == found.keys()
    for name, tensor in expected.items():
        assert torch.equal(tensor, found[name]), name
    steps = [json.loads(line) for line in Path(stopped.run, "log.jsonl").read_text().splitlines()]
    assert [line["steps"] for line in steps] == [3, 3]
    assert torch.load(Path(stopped.run, "checkpoint.pt"))["step"] == 3


def test_a_plan_is_the_same_each_time_and_reads_every_corpus(options: Options) -> None:
    plans = [plan_of(corpora_of(options), options) for _ in range(2)]
    told = [[(epoch, [(d["id"], a, b) for d, a, b in group or []]) for epoch, group in plan] for plan, _ in plans]
    assert told[0] == told[1] and plans[0][1] == len(plans[0][0])
    tasks = {document["task"] for _, group in plans[0][0] for document, _, _ in group or []}
    assert tasks == {"roles", "entities", "none"}
    shorter, total = plan_of(corpora_of(options), replace(options, steps=2))
    assert total == 2 == len(shorter)


def test_what_is_trained_learns_and_what_is_not_stays(options: Options) -> None:
    begun = train.begin(options)[1].state_dict()
    train.train(replace(options, epochs=8, lr=2e-3))
    lines = [json.loads(line) for line in Path(options.run, "log.jsonl").read_text().splitlines()]
    logged = [line for line in lines if "step" in line]
    assert logged[-1]["roles"] < logged[0]["roles"] and logged[-1]["entities"] < logged[0]["entities"]
    ended = weights(options.run)
    same = [name for name, tensor in begun.items() if torch.equal(tensor, ended[name])]
    assert same == ["bert.embeddings.word_embeddings.weight"]


def test_role_layers_learn_alone(options: Options, encoder: Path, sayso: str, tmp_path: Path) -> None:
    model = str(tmp_path / "model")
    train.train(replace(options, steps=2))
    export(options.run, str(encoder), model)
    begun = load_folder(model, role_layers=1).state_dict()
    last, own = "bert.encoder.layer.1.", "bert.encoder.role_layer.0."
    copied = [name for name in begun if name.startswith(own)]
    assert copied and all(torch.equal(begun[n], begun[n.replace(own, last)]) for n in copied)
    # Twice, as what has role layers is trained on from them.
    for seed in (1, 2):
        roles.roles(options.work, model, epochs=2, lr=2e-3, seed=seed, steps=24, short_share=0.5)
    ended = load_folder(model).state_dict()
    assert begun.keys() == ended.keys()
    changed = [name for name in begun if not torch.equal(begun[name], ended[name])]
    assert set(copied) <= set(changed)
    heads = {name.split(".")[0] for name in changed if name not in copied}
    assert heads == {"roles", "role_transitions", "nested", "nested_transitions", "links", "acts"}
    assert not any(".Antecedent." in name for name in changed)
    for precision in ("float32", "int8"):
        told = [sayso, "attribute", "--model", model, "--precision", precision, "--quiet", toy.ROOT / "data/articles"]
        assert subprocess.run(told, capture_output=True, text=True, check=True).stdout.startswith("article_id,")


def test_role_layers_may_be_taken_from_the_names(options: Options, encoder: Path, sayso: str, tmp_path: Path) -> None:
    model = str(tmp_path / "model")
    train.train(replace(options, steps=2))
    export(options.run, str(encoder), model)
    before = load_folder(model).state_dict()
    roles.roles(options.work, model, epochs=1, steps=3, recast_share=0.0, moved=True, precision="bf16")
    after = load_folder(model)
    assert len(after.bert.encoder.layer) == after.bert.encoder.shared == after.config["shared_layers"]
    kept = after.state_dict()
    assert before.keys() - kept.keys() == {n for n in before if n.startswith("bert.encoder.layer.1.")}
    assert not any(torch.equal(before[n.replace("role_layer.0.", "layer.1.")], kept[n])
                   for n in kept if n.startswith("bert.encoder.role_layer.") and n.endswith("dense.weight"))
    for precision in ("float32", "int8"):
        told = [sayso, "attribute", "--model", model, "--precision", precision, "--quiet", toy.ROOT / "data/articles"]
        assert subprocess.run(told, capture_output=True, text=True, check=True).stdout.startswith("article_id,")


def test_more_role_layers_begin_as_what_was_there(options: Options, encoder: Path, tmp_path: Path) -> None:
    model = str(tmp_path / "model")
    train.train(replace(options, steps=2))
    export(options.run, str(encoder), model)
    roles.roles(options.work, model, epochs=1, lr=2e-3, steps=3)
    one, two = load_folder(model), load_folder(model, role_layers=2)
    assert (len(one.bert.encoder.role_layer), len(two.bert.encoder.role_layer)) == (1, 2)
    ids = torch.arange(30).view(1, -1) % 20
    told = [m.encode(ids, torch.zeros_like(ids), ids >= 0) for m in (one, two)]
    assert torch.equal(*told)


def test_a_teacher_leaves_its_part_out(options: Options) -> None:
    kept = [corpora_of(replace(options, left_out=f"{part}/2"))[0].kept for part in (0, 1)]
    assert all(a != b for a, b in zip(*kept, strict=True))


def test_teachers_teach_beside_the_annotation(options: Options) -> None:
    runs = []
    for part in (0, 1):
        teacher = replace(options, run=f"{options.run}-{part}", left_out=f"{part}/2", steps=1)
        train.train(teacher)
        runs.append(teacher.run)
    train.train(replace(options, teachers=",".join(runs), steps=2))
    assert torch.load(Path(options.run, "checkpoint.pt"))["step"] == 2
    with pytest.raises(SystemExit, match="was not trained with --left-out"):
        train.train(replace(options, teachers=",".join(reversed(runs)), steps=2, run=options.run + "-wrong"))


def test_figures_are_those_of_the_development_sets(options: Options) -> None:
    train.train(replace(options, evaluate_epochs=True))
    last = json.loads(Path(options.run, "log.jsonl").read_text().splitlines()[-1])
    assert {"roles-dev", "news-dev", "conll-dev", "worldwide-dev", "nested", "coreference-dev", "gap-dev"} <= set(last)


def test_one_command_leads_to_a_model_that_the_program_loads(
    sayso: str, data: Path, encoder: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    told = {
        **os.environ, "SAYSO": str(Path(sayso).resolve()), "STEPS": "2", "LAYERS": "0,1", "WORK": str(tmp_path / "work"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    subprocess.run([toy.ROOT / "scripts/train/small", data, encoder, model], env=told, check=True)
    article = {"id": "one", "text": "“It will rain,” said Ann Lee, who runs the station at Orrow."}
    for command, options in (("attribute", ["--format", "jsonl"]), ("entities", ["--format", "jsonl"]), ("tokens", [])):
        done = subprocess.run(
            [sayso, command, "--model", model, "--input-format", "jsonl", *options, "-"],
            input=json.dumps(article), capture_output=True, text=True, check=True,
        )
        assert '"one"' in done.stdout


def test_the_reference_outputs_are_those_of_the_exported_weights(options: Options, encoder: Path, tmp_path: Path) -> None:
    train.train(replace(options, steps=1))
    for bits in (8, 16, 32):
        export(options.run, str(encoder), str(tmp_path / "model"), bits)
        parity(str(tmp_path / "model"), str(tmp_path / f"{bits}.safetensors"))
    from safetensors.torch import load_file

    exact, rough = (load_file(tmp_path / f"{bits}.safetensors") for bits in (32, 8))
    assert exact.keys() == rough.keys() and not torch.equal(exact["hidden"], rough["hidden"])
    torch.testing.assert_close(exact["roles"], rough["roles"], atol=0.05, rtol=0.05)
