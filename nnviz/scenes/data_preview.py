"""A look at the user's table: its first rows as texts, and what would be made of it."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct

from nnviz.experiment.suggest import Examination, TableChoices
from nnviz.experiment.tables import Table
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.scenes import words
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_fields import Field

ROWS = 8
COLUMNS = 60
LONGEST = 60  # letters of a cell
HOLE = "(empty)"


class DataPreview(Struct, frozen=True):
    """What is shown of a table before it is opened.

    Parameters
    ----------
    columns
        Names of the columns that are shown.
    cells
        Their first rows.
    numbers
        Which of them hold numbers.
    target
        The place of the column to be learned among those shown; None where it is not.
    size
        How much there is of it, in words.
    report
        What would be made of it, or why it can't be used.
    usable
        Whether it can be opened.
    fields
        What can be chosen: target, task, standardise, test share, decimals.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    target: int | None
    size: str
    report: str
    usable: bool
    fields: tuple[Field, ...]


def data_preview(seen: Examination, choices: TableChoices) -> DataPreview:
    """Return what to show of a table that was examined with these choices."""
    table = seen.table
    target = _target(seen, choices)
    columns = table.names[:COLUMNS] if table else ()
    return DataPreview(
        columns,
        _cells(table) if table else (),
        tuple(not column.is_text for column in table.columns[:COLUMNS]) if table else (),
        columns.index(target) if target in columns else None,
        _size(table) if table else "",
        _report(seen),
        seen.spec is not None,
        _fields(seen, choices, target),
    )


def _target(seen: Examination, choices: TableChoices) -> str:
    if choices.target or seen.table is None:
        return choices.target
    return seen.table.names[-1]


def _cells(table: Table) -> tuple[tuple[str, ...], ...]:
    shown = [column.values[:ROWS].tolist() for column in table.columns[:COLUMNS]]
    return tuple(tuple(map(_cell, row)) for row in zip(*shown, strict=True))


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return HOLE
    text = words.exact(value) if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _size(table: Table) -> str:
    rows, columns = len(table.rows), len(table.columns)
    shown = [f"{ROWS} rows"] * (rows > ROWS) + [f"{COLUMNS} columns"] * (columns > COLUMNS)
    first = f"; the first {' and '.join(shown)}" if shown else ""
    return f"{words.count(rows)} rows, {words.count(columns)} columns{first}:"


def _report(seen: Examination) -> str:
    """Say what was read and which network it would get, or why it can't be used."""
    if seen.found is None or seen.spec is None:
        return _in_the_dialogs_words(seen.problem)
    data, spec = seen.found.dataset, seen.spec
    what = f"{len(data.classes)} classes" if data.by_labels else "values to be met"
    inputs = len(data.columns)
    units = "-".join(str(n) for n in (inputs, *(layer.units for layer in spec.network.layers)))
    last = ACTIVATIONS[spec.network.layers[-1].activation].label
    cost = LOSSES[spec.training.cost].label
    parts = f"{words.count(len(data.x_train))} to train, {words.count(len(data.x_test))} to test"
    return (
        f"{seen.found.report.sentence()} That makes {what}; samples: {parts}. To begin with: a"
        f" network {units}, tanh and {last}, with {cost}; all of it can be changed."
    )


def _in_the_dialogs_words(problem: str) -> str:
    """Return a problem with the names of settings as the dialog has them."""
    for separator, name in ((",", "a comma"), (".", "a point")):
        problem = problem.replace(
            f'read the table with decimal_separator="{separator}"',
            f"choose {name} for decimals above",
        )
    return problem


def _fields(seen: Examination, choices: TableChoices, target: str) -> tuple[Field, ...]:
    return (
        _target_field(seen, target),
        _choice("task", "Learn", "Whether classes are told apart or values met.", choices.task,
                _tasks(seen)),
        Field(
            "standardise", "Standardise", "Give every input mean 0 and deviation 1; values too.",
            "switch", choices.standardise, False,
        ),
        Field(
            "test_share", "Test share", "Share of the rows that is only tested with.", "number",
            choices.test_share, False, low=0, high=0.95, share=True,
            fixed="The test part is a file of its own." if choices.test_path else "",
        ),
        _choice("decimal_separator", "Decimals", "What parts whole and decimals in this file.",
                choices.decimal_separator, DECIMALS),
    )  # fmt: skip


DECIMALS = (Choice(".", "point: 0.5"), Choice(",", "comma: 0,5"))


def _choice(name: str, label: str, tip: str, value: str, choices: tuple[Choice, ...]) -> Field:
    return Field(name, label, tip, "choice", value, False, choices=choices)


def _target_field(seen: Examination, target: str) -> Field:
    table = seen.table
    names = [(one.name, one.is_text) for one in table.columns] if table else []
    choices = tuple(
        Choice(name, name, "Texts: classes." if text else "Numbers.") for name, text in names
    )
    return _choice("target", "Target", "The column that is to be learned.", target, choices)


def _tasks(seen: Examination) -> tuple[Choice, ...]:
    """Return what can be learned; for "automatic", what that comes to here."""
    found = f": {seen.found.dataset.task}" if seen.found else ""
    return (
        Choice("auto", f"automatic{found}", "Classes for texts and for few whole numbers."),
        Choice("classification", "classification", "Tell classes apart."),
        Choice("regression", "regression", "Meet values."),
    )
