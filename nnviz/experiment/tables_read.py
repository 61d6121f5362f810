"""The user's table as named columns of numbers or texts, read by duckdb.

All cells are first read as text, so that one stray word in a column of numbers is told with its
row instead of changing what the column is. A column is numbers if all its cells are, text if at
most half of them are; anything between is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.experiment.dataset import DataError
from nnviz.experiment.tables_cells import (
    CSV_FORM,
    Separator,
    as_number,
    as_other_number,
    cleaned,
    cut,
    is_number,
    spoken,
)
from nnviz.experiment.tables_columns import Column, Table
from nnviz.experiment.tables_files import even_line_ends, file_content, parse_trouble, row_numbers
from nnviz.nn.arrays import Array

MAX_COLUMNS = 10_000
MAX_NAME = 200  # characters

_CHUNK = 500  # columns asked for in one query
_COMMA_NUMBERS = re.compile(r"\s*[-+]?\d+(,\d+)?\s*(;\s*[-+]?\d+(,\d+)?\s*)+")


def read_table(path: str, decimal_separator: Separator = ".", like: Table | None = None) -> Table:
    """Return the table in a CSV or TSV file.

    Parameters
    ----------
    path
        The file; what separates its cells is found out.
    decimal_separator
        "." or ",".
    like
        A table whose kinds of columns are taken over, where names agree (for a test part).

    Raises
    ------
    DataError
        Where the file can't be used; the message says row, column, reason and mend.
    """
    import duckdb

    file = Path(path).expanduser()
    content = file_content(file)
    connection = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    kinds = {column.name: column.is_text for column in like.columns} if like else {}
    try:
        with even_line_ends(file, content) as even:
            reader = _Reader(connection, even, file.name, content, decimal_separator)
        return reader.table(kinds)
    except (duckdb.Error, MemoryError, OSError) as error:
        raise DataError(parse_trouble(str(error), file.name)) from None
    finally:
        connection.close()


class _Reader:
    """One file in a duckdb table `t` of texts, and the questions asked of it.

    `skip` is 1 where the first row holds names; `rows` are the numbers of the rows below it.
    """

    def __init__(
        self, connection: Any, file: Path, name: str, content: bytes, separator: Separator
    ) -> None:
        self.connection = connection
        self.name = name
        self.separator: Separator = separator
        self._other: Separator = "," if separator == "." else "."
        first = self._load(file, *self._dialect(file, content))
        self.width = len(first)
        self.skip = 0
        if self._has_header(first):
            self.skip = 1
        self.names = _header_names(first, name) if self.skip else _numbered(self.width)
        count = int(connection.execute("SELECT count(*) FROM t").fetchone()[0])
        self.rows = row_numbers(content, count)[self.skip :]

    def table(self, kinds: Mapping[str, bool]) -> Table:
        """Return the columns; `kinds` says of some whether they have to be text."""
        if not len(self.rows):
            raise DataError(f"{self.name}: there are names in row 1, but no rows below it")
        texts = self._texts(kinds)
        columns = map(Column, self.names, self._values(texts))
        return Table(self.name, tuple(columns), self.rows)

    def _dialect(self, file: Path, content: bytes) -> tuple[str, int]:
        """Return what separates the cells, and how many columns there are."""
        first = content.split(b"\n", 1)[0].decode("utf-8").removeprefix("\ufeff").rstrip("\r")
        semicolon = _COMMA_NUMBERS.fullmatch(first) or (self.separator == "," and ";" in first)
        known = ", delim = ';'" if semicolon else ""
        delimiter, width = self.connection.execute(
            f"SELECT Delimiter, len(Columns) FROM sniff_csv(?, {CSV_FORM}, strict_mode = false,"
            f" ignore_errors = true{known})",
            [str(file)],
        ).fetchone()
        if width < 2:
            delimiter, width = _likely_form(content, self.name)
        if width > MAX_COLUMNS:
            raise DataError(
                f"{self.name}: it has {width} columns, more than the {MAX_COLUMNS} that fit; leave"
                " some out"
            )
        return delimiter, width

    def _load(self, file: Path, delimiter: str, width: int) -> tuple[str | None, ...]:
        """Make `t` of all cells, and return the first row as it is written."""
        names = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(width))
        # One thread: with several, duckdb 2.0 may store the blocks of a large file out of order.
        self.connection.execute("SET threads = 1")
        self.connection.execute(
            f"CREATE TEMP TABLE t AS SELECT * FROM read_csv(?, delim = ?, {CSV_FORM},"
            f" auto_detect = false, columns = {{{names}}})",
            [str(file), delimiter],
        )
        self.connection.execute("RESET threads")
        first = self.connection.execute("SELECT * FROM t WHERE rowid = 0").fetchone()
        return tuple((cell or "").strip() or None for cell in first)

    def _has_header(self, first: Sequence[str | None]) -> bool:
        """Say whether the first row holds names.

        It does if it has no number at all, or a word above a column that is all numbers.
        """
        numbers = [is_number(cell, self.separator) for cell in first]
        if not any(numbers):
            return True
        below = self._counts(1)
        return any(
            cell is not None and not number and filled == own > 0
            for cell, number, (filled, own) in zip(first, numbers, below, strict=True)
        )

    def _texts(self, kinds: Mapping[str, bool]) -> list[bool]:
        """Return for each column whether it is text; refuse what is neither text nor numbers."""
        texts = []
        counts = self._counts(self.skip)
        for place, (name, (filled, own)) in enumerate(zip(self.names, counts, strict=True)):
            wanted = kinds.get(name)
            texts.append(own < filled if wanted is None else wanted)
            if wanted or own == filled:
                continue
            where, cell = self._odd_cell(place)
            if is_number(cell, self._other) and own + self._others(place) == filled:
                raise DataError(f"{where}: {self._separator_hint(cell)}")
            if wanted is False or own > filled / 2:
                raise DataError(f"{where}: {_stray(cell, filled - own)}")
        return texts

    def _values(self, texts: list[bool]) -> list[NDArray[Any]]:
        """Return every column's values."""
        asked = [
            cleaned(place) if text else as_number(f"c{place}", self.separator)
            for place, text in enumerate(texts)
        ]
        found: list[NDArray[Any]] = []
        for chunk in _chunks(asked):
            named = ", ".join(f"{sql} AS v{number}" for number, sql in enumerate(chunk))
            got = self.connection.execute(
                f"SELECT {named} FROM t WHERE rowid >= {self.skip} ORDER BY rowid"
            ).fetchnumpy()
            found += (got[f"v{number}"] for number in range(len(chunk)))
        return [_plain(values, text) for values, text in zip(found, texts, strict=True)]

    def _counts(self, skip: int) -> list[tuple[int, int]]:
        """Return for each column how many cells are filled, and how many of them are numbers.

        Holes that are written as words ("NA") are looked for only in columns that need it.
        """
        cells = [f"c{place}" for place in range(self.width)]
        counts = self._filled_and_own(cells, skip)
        odd = [place for place, (filled, own) in enumerate(counts) if own < filled]
        again = self._filled_and_own([cleaned(place) for place in odd], skip)
        for place, count in zip(odd, again, strict=True):
            counts[place] = count
        return counts

    def _filled_and_own(self, cells: list[str], skip: int) -> list[tuple[int, int]]:
        filled = self._counted(cells, skip)
        own = self._counted([as_number(cell, self.separator) for cell in cells], skip)
        return list(zip(filled, own, strict=True))

    def _counted(self, asked: list[str], skip: int) -> list[int]:
        """Return how often each of the expressions is not NULL."""
        found: list[int] = []
        for chunk in _chunks([f"count({sql})" for sql in asked]):
            query = f"SELECT {', '.join(chunk)} FROM t WHERE rowid >= {skip}"
            found += self.connection.execute(query).fetchone()
        return found

    def _others(self, place: int) -> int:
        """Return how many cells only the other decimal separator makes numbers."""
        return self._counted([as_other_number(cleaned(place), self.separator)], self.skip)[0]

    def _odd_cell(self, place: int) -> tuple[str, str]:
        """Return where a column's first cell that is no number stands, and its text."""
        row, cell = self.connection.execute(
            f"SELECT rowid, {cleaned(place)} AS cell FROM t WHERE rowid >= {self.skip}"
            f" AND cell IS NOT NULL AND {as_number('cell', self.separator)} IS NULL"
            " ORDER BY rowid LIMIT 1"
        ).fetchone()
        number = self.rows[row - self.skip]
        return f"{self.name}, row {number}, {spoken(self.names[place])}", cell

    def _separator_hint(self, cell: str) -> str:
        word = "comma" if self._other == "," else "point"
        return (
            f'"{cut(cell)}" is a number with a decimal {word}; read the table with'
            f' decimal_separator="{self._other}" (or, if they part thousands, take the {word}s out)'
        )


def _stray(cell: str, strays: int) -> str:
    more = f" ({strays - 1} more are not either)" if strays > 1 else ""
    return (
        f'"{cut(cell)}" is not a number, as the column\'s other cells are{more}; write a number, or'
        " empty the cell to leave its row out"
    )


def _likely_form(content: bytes, name: str) -> tuple[str, int]:
    """Return separator and width of most of the first rows, where not all rows agree on one.

    Reading the table in that form then tells which row does not fit.
    """
    head = content[:100_000].decode("utf-8", "replace").splitlines()[:100]
    forms = Counter((mark, line.count(mark)) for line in head for mark in ",;\t|" if mark in line)
    if not forms:
        raise DataError(
            f"{name}: there is only one column; a table needs an input and a target, with a comma,"
            " semicolon, tab or | between its cells"
        )
    ((mark, count), _) = forms.most_common(1)[0]
    return mark, count + 1


def _plain(values: NDArray[Any], text: bool) -> NDArray[Any]:
    """Return a fetched column with NaN or None for holes, and no mask."""
    if text:
        cells = np.array(values, dtype=object)
        cells[np.ma.getmaskarray(values)] = None
        return cells
    numbers: Array = np.ma.filled(values.astype(np.float64), np.nan)
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def _chunks(items: list[str]) -> list[list[str]]:
    return [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"column {number}" for number in range(1, count + 1))


def _header_names(first: Sequence[str | None], file: str) -> tuple[str, ...]:
    """Return the names in the header; an empty one is called by its number."""
    names = tuple(cell or f"column {place}" for place, cell in enumerate(first, start=1))
    seen: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if len(name) > MAX_NAME:
            raise DataError(
                f"{file}, row 1, column {place}: a name of {len(name)} characters; use at most"
                f" {MAX_NAME}"
            )
        if name in seen:
            raise DataError(
                f'{file}, row 1: columns {seen[name]} and {place} are both called "{name}"; rename'
                " one"
            )
        seen[name] = place
    return names
