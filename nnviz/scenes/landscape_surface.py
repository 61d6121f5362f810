"""The cost over a plane as a surface, with the run's way on it: as high as the map is shaded."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.scenes import words
from nnviz.scenes.camera import Camera
from nnviz.scenes.descent_contours import contour, heights_of
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_surface import heights_axis, heights_note, line_ink, lines_on
from nnviz.scenes.landscape_answer import PlaneSlice
from nnviz.scenes.landscape_map import cost_shades
from nnviz.scenes.palette import Theme
from nnviz.scenes.surface import Surface, floor_of, lit, raised, triangles
from nnviz.scenes.surface_box import SurfacePicture, in_box
from nnviz.scenes.surface_ways import Drawing
from nnviz.scenes.ticks import linear_axis

_SIDES = (1.0, 1.0)
_TICKS = 5


def landscape_picture(
    found: PlaneSlice, theme: Theme, camera: Camera, aspect: float
) -> SurfacePicture:
    """Return the surface of the cost in its box, with the run's way.

    Parameters
    ----------
    found
        The cost over the plane.
    theme
        In which colours.
    camera, aspect
        From where it is looked at, in a picture of which width over height.
    """
    surface = landscape_surface(found, theme)
    drawing = Drawing(surface, camera, aspect)
    _add_way(drawing, found, theme)
    return in_box(surface, camera, aspect, theme, drawing.shapes())


@lru_cache(maxsize=2)
def landscape_surface(found: PlaneSlice, theme: Theme) -> Surface:
    """Return the mesh of the cost over a plane."""
    x, y = floor_of(_SIDES, found.side, found.side)
    heights = heights_of(found.values)
    share = heights.share(found.values)
    z = raised(share)
    cut = found.cut
    axes = tuple(linear_axis(one.low, one.high, _TICKS, one.name) for one in (cut.x, cut.y))
    marks = cut.x.marks(found.side), cut.y.marks(found.side)
    pieces = ((height, contour(*marks, found.values, height)) for height in heights.lines)
    return Surface(
        f"The surface of the cost over {cut.x.name} and {cut.y.name}",
        x,
        y,
        z,
        lit(cost_shades(share, theme), x, y, z, theme),
        triangles(z),
        lines_on(pieces, heights, (axes[0], axes[1]), _SIDES),
        line_ink(theme),
        (axes[0], axes[1], heights_axis(heights, "cost")),
        heights_note(heights, share, "the cost"),
    )


def _add_way(drawing: Drawing, found: PlaneSlice, theme: Theme) -> None:
    """Draw the run's way, its start, the lowest place of the grid, and the network."""
    way = drawing.surface.places(found.places)
    drawing.line(way, (theme.text, 2.0, 0.9))
    here = drawing.surface.places(np.array([[found.cut.x.here, found.cut.y.here]]))
    if len(way) > 1 and np.abs(way[0] - here[0]).max() > 0.06:
        drawing.dots(way[:1], Look(theme.text, "disc"), 0.6, hollow=True)
        drawing.name(way[0], "start", theme.text)
    if np.isfinite(found.values).any():
        row, column = np.unravel_index(int(np.nanargmin(found.values)), found.values.shape)
        at = np.array([drawing.surface.x[column], drawing.surface.y[row]])
        lowest = words.number(float(found.values[row, column]), 3)
        drawing.dots(at[None], Look(theme.good, "square"), 0.6, hollow=True)
        drawing.name(at, f"lowest {lowest}", theme.good)
    drawing.dots(here, Look(theme.accent, "disc"), 0.78)
    drawing.name(here[0], "here", theme.accent)
