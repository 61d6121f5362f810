"""Fewer points, the same picture: of a long curve only what a row of pixels can show.

In each pixel column the smallest and the largest value are kept, in their order, so that no spike
is lost and a curve never has more than two points a pixel.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array, Indices


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
    begin = max(0, int(np.searchsorted(x, low, side="left")) - 1)
    end = min(len(x), int(np.searchsorted(x, high, side="right")) + 1)
    x, y = x[begin:end], y[begin:end]
    if len(x) <= 2 * columns:
        return x, y
    edges = np.linspace(low, high, columns, endpoint=False)
    found = np.searchsorted(x, edges)
    cuts = _distinct(np.concatenate([[0], found[found < len(x)]]).astype(np.int64))
    extremes = np.sort([_places(y, cuts, np.fmin), _places(y, cuts, np.fmax)], axis=0)
    chosen = _distinct(np.concatenate([[0], extremes.ravel(order="F"), [len(x) - 1]]))
    return x[chosen], y[chosen]


def _distinct(rising: Indices) -> Indices:
    """Return numbers that never fall, each once."""
    first = np.ones(len(rising), dtype=np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=first[1:])
    return rising[first]


def _places(y: Array, cuts: Indices, best: np.ufunc) -> Indices:
    """Return where in each part the best value stands (its first entry where all are NaN)."""
    lengths = np.diff(np.append(cuts, len(y)))
    reached = np.repeat(best.reduceat(y, cuts), lengths) == y
    places = np.where(reached, np.arange(len(y)), len(y))
    firsts: Indices = np.minimum(np.minimum.reduceat(places, cuts), cuts + lengths - 1)
    return firsts
