"""Ways on a surface: laid over its hills and into its valleys, faint where a hill hides them.

A way on the map is straight from step to step; on the surface it goes up and down with it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array
from nnviz.scenes.camera import Camera
from nnviz.scenes.descent_chart import Dots, Line, Marker, Shape
from nnviz.scenes.palette import Colour
from nnviz.scenes.surface import Surface

MOST = 1_500  # places of one way
FINEST = 0.025  # of the floor's half side, between two places
HIDDEN = 0.3  # opacity of what lies behind a hill


def laid(surface: Surface, floor: Array) -> Array:
    """Return a line over floor places (n, 2) as it lies on the surface, shape (m, 3).

    Rows of NaN part it where it leaves the floor, or where the surface has a hole.
    """
    begin, run = floor[:-1], np.diff(floor, axis=0)
    enter, leave = _inside(begin, run, surface.sides)
    kept = leave > enter
    begin, run, enter, leave = begin[kept], run[kept], enter[kept], leave[kept]
    if not len(begin):
        return np.empty((0, 3))
    long = np.linalg.norm(run, axis=1) * (leave - enter)
    fine = max(FINEST, float(long.sum()) / MOST)
    pieces = np.maximum(1, np.ceil(long / fine)).astype(np.int64)
    counts = pieces + 2  # both ends, and a gap after the last
    which = np.repeat(np.arange(len(begin)), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    share = place / pieces[which]
    at = enter[which] + (leave - enter)[which] * share
    over = surface.on_it(begin[which] + at[:, None] * run[which])
    gap = place > pieces[which]
    over[gap] = np.nan
    joined = np.append((leave[:-1] >= 1.0) & (enter[1:] <= 0.0), False)
    kept_rows: Array = over[~(gap & joined[which])]
    return kept_rows


def _inside(begin: Array, run: Array, sides: tuple[float, float]) -> tuple[Array, Array]:
    """Return between which shares of each piece it is on the floor (Liang and Barsky, 1984)."""
    enter, leave = np.zeros(len(begin)), np.ones(len(begin))
    with np.errstate(all="ignore"):
        for k, side in enumerate(sides):
            one, other = (-side - begin[:, k]) / run[:, k], (side - begin[:, k]) / run[:, k]
            still = run[:, k] == 0.0
            off = still & (np.abs(begin[:, k]) > side)
            first, last = np.minimum(one, other), np.maximum(one, other)
            enter = np.maximum(enter, np.where(still, 0.0, first))
            leave = np.where(off, -1.0, np.minimum(leave, np.where(still, 1.0, last)))
    sound = np.isfinite(begin).all(axis=1) & np.isfinite(run).all(axis=1)
    return enter, np.where(sound, leave, -1.0)


def line_shapes(
    places: Array,
    surface: Surface,
    camera: Camera,
    aspect: float,
    ink: tuple[Colour, float, float],
    *,
    dashed: bool = False,
) -> list[Shape]:
    """Return a line over places (n, 3): what can be seen, and faintly what can't.

    Parameters
    ----------
    places
        NaN parts it.
    surface, camera, aspect
        What may hide it, and from where it is looked at.
    ink
        Colour, width, opacity.
    dashed
        Whether it is dashed.
    """
    if len(places) < 2:
        return []
    colour, width, opacity = ink
    at, hidden = camera.seen(places, aspect), surface.hides(places, camera)
    shapes: list[Shape] = []
    for covered, strength in ((True, HIDDEN * opacity), (False, opacity)):
        part = _part(at, hidden if covered else ~hidden)
        if part is not None:
            shapes.append(Line(part[:, 0], part[:, 1], colour, width, dashed, opacity=strength))
    return shapes


def _part(at: Array, wanted: NDArray[np.bool_]) -> Array | None:
    """Return the pieces of a line of which an end is wanted, parted by NaN."""
    if not wanted.any():
        return None
    piece = wanted[:-1] | wanted[1:]
    ends = np.concatenate([[False], piece]) | np.concatenate([piece, [False]])
    part: Array = np.where(ends[:, None], at, np.nan)
    return part


def dot_shapes(
    places: Array,
    surface: Surface,
    camera: Camera,
    aspect: float,
    look: tuple[Colour, Marker],
    size: float,
    opacity: float = 1.0,
    *,
    hollow: bool = False,
) -> list[Shape]:
    """Return markers at places (n, 3), pale where they are hidden, none where they are NaN."""
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return []
    at, hidden = camera.seen(places, aspect), surface.hides(places, camera)
    colour, marker = look
    shapes: list[Shape] = []
    for covered, strength in ((True, HIDDEN * opacity), (False, opacity)):
        x, y = at[hidden == covered].T
        if len(x):
            shapes.append(Dots(x, y, colour, marker, size, hollow or covered, strength))
    return shapes


def heading(surface: Surface, floor: Array, way: Array, step: float = 0.02) -> Array | None:
    """Return a place (3,) a little way along the surface from one on the floor, or None off it."""
    long = math.hypot(*way.tolist())
    if not (long > 0.0 and math.isfinite(long)):
        return None
    at = surface.on_it((floor + way * (step / long))[None])[0]
    return at if np.isfinite(at).all() else None
