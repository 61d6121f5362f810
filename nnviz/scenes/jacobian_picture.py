"""How a Jacobian carries a small square of inputs: to a parallelogram, spanned by its columns.

The square stands at a place, one side along each input; its image is where the function really
takes it. The parallelogram is what the Jacobian says of that image, its determinant how many times
as large it is. The smaller the square, the less the two differ.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.words import short
from nnviz.scenes.descent_chart import Area, Arrow, Chart, Dots, Line, Picture, Shape, Word
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.ticks import Axis, linear_axis

Names: TypeAlias = tuple[tuple[str, str], tuple[str, str]]  # of the inputs, of the outputs
_CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)])
_ALONG = np.linspace(0.0, 1.0, 17)[:, None]  # places on each side, so that it may bend
_ROOM = 0.16  # of the picture, around what is in it


def jacobian_picture(
    carried: Callable[[Array], Array],
    jacobian: Array,
    side: float,
    names: Names,
    theme: Theme,
) -> Picture:
    """Return the square, its image and its parallelogram, all from one corner.

    Parameters
    ----------
    carried
        From steps of the two inputs, shape (n, 2), to what the two outputs change by.
    jacobian
        Shape (2, 2), at the corner.
    side
        Of the square.
    names
        Of the inputs and of the outputs.
    theme
        The colours.
    """
    square = side * _CORNERS
    image, told = carried(_outline(square)), square @ jacobian.T
    x_axis, y_axis = _axes(np.concatenate([square, image, told]), names)
    ink = mix(theme.panel, theme.text, 0.55)
    still: tuple[Shape, ...] = (
        Area(square[:, 0], square[:, 1], theme.accent, 0.10),
        Line(square[:, 0], square[:, 1], mix(theme.panel, theme.accent, 0.7), 1.4),
        Area(told[:, 0], told[:, 1], theme.slope, 0.22),
        Line(told[:, 0], told[:, 1], theme.slope, 1.4, dashed=True),
        Line(image[:, 0], image[:, 1], ink, 1.8),
        *_arrows(jacobian, side, names[0], theme),
        *_names(jacobian, side, theme),
        Dots(np.zeros(1), np.zeros(1), theme.accent, size=0.6),
    )
    name = "A square of inputs, its image, and the parallelogram that the Jacobian makes of it"
    return Picture(Chart(name, x_axis, y_axis, still, equal=True))


def _outline(corners: Array) -> Array:
    """Return places along the sides."""
    sides = [one + _ALONG * (other - one) for one, other in pairwise(corners)]
    return np.concatenate(sides)


def _axes(places: Array, names: Names) -> tuple[Axis, Axis]:
    """Return axes of one length with all places on them."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = (0.5 + _ROOM) * float((high - low).max())
    middle = 0.5 * (low + high)
    (first, second), (one, other) = names
    return (
        linear_axis(middle[0] - half, middle[0] + half, 5, f"change of {first} and of {one}"),
        linear_axis(middle[1] - half, middle[1] + half, 5, f"change of {second} and of {other}"),
    )


def _arrows(jacobian: Array, side: float, inputs: tuple[str, str], theme: Theme) -> list[Shape]:
    """Return the columns, as long as the side makes them, each with its input and its numbers."""
    shapes: list[Shape] = []
    for name, column, beside in zip(inputs, jacobian.T, (1, -1), strict=True):
        x, y = (float(one) for one in side * column)
        text = f"column {name}: ({short(float(column[0]))}, {short(float(column[1]))})"
        shapes += [
            Arrow(0.0, 0.0, x, y, theme.slope, 2.6),
            Word(x, y, text, theme.slope_text, (beside, 0), True),
        ]
    return shapes


def _names(jacobian: Array, side: float, theme: Theme) -> list[Shape]:
    """Return what the square is called, and how many times as large the parallelogram is."""
    factor = abs(float(np.linalg.det(jacobian)))
    x, y = (float(one) for one in side * jacobian.sum(axis=1))
    return [
        Word(side, 0.0, "square", theme.accent, (1, 0)),
        Word(x, y, f"area × {short(factor, 3)}", theme.text, (-1, 0), True),
    ]
