"""A function of two coordinates on a grid, with its contour lines: what map and surface show.

Both are made of the same numbers, so that a line of the map is the same line on the surface.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.scenes.descent_contours import Heights, contour, heights_of
from nnviz.scenes.descent_kept import kept
from nnviz.scenes.descent_state import Region

COLUMNS = 150
_LEAST_ROWS = 24


class Grid(Struct, frozen=True, eq=False):
    """A function on a part of its plane.

    Parameters
    ----------
    x, y
        Columns and rows, rising.
    values
        f there, shape (len(y), len(x)); what is not finite stays so.
    heights
        How values become shades, and at which heights lines run.
    lines
        Each contour line that there is: its height, and its pieces as `contour` returns them.
    """

    x: Array
    y: Array
    values: Array
    heights: Heights
    lines: tuple[tuple[float, tuple[Array, Array]], ...]


@kept
def grid_of(function: Function, region: Region) -> Grid:
    """Return a function on a grid over a part of its plane."""
    (x0, x1), (y0, y1) = region
    rows = max(_LEAST_ROWS, round(COLUMNS * (y1 - y0) / (x1 - x0)))
    x, y = np.linspace(x0, x1, COLUMNS), np.linspace(y0, y1, rows)
    with np.errstate(all="ignore"):
        values = function.objective.values(np.stack(np.meshgrid(x, y), axis=-1))
    heights = heights_of(values, function.lowest)
    pieces = ((height, contour(x, y, values, height)) for height in heights.lines)
    return Grid(x, y, values, heights, tuple((h, p) for h, p in pieces if len(p[0])))
