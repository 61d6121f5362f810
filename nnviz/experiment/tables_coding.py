"""How words of a table become numbers: one-hot inputs, class numbers.

Words are sorted, so the same table always gives the same columns and classes. What a test file
has and the table has not can't be learned, and is refused with its row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.experiment.dataset import DataError
from nnviz.experiment.tables_cells import cut, spoken
from nnviz.experiment.tables_columns import Column, Table
from nnviz.nn.arrays import Array, Indices

MAX_WORDS = 100  # different words of an input
MAX_CLASSES = 200
MAX_WORD = 1000  # characters
FEW = 10  # different whole numbers that count as classes unless the task is named


def one_hot(
    tables: Sequence[Table], name: str, parts: Sequence[Column]
) -> tuple[Array, tuple[str, ...]]:
    """Return a 1 in the column of each row's word, shape (rows, words), and the words sorted.

    Raises
    ------
    DataError
        Where the column has more than 100 words, as names and identifiers have, or a test file
        has a word of its own.
    """
    words = words_of(parts[0].values, MAX_WORDS)
    if len(words) > MAX_WORDS:
        raise DataError(
            f"{tables[0].name}, row {_row_of(tables[0], parts[0], words[-1])}, {spoken(name)}:"
            f' "{cut(words[-1])}" is text number {MAX_WORDS + 1} of this column, so it names rows'
            " rather than kinds; take the column out of the file, or name the inputs to be used"
        )
    _check_lengths(tables[0], parts[0], words)
    words = tuple(sorted(words))
    codes = _codes(tables, name, parts, words)
    block = np.zeros((len(codes), len(words)))
    block[np.arange(len(codes)), codes] = 1.0
    return block, words


def class_numbers(
    tables: Sequence[Table], name: str, parts: Sequence[Column]
) -> tuple[Indices, tuple[str, ...]]:
    """Return the number of each row's class, shape (rows,), and the names of the classes.

    Raises
    ------
    DataError
        Where there is one class only, or more than 200, or a test file has one of its own.
    """
    words = words_of(parts[0].values, MAX_CLASSES)
    where = f"{tables[0].name}, {spoken(name)}"
    if len(words) < 2:
        raise DataError(
            f'{where}: every row has the same class, "{cut(_name(words[0]))}"; there must be at'
            " least 2 to be told apart"
        )
    if len(words) > MAX_CLASSES:
        mend = "choose another target" if parts[0].is_text else "choose regression"
        raise DataError(f"{where}: it has more than {MAX_CLASSES} different classes; {mend}")
    if parts[0].is_text:
        _check_lengths(tables[0], parts[0], words)
    words = tuple(sorted(words))
    return _codes(tables, name, parts, words), tuple(map(_name, words))


def is_few_whole(values: Array) -> bool:
    """Say whether these are at most 10 different whole numbers, so probably classes."""
    words = words_of(values, FEW)
    return len(words) <= FEW and all(float(word).is_integer() for word in words)


def words_of(values: NDArray[Any], most: int) -> tuple[Any, ...]:
    """Return the different values in the order of their first rows, at most `most` + 1 of them."""
    if values.dtype != object:
        return tuple(np.unique(values[np.isfinite(values)])[: most + 1].tolist())
    seen: dict[str, None] = {}
    for word in values.tolist():
        if word is not None and word not in seen:
            seen[word] = None
            if len(seen) > most:
                break
    return tuple(seen)


def _codes(
    tables: Sequence[Table], name: str, parts: Sequence[Column], words: tuple[Any, ...]
) -> Indices:
    """Return the place of each row's word among the words, shape (rows,)."""
    place = {word: number for number, word in enumerate(words)}
    found = []
    for table, part in zip(tables, parts, strict=True):
        plain = part.values.tolist()
        codes = np.fromiter((place.get(word, -1) for word in plain), np.int64, len(plain))
        strange = np.flatnonzero(codes < 0)
        if len(strange):
            row = int(strange[0])
            raise DataError(
                f'{table.name}, row {table.rows[row]}, {spoken(name)}: "{cut(_name(plain[row]))}"'
                f" does not occur in {tables[0].name}, so nothing can be learned about it; take"
                " the row out"
            )
        found.append(codes)
    return np.concatenate(found)


def _check_lengths(table: Table, column: Column, words: tuple[str, ...]) -> None:
    for word in words:
        if len(word) > MAX_WORD:
            where = f"{table.name}, row {_row_of(table, column, word)}, {spoken(column.name)}"
            raise DataError(
                f"{where}: a text of {len(word)} characters names no kind; use at most {MAX_WORD},"
                " or leave the column out"
            )


def _row_of(table: Table, column: Column, word: str) -> int:
    return int(table.rows[column.values.tolist().index(word)])


def _name(word: str | float) -> str:
    """Return a class's name; whole numbers have no decimals."""
    if isinstance(word, str):
        return word
    return str(int(word)) if word.is_integer() else repr(word)
