"""The data behind a cost, with the line or the curve that each place of the map stands for.

On the map a method walks; here the same step is a line that turns towards its points.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.scenes.descent_chart import Chart, Dots, Line, Picture, Shape, near
from nnviz.scenes.descent_choice import data_points, is_unit, unit_data
from nnviz.scenes.descent_look import look_of
from nnviz.scenes.descent_state import Descent
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import linear_axis

_SIGMOID = ACTIVATIONS["sigmoid"]
_GRAB = 0.03  # of the picture: how near a click must be to a point to take it away


def has_data(descent: Descent) -> bool:
    """Whether the function is the cost of a model on data."""
    return bool(data_points(descent.function)) or is_unit(descent.function)


def data_picture(descent: Descent, theme: Theme) -> Picture | None:
    """Return the data and every method's model at the step that is looked at."""
    if not has_data(descent):
        return None
    unit = is_unit(descent.function)
    points = data_points(descent.function)
    x, y = unit_data() if unit else (np.array(column) for column in zip(*points, strict=True))
    x_axis = linear_axis(*_around(x), 5, "x")
    y_axis = linear_axis(*((-0.1, 1.1) if unit else _around(y)), 5, "t" if unit else "y")
    across = np.linspace(x_axis.low, x_axis.high, 120 if unit else 2)
    shapes: list[Shape] = []
    for track in descent.race.tracks:
        first, second = (float(one) for one in track.at(descent.race.step).point)
        z = first * across + second if unit else first + second * across
        height = _SIGMOID.f(z) if unit else z
        look = look_of(track.name, theme)
        width = 2.2 if track.name == descent.selected else 1.5
        shapes.append(Line(across, near(height, y_axis), look.colour, width))
    name = "Targets and the unit's output" if unit else "Data and the line that is fitted"
    dots = Dots(x, y, theme.text, "disc", 0.45, hollow=True)
    return Picture(Chart(name, x_axis, y_axis, (dots,)), tuple(shapes))


def point_at(descent: Descent, picture: Picture, x: float, y: float) -> int | None:
    """Return the number of the data point at a place of the picture; None where there is none."""
    points = np.array(data_points(descent.function))
    if not len(points):
        return None
    scale = np.array([picture.chart.x_axis.span, picture.chart.y_axis.span])
    off = np.linalg.norm((points - [x, y]) / scale, axis=1)
    nearest = int(np.argmin(off))
    return nearest if off[nearest] <= _GRAB else None


def _around(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = 0.12 * (high - low) or 1.0
    return low - margin, high + margin
