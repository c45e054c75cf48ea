"""python scripts/train prepare|train|export --help"""

import argparse

import export
import prepare
import train

parser = argparse.ArgumentParser(prog="scripts/train", description="Trains sayso's model.")
commands = parser.add_subparsers(dest="command", required=True)

p = commands.add_parser("prepare", help="tokenize and align the corpora of the data folder")
p.add_argument("data", help="the data folder")
p.add_argument("--work", default="target/train", help="where the prepared data goes")
p.add_argument("--sayso", default="target/release/sayso", help="the program")
p.add_argument("--model", default="models/en", help="the folder with tokenizer.json")

p = commands.add_parser("train", help="train the encoder and its heads; goes on where it stopped")
p.add_argument("base", help="folder of the pretrained encoder: config.json, model.safetensors")
p.add_argument("--work", default="target/train")
p.add_argument("--run", default="target/train/run", help="checkpoint and log go here")
p.add_argument("--epochs", type=int, default=4)
p.add_argument("--lr", type=float, default=1.5e-4)
p.add_argument("--seed", type=int, default=1)
p.add_argument("--limit", type=int, help="use only so many documents of each corpus (to try things out)")

p = commands.add_parser("export", help="write the model folder that the program loads")
p.add_argument("base", help="folder of the pretrained encoder, for its tokenizer.json")
p.add_argument("--run", default="target/train/run")
p.add_argument("--model", default="models/en")
p.add_argument("--parity", default="tests/parity/en.safetensors", help="reference outputs for the tests")
p.add_argument("--bits", type=int, choices=(8, 16, 32), default=8, help="of the encoder's matrices")
p.add_argument("--weights", choices=("average", "model"), default="average", help="averaged over steps, or the last")

arguments = vars(parser.parse_args())
command = arguments.pop("command")
{"prepare": prepare.prepare, "train": train.train, "export": export.export}[command](**arguments)
