"""`nnviz train`: a run without a window, told in one line, as JSON, or step by step as CSV."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.cli.arguments import DEFAULT_EPOCHS
from nnviz.cli.choice import session_of
from nnviz.cli.failures import RunError, UsageError
from nnviz.cli.progress import progress_bar, train

if TYPE_CHECKING:
    from nnviz.cli.progress import Report
    from nnviz.engine.session import Session
    from nnviz.experiment.spec import DataSpec


def run(options: argparse.Namespace) -> int:
    """Train as the options say and print the result; return the exit code.

    Raises
    ------
    UsageError, SpecError, DataError, OSError
        Where the experiment or the CSV file can't be used.
    RunError
        Where the run became not finite; the CSV file then holds the steps up to there.
    """
    if options.csv is not None:
        check_writable(options.csv)
    session = session_of(options, options.backend)
    seconds, failure = _train(session, steps_of(options, session, DEFAULT_EPOCHS), options.csv)
    if failure is not None:
        raise failure
    result = _result(session, seconds)
    if options.json:
        print(json.dumps(result))
        return 0
    if session.spec.data.file is not None:
        print(_table_report(session.spec.data))
    print(_sentence(session, result))
    return 0


def steps_of(options: argparse.Namespace, session: Session, default_epochs: int) -> int:
    """Return how many steps the options ask for."""
    if options.steps is not None:
        return int(options.steps)
    epochs = default_epochs if options.epochs is None else int(options.epochs)
    return epochs * session.problem.steps_per_epoch


def check_writable(path: str) -> None:
    """Raise UsageError where no file can be written at `path`: before an hour of training."""
    target = Path(path)
    if target.exists() and not target.is_file():
        raise UsageError(f"{path}: is a folder or a device; name an ordinary file")
    folder = target.resolve().parent
    if not folder.is_dir():
        raise UsageError(f"{path}: the folder {folder} does not exist; make it")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"{path}: nothing can be written in the folder {folder}; name another")


def _train(session: Session, steps: int, csv: str | None) -> tuple[float, RunError | None]:
    """Train, writing the CSV file where one is wanted; return seconds and what stopped the run."""
    with contextlib.ExitStack() as stack:
        reports = [stack.enter_context(progress_bar(steps))]
        if csv is not None:
            from nnviz.cli.series import series_file

            reports.append(stack.enter_context(series_file(csv, session)))
        try:
            return train(session, steps, lambda step: _tell(reports, step)), None
        except RunError as error:
            return math.nan, error


def _tell(reports: list[Report], step: int) -> None:
    for report in reports:
        report(step)


def _result(session: Session, seconds: float) -> dict[str, float | int | str | None]:
    steps = session.step_count
    return {
        "steps": steps,
        "epochs": session.record.epoch,
        "train_cost": _or_null(session.cost("train")),
        "test_cost": _or_null(session.cost("test")),
        "test_accuracy": _or_null(session.accuracy("test")),
        "steps_per_second": round(steps / seconds, 1) if seconds > 0 else 0.0,
        "backend": session.backend,
    }


def _table_report(data: DataSpec) -> str:
    """Return what was made of the user's table: rows read and dropped, columns left out."""
    from nnviz.experiment.tables import table_dataset

    assert data.file is not None
    return table_dataset(data.file, data).report.sentence()


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _sentence(session: Session, result: dict[str, float | int | str | None]) -> str:
    from nnviz.scenes.words import count, number, percent

    parts = [
        f"{session.spec.name}: step {count(session.step_count)}",
        f"epoch {session.record.epoch:,.6g}",
        f"cost {number(session.cost('train'))}",
    ]
    if result["test_cost"] is not None:
        parts.append(f"test {number(session.cost('test'))}")
    if result["test_accuracy"] is not None:
        parts.append(f"accuracy {percent(session.accuracy('test'), 1)}")
    parts.append(f"{result['steps_per_second']:,.0f} steps/s ({session.backend})")
    return ", ".join(parts)
