"""The function of the descent lab as a surface: heights as the map's shades, ways lying on it.

Height is what the map shows by its shade: the value, or where values are spread over many powers
of ten, the power of its rise above the lowest one. So the two pictures tell the same.
"""

from __future__ import annotations

import math

import numpy as np

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.descent_contours import Heights
from nnviz.scenes.descent_grid import Grid, grid_of
from nnviz.scenes.descent_kept import kept
from nnviz.scenes.descent_map import shades
from nnviz.scenes.descent_state import Region
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.surface import LIFT, Surface, floor_of, half_sides, lit, raised, triangles
from nnviz.scenes.ticks import Axis, Tick, linear_axis

_TICKS = 5
_BY_POWERS = "Height: powers of ten above the lowest value, as the map's shades"
_HOLES = "where f is no number there is a hole"


@kept
def surface_of(function: Function, region: Region, theme: Theme) -> Surface:
    """Return the surface of a function over a part of its plane."""
    grid = grid_of(function, region)
    (x0, x1), (y0, y1) = region
    x, y = floor_of(half_sides(x1 - x0, y1 - y0), len(grid.x), len(grid.y))
    share = grid.heights.share(grid.values)
    z = raised(share)
    first, second = function.variables
    axes = linear_axis(x0, x1, _TICKS, first), linear_axis(y0, y1, _TICKS, second)
    return Surface(
        f"The surface of {function.label}",
        x,
        y,
        z,
        lit(shades(share, theme), x, y, z, theme),
        triangles(z),
        _lines(grid, x, y),
        mix(theme.panel, theme.text, 0.55) if theme.name == "light" else theme.ground,
        (*axes, heights_axis(grid.heights)),
        _note(grid, share),
    )


def _lines(grid: Grid, x: Array, y: Array) -> Array:
    """Return the contour lines, each at its height."""
    pieces = [np.empty((0, 3))]
    for height, (px, py) in grid.lines:
        z = raised(grid.heights.share(np.array([height]))) + 0.5 * LIFT
        across, up = np.interp(px, grid.x, x), np.interp(py, grid.y, y)
        pieces.append(np.column_stack([across, up, np.full(len(px), z[0])]))
    return np.concatenate(pieces)


def heights_axis(heights: Heights) -> Axis:
    """Return the axis of heights: positions are shares, from 0 to 1."""
    if not heights.by_powers:
        marks = linear_axis(heights.low, heights.high, _TICKS).ticks
        span = heights.high - heights.low
        ticks = [Tick((one.position - heights.low) / span, one.text) for one in marks]
        return Axis(0.0, 1.0, tuple(ticks), "f")
    first = math.ceil(math.log10(heights.scale))
    last = math.floor(math.log10(heights.high - heights.low))
    values = heights.low + np.power(10.0, np.arange(first, last + 1, dtype=np.float64))
    shares = heights.share(values)
    marks_ = zip(shares.tolist(), values.tolist(), strict=True)
    return Axis(0.0, 1.0, tuple(Tick(at, words.number(one, 3)) for at, one in marks_), "f")


def _note(grid: Grid, share: Array) -> str:
    said = [_BY_POWERS] if grid.heights.by_powers else []
    if np.isnan(share).any():
        said.append(_HOLES if said else words.sentence(_HOLES))
    return "; ".join(said)
