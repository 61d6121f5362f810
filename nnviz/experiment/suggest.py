"""Which network suits which data: the output layer and cost, and a first try for a new table.

What is suggested is where an experienced person would begin, not what is allowed: `rules` says
that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.experiment.dataset import DataError, Dataset, Task
from nnviz.experiment.datasets import DATASETS, DatasetKind
from nnviz.experiment.spec import (
    DataSpec,
    ExperimentSpec,
    FileSpec,
    LayerSpec,
    NetworkSpec,
    TrainingSpec,
    Xavier,
)
from nnviz.experiment.tables import Table, TableDataset, read_table, table_dataset
from nnviz.optim.first_order import GradientDescent

FIRST_UNITS = 8
TABLE_TEST_SHARE = 0.3


class DataFacts(Struct, frozen=True):
    """What a data set asks of a network, without its numbers.

    Parameters
    ----------
    name
        On screen.
    task
        "classification" or "regression".
    columns
        The raw input columns.
    classes
        How many classes it has; 0 where the targets are values.
    outputs
        How many values a sample has to be met; 1 for classes.
    made
        Drawn from a rule, so that samples and noise count.
    shares
        Its targets are values between 0 and 1, which a cross-entropy can take.
    """

    name: str
    task: Task
    columns: tuple[str, ...]
    classes: int
    outputs: int = 1
    made: bool = False
    shares: bool = False


def facts_of(data: DataSpec, dataset: Dataset) -> DataFacts:
    """Return the facts of the loaded set that `data` names."""
    y = dataset.y_train
    kind = DATASETS.get(data.set)
    return DataFacts(
        dataset.name,
        dataset.task,
        dataset.columns,
        len(dataset.classes),
        1 if dataset.by_labels else y.shape[1],
        made=kind is not None and kind.made,
        shares=not dataset.by_labels and bool(np.min(y) >= 0 and np.max(y) <= 1),
    )


def facts_of_kind(kind: DatasetKind) -> DataFacts:
    """Return the facts of a set that is not loaded."""
    return DataFacts(kind.label, kind.task, kind.columns, len(kind.classes), made=kind.made)


def units_for(facts: DataFacts) -> tuple[int, ...]:
    """Return the numbers of output units that fit, the most usual first."""
    if facts.classes == 2:
        return (1, 2)
    return (facts.classes or facts.outputs,)


def suggested_output(facts: DataFacts) -> tuple[LayerSpec, str]:
    """Return the output layer and the cost to begin with: the usual ones for the task."""
    if facts.task == "regression":
        return LayerSpec(facts.outputs, "linear"), "half_mse"
    if facts.classes > 2:
        return LayerSpec(facts.classes, "softmax"), "softmax_cross_entropy"
    return LayerSpec(1 if facts.classes else facts.outputs, "tanh"), "half_mse"


class TableChoices(Struct, frozen=True):
    """What can be chosen about a table.

    Parameters
    ----------
    target
        The column to be learned; the last one where it is empty.
    task
        "auto" takes texts and few whole numbers for classes.
    standardise
        Give every input (and the values of a regression) mean 0 and deviation 1.
    test_share
        Share of the rows kept for the test, where `test_path` is empty.
    test_path
        A file with the test part.
    decimal_separator
        "." or ",".
    """

    target: str = ""
    task: Literal["auto", "classification", "regression"] = "auto"
    standardise: bool = True
    test_share: float = TABLE_TEST_SHARE
    test_path: str = ""
    decimal_separator: Literal[".", ","] = "."


class Examination(Struct, frozen=True, eq=False):
    """What a look at a table has shown.

    Parameters
    ----------
    table
        Its columns; None where it can't be read.
    found
        The data set made of it; None where it can't be used.
    spec
        An experiment to begin with; None where there is none.
    problem
        Why it can't be read or used; "" where it can.
    """

    table: Table | None = None
    found: TableDataset | None = None
    spec: ExperimentSpec | None = None
    problem: str = ""


def examine(path: str, choices: TableChoices) -> Examination:
    """Return what the table in a file holds and what can be done with it; it never raises."""
    try:
        table = read_table(path, choices.decimal_separator)
    except DataError as error:
        return Examination(problem=str(error))
    data = _table_data(path, choices)
    assert data.file is not None
    try:
        found = table_dataset(data.file, data)
    except DataError as error:
        return Examination(table, problem=str(error))
    return Examination(table, found, spec_for(found, data))


def _table_data(path: str, choices: TableChoices) -> DataSpec:
    file = FileSpec(
        path, choices.target, choices.task, choices.test_path, choices.decimal_separator
    )
    return DataSpec(
        set="file", file=file, standardise=choices.standardise, test_share=choices.test_share
    )


def spec_for_table(
    path: str, target: str = "", choices: TableChoices | None = None
) -> ExperimentSpec:
    """Return an experiment on the user's table, with a network to begin with.

    Parameters
    ----------
    path
        A CSV or TSV file.
    target
        The column to be learned; that of `choices`, or the last one, where it is empty.
    choices
        The rest; the defaults where it is None.

    Raises
    ------
    DataError
        Where the table can't be used; the message says row, column, reason and mend.
    """
    choices = choices or TableChoices()
    data = _table_data(path, replace(choices, target=target or choices.target))
    assert data.file is not None
    return spec_for(table_dataset(data.file, data), data)


def spec_for(table: TableDataset, data: DataSpec) -> ExperimentSpec:
    """Return an experiment on a table that has been read as `data` says."""
    facts = facts_of(data, table.dataset)
    output, cost = suggested_output(facts)
    if facts.classes == 2:
        output, cost = LayerSpec(1, "sigmoid"), "binary_cross_entropy"
    values = facts.task == "regression"
    assert data.file is not None
    return ExperimentSpec(
        name=Path(data.file.path).stem[:200],
        data=msgspec.structs.replace(
            data,
            file=msgspec.structs.replace(data.file, target=table.report.target, task=facts.task),
            standardise_target=values and data.standardise,
        ),
        network=NetworkSpec((LayerSpec(FIRST_UNITS, "tanh"), output), Xavier()),
        training=TrainingSpec(cost=cost, optimizer=GradientDescent(0.03)),
    )
