"""The race on the surface: all ways, where each method is, and the step to come."""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.method import MethodState
from nnviz.scenes.camera import Camera
from nnviz.scenes.descent import coming
from nnviz.scenes.descent_chart import Shape
from nnviz.scenes.descent_look import Look, look_of
from nnviz.scenes.descent_race import Track
from nnviz.scenes.descent_state import Descent, Region
from nnviz.scenes.descent_surface import surface_of
from nnviz.scenes.descent_trails import AHEAD, DRAWN, MARKED
from nnviz.scenes.palette import Theme
from nnviz.scenes.surface import Surface
from nnviz.scenes.surface_box import SurfacePicture, in_box
from nnviz.scenes.surface_ways import Drawing

_SMALL, _LARGE = 0.4, 0.78  # sizes of markers, in heights of a caption
_SAME = 4e-3  # of the floor's half side: closer steps are drawn as one
_NAMED = 5  # more methods than these have no names in the picture


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
    return in_box(surface, camera, aspect, theme, on_it)


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
    drawing = Drawing(surface, camera, aspect)
    chosen = descent.race.track(descent.selected)
    ordered = sorted(descent.race.tracks, key=lambda one: one is chosen)
    minima = np.array(descent.function.minima).reshape(-1, 2)
    drawing.dots(surface.places(minima), Look(theme.text, "cross"), 0.5)
    for track in ordered:
        look = look_of(track.name, theme)
        _add_trail(drawing, track, descent.race.step, look, selected=track is chosen)
    if chosen is not None:
        _add_step(drawing, *coming(descent, chosen), look_of(chosen.name, theme), theme)
    if 1 < len(ordered) <= _NAMED:
        for track in ordered:
            point = track.points[min(descent.race.step, len(track.points) - 1)]
            colour = look_of(track.name, theme).colour
            drawing.name(surface.places(point[None])[0], track.method.label, colour)
    return drawing.shapes()


def _add_trail(drawing: Drawing, track: Track, step: int, look: Look, *, selected: bool) -> None:
    """Draw the way of one method as on the map: walked, and faintly what lies ahead."""
    now = min(step, len(track.points) - 1)
    at = drawing.surface.places(track.points[max(0, now - DRAWN) : now + AHEAD + 1])
    here = min(now, DRAWN)
    ahead, walked = _thinned(at[here:]), _thinned(at[: here + 1])
    drawing.line(ahead, (look.colour, 1.0, 0.35))
    drawing.dots(ahead[1:][:MARKED], look, _SMALL, 0.4, hollow=True)
    drawing.line(walked, (look.colour, 2.2 if selected else 1.5, 0.95))
    drawing.dots(walked[:-1][-MARKED:], look, _SMALL)
    drawing.dots(at[here : here + 1], look, _LARGE if selected else 0.6)


def _add_step(
    drawing: Drawing, now: MethodState, then: MethodState, look: Look, theme: Theme
) -> None:
    """Draw the gradient's arrow, the simplex, the places looked at, and the next step."""
    places = drawing.surface.places
    here = places(now.point[None])
    simplex = now.sketch.simplex
    if simplex is not None:
        corners = places(simplex.corners)
        drawing.line(np.vstack([corners, corners[:1]]), (look.colour, 2.0, 1.0))
        drawing.dots(corners, look, 0.4, hollow=True)
    if then is now or then.number == now.number:
        return
    if now.gradient is not None and np.isfinite(now.gradient).all() and now.gradient.any():
        # As on the map: against the gradient in the function's own units, not in the box's.
        down = np.array([np.zeros(2), -now.gradient / np.linalg.norm(now.gradient)])
        drawing.arrow(here[0], np.diff(places(down), axis=0)[0], theme.slope, 2.6, reach=3.0)
    if then.sketch.tried is not None and len(then.sketch.tried):
        drawing.dots(places(then.sketch.tried), Look(look.colour, "cross"), 0.42, 0.8)
    step = np.vstack([here, places(then.point[None])])
    drawing.line(step, (look.colour, 1.6, 1.0), dashed=True)


def _thinned(floor: Array) -> Array:
    """Return places without those that fall on the one before; the ends stay."""
    if len(floor) < 3:
        return floor
    moved = (np.diff(np.round(floor / _SAME), axis=0) != 0).any(axis=1)
    kept = np.concatenate([[True], moved])
    kept[-1] = True
    left: Array = floor[kept]
    return left
