"""A table as it was read: named columns of numbers or texts, and the rows' numbers in the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.nn.arrays import Indices


class Column(Struct, frozen=True, eq=False):
    """One column: float64 with NaN for holes, or texts (objects) with None for holes."""

    name: str
    values: NDArray[Any]

    @property
    def is_text(self) -> bool:
        """Whether its cells are texts."""
        return bool(self.values.dtype.kind == "O")

    @property
    def holes(self) -> NDArray[np.bool_]:
        """Where it has no value, shape (rows,)."""
        if self.is_text:
            return np.array([cell is None for cell in self.values.tolist()], dtype=np.bool_)
        return np.asarray(np.isnan(self.values), dtype=np.bool_)


class Table(Struct, frozen=True, eq=False):
    """A file's columns.

    Parameters
    ----------
    name
        The file's name, for messages.
    columns
        All columns in the file's order.
    rows
        The number of each row in the file, shape (rows,); the header, if any, is row 1.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Indices

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)
