"""One picture of curves, as the labs draw them: what stands still, and what moves with a cursor.

The still part (axes, curves, shaded ranges, names) is one object that is made once and known
again by identity; the moving part (lines, dots, words) is small and changes with the pointer.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array, frozen
from nnviz.scenes.palette import Colour, Image
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import Axis

Dash: TypeAlias = tuple[float, ...]  # lengths of line and gap, in widths of the line

SOLID: Dash = ()
THIN, USUAL, STRONG = 1.2, 1.7, 2.5  # widths of lines, in pixels at the usual size


class Curve(Struct, frozen=True, eq=False):
    """A line through points (NaN breaks it), in the plot's coordinates."""

    name: str
    x: Array
    y: Array
    colour: Colour
    width: float = USUAL
    dash: Dash = SOLID


class Shade(Struct, frozen=True):
    """A range of x that is shaded over the whole height, with a word in it, or a shorter one."""

    low: float
    high: float
    text: str = ""
    short: str = ""


class EndName(Struct, frozen=True):
    """The name of a curve in the margin at its right end, at a height."""

    text: str
    height: float
    colour: Colour
    strong: bool = False


class Dot(Struct, frozen=True):
    """A sign at (x, y): a filled or hollow dot, or a square."""

    x: float
    y: float
    colour: Colour
    hollow: bool = False
    square: bool = False


class Stroke(Struct, frozen=True):
    """A straight line from one place to another, with an arrow head at its end or without."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: Colour
    width: float = USUAL
    dashed: bool = False
    arrow: bool = False


Moving: TypeAlias = Level | Dot | Stroke | Note


class Raster(Struct, frozen=True, eq=False):
    """A picture behind the curves; its first row is at the bottom.

    Parameters
    ----------
    colours
        Red, green, blue, 0 to 255; shape (rows, columns, 3).
    x, y
        From where to where it reaches.
    """

    colours: Image
    x: tuple[float, float]
    y: tuple[float, float]


class LabPlot(Struct, frozen=True, eq=False):
    """A picture of curves.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    x_axis, y_axis
        On a logarithmic axis places are powers of ten.
    curves
        From the back to the front.
    shades, levels, names, notes
        Shaded ranges, thin lines, names at the right, and words in the plot.
    raster
        A picture behind all of it; None for none.
    """

    name: str
    x_axis: Axis
    y_axis: Axis
    curves: tuple[Curve, ...] = ()
    shades: tuple[Shade, ...] = ()
    levels: tuple[Level, ...] = ()
    names: tuple[EndName, ...] = ()
    notes: tuple[Note, ...] = ()
    raster: Raster | None = None


class Picture(Struct, frozen=True, eq=False):
    """A plot with what moves in it."""

    plot: LabPlot
    moving: tuple[Moving, ...] = ()


def spread(places: list[float], least: float, low: float, high: float) -> list[float]:
    """Return rising places at least `least` apart, within low..high as far as they have room.

    Parameters
    ----------
    places
        Rising.
    least
        How far two neighbours must be apart.
    low, high
        Between which they lie; where all do not fit, the last ones end at `high`.
    """
    moved = [max(low, place) for place in places]
    for number in range(1, len(moved)):
        moved[number] = max(moved[number], moved[number - 1] + least)
    top = high
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], top)
        top = moved[number] - least
    return moved


def clipped(values: Array, low: float, high: float) -> Array:
    """Return values with what lies far outside of low..high cut off, as a plot's edge does.

    A line of ten thousand pixels beyond the edge would be drawn for nothing.
    """
    room = 0.25 * (high - low)
    cut: Array = frozen(np.clip(values, low - room, high + room))
    return cut
