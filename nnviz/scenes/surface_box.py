"""The box that a surface stands in: its back walls, and the numbers on the edges near the eye."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.scenes.camera import HEIGHT, Camera
from nnviz.scenes.descent_chart import Line, Shape, Word
from nnviz.scenes.palette import Theme
from nnviz.scenes.surface import Surface
from nnviz.scenes.ticks import Axis, Tick

_FLOOR, _TOP = -0.5 * HEIGHT, 0.5 * HEIGHT
_BESIDE, _FARTHER = 0.11, 0.2  # how far off an edge its numbers and its name stand
_EVERY = 0.16  # numbers on the height's edge are at least so far apart, in shares of it


class SurfacePicture(Struct, frozen=True, eq=False):
    """A surface as it is looked at, with what lies behind it and what is drawn on it.

    Parameters
    ----------
    surface, camera, aspect
        What is looked at, from where, in a picture of which width over height.
    behind, before
        In coordinates of the picture, from −1 to 1.
    """

    surface: Surface
    camera: Camera
    aspect: float
    behind: tuple[Shape, ...]
    before: tuple[Shape, ...]


def in_box(
    surface: Surface, camera: Camera, aspect: float, theme: Theme, on_it: tuple[Shape, ...]
) -> SurfacePicture:
    """Return the picture of a surface in its box, with what lies on it."""
    behind = walls(surface, camera, aspect, theme)
    before = (*numbers(surface, camera, aspect, theme), *on_it)
    return SurfacePicture(surface, camera, aspect, behind, before)


def walls(surface: Surface, camera: Camera, aspect: float, theme: Theme) -> tuple[Shape, ...]:
    """Return what lies behind the surface: floor and back walls, ruled at the axes' numbers."""
    (a, b), (x_axis, y_axis, heights) = surface.sides, surface.axes
    back_x, back_y = -_near(camera, 0) * a, -_near(camera, 1) * b
    rules: list[tuple[tuple[float, float, float], ...]] = []
    for x in _along(x_axis, a):
        rules += [((x, -b, _FLOOR), (x, b, _FLOOR)), ((x, back_y, _FLOOR), (x, back_y, _TOP))]
    for y in _along(y_axis, b):
        rules += [((-a, y, _FLOOR), (a, y, _FLOOR)), ((back_x, y, _FLOOR), (back_x, y, _TOP))]
    for tick in _thinned(heights):
        z = HEIGHT * (tick.position - 0.5)
        rules += [((-a, back_y, z), (a, back_y, z)), ((back_x, -b, z), (back_x, b, z))]
    return (
        _drawn(np.array(rules).reshape(-1, 3), camera, aspect, theme.faint),
        _drawn(_edges(surface, camera), camera, aspect, theme.border),
    )


def _edges(surface: Surface, camera: Camera) -> Array:
    """Return the ends of the box's edges but of those that would stand before the surface."""
    a, b = surface.sides
    back_x, back_y = -_near(camera, 0) * a, -_near(camera, 1) * b
    floors = [(back_y, _FLOOR), (back_y, _TOP), (-back_y, _FLOOR)]
    edges = [((-a, y, z), (a, y, z)) for y, z in floors]
    floors = [(back_x, _FLOOR), (back_x, _TOP), (-back_x, _FLOOR)]
    edges += [((x, -b, z), (x, b, z)) for x, z in floors]
    edges += [((x, y, _FLOOR), (x, y, _TOP)) for x, y in _uprights(surface, camera)]
    return np.array(edges).reshape(-1, 3)


def numbers(surface: Surface, camera: Camera, aspect: float, theme: Theme) -> tuple[Shape, ...]:
    """Return the numbers and names of the three axes."""
    (a, b), (x_axis, y_axis, heights) = surface.sides, surface.axes
    front_x, front_y = _near(camera, 0), _near(camera, 1)
    told: list[tuple[tuple[float, float, float], str, tuple[int, int]]] = []
    for tick, x in zip(x_axis.ticks, _along(x_axis, a), strict=True):
        told.append(((x, front_y * (b + _BESIDE), _FLOOR), tick.text, (0, 0)))
    for tick, y in zip(y_axis.ticks, _along(y_axis, b), strict=True):
        told.append(((front_x * (a + _BESIDE), y, _FLOOR), tick.text, (0, 0)))
    for place, axis in (
        ((0.0, front_y * (b + _FARTHER), _FLOOR), x_axis),
        ((front_x * (a + _FARTHER), 0.0, _FLOOR), y_axis),
    ):
        outward = 1 if camera.seen(np.array([place]), aspect)[0, 0] > 0.0 else -1
        told.append((place, axis.name, (outward, -1)))
    x, y = min(_uprights(surface, camera)[1:], key=lambda one: _across(one, camera, aspect))
    marks = _thinned(heights)
    told += [((x, y, HEIGHT * (one.position - 0.5)), one.text, (-1, 0)) for one in marks]
    told.append(((x, y, _TOP + 0.5 * _BESIDE), heights.name, (0, 1)))
    at = camera.seen(np.array([place for place, _, _ in told]), aspect).tolist()
    return tuple(
        Word(u, v, text, theme.muted, side)
        for (u, v), (_, text, side) in zip(at, told, strict=True)
    )


def _near(camera: Camera, axis: int) -> float:
    """Return on which side of an axis the eye is: −1 or 1."""
    return 1.0 if camera.toward[axis] > 0.0 else -1.0


def _uprights(surface: Surface, camera: Camera) -> list[tuple[float, float]]:
    """Return where the box's upright edges stand that are drawn: the back one, and its sides."""
    (a, b), x, y = surface.sides, _near(camera, 0), _near(camera, 1)
    return [(-x * a, -y * b), (x * a, -y * b), (-x * a, y * b)]


def _across(floor: tuple[float, float], camera: Camera, aspect: float) -> float:
    return float(camera.seen(np.array([[*floor, _FLOOR]]), aspect)[0, 0])


def _along(axis: Axis, half: float) -> list[float]:
    return [(2.0 * (one.position - axis.low) / axis.span - 1.0) * half for one in axis.ticks]


def _thinned(axis: Axis) -> list[Tick]:
    kept: list[Tick] = []
    for tick in axis.ticks:
        if not kept or tick.position - kept[-1].position >= _EVERY:
            kept.append(tick)
    return kept


def _drawn(places: Array, camera: Camera, aspect: float, colour: str) -> Line:
    at = camera.seen(places, aspect)
    return Line(at[:, 0], at[:, 1], colour, 1.0, pairs=True)
