"""The race on the surface: all ways, where each method is, and the step to come."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.optim.method import MethodState
from nnviz.scenes.camera import Camera
from nnviz.scenes.descent import coming
from nnviz.scenes.descent_chart import Arrow, Shape, Word
from nnviz.scenes.descent_look import Look, look_of
from nnviz.scenes.descent_race import Track
from nnviz.scenes.descent_state import Descent, Region
from nnviz.scenes.descent_surface import surface_of
from nnviz.scenes.descent_trails import AHEAD, DRAWN, MARKED
from nnviz.scenes.palette import Theme
from nnviz.scenes.surface import Surface
from nnviz.scenes.surface_box import numbers, walls
from nnviz.scenes.surface_ways import dot_shapes, heading, laid, line_shapes

_SMALL, _LARGE = 0.4, 0.78  # sizes of markers, in heights of a caption
_SAME = 4e-3  # of the floor's half side: closer steps are drawn as one
_NAMED = 5  # more methods than these have no names in the picture


class SurfacePicture(Struct, frozen=True, eq=False):
    """A surface as it is looked at, with what lies behind it and what is drawn on it."""

    surface: Surface
    camera: Camera
    aspect: float
    behind: tuple[Shape, ...]
    before: tuple[Shape, ...]


def surface_picture(
    descent: Descent, theme: Theme, region: Region, camera: Camera, aspect: float
) -> SurfacePicture:
    """Return the surface of the race, in its box.

    Parameters
    ----------
    descent, theme
        What is shown, in which colours.
    region
        The part of the plane, as on the map.
    camera, aspect
        From where it is looked at, in a picture of which width over height.
    """
    surface = surface_of(descent.function, region, theme)
    on_it = surface_shapes(descent, theme, surface, camera, aspect)
    return SurfacePicture(
        surface,
        camera,
        aspect,
        walls(surface, camera, aspect, theme),
        (*numbers(surface, camera, aspect, theme), *on_it),
    )


class _View:
    """A surface as it is looked at, and who draws what on it."""

    def __init__(self, surface: Surface, camera: Camera, aspect: float) -> None:
        self.surface, self.camera, self.aspect = surface, camera, aspect

    def line(
        self, floor: Array, ink: tuple[str, float, float], *, dashed: bool = False
    ) -> list[Shape]:
        """Return a line over floor places."""
        if len(floor) < 2:
            return []
        over = laid(self.surface, floor)
        return line_shapes(over, self.surface, self.camera, self.aspect, ink, dashed=dashed)

    def dots(
        self, floor: Array, look: Look, size: float, opacity: float = 1.0, *, hollow: bool = False
    ) -> list[Shape]:
        """Return markers over floor places."""
        over, ink = self.surface.on_it(floor), (look.colour, look.marker)
        return dot_shapes(
            over, self.surface, self.camera, self.aspect, ink, size, opacity, hollow=hollow
        )

    def at(self, place: Array) -> tuple[float, float]:
        """Return where a place (3,) is in the picture."""
        u, v = self.camera.seen(place[None], self.aspect)[0].tolist()
        return u, v


def surface_shapes(
    descent: Descent, theme: Theme, surface: Surface, camera: Camera, aspect: float
) -> tuple[Shape, ...]:
    """Return everything that lies on the surface, from the back to the front.

    Parameters
    ----------
    descent, theme
        What is shown, in which colours.
    surface
        Of the descent's function.
    camera, aspect
        From where it is looked at, in a picture of which width over height.
    """
    view = _View(surface, camera, aspect)
    chosen = descent.race.track(descent.selected)
    ordered = sorted(descent.race.tracks, key=lambda one: one is chosen)
    minima = np.array(descent.function.minima).reshape(-1, 2)
    shapes = view.dots(surface.places(minima), Look(theme.text, "cross"), 0.5)
    for track in ordered:
        look = look_of(track.name, theme)
        shapes += _trail(track, descent.race.step, view, look, selected=track is chosen)
    if chosen is not None:
        shapes += _to_come(*coming(descent, chosen), view, look_of(chosen.name, theme), theme)
    if 1 < len(ordered) <= _NAMED:
        for track in ordered:
            shapes += _name(track, descent.race.step, view, look_of(track.name, theme))
    return tuple(shapes)


def _trail(track: Track, step: int, view: _View, look: Look, *, selected: bool) -> list[Shape]:
    """Return the way of one method as on the map: walked, and faintly what lies ahead."""
    now = min(step, len(track.points) - 1)
    at = view.surface.places(track.points[max(0, now - DRAWN) : now + AHEAD + 1])
    here = min(now, DRAWN)
    ahead, walked = _thinned(at[here:]), _thinned(at[: here + 1])
    shapes = view.line(ahead, (look.colour, 1.0, 0.35))
    shapes += view.dots(ahead[1:][:MARKED], look, _SMALL, 0.4, hollow=True)
    shapes += view.line(walked, (look.colour, 2.2 if selected else 1.5, 0.95))
    shapes += view.dots(walked[:-1][-MARKED:], look, _SMALL)
    return shapes + view.dots(at[here : here + 1], look, _LARGE if selected else 0.6)


def _to_come(
    now: MethodState, then: MethodState, view: _View, look: Look, theme: Theme
) -> list[Shape]:
    """Return the gradient's arrow, the simplex, the places looked at, and the next step."""
    shapes: list[Shape] = []
    here = view.surface.places(now.point[None])
    simplex = now.sketch.simplex
    if simplex is not None:
        corners = view.surface.places(simplex.corners)
        shapes += view.line(np.vstack([corners, corners[:1]]), (look.colour, 2.0, 1.0))
        shapes += view.dots(corners, look, 0.4, hollow=True)
    if then is now or then.number == now.number:
        return shapes
    if now.gradient is not None and np.isfinite(now.gradient).all():
        shapes += _downhill(here, now.gradient, view, theme)
    if then.sketch.tried is not None and len(then.sketch.tried):
        tried = view.surface.places(then.sketch.tried)
        shapes += view.dots(tried, Look(look.colour, "cross"), 0.42, 0.8)
    step = np.vstack([here, view.surface.places(then.point[None])])
    return shapes + view.line(step, (look.colour, 1.6, 1.0), dashed=True)


def _downhill(here: Array, gradient: Array, view: _View, theme: Theme) -> list[Shape]:
    """Return the arrow against the gradient, as it lies on the surface at a place (1, 2)."""
    place = view.surface.on_it(here)[0]
    # As on the map: against the gradient in the function's own units, not in the box's.
    ends = view.surface.places(np.array([[0.0, 0.0], -gradient / np.linalg.norm(gradient)]))
    end = heading(view.surface, here[0], ends[1] - ends[0]) if gradient.any() else None
    if end is None or not np.isfinite(place).all():
        return []
    (x1, y1), (x2, y2) = view.at(place), view.at(end)
    return [Arrow(x1, y1, x2, y2, theme.slope, 2.6, reach=3.0)]


def _name(track: Track, step: int, view: _View, look: Look) -> list[Shape]:
    """Return a method's name beside its marker; nothing where that is off the surface."""
    point = track.points[min(step, len(track.points) - 1)]
    place = view.surface.on_it(view.surface.places(point[None]))[0]
    if not np.isfinite(place).all():
        return []
    return [Word(*view.at(place), track.method.label, look.colour, (1, 1), strong=True)]


def _thinned(floor: Array) -> Array:
    """Return places without those that fall on the one before; the ends stay."""
    if len(floor) < 3:
        return floor
    moved = (np.diff(np.round(floor / _SAME), axis=0) != 0).any(axis=1)
    kept = np.concatenate([[True], moved])
    kept[-1] = True
    left: Array = floor[kept]
    return left
