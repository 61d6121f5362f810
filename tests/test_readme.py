"""What README says is so."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

import nnviz
from nnviz.cli import arguments
from nnviz.experiment.fields import allowed_at
from nnviz.gui.workspaces import WORKSPACES
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES

ROOT = Path(nnviz.__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIELDS = {
    "set": {*allowed_at("data.set")} - {"arrays"},
    "activation": {*ACTIVATIONS},
    "cost": {*LOSSES},
    "optimizer": {*allowed_at("training.optimizer")},
    "backward": {*BACKWARD_RULES},
    "schedule": {*allowed_at("training.schedule")},
    "initializer": {*allowed_at("network.initializer")},
}


def blocks(language: str) -> list[str]:
    """Return README's blocks of code in a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    first, accuracy = capsys.readouterr().out.splitlines()
    assert first.startswith("125 0.")
    assert float(accuracy) > 0.9


def test_the_experiment_shown_is_the_default() -> None:
    (shown,) = blocks("json")
    assert nnviz.ExperimentSpec.from_json(shown) == nnviz.ExperimentSpec()
    assert set(json.loads(shown)) == set(nnviz.ExperimentSpec().to_dict())


@pytest.mark.parametrize("field", FIELDS)
def test_every_name_that_a_field_takes_is_listed(field: str) -> None:
    (row,) = re.findall(rf"^\| {field} \| (.*) \|$", README, re.MULTILINE)
    listed = row.replace("file (with", "file ").split(", file")[0].split()
    assert {*listed, *(["file"] if field == "set" else [])} == FIELDS[field]


def test_every_command_line_shown_is_understood() -> None:
    parsers = {
        "train": arguments.train_parser,
        "render": arguments.render_parser,
        "presets": arguments.presets_parser,
        "doctor": arguments.doctor_parser,
    }
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    shown = [shlex.split(line, comments=True) for line in lines if line.startswith("nnviz ")]
    assert {words[1] for words in shown} == set(parsers)
    for _, command, *options in shown:
        parsers[command]().parse_args(options)


def test_there_is_one_line_to_start_and_one_to_test() -> None:
    start, test = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert start.endswith("/nnviz")
    assert "pytest" in test


def test_the_pictures_are_there_and_one_script_makes_them_all() -> None:
    shown = re.findall(r"!\[.*?\]\(([^)]*)\)(?!\])", README)
    assert all((ROOT / picture).read_bytes().startswith(b"\x89PNG") for picture in shown)
    lines = (ROOT / ".ci/pictures").read_text(encoding="utf-8").splitlines()
    made = [shlex.split(line) for line in lines if line.startswith("picture ")]
    assert [f"resources/screenshots/{words[1]}" for words in made] == shown
    assert len(shown) == 6
    for _, name, *options in made:
        named = [option for option in options if "$" not in option and "@" not in option]
        arguments.render_parser().parse_args(["--out", name, *named])


def test_the_keys_shown_are_the_windows_keys() -> None:
    from nnviz.gui.actions import COMMANDS
    from nnviz.gui.menus import UNDO_KEYS

    keys = {command.key for command in COMMANDS if command.key} | {*UNDO_KEYS.values()}
    rows = re.findall(r"^\| ((?:[A-Z]\w*\S*)(?:, \S+)*) \| ", README, re.MULTILINE)
    shown = {key for row in rows for key in row.split(", ")}
    assert shown >= {"Space", "Right", "Left", "R", "F1"}
    assert shown <= keys


def test_the_workspaces_shown_are_the_windows_workspaces() -> None:
    rows = re.findall(r"^\| (\d) \| (\w+) \| ", README, re.MULTILINE)
    assert rows == [(kind.key, kind.title) for kind in WORKSPACES.values()]
