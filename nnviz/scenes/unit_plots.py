"""The unit's pictures: its activation with the sample on it, and its cost over one weight.

On the activation stands what the chain rule is made of: how far ŷ is from the target, and how
steep f is there. On the cost stands its own slope, and the step that comes next.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec.structs import replace

from nnviz.diagnostics.one_unit import OneUnit, Pass, cost_along, run, stepped
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.lab_plot import (
    STRONG,
    THIN,
    Curve,
    Dot,
    EndName,
    LabPlot,
    Moving,
    Picture,
    Shade,
    Stroke,
    clipped,
)
from nnviz.scenes.palette import Theme, mix
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.slope_histogram import shut_zones
from nnviz.scenes.ticks import linear_axis, round_range, rounded_up
from nnviz.scenes.unit_choice import ENTROPY, SQUARED, UnitChoice
from nnviz.scenes.unit_form import cost_label

POINTS = 481
LEAST_Z = 6.0
MOST_F = 2.5  # how high an unbounded f is drawn, unless the sample is higher
TANGENT = 0.22  # of the range: half of a tangent's width
TOO_SMALL = 0.004  # of the range: a step that can't be seen
OTHER_DASH = (6.0, 3.0)


def activation_picture(choice: UnitChoice, theme: Theme) -> Picture:
    """Return f and f' with the sample at its z, and how far it is from the target."""
    unit, found = choice.unit, run(choice.unit)
    limit = max(LEAST_Z, rounded_up(1.1 * abs(found.z)))
    heights = _heights(unit, found, limit)
    plot = _activation_plot(unit.f, limit, heights, choice.tau, theme)
    return Picture(plot, _activation_marks(unit, found, limit, heights, theme))


def _heights(unit: OneUnit, found: Pass, limit: float) -> tuple[float, float]:
    """Return how far down and up the picture reaches; rounded, so that it mostly keeps still."""
    f = unit.f.f(np.linspace(-limit, limit, POINTS))
    low = max(-MOST_F, min(0.0, float(f.min())))
    high = min(MOST_F, max(float(f.max()), float(unit.f.sup_slope)))
    low = min(low, found.output, unit.target)
    high = max(high, found.output, unit.target)
    low, high = round_range(low, high)
    room = 0.1 * (high - low)
    return low - room, high + 1.6 * room


@lru_cache(maxsize=16)
def _activation_plot(
    f: Activation, limit: float, heights: tuple[float, float], tau: float, theme: Theme
) -> LabPlot:
    z = np.linspace(-limit, limit, POINTS)
    curve = Curve("f", z, clipped(f.f(z), *heights), theme.text, STRONG)
    slope = Curve("f′", z, clipped(f.df(z), *heights), theme.slope, 1.8)
    shades = tuple(
        Shade(a, b, f"shut: f′ below {words.percent(tau)} of its largest", "shut")
        for a, b in (shut_zones(f, limit, tau) if f.learns_by_slope else ())
    )
    names = (
        EndName("f", float(curve.y[-1]), theme.text, strong=True),
        EndName("f′", float(slope.y[-1]), theme.slope_text, strong=True),
    )
    return LabPlot(
        f"{f.label}: f and f′ over z, with the sample",
        linear_axis(-limit, limit, 7, "z"),
        linear_axis(*heights, 5),
        (slope, curve),
        shades,
        (Level(0.0, theme.border, upright=True), Level(0.0, theme.border)),
        names,
        (Note(-limit, heights[1], f"f(z) = {f.formula}", theme.text, (1, -1)),),
    )


def _activation_marks(
    unit: OneUnit, found: Pass, limit: float, heights: tuple[float, float], theme: Theme
) -> tuple[Moving, ...]:
    z, a = found.z, found.output
    target = f"target y = {words.exact(unit.target)}"
    side = -1 if unit.target > sum(heights) / 2.0 else 1
    marks: list[Moving] = [
        Level(unit.target, theme.muted, dashed=True),
        Note(
            -limit if z > 0 else limit, unit.target, target, theme.muted, (1 if z > 0 else -1, side)
        ),
    ]
    if unit.f.learns_by_slope:
        wide = TANGENT * limit
        slope = found.slope
        marks.append(Stroke(z - wide, a - wide * slope, z + wide, a + wide * slope, theme.slope, 2))
    far = a - unit.target
    if far:
        marks.append(Stroke(z, a, z, unit.target, theme.bad, 2.2, arrow=True))
        # Beside the stroke, on its side with more room.
        text = f"ŷ − y = {words.number(far, 3)}"
        marks.append(Note(z, (a + unit.target) / 2, text, theme.bad, (1 if z < 0 else -1, 0)))
    marks.append(Dot(z, a, theme.accent))
    return tuple(marks)


def cost_picture(choice: UnitChoice, theme: Theme) -> Picture:
    """Return the cost over the selected weight, its tangent, and the next step."""
    plot = _cost_plot(_without_place(choice), choice.index, choice.limit, choice.both, theme)
    return Picture(plot, _cost_marks(choice, plot, theme))


def _without_place(choice: UnitChoice) -> OneUnit:
    """Return the unit with the selected weight at 0: the same for all places on one curve."""
    flat = choice.unit.flat
    flat[choice.index] = 0.0
    return choice.unit.at(flat)


@lru_cache(maxsize=16)
def _cost_plot(unit: OneUnit, index: int, limit: float, both: bool, theme: Theme) -> LabPlot:
    values = np.linspace(-limit, limit, POINTS)
    curves = [Curve(cost_label(unit.cost), values, cost_along(unit, index, values), theme.train)]
    other = _other(unit)
    if both and other is not None:
        quiet = mix(theme.panel, theme.text, 0.55)
        along = cost_along(other, index, values)
        curves.insert(0, Curve(cost_label(other.cost), values, along, quiet, THIN, OTHER_DASH))
    low, high = cost_range([curve.y for curve in curves])
    drawn = tuple(replace(curve, y=clipped(curve.y, low, high)) for curve in curves)
    name = weight_label(unit, index)
    title = f"C({name}), {cost_label(unit.cost)}"
    return LabPlot(
        f"Cost over {name}",
        linear_axis(-limit, limit, 7, name),
        linear_axis(low, high, 5),
        (*drawn[:-1], replace(drawn[-1], width=STRONG)),
        (),
        (Level(0.0, theme.border, upright=True),),
        tuple(EndName(c.name, float(c.y[-1]), c.colour) for c in drawn) if len(drawn) > 1 else (),
        (Note(0.0, high, title, theme.text, (0, -1)),),
    )


def _other(unit: OneUnit) -> OneUnit | None:
    """Return the unit with the cost to compare with; None where cross-entropy does not fit."""
    if unit.activation != "sigmoid":
        return None
    cost = SQUARED if unit.cost == ENTROPY else ENTROPY
    target = min(1.0, max(0.0, unit.target))
    return replace(unit, cost=cost, target=target)


def weight_label(unit: OneUnit, index: int) -> str:
    """Return "w", "w₂" or "b"."""
    if index == unit.inputs:
        return "b"
    return "w" if unit.inputs == 1 else f"w{words.subscript(index + 1)}"


def gradient_name(unit: OneUnit, index: int) -> str:
    """Return what an update goes by: "∂C/∂w", or for a threshold the delta rule's "δ x"."""
    name = weight_label(unit, index)
    if unit.f.learns_by_slope:
        return f"∂C/∂{name}"
    return "δ" if index == unit.inputs else f"δ {name.replace('w', 'x')}"


def cost_range(costs: list[Array]) -> tuple[float, float]:
    """Return from below 0 to above the largest cost."""
    largest = max(float(np.nanmax(y, initial=0.0)) for y in costs)
    high = rounded_up(min(max(largest, 1e-3), 1e12))
    return -0.06 * high, 1.14 * high


def _cost_marks(choice: UnitChoice, plot: LabPlot, theme: Theme) -> tuple[Moving, ...]:
    unit, found, index = choice.unit, run(choice.unit), choice.index
    here = float(unit.flat[index])
    gradient = float(found.gradient[index])
    ink = theme.falling if gradient < 0 else theme.rising
    marks: list[Moving] = [Level(here, theme.accent, upright=True)]
    wide = TANGENT * choice.limit
    if gradient and unit.f.learns_by_slope:
        low, high = found.cost - wide * gradient, found.cost + wide * gradient
        marks.append(Stroke(here - wide, low, here + wide, high, ink, 2.0))
    marks += _step_marks(choice, theme)
    marks.append(Dot(here, found.cost, theme.accent))
    text = f"{gradient_name(unit, index)} = {words.number(gradient, 3)}"
    marks.append(Note(here, plot.y_axis.low, text, ink, (1 if here < 0 else -1, 1)))
    return tuple(marks)


def _step_marks(choice: UnitChoice, theme: Theme) -> list[Moving]:
    """Return the arrow of the next step along the cost, and where it lands."""
    unit, index = choice.unit, choice.index
    after = stepped(unit, choice.run.rate)
    here, there = float(unit.flat[index]), float(after.flat[index])
    if abs(there - here) < TOO_SMALL * choice.limit or not np.isfinite(there):
        return []
    cost, lands = run(unit).cost, run(after).cost
    return [
        Stroke(here, cost, there, lands, theme.accent, 1.6, dashed=False, arrow=True),
        Dot(there, lands, theme.accent, hollow=True),
    ]
