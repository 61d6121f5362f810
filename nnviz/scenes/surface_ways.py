"""Ways on a surface: laid over its hills and into its valleys, faint where a hill hides them.

A way on the map is straight from step to step; on the surface it goes up and down with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array
from nnviz.scenes.camera import Camera
from nnviz.scenes.descent_chart import Arrow, Dots, Line, Shape, Word
from nnviz.scenes.descent_look import Look
from nnviz.scenes.palette import Colour
from nnviz.scenes.surface import Surface

Hidden: TypeAlias = NDArray[np.bool_]
Ink: TypeAlias = tuple[Colour, float, float]  # colour, width, opacity

MOST = 1_500  # places of one way
FINEST = 0.03  # of the floor's half side, between two places
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


class Drawing:
    """Gathers what lies on a surface, and finds out for all of it at once what can be seen.

    Parameters
    ----------
    surface
        What may hide it.
    camera, aspect
        From where it is looked at, in a picture of which width over height.
    """

    def __init__(self, surface: Surface, camera: Camera, aspect: float) -> None:
        self.surface = surface
        self._camera, self._aspect = camera, aspect
        self._places: list[Array] = []
        self._makers: list[Callable[[Array, Hidden], list[Shape]]] = []

    def line(self, floor: Array, ink: Ink, *, dashed: bool = False) -> None:
        """Lay a line over floor places (n, 2); ink is its colour, width and opacity."""
        if len(floor) > 1:
            over = laid(self.surface, floor)
            self._add(over, lambda at, hidden: _line_shapes(at, hidden, ink, dashed=dashed))

    def dots(
        self, floor: Array, look: Look, size: float, opacity: float = 1.0, *, hollow: bool = False
    ) -> None:
        """Put markers on floor places (n, 2); none stands off the surface."""
        over = self.surface.on_it(floor)
        over = over[np.isfinite(over[:, 2])]

        def made(at: Array, hidden: Hidden) -> list[Shape]:
            return _dot_shapes(at, hidden, look, size, opacity, hollow=hollow)

        self._add(over, made)

    def name(self, floor: Array, text: str, colour: Colour) -> None:
        """Write a name beside a floor place (2,); nothing off the surface."""
        over = self.surface.on_it(floor[None])

        def made(at: Array, _hidden: Hidden) -> list[Shape]:
            return [Word(float(at[0, 0]), float(at[0, 1]), text, colour, (1, 1), strong=True)]

        self._add(over[np.isfinite(over[:, 2])], made)

    def arrow(self, floor: Array, way: Array, colour: Colour, width: float, reach: float) -> None:
        """Point from a floor place (2,) along the surface, the way (2,) on the floor."""
        end = heading(self.surface, floor, way)
        begin = self.surface.on_it(floor[None])[0]
        if end is not None and np.isfinite(begin).all():
            self._add(np.stack([begin, end]), lambda at, _: [_arrow(at, colour, width, reach)])

    def shapes(self) -> tuple[Shape, ...]:
        """Return all of it, in the order in which it was added."""
        if not self._places:
            return ()
        places = np.concatenate(self._places)
        at = self._camera.seen(places, self._aspect)
        hidden = self.surface.hides(places, self._camera)
        ends = np.cumsum([len(one) for one in self._places])[:-1]
        parts = zip(self._makers, np.split(at, ends), np.split(hidden, ends), strict=True)
        return tuple(shape for make, one, covered in parts for shape in make(one, covered))

    def _add(self, places: Array, make: Callable[[Array, Hidden], list[Shape]]) -> None:
        if len(places):
            self._places.append(places)
            self._makers.append(make)


def _arrow(at: Array, colour: Colour, width: float, reach: float) -> Arrow:
    (x1, y1), (x2, y2) = at.tolist()
    return Arrow(x1, y1, x2, y2, colour, width, reach=reach)


def _line_shapes(at: Array, hidden: Hidden, ink: Ink, *, dashed: bool) -> list[Shape]:
    """Return a line through places of the picture: what can be seen, and faintly what can't."""
    colour, width, opacity = ink
    shapes: list[Shape] = []
    for covered, strength in ((True, HIDDEN * opacity), (False, opacity)):
        part = _part(at, hidden if covered else ~hidden)
        if part is not None:
            shapes.append(Line(part[:, 0], part[:, 1], colour, width, dashed, opacity=strength))
    return shapes


def _part(at: Array, wanted: Hidden) -> Array | None:
    """Return the pieces of a line of which an end is wanted, parted by NaN."""
    if not wanted.any():
        return None
    piece = wanted[:-1] | wanted[1:]
    ends = np.concatenate([[False], piece]) | np.concatenate([piece, [False]])
    part: Array = np.where(ends[:, None], at, np.nan)
    return part


def _dot_shapes(
    at: Array, hidden: Hidden, look: Look, size: float, opacity: float, *, hollow: bool
) -> list[Shape]:
    """Return markers at places of the picture, pale and hollow where they are hidden."""
    shapes: list[Shape] = []
    for covered, strength in ((True, HIDDEN * opacity), (False, opacity)):
        x, y = at[hidden == covered].T
        if len(x):
            dots = Dots(x, y, look.colour, look.marker, size, hollow or covered, strength)
            shapes.append(dots)
    return shapes


def heading(surface: Surface, floor: Array, way: Array, step: float = 0.02) -> Array | None:
    """Return a place (3,) a little way along the surface from one on the floor, or None off it."""
    long = math.hypot(*way.tolist())
    if not (long > 0.0 and math.isfinite(long)):
        return None
    at = surface.on_it((floor + way * (step / long))[None])[0]
    return at if np.isfinite(at).all() else None
