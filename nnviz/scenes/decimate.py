"""Fewer points, the same picture: of a long curve only what a row of pixels can show.

In each pixel column the smallest and the largest value are kept, in their order, so that no spike
is lost and a curve never has more than two points a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nnviz.nn.arrays import Array, Indices, frozen


def two_a_column(x: Array, y: Array, low: float, high: float, columns: int) -> tuple[Array, Array]:
    """Return the part of a curve between `low` and `high` with at most 2 points a column.

    Parameters
    ----------
    x, y
        The curve, x rising; shape (points,). A neighbour on either side of the range is kept, so
        that the curve reaches the plot's edges.
    low, high
        The visible range.
    columns
        Pixels across.
    """
    return curves_thinned(x, (y,), low, high, columns)[0]


def curves_thinned(
    x: Array, curves: Sequence[Array], low: float, high: float, columns: int
) -> list[tuple[Array, Array]]:
    """Return what `two_a_column` does for several curves over the same x, in one go."""
    begin = max(0, int(np.searchsorted(x, low, side="left")) - 1)
    end = min(len(x), int(np.searchsorted(x, high, side="right")) + 1)
    x, shown = x[begin:end], [y[begin:end] for y in curves]
    if len(x) <= 2 * columns or not shown:
        return [(x, y) for y in shown]
    found = np.searchsorted(x, _edges(low, high, columns))
    cuts = _distinct(np.concatenate([[0], found[found < len(x)]]).astype(np.int64))
    lengths = np.diff(np.append(cuts, len(x)))
    several = np.stack(shown)
    lowest, highest = (_places(several, cuts, lengths, best) for best in (np.fmin, np.fmax))
    ends = np.empty((len(several), 2 * len(cuts) + 2), dtype=np.int64)
    ends[:, 0], ends[:, -1] = 0, len(x) - 1
    ends[:, 1:-1:2], ends[:, 2:-1:2] = np.minimum(lowest, highest), np.maximum(lowest, highest)
    chosen = [_distinct(row) for row in ends]
    return [(x[rows], y[rows]) for rows, y in zip(chosen, shown, strict=True)]


@lru_cache(maxsize=32)
def _edges(low: float, high: float, columns: int) -> Array:
    edges: Array = frozen(np.linspace(low, high, columns, endpoint=False))
    return edges


def _distinct(rising: Indices) -> Indices:
    """Return numbers that never fall, each once."""
    first = np.ones(len(rising), dtype=np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


def _places(y: Array, cuts: Indices, lengths: Indices, best: np.ufunc) -> Indices:
    """Return where in each part of each row the best value stands.

    It is its first entry where all are NaN.
    """
    reached = np.repeat(best.reduceat(y, cuts, axis=1), lengths, axis=1) == y
    places = np.where(reached, np.arange(y.shape[1]), y.shape[1])
    lasts = cuts + lengths - 1
    firsts: Indices = np.minimum(np.minimum.reduceat(places, cuts, axis=1), lasts)
    return firsts
