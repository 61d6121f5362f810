"""From the user's table to a data set: which columns, which rows, what the target means.

Text inputs become one column a word ("colour=red"), a text target becomes classes, rows with
holes are dropped and counted. What was done is told in the report; nothing is guessed silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.experiment.dataset import DataError, Dataset, Task, make_dataset
from nnviz.experiment.datasets import train_count
from nnviz.experiment.features import OWN_COLUMNS, listed
from nnviz.experiment.spec import DataSpec, FileSpec
from nnviz.experiment.tables_cells import cut, spoken
from nnviz.experiment.tables_coding import class_numbers, is_few_whole, one_hot, words_of
from nnviz.experiment.tables_columns import Column, Table
from nnviz.experiment.tables_read import read_table
from nnviz.nn.arrays import Array

MAX_CELLS = 100_000_000  # numbers of all inputs together: 800 MB
_SHOWN = 5  # dropped rows that the report names

__all__ = ["PartReport", "Table", "TableDataset", "TableReport", "read_table", "table_dataset"]


class PartReport(Struct, frozen=True):
    """How one file was read: rows under the header, rows dropped, the first of these by number."""

    file: str
    rows_read: int
    rows_dropped: int
    first_dropped: tuple[int, ...]


class TableReport(Struct, frozen=True):
    """What was made of a table.

    Parameters
    ----------
    parts
        One entry a file: the table, and the test file if there is one.
    inputs
        The columns that are inputs.
    target
        The column to be learned.
    left_out
        What was left out and why, one sentence a column.
    """

    parts: tuple[PartReport, ...]
    inputs: tuple[str, ...]
    target: str
    left_out: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        """Rows under the header, of all files."""
        return sum(part.rows_read for part in self.parts)

    @property
    def rows_dropped(self) -> int:
        """Rows dropped because of holes, of all files."""
        return sum(part.rows_dropped for part in self.parts)

    def sentence(self) -> str:
        """Return the report in words."""
        read = " ".join(_told(part) for part in self.parts)
        left = f" Left out: {'; '.join(self.left_out)}." if self.left_out else ""
        return f"{read} Inputs: {listed(self.inputs, 8)}; target: {self.target}.{left}"


class TableDataset(Struct, frozen=True, eq=False):
    """A data set made of a table, and the report on how."""

    dataset: Dataset
    report: TableReport


def table_dataset(file: FileSpec, data: DataSpec) -> TableDataset:
    """Return the data set in the user's table, shuffled with the seed, split, not scaled.

    Parameters
    ----------
    file
        Where the table is, and what is to be learned.
    data
        Share of the test part (where it has no file of its own), seed, and inputs: where these
        name columns, the other columns are not looked at.

    Raises
    ------
    DataError
        Where the table can't be used; the message says row, column, reason and mend.
    """
    read = _read(file)
    target = _target_name(read[0], file.target)
    names, left_out = _input_names(read[0], target, data.inputs)
    whole = [_complete(table, (*names, target)) for table in read]
    first = len(whole[0].rows)
    if first < 2:
        raise DataError(_too_few(read[0], first, (*names, target)))
    task = _task(_column(whole[0], target), file.task, whole[0])
    x, columns = _inputs(whole, names)
    y, classes = _targets(whole, target, task)
    order = _order(first, len(x), data.seed)
    dataset = make_dataset(
        x[order],
        y[order],
        first if file.test_path else train_count(first, data.test_share),
        task=task,
        columns=columns,
        classes=classes,
        outputs=(target,),
        name=Path(file.path).stem,
    )
    parts = tuple(map(_part_report, read, whole))
    return TableDataset(dataset, TableReport(parts, names, target, left_out))


def _read(file: FileSpec) -> list[Table]:
    """Return the table, and behind it that of the test file if there is one."""
    table = read_table(file.path, file.decimal_separator)
    if not file.test_path:
        return [table]
    return [table, _matching(read_table(file.test_path, file.decimal_separator, table), table)]


def _target_name(table: Table, target: str) -> str:
    if not target:
        return table.names[-1]
    if target not in table.names:
        raise DataError(
            f'{table.name}: there is no column "{cut(target)}" to be the target; there are'
            f" {listed(table.names)}"
        )
    return target


def _input_names(
    table: Table, target: str, inputs: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns to be inputs, and what is left out and why."""
    there = [column for column in table.columns if column.name != target]
    stems = {name.partition("=")[0] for name in inputs} | set(inputs)
    named = [column for column in there if column.name in stems]
    if inputs != OWN_COLUMNS and named and all(_names_one(name, named) for name in inputs):
        return tuple(column.name for column in named), ()
    useless = {c.name: why for c in there if (why := _useless(c))}
    kept = tuple(column.name for column in there if column.name not in useless)
    if not kept:
        whys = "; ".join(useless.values())
        raise DataError(f"{table.name}: no column is left to be an input: {whys}")
    return kept, tuple(useless.values())


def _names_one(name: str, columns: Sequence[Column]) -> bool:
    """Say whether an input of the spec is one of the columns, or a word of one ("colour=red")."""
    return any(name in (c.name, f"{c.name}={name.partition('=')[2]}") for c in columns)


def _useless(column: Column) -> str:
    """Return why a column can teach nothing; "" where it may."""
    if column.holes.all():
        return f"{column.name} (every cell is empty)"
    words = words_of(column.values, 1) if column.is_text else ()
    if len(words) == 1:
        return f'{column.name} (every cell is "{cut(words[0])}")'
    return ""


def _column(table: Table, name: str) -> Column:
    return table.columns[table.names.index(name)]


def _complete(table: Table, names: tuple[str, ...]) -> Table:
    """Return the table's rows that have no hole in the columns named."""
    columns = [_column(table, name) for name in names]
    full = ~np.logical_or.reduce([column.holes for column in columns])
    kept = tuple(Column(column.name, column.values[full]) for column in columns)
    return Table(table.name, kept, table.rows[full])


def _too_few(table: Table, count: int, names: tuple[str, ...]) -> str:
    """Say that too few rows are left, and which column has most of the holes."""
    holes = {name: int(_column(table, name).holes.sum()) for name in names}
    worst = max(holes, key=lambda name: holes[name])
    left = f"{table.name}: {count or 'no'} row{'' if count == 1 else 's'} without a hole"
    if not holes[worst]:
        return f"{left}; training and test need at least 2"
    return (
        f"{left} of {len(table.rows)}, and at least 2 are needed; {spoken(worst)} is empty in"
        f" {holes[worst]} of them: fill it or leave it out"
    )


def _matching(test: Table, table: Table) -> Table:
    """Return the test table; refuse it where its columns are not those of the table."""
    missing = [name for name in table.names if name not in test.names]
    added = [name for name in test.names if name not in table.names]
    if missing or added:
        what = f"it lacks {listed(tuple(missing))}" if missing else ""
        more = f"it has {listed(tuple(added))} besides" if added else ""
        raise DataError(
            f"{test.name}: its columns are not those of {table.name}:"
            f" {' and '.join(filter(None, (what, more)))}; both files need the same"
        )
    return test


def _task(target: Column, wanted: str, table: Table) -> Task:
    """Return what the target asks for; "auto" takes texts and few whole numbers for classes."""
    if wanted == "classification":
        return "classification"
    if target.is_text:
        if wanted == "regression":
            raise DataError(
                f'{table.name}, row {table.rows[0]}, {spoken(target.name)}: "'
                f'{cut(target.values[0])}" is a text, and a regression learns numbers; choose'
                " classification, or another target"
            )
        return "classification"
    few = wanted == "auto" and is_few_whole(target.values)
    return "classification" if few else "regression"


def _inputs(tables: list[Table], names: tuple[str, ...]) -> tuple[Array, tuple[str, ...]]:
    """Return the inputs of all tables one below the other, and their names."""
    blocks: list[Array] = []
    columns: list[str] = []
    rows = sum(len(table.rows) for table in tables)
    for name in names:
        parts = [_column(table, name) for table in tables]
        if parts[0].is_text:
            block, words = one_hot(tables, name, parts)
            columns += (f"{name}={word}" for word in words)
        else:
            block = np.concatenate([part.values for part in parts])[:, None]
            columns.append(name)
        blocks.append(block)
        if rows * len(columns) > MAX_CELLS:
            raise DataError(
                f"{tables[0].name}: {rows} rows of at least {len(columns)} inputs are more than"
                f" fits ({MAX_CELLS} numbers); take fewer rows or columns"
            )
    return np.hstack(blocks), tuple(columns)


def _targets(tables: list[Table], target: str, task: Task) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return class numbers (rows,) and the classes' names, or values (rows, 1)."""
    parts = [_column(table, target) for table in tables]
    if task == "classification":
        return class_numbers(tables, target, parts)
    return np.concatenate([part.values for part in parts])[:, None], ()


def _order(first: int, rows: int, seed: int) -> NDArray[Any]:
    """Return the rows shuffled; those of a test file stay where they are, behind the others."""
    shuffled = np.random.default_rng(seed).permutation(first)
    return np.concatenate([shuffled, np.arange(first, rows)])


def _part_report(read: Table, kept: Table) -> PartReport:
    gone = np.ones(len(read.rows), dtype=np.bool_)
    gone[np.searchsorted(read.rows, kept.rows)] = False
    dropped = read.rows[gone]
    shown = tuple(int(row) for row in dropped[:_SHOWN])
    return PartReport(read.name, len(read.rows), len(dropped), shown)


def _told(part: PartReport) -> str:
    if not part.rows_dropped:
        return f"{part.file}: {part.rows_read} rows read, none with holes."
    more = ", …" if part.rows_dropped > len(part.first_dropped) else ""
    rows = ", ".join(map(str, part.first_dropped)) + more
    return (
        f"{part.file}: {part.rows_read} rows read, {part.rows_dropped} with holes dropped"
        f" (row{'s' if part.rows_dropped > 1 else ''} {rows})."
    )
