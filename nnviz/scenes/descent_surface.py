"""The function of the descent lab as a surface: heights as the map's shades, ways lying on it.

Height is what the map shows by its shade: the value, or where values are spread over many powers
of ten, the power of its rise above the lowest one. So the two pictures tell the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.descent_contours import Heights
from nnviz.scenes.descent_grid import grid_of
from nnviz.scenes.descent_kept import kept
from nnviz.scenes.descent_map import shades
from nnviz.scenes.descent_state import Region
from nnviz.scenes.palette import Colour, Theme, mix
from nnviz.scenes.surface import LIFT, Surface, floor_of, half_sides, lit, raised, triangles
from nnviz.scenes.ticks import Axis, Tick, linear_axis

_TICKS = 5
_BY_POWERS = "Height: powers of ten above the lowest value, as the map's shades"


@kept
def surface_of(function: Function, region: Region, theme: Theme) -> Surface:
    """Return the surface of a function over a part of its plane."""
    grid = grid_of(function, region)
    (x0, x1), (y0, y1) = region
    sides = half_sides(x1 - x0, y1 - y0)
    x, y = floor_of(sides, len(grid.x), len(grid.y))
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
        lines_on(grid.lines, grid.heights, axes, sides),
        line_ink(theme),
        (*axes, heights_axis(grid.heights)),
        heights_note(grid.heights, share, "f"),
    )


def lines_on(
    pieces: Iterable[tuple[float, tuple[Array, Array]]],
    heights: Heights,
    axes: tuple[Axis, Axis],
    sides: tuple[float, float],
) -> Array:
    """Return contour lines, each at its height in the box; shape (n, 3).

    Parameters
    ----------
    pieces
        Each line's height, and its places as `contour` returns them.
    heights
        How high in the box a height is.
    axes, sides
        Of the plane, and the half sides of its floor.
    """
    found = [np.empty((0, 3))]
    for height, places in pieces:
        z = raised(heights.share(np.array([height]))) + 0.5 * LIFT
        at = [
            (2.0 * (one - axis.low) / axis.span - 1.0) * side
            for one, axis, side in zip(places, axes, sides, strict=True)
        ]
        found.append(np.column_stack([*at, np.full(len(at[0]), z[0])]))
    return np.concatenate(found)


def line_ink(theme: Theme) -> Colour:
    """Return the colour of contour lines on a surface, which is darker than its shades."""
    return mix(theme.panel, theme.text, 0.55) if theme.name == "light" else theme.ground


def heights_axis(heights: Heights, name: str = "f") -> Axis:
    """Return the axis of heights: positions are shares, from 0 to 1."""
    if not heights.by_powers:
        marks = linear_axis(heights.low, heights.high, _TICKS).ticks
        span = heights.high - heights.low
        ticks = [Tick((one.position - heights.low) / span, one.text) for one in marks]
        return Axis(0.0, 1.0, tuple(ticks), name)
    first = math.ceil(math.log10(heights.scale))
    last = math.floor(math.log10(heights.high - heights.low))
    values = heights.low + np.power(10.0, np.arange(first, last + 1, dtype=np.float64))
    shares = heights.share(values)
    marks_ = zip(shares.tolist(), values.tolist(), strict=True)
    return Axis(0.0, 1.0, tuple(Tick(at, words.number(one, 3)) for at, one in marks_), name)


def heights_note(heights: Heights, share: Array, name: str) -> str:
    """Return what is to be said about heights: that they go by powers, that there are holes."""
    said = [_BY_POWERS] if heights.by_powers else []
    if np.isnan(share).any():
        hole = f"where {name} is no number there is a hole"
        said.append(hole if said else words.sentence(hole))
    return "; ".join(said)
