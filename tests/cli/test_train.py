"""`nnviz train`: the run it makes is the session's, and what it writes is what was computed."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz.cli import main, progress

KEYS = {
    "steps",
    "epochs",
    "train_cost",
    "test_cost",
    "test_accuracy",
    "steps_per_second",
    "backend",
}


def trained(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    """Return what `nnviz train --json` prints."""
    assert main(["train", "--json", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    result = json.loads(out)
    assert isinstance(result, dict)
    return result


def test_json_is_one_object_with_the_run_that_a_session_makes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = nnviz.Session()
    session.step(60)
    result = trained(capsys, "--steps", "60")
    assert set(result) == KEYS
    assert result["steps"] == 60
    assert result["epochs"] == 2.4
    assert result["train_cost"] == session.cost("train")
    assert result["test_cost"] == session.cost("test")
    assert result["test_accuracy"] == session.accuracy("test")
    assert result["backend"] == session.backend
    assert float(str(result["steps_per_second"])) > 0


def test_without_steps_or_epochs_a_hundred_epochs_are_trained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert trained(capsys, "--preset", "gauss")["epochs"] == 100


def test_no_steps_tell_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    result = trained(capsys, "--steps", "0")
    assert result["train_cost"] == nnviz.Session().cost("train")
    assert result["steps_per_second"] == 0


def test_a_regression_has_no_accuracy(capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(capsys, "--preset", "plane", "--steps", "5")["test_accuracy"] is None


def test_an_empty_test_part_has_no_cost(capsys: pytest.CaptureFixture[str]) -> None:
    result = trained(capsys, "--set", "test_share=0", "--steps", "5")
    assert result["test_cost"] is None
    assert result["test_accuracy"] is None


def test_iris_is_learned_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    accuracy = trained(capsys, "--preset", "iris", "--epochs", "100")["test_accuracy"]
    assert float(str(accuracy)) >= 0.95


def test_an_experiment_file_is_trained_as_its_preset(capsys: pytest.CaptureFixture[str]) -> None:
    from_file = trained(capsys, "good.json", "--epochs", "2")
    from_preset = trained(capsys, "--preset", "gauss", "--epochs", "2")
    assert from_file["train_cost"] == from_preset["train_cost"]


@pytest.mark.parametrize("named", [["table.csv"], ["--data", "table.csv"]])
def test_a_table_is_trained_on(named: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    result = trained(capsys, *named, "--target", "kind", "--epochs", "2")
    assert result["test_accuracy"] is not None


def test_rows_with_holes_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with Path("table.csv").open("a", encoding="utf-8") as file:
        file.write("1,,yes\n,,no\n")
    assert main(["train", "table.csv", "--epochs", "1"]) == 0
    report, result = capsys.readouterr().out.splitlines()
    assert "2" in report
    assert "dropped" in report
    assert result.startswith("table: step 3, epoch 1")


def test_a_setting_is_changed_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    slow = trained(capsys, "--set", "rate=1e-5", "--set", "batch=0", "--epochs", "3")
    assert slow["steps"] == 3
    session = nnviz.Session()
    session.set_parameter("rate", 1e-5)
    session.set_parameter("batch", 0)
    session.step(3)
    assert slow["train_cost"] == session.cost("train")


def test_without_json_a_sentence_tells_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--steps", "25"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Circle: step 25, epoch 1, cost 0.")
    assert out.count("\n") == 1


def test_csv_has_a_line_for_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    result = trained(capsys, "--steps", "700", "--csv", "run.csv")
    session = nnviz.Session()
    session.step(700)
    with Path("run.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(701))
    assert [float(row["cost"]) for row in rows[:-1]] == session.history.costs().tolist()
    assert float(rows[-1]["train_cost"]) == result["train_cost"]
    assert float(rows[-1]["test_accuracy"]) == result["test_accuracy"]
    found = session.history.evaluations()
    taken = {int(row["step"]): float(row["test_cost"]) for row in rows if row["test_cost"]}
    assert taken | {700: 0.0} == dict(
        zip(found.steps.astype(int).tolist(), found.test.tolist(), strict=True)
    ) | {700: 0.0}


def test_csv_replaces_an_older_file_and_leaves_no_other(folder: Path) -> None:
    before = {file.name for file in folder.iterdir()}
    Path("run.csv").write_text("old", encoding="utf-8")
    assert main(["train", "--steps", "1", "--csv", "run.csv"]) == 0
    assert Path("run.csv").read_text(encoding="utf-8").startswith("step,cost,")
    assert {file.name for file in folder.iterdir()} == before | {"run.csv"}


def test_a_run_that_is_not_finite_names_step_and_layer(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "--json", "--preset", "plane", "--set", "rate=1000", "--csv", "run.csv"]
    assert main(words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "the cost at the output of layer 1 infinite" in err
    made = int(err.split("step ")[1].split()[0]) - 1
    assert len(Path("run.csv").read_text(encoding="utf-8").splitlines()) == made + 2


def test_the_compiled_backend_makes_the_same_run(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("numba")
    plain = trained(capsys, "--steps", "50")
    compiled = trained(capsys, "--steps", "50", "--backend", "compiled")
    assert compiled["backend"] == "compiled"
    assert compiled["train_cost"] == pytest.approx(plain["train_cost"], rel=1e-10)


def test_a_backend_that_does_not_work_here_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nnviz.engine.compiled.trainer", None)
    assert main(["train", "--backend", "compiled"]) == 2
    assert "numba" in capsys.readouterr().err


def test_slices_do_not_change_a_run() -> None:
    whole, sliced = nnviz.Session(), nnviz.Session()
    whole.step(333)
    reached: list[int] = []
    progress.train(sliced, 333, reached.append)
    assert reached == sorted(reached)
    assert reached[-1] == 333
    assert (whole.parameters == sliced.parameters).all()


def test_a_terminal_gets_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["train", "--steps", "20", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["steps"] == 20
    assert "training" in err
