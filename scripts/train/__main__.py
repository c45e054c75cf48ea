"""python scripts/train STEP --help"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

import acts
import antecedents
import average
import calibrate
import confidence
import entities
import export
import integers
import label
import names
import prepare
import roles
import train
import withheld
from options import Options

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_prepare(commands: Commands) -> None:
    p = commands.add_parser("prepare", help="tokenize and align the corpora of the data folder")
    p.add_argument("data", help="the data folder")
    p.add_argument("--work", default="target/train", help="where the prepared data goes")
    p.add_argument("--sayso", default="target/release/sayso", help="the program")
    p.add_argument("--model", default="models/en", help="the folder with tokenizer.json")


def add_withheld(commands: Commands) -> None:
    told = "make texts of news in which a pronoun stands for a name, for `train --withheld-share`"
    p = commands.add_parser("withheld", help=told)
    p.add_argument("data", help="the data folder")
    p.add_argument("--work", default="target/train")
    p.add_argument("--sayso", default="target/release/sayso", help="the program")
    p.add_argument("--model", default="models/en", help="the model that finds the names")


def add_names(commands: Commands) -> None:
    p = commands.add_parser("names", help="find names in prepared text that has none annotated, for `train`")
    p.add_argument("sets", nargs="+", help="prepared sets: roles-train, raw")
    p.add_argument("--work", default="target/train")
    p.add_argument("--model", default="models/en-accurate", help="the model that finds the names")
    p.add_argument("--every", type=int, default=1, help="of one document of so many")


def add_train(commands: Commands) -> None:
    p = commands.add_parser("train", help="train the encoder and its heads; goes on where it stopped")
    p.add_argument("base", help="folder of the pretrained encoder: config.json, model.safetensors")
    p.add_argument("--work", default="target/train")
    p.add_argument("--run", default="target/train/run", help="checkpoint and log go here")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--lr", type=float, default=1.5e-4)
    p.add_argument("--batch", type=int, default=6, help="windows in a step")
    p.add_argument(
        "--layers",
        help="keep only so many layers of the pretrained encoder, from below, or these: 0,2,3,5",
    )
    p.add_argument("--precision", choices=("32", "bf16"), default="32", help="of matrix products")
    p.add_argument("--average-over", type=int, default=500, help="steps that the exported weights are averaged over")
    p.add_argument("--soft", help="folder of a teacher's labels, as `label` writes them")
    p.add_argument("--soft-weight", type=float, default=0.5, help="of the teacher's labels beside gold ones")
    p.add_argument("--raw-share", type=float, default=1.0, help="of the unlabelled articles, an epoch")
    p.add_argument("--conll-share", type=float, default=1.0)
    p.add_argument("--worldwide-share", type=float, default=1 / 3)
    p.add_argument("--wikigold-share", type=float, default=1.0)
    p.add_argument("--coreference-share", type=float, default=1.0)
    p.add_argument("--gap-share", type=float, default=1.0)
    p.add_argument("--withheld-share", type=float, default=0.0, help="of the texts that `withheld` makes")
    p.add_argument(
        "--speakers-share", type=float, default=0.0,
        help="of the articles whose speakers are annotated, for antecedents"
    )
    p.add_argument("--roles-share", type=float, default=1.0)
    p.add_argument("--news-share", type=float, default=0.0, help="of general news, an epoch")
    p.add_argument("--news-soft-weight", type=float, default=0.25, help="of the teacher's labels of general news")
    p.add_argument("--antecedent-weight", type=float, default=0.1, help="of the loss on antecedents beside the others")
    p.add_argument("--init", help="model folder to take the heads from; give it as BASE too to go on training it")
    p.add_argument("--steps", type=int, help="stop after so many steps, where the epochs have more")
    p.add_argument("--evaluate-epochs", action=argparse.BooleanOptionalAction, default=True,
                   help="whether to print figures on the development sets after each epoch")
    p.add_argument("--left-out", help="train a teacher: 0/4 leaves out the first of four parts of each corpus")
    p.add_argument("--teachers", help="runs of teachers, each with its part left out, in their order: DIR,DIR,…")
    p.add_argument("--device", default="cpu", help="cpu or cuda")
    p.add_argument("--workers", type=int, default=0, help="processes that prepare the steps")
    p.add_argument(
        "--seconds", type=int,
        help="end after so long, wherever the run is; the learning rate falls by the clock"
    )
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--limit", type=int, help="use only so many documents of each corpus (to try things out)")


def add_label(commands: Commands) -> None:
    p = commands.add_parser("label", help="write a trained teacher's labels of the prepared sets")
    p.add_argument("names", nargs="+", help="prepared sets: roles-train, conll-train, worldwide-train, raw")
    p.add_argument("--work", default="target/train")
    p.add_argument("--teacher", default="models/en-accurate", help="the teacher's model folder")
    p.add_argument("--names-teacher", help="the model whose names are taken on running text, if not the teacher's")
    p.add_argument("--every", type=int, default=1, help="label one document of so many")
    p.add_argument("--precision", choices=("32", "bf16"), default="32", help="of matrix products")
    p.add_argument("--soft", default="target/train/soft", help="the labels go here")


def add_export(commands: Commands) -> None:
    p = commands.add_parser("export", help="write the model folder that the program loads")
    p.add_argument("base", help="folder with tokenizer.json of all-MiniLM-L6-v2")
    p.add_argument("--run", default="target/train/run")
    p.add_argument("--model", default="models/en")
    p.add_argument("--bits", type=int, choices=(8, 16, 32), default=8, help="of the encoder's matrices")
    p.add_argument(
        "--weights", choices=("average", "model"), default="average",
        help="averaged over steps, or the last"
    )


def add_average(commands: Commands) -> None:
    p = commands.add_parser("average", help="put the mean of two exported models into the folder of the first")
    p.add_argument("--model", default="models/en")
    p.add_argument("--other", required=True, help="the model that it was trained on from")
    p.add_argument("--share", type=float, default=0.6, help="of the first")
    p.add_argument(
        "--other-antecedents", action="store_true",
        help="take the head for antecedents of the other as it is"
    )


def add_acts(commands: Commands) -> None:
    p = commands.add_parser("acts", help="fit the head for acts to an exported model")
    p.add_argument("--work", default="target/train")
    p.add_argument("--model", default="models/en")
    p.add_argument("--limit", type=int, default=300, help="articles to fit on")


def add_entities(commands: Commands) -> None:
    p = commands.add_parser("entities", help="fit the entity head of an exported model to running text as well")
    p.add_argument("--work", default="target/train")
    p.add_argument("--model", default="models/en-accurate")
    p.add_argument("--other", default="models/en", help="the model whose names are taken for right there")


def add_antecedents(commands: Commands) -> None:
    p = commands.add_parser("antecedents", help="fit the head for antecedents to a model trained without it")
    p.add_argument("--work", default="target/train")
    p.add_argument("--model", default="models/en-accurate")


def add_roles(commands: Commands) -> None:
    told = "give an exported model last layers of its own for roles, and train these and the heads for roles alone"
    p = commands.add_parser("roles", help=told)
    p.add_argument("--work", default="target/train")
    p.add_argument("--model", default="models/en")
    p.add_argument("--layers", type=int, default=1, help="how many of the last ones")
    p.add_argument("--moved", action="store_true", help="take them from the names, whose heads are to be fitted anew")
    p.add_argument("--soft", help="folder of a teacher's labels, as `label` writes them")
    p.add_argument("--soft-weight", type=float, default=0.5, help="of the teacher's labels beside gold ones")
    p.add_argument("--news-times", type=int, default=2, help="how often general news is read in an epoch")
    p.add_argument("--news-soft-weight", type=float, default=0.25, help="of the teacher's labels of general news")
    p.add_argument("--invented-times", type=int, default=1, help="how often the articles of data/speakers and data/invented are read in an epoch")
    p.add_argument("--recast-share", type=float, default=0.25, help="of the short texts made of the corpora, in an epoch")
    p.add_argument("--raw-share", type=float, default=0.0, help="of the articles without annotation that a teacher labelled")
    p.add_argument("--short-share", type=float, default=0.0, help="of the articles, read by the sentence or two")
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--steps", type=int, help="stop after so many steps, where the epochs have more")
    p.add_argument("--lr", type=float, default=2.5e-4)
    p.add_argument("--precision", choices=("32", "bf16"), default="32", help="of the encoder's matrix products")
    p.add_argument("--often", type=int, default=2, help="how often each corpus is gone through, cut at other places")
    p.add_argument("--more-inside", type=float, help="added to the score of claims inside claims; what a first run adds, if not said")
    p.add_argument("--seed", type=int, default=1)


def add_calibrate(commands: Commands) -> None:
    p = commands.add_parser("calibrate", help="fit the confidence of an exported model to training articles")
    p.add_argument("data", help="the data folder")
    p.add_argument("--sayso", default="target/release/sayso", help="the program")
    p.add_argument("--model", default="models/en")


def add_integers(commands: Commands) -> None:
    p = commands.add_parser("integers", help="measure on development articles what an exported model loses in integers")
    p.add_argument("data", help="the data folder")
    p.add_argument("--sayso", default="target/release/sayso", help="the program")
    p.add_argument("--model", default="models/en")
    p.add_argument("--accepted", type=float, default=0.3, help="points that it may lose and still be computed in them")


def add_confidence(commands: Commands) -> None:
    p = commands.add_parser("confidence", help="fit how sure the program is of speakers, to annotated articles")
    p.add_argument("sets", nargs="+", metavar="TEXTS=GOLD", help="a folder of articles and that of their gold set")
    p.add_argument("--sayso", default="target/release/sayso", help="the program")
    p.add_argument("--model", default="models/en")
    p.add_argument("--table", default="src/speakers/confidence.tsv", help="the weights go here")


def add_parity(commands: Commands) -> None:
    p = commands.add_parser("parity", help="write reference outputs of an exported model for the tests")
    p.add_argument("--model", default="models/en")
    p.add_argument("--out", default="tests/parity/en.safetensors")


STEPS: dict[str, Callable[..., None]] = {
    "prepare": prepare.prepare,
    "withheld": withheld.withheld,
    "names": names.names,
    "train": lambda **told: train.train(Options(**told)),
    "label": label.label,
    "export": export.export,
    "average": average.average,
    "acts": acts.acts,
    "entities": entities.entities,
    "antecedents": antecedents.antecedents,
    "roles": roles.roles,
    "calibrate": calibrate.calibrate,
    "integers": integers.integers,
    "confidence": confidence.confidence,
    "parity": export.parity,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/train", description="Trains sayso's model.")
    commands = parser.add_subparsers(dest="command", required=True)
    for add in (
        add_prepare,
        add_withheld,
        add_names,
        add_train,
        add_label,
        add_export,
        add_average,
        add_acts,
        add_entities,
        add_antecedents,
        add_roles,
        add_calibrate,
        add_integers,
        add_confidence,
        add_parity,
    ):
        add(commands)
    arguments = vars(parser.parse_args())
    STEPS[arguments.pop("command")](**arguments)


if __name__ == "__main__":
    main()
