"""The picture on a line: the curve of f with the iterates on it, and the step to come.

A method that follows the slope is shown with its tangent, one that trusts a parabola with that
parabola: whatever leads to the next step.
"""

from __future__ import annotations

import numpy as np

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.optim.method import MethodState
from nnviz.optim.sketch import QuadraticModel
from nnviz.optim.words import short
from nnviz.scenes.descent_chart import Arrow, Chart, Dots, Line, Shape, Word, near
from nnviz.scenes.descent_kept import kept
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_state import Region
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.ticks import Axis, linear_axis

SAMPLES = 600
_WILD = 8.0  # times the middle nine tenths' range: what reaches farther is cut off
_TANGENT = 0.2  # of the x axis, to either side
_FOOT = 0.03  # of the height, above the x axis: where the arrow of the step lies


@kept
def line_chart(function: Function, region: Region, theme: Theme) -> Chart:
    """Return the still part: the curve over a part of the x axis, and where it is lowest."""
    low, high = region[0]
    x = np.linspace(low, high, SAMPLES)
    with np.errstate(all="ignore"):
        y = np.where(np.isfinite(x), function.objective.values(x[:, None]), np.nan)
    y = np.where(np.isfinite(y), y, np.nan)
    x_axis = linear_axis(low, high, 8, function.variables[0])
    y_axis = linear_axis(*_reach(y), 6, _value_name(function))
    shapes: list[Shape] = [Line(x, near(y, y_axis), mix(theme.text, theme.panel, 0.1), 2.0)]
    lowest = [one[0] for one in function.minima if low <= one[0] <= high]
    if lowest:
        places = np.array(lowest)
        heights = function.objective.values(places[:, None])
        shapes.append(Dots(places, heights, theme.muted, "cross", 0.5))
    return Chart(f"The curve of {function.label}", x_axis, y_axis, tuple(shapes))


def _value_name(function: Function) -> str:
    return f"f({function.variables[0]})"


def _reach(y: Array) -> tuple[float, float]:
    """Return the range of heights to show: all of them, or the middle ones where some are wild."""
    finite = y[np.isfinite(y)]
    if not finite.size:
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    least, most = (float(one) for one in np.quantile(finite, (0.05, 0.95)))
    room = _WILD * max(most - least, 1e-12)
    low, high = max(low, least - room), min(high, most + room)
    margin = 0.08 * (high - low) or 0.5 * max(1.0, abs(high))
    return low - margin, high + margin


def slope_shapes(state: MethodState, chart: Chart, theme: Theme) -> list[Shape]:
    """Return the tangent at a state, where its gradient is known."""
    if state.gradient is None or not np.isfinite(state.gradient).all():
        return []
    x, slope = float(state.point[0]), float(state.gradient[0])
    half = _TANGENT * chart.x_axis.span
    ends = np.array([x - half, x + half])
    heights = near(state.value + slope * (ends - x), chart.y_axis)
    return [Line(ends, heights, theme.slope, 2.0)]


def parabola_shapes(model: QuadraticModel, chart: Chart, theme: Theme) -> list[Shape]:
    """Return the parabola that the next step trusts, and its turning point."""
    x = np.linspace(chart.x_axis.low, chart.x_axis.high, 200)
    y = model.values(x[:, None])
    above = chart.y_axis.high + 0.2 * chart.y_axis.span
    below = chart.y_axis.low - 0.2 * chart.y_axis.span
    y = np.where((y > below) & (y < above), y, np.nan)
    shapes: list[Shape] = [Line(x, y, theme.slope, 2.0, dashed=True)]
    bend = float(model.hessian[0, 0])
    if bend > 0.0:
        turn = model.centre - model.gradient / bend
        shapes.append(Dots(turn, model.values(turn[None]), theme.slope, "disc", 0.5, hollow=True))
    return shapes


def next_shapes(
    now: MethodState, then: MethodState, chart: Chart, look: Look, theme: Theme
) -> list[Shape]:
    """Return the step to come: an arrow along the x axis, from below one place to the next."""
    x1, x2 = (float(near(state.point, chart.x_axis)[0]) for state in (now, then))
    y1, y2 = (_height(state, chart.y_axis) for state in (now, then))
    if x1 == x2:
        return []
    foot = chart.y_axis.low + _FOOT * chart.y_axis.span
    drops = [
        Line(np.array([x, x]), np.array([foot, y]), theme.muted, 1.0, dashed=True, opacity=0.8)
        for x, y in ((x1, y1), (x2, y2))
    ]
    moved = Word(0.5 * (x1 + x2), foot, short(x2 - x1, 3), look.colour, (0, 1))
    there = Dots(np.array([x2]), np.array([y2]), look.colour, look.marker, 0.6, hollow=True)
    return [*drops, Arrow(x1, foot, x2, foot, look.colour, 2.0), there, moved]


def _height(state: MethodState, axis: Axis) -> float:
    return float(near(np.array([state.value]), axis)[0])


def tried_shapes(then: MethodState, function: Function, look: Look) -> list[Shape]:
    """Return the places that the step to come looks at."""
    tried = then.sketch.tried
    if tried is None or not len(tried):
        return []
    with np.errstate(all="ignore"):
        heights = function.objective.values(tried)
    return [Dots(tried[:, 0], heights, look.colour, "cross", 0.42, opacity=0.8)]
