"""Contour lines of a function on a grid: at which heights, and where they run.

Marching squares (Lorensen and Cline's cubes, 1987, in the plane): every cell of the grid is told by
which of its corners lie below the height, and the line crosses its edges where a straight edge
would have that height. All cells of a height are done at once.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array, Indices
from nnviz.scenes.ticks import linear_axis

MOST_LINES = 14
_UNEVEN = 30.0  # times the quarter's height is the highest twentieth's: then heights go by powers
_LEAST_RISE = 1e-9  # of the range, above the lowest place

# The edges that a line joins, by the corners that lie above: (0, 0) counts 1, (1, 0) 2, (1, 1) 4,
# (0, 1) 8. Edges: 0 below, 1 right, 2 above, 3 left. Two lines where opposite corners are alike.
_JOINED = np.array(
    [
        (-1, -1, -1, -1), (3, 0, -1, -1), (0, 1, -1, -1), (3, 1, -1, -1),
        (1, 2, -1, -1), (3, 0, 1, 2), (0, 2, -1, -1), (3, 2, -1, -1),
        (2, 3, -1, -1), (2, 0, -1, -1), (0, 1, 2, 3), (2, 1, -1, -1),
        (1, 3, -1, -1), (1, 0, -1, -1), (0, 3, -1, -1), (-1, -1, -1, -1),
    ]
)  # fmt: skip


class Heights(Struct, frozen=True):
    """At which heights contour lines run, and how a height is shaded.

    Parameters
    ----------
    low, high
        The lowest height known, and that of the palest shade.
    scale
        The rise above `low` of the deepest shade where shades go by powers of ten; else 0.
    lines
        Rising.
    """

    low: float
    high: float
    scale: float
    lines: tuple[float, ...]

    @property
    def by_powers(self) -> bool:
        """Whether heights are spaced by powers of ten."""
        return self.scale > 0.0

    def share(self, values: Array) -> Array:
        """Return how far up each value is, 0 to 1; NaN where it is no number."""
        rise, top = values - self.low, self.high - self.low
        with np.errstate(all="ignore"):
            if self.by_powers:
                share = np.log(np.maximum(rise, self.scale) / self.scale)
                share = share / math.log(top / self.scale)
            else:
                share = rise / top
        return np.where(np.isnan(values), np.nan, np.clip(share, 0.0, 1.0))


def heights_of(values: Array, lowest: float | None = None) -> Heights:
    """Return the heights at which a grid of values is drawn.

    Parameters
    ----------
    values
        Any shape; what is not finite does not count.
    lowest
        The lowest value known, where there is one.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return Heights(0.0, 1.0, 0.0, ())
    low = float(finite.min()) if lowest is None else min(lowest, float(finite.min()))
    rise = np.maximum(finite - low, 0.0)
    quarter, high = (float(one) for one in np.quantile(rise, (0.25, 0.95)))
    top = float(rise.max())
    if not top > 1e-12 * max(1.0, abs(low)):
        return Heights(low, low + 1.0, 0.0, ())
    if high > _UNEVEN * max(quarter, _LEAST_RISE * high) or top > 1e3 * high:
        scale = max(float(np.quantile(rise, 0.004)), 1e-6 * top)
        return Heights(low, low + top, scale, _by_powers(low, scale, top))
    return Heights(low, low + top, 0.0, _evenly(low, top))


def _evenly(low: float, top: float) -> tuple[float, ...]:
    marks = linear_axis(low, low + top, MOST_LINES).ticks
    return tuple(one.position for one in marks if one.position > low + 1e-9 * top)


def _by_powers(low: float, scale: float, top: float) -> tuple[float, ...]:
    """Return heights at which the rise is 1, 2 or 5 times a power of ten; fewer if many."""
    powers = range(math.floor(math.log10(scale)), math.floor(math.log10(top)) + 1)
    for leads in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        rises = [lead * 10.0**power for power in powers for lead in leads]
        rises = [one for one in rises if scale <= one < top]
        if len(rises) <= MOST_LINES:
            return tuple(low + one for one in rises)
    stride = math.ceil(len(rises) / MOST_LINES)
    return tuple(low + one for one in rises[::stride])


def contour(x: Array, y: Array, values: Array, height: float) -> tuple[Array, Array]:
    """Return the pieces of a contour line: each two places in turn are the ends of one.

    Parameters
    ----------
    x, y
        The grid's columns and rows, rising.
    values
        Shape (len(y), len(x)).
    height
        Of the line.
    """
    with np.errstate(all="ignore"):
        above = values > height
        corners = (above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1])
        kind = sum(corner.astype(np.int64) << bit for bit, corner in enumerate(corners))
        sound = np.isfinite(values)
        whole = sound[:-1, :-1] & sound[:-1, 1:] & sound[1:, 1:] & sound[1:, :-1]
        kind = np.where(whole, kind, 0)
        rows, columns = np.nonzero((kind > 0) & (kind < 15))
        cells = rows.astype(np.int64), columns.astype(np.int64)
        joined = _JOINED[kind[cells]]
        ends = [_crossings(x, y, values, height, cells, joined[:, k]) for k in range(4)]
    first = np.stack([ends[0], ends[1]], axis=1)
    second = np.stack([ends[2], ends[3]], axis=1)[joined[:, 2] >= 0]
    pieces = np.concatenate([first, second]).reshape(-1, 2)
    return pieces[:, 0], pieces[:, 1]


def _crossings(
    x: Array,
    y: Array,
    values: Array,
    height: float,
    cells: tuple[Indices, Indices],
    edge: Indices,
) -> Array:
    """Return where the line crosses one edge of each cell, shape (cells, 2)."""
    rows, columns = cells
    row1 = rows + np.where(edge == 2, 1, 0)
    column1 = columns + np.where(edge == 1, 1, 0)
    upright = (edge == 1) | (edge == 3)
    row2, column2 = row1 + upright, column1 + ~upright
    one, other = values[row1, column1], values[row2, column2]
    share = (height - one) / (other - one)
    return np.stack(
        [x[column1] + share * (x[column2] - x[column1]), y[row1] + share * (y[row2] - y[row1])],
        axis=1,
    )
