"""What the descent lab's charts are made of: lines, dots, arrows and words in a plane.

A chart has a still part, which is one object that is made once and known again by identity, and a
moving part, which is new for every step. Both are lists of the same few shapes.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.scenes.palette import Colour, Image
from nnviz.scenes.ticks import Axis

Marker = Literal["disc", "square", "triangle", "diamond", "cross"]
FAR = 20.0  # pictures away from the middle: beyond it a place is drawn there, off the edge


class Line(Struct, frozen=True, eq=False):
    """A line through points, shape (n,); NaN breaks it. In pairs, each two points are a line."""

    x: Array
    y: Array
    colour: Colour
    width: float = 1.5
    dashed: bool = False
    pairs: bool = False
    opacity: float = 1.0


class Dots(Struct, frozen=True, eq=False):
    """Markers of one kind at points, shape (n,); `size` is in heights of a caption."""

    x: Array
    y: Array
    colour: Colour
    marker: Marker = "disc"
    size: float = 0.5
    hollow: bool = False
    opacity: float = 1.0


class Arrow(Struct, frozen=True):
    """An arrow from one place to another; `reach` is its length in captions' heights where set.

    With a reach only the direction counts, as it stands on the screen.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    colour: Colour
    width: float = 1.8
    dashed: bool = False
    reach: float = 0.0


class Word(Struct, frozen=True):
    """A word at (x, y); `side` tells by how many half words and half lines it stands beside."""

    x: float
    y: float
    text: str
    colour: Colour
    side: tuple[int, int] = (0, 0)
    strong: bool = False


class Area(Struct, frozen=True, eq=False):
    """What a closed line through points, shape (n,), has inside it."""

    x: Array
    y: Array
    colour: Colour
    opacity: float = 0.2


class Shade(Struct, frozen=True, eq=False):
    """An image over the whole plane of the chart; row 0 is the least y."""

    pixels: Image


Shape: TypeAlias = Line | Dots | Arrow | Word | Area | Shade


class Chart(Struct, frozen=True, eq=False):
    """A picture with axes.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    x_axis, y_axis
        On a logarithmic axis places are powers of ten.
    still
        From the back to the front.
    equal
        Whether a unit is as long across as it is up: on a map right angles are right angles.
    grid
        Whether faint lines run across at the numbers of the y axis.
    """

    name: str
    x_axis: Axis
    y_axis: Axis
    still: tuple[Shape, ...] = ()
    equal: bool = False
    grid: bool = True


class Picture(Struct, frozen=True, eq=False):
    """A chart with what moves in it."""

    chart: Chart
    moving: tuple[Shape, ...] = ()


def near(values: Array, axis: Axis) -> Array:
    """Return places with those that are far off the axis brought back to just FAR off it.

    What is no number stays none. A line of a million pixels would be drawn for nothing.
    """
    middle, reach = 0.5 * (axis.low + axis.high), FAR * axis.span
    cut: Array = np.clip(values, middle - reach, middle + reach)
    return cut
