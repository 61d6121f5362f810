"""The command line's grammar: what it lists, and every wrong line it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import nnviz
from nnviz.cli import main
from nnviz.experiment.presets import PRESETS

BAD = [
    (["trian"], "trian is no command"),
    (["iris"], "--preset iris"),
    (["LICENSE"], "neither an experiment"),
    (["--colour"], "unrecognized arguments: --colour"),
    (["--preset"], "expected one argument"),
    (["--preset", "squircle"], '"squircle" is not known; there are circle, xor'),
    (["none.json"], "none.json"),
    (["none.csv"], "none.csv"),
    (["train", "none.json"], "none.json"),
    (["train", "--data", "none.csv"], "none.csv"),
    (["train", "--target", "kind"], "--data FILE"),
    (["train", "--data", "table.csv", "--target", "hue"], 'no column "hue"'),
    (["train", "table.csv", "--data", "table.csv"], "name one table"),
    (["train", "good.json", "--preset", "iris"], "name one experiment, not 2"),
    (["train", "bad.json"], "bad.json"),
    (["train", "--steps", "1", "--epochs", "1"], "not allowed with argument --steps"),
    (["train", "--steps", "-1"], "'-1' is not a whole number from 0 up"),
    (["train", "--steps", "1e3"], "'1e3' is not a whole number from 0 up"),
    (["train", "--epochs", "many"], "'many' is not a whole number from 0 up"),
    (["train", "--set", "rate"], "'rate' is not of the form NAME=VALUE"),
    (["train", "--set", "rat=1"], '"rat" is not a setting'),
    (["train", "--set", "rate=fast"], "training.optimizer.rate"),
    (["train", "--set", "rate=NaN"], "training.optimizer.rate"),
    (["train", "--set", "cost=hinge"], "training.cost: hinge needs a linear output layer"),
    (["train", "--backend", "abacus"], "choose from"),
    (["train", "--csv", "."], "is a folder or a device"),
    (["train", "--csv", os.devnull], "is a folder or a device"),
    (["train", "--csv", "no/such/place.csv"], "does not exist"),
    (["render"], "required: --out"),
    (["render", "--out", "shot.jpg"], "end its name with .png"),
    (["render", "--out", "no/such/shot.png"], "does not exist"),
    (["render", "--out", "shot.png", "--workspace", "attic"], "choose from train"),
    (["render", "--out", "shot.png", "--size", "big"], "is not a size such as 1440x900"),
    (["render", "--out", "shot.png", "--size", "10x10"], "each side from 320"),
    (["render", "--out", "shot.png", "--theme", "pink"], "choose from"),
    (["render", "--out", "shot.png", "--scale", "0"], "is not a number from 0.5 to 4"),
    (["render", "--out", "shot.png", "--scale", "nan"], "is not a number from 0.5 to 4"),
    (["render", "--out", "shot.png", "--select", "W9[0, 0]"], "there is no W9[0, 0]"),
    (["render", "--out", "shot.png", "--select", "all"], "write unit 1.1"),
    (["render", "--out", "shot.png", "--operation", "-1"], "is not a whole number"),
    (["render", "--out", "shot.png", "--operation", "99"], "operations 1 to 18, no 99"),
    (["render", "--out", "shot.png", "--panels", "Network,Attic"], "no panel “Attic”; there are"),
    (["render", "--out", "shot.png", "--remedy", "rate"], "nothing is offered"),
    (["render", "--out", "shot.png", "--then-steps", "9"], "name it with --remedy"),
    (
        ["render", "--out", "shot.png", "--preset", "stuck", "--steps", "99", "--remedy", "luck"],
        "there are Cross-entropy; Rate ÷ 10 from step 67; Draw unit 1.1 anew",
    ),
    (["presets", "all"], "unrecognized arguments: all"),
    (["doctor", "--json"], "unrecognized arguments: --json"),
]


@pytest.mark.parametrize(("words", "part"), BAD, ids=str)
def test_what_cannot_be_done_is_refused_in_one_line(
    words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nnviz: ")
    assert err.count("\n") == 1
    assert part in err


def test_a_refusal_leaves_no_file_behind(folder: Path) -> None:
    before = {file.name for file in folder.iterdir()}
    for words, _ in BAD:
        main(words)
    assert {file.name for file in folder.iterdir()} == before


@pytest.mark.parametrize("command", ["", "train", "render", "presets", "doctor"])
def test_help_is_printed_on_stdout(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "--help"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"usage: nnviz {command}".rstrip())
    assert err == ""


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"nnviz {nnviz.__version__}\n"


def test_presets_are_listed_one_a_line_with_the_name_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(PRESETS)
