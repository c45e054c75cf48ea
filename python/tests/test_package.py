"""What is installed."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import sayso
from conftest import ARTICLES, RAIN, program

MODEL_FILES = {
    "config.json", "tokenizer.json", "model.safetensors", "heads.safetensors", "sayso.json",
    "MODEL_CARD.md",
}


def test_models_stubs_and_licences_are_there():
    package = Path(sayso.__file__).parent
    for model in ("en", "en-fast"):
        assert MODEL_FILES <= {p.name for p in (package / "models" / model).iterdir()}
    assert (package / "py.typed").exists() and (package / "_sayso.pyi").exists()
    assert sayso.__version__ == version("sayso")


def test_the_wheel_is_small_enough():
    wheel = os.environ.get("SAYSO_WHEEL")
    if wheel is None:
        pytest.skip("SAYSO_WHEEL names no wheel")
    assert Path(wheel).stat().st_size <= 90e6
    names = zipfile.ZipFile(wheel).namelist()
    for model in ("en", "en-fast"):
        for file in MODEL_FILES:
            assert f"sayso/models/{model}/{file}" in names
    assert re.search(r"-cp310-abi3-manylinux\w+\.whl$", wheel)


def test_the_models_are_those_of_the_package_wherever_it_is_called(tmp_path):
    script = f"import sayso; print(sayso.load()({RAIN!r}).claims[0].speaker.name)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Ann Lee\n"


def test_every_name_is_documented():
    for name in sayso.__all__:
        thing = getattr(sayso, name)
        assert name == "__version__" or thing.__doc__, name
    for thing in (sayso.Doc, sayso.Claim, sayso.Table, sayso.Pipeline, sayso.Speaker):
        for name, member in vars(thing).items():
            if not name.startswith("_"):
                assert member.__doc__, f"{thing.__name__}.{name}"


def test_the_command_is_the_whole_program(tmp_path):
    done = program("--version")
    assert done.returncode == 0 and sayso.__version__ in done.stdout.decode()
    commands = program("help").stdout.decode()
    for command in ("attribute", "evaluate", "report", "explain", "convert", "completions", "man"):
        assert f"  {command}" in commands
    done = program("attribute", "-", "--input-format", "txt", "-o", "-", input=RAIN.encode())
    assert done.returncode == 0 and b"Ann Lee" in done.stdout


def test_exit_codes_are_the_programs(tmp_path):
    assert program("attribute", "none.txt").returncode == 2
    assert program("--no-such-option").returncode == 2
    (tmp_path / "a.jsonl").write_text("{}\n")
    done = program("attribute", tmp_path / "a.jsonl", "-o", tmp_path / "a.csv")
    assert done.returncode == 1, done.stderr
    done = subprocess.run([sys.executable, "-m", "sayso", "--version"], capture_output=True)
    assert done.returncode == 0


def test_a_run_can_be_resumed(tmp_path):
    claims = tmp_path / "claims.csv"
    for _ in range(2):
        done = program("attribute", ARTICLES, "-o", claims, "--resume")
        assert done.returncode == 0, done.stderr


def test_an_interrupt_ends_the_program(tmp_path):
    import signal
    import time

    command = Path(sys.executable).with_name("sayso")
    run = subprocess.Popen(
        [command, "attribute", "-", "--input-format", "jsonl", "-o", tmp_path / "a.csv"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    run.stdin.write(b'{"text": "x"}\n')
    run.stdin.flush()
    time.sleep(1.5)
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == -signal.SIGINT
    assert list(tmp_path.iterdir()) == []


def test_the_model_of_a_package_of_its_own_is_found():
    pytest.importorskip("sayso_model_en_accurate")
    (claim,) = sayso.load("accurate")(RAIN).claims
    assert claim.speaker.name == "Ann Lee"
    done = program("explain", ARTICLES / "brief.txt", "--model", "accurate")
    assert done.returncode == 0, done.stderr


def test_the_stubs_say_what_is_there(tmp_path):
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "sayso._sayso", "--ignore-missing-stub"],
        capture_output=True, text=True, cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
