"""Curvature in two pictures and a sentence: the spectrum, and sharpness against what a rate bears.

Gradient descent at a rate grows along every direction whose curvature is above 2/rate; momentum
moves that bound (Polyak, 1964). Optimisers that scale each step by themselves have no such bound.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.diagnostics.curvature import Spectrum
from nnviz.nn.arrays import Array
from nnviz.optim.first_order import GradientDescent, Momentum, Nesterov, Optimizer
from nnviz.scenes import words
from nnviz.scenes.lab_plot import STRONG, USUAL, Curve, Dot, LabPlot, Moving
from nnviz.scenes.palette import Theme
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import Axis, Tick, linear_axis, log_axis

MOST_POINTS = 600  # of sharpness over time
_DECADES = 8.0  # of the spectrum: smaller curvatures stand on the ground
_DASH = (4.0, 3.0)


class Bound(Struct, frozen=True):
    """The largest curvature that a rate bears, and its formula."""

    value: float
    formula: str


def stability_bound(optimizer: Optimizer, rate: float) -> Bound | None:
    """Return the curvature above which an optimiser at a rate runs away; None where none is known.

    Parameters
    ----------
    optimizer
        Its momentum counts; Nesterov's as in Cohen et al., 2021, sec. 2.
    rate
        In force.
    """
    if rate <= 0.0:
        return None
    if isinstance(optimizer, GradientDescent):
        return Bound(2.0 / rate, "2/rate")
    if isinstance(optimizer, Momentum):
        return Bound(2.0 * (1.0 + optimizer.momentum) / rate, "2(1+μ)/rate")
    if isinstance(optimizer, Nesterov):
        mu = optimizer.momentum
        return Bound(2.0 * (1.0 + mu) / (rate * (1.0 + 2.0 * mu)), "2(1+μ)/(rate(1+2μ))")
    return None


class Sharpness(Struct, frozen=True, eq=False):
    """The sharpness at the steps where it was found, and what the rate bore there (or NaN)."""

    steps: tuple[int, ...] = ()
    values: tuple[float, ...] = ()
    bounds: tuple[float, ...] = ()

    def having(self, step: int, value: float, bound: Bound | None) -> Sharpness:
        """Return the series with one more step; the same step again takes its place."""
        borne = math.nan if bound is None else bound.value
        rows = {s: (v, b) for s, v, b in zip(self.steps, self.values, self.bounds, strict=True)}
        rows[step] = (value, borne)
        steps = sorted(rows)
        if len(steps) > MOST_POINTS:
            steps = [*steps[:-2:2], steps[-1]]
        return replace(
            self,
            steps=tuple(steps),
            values=tuple(rows[s][0] for s in steps),
            bounds=tuple(rows[s][1] for s in steps),
        )


class CurvatureScene(Struct, frozen=True, eq=False):
    """Both pictures and the sentences.

    Parameters
    ----------
    spectrum, spectrum_moving
        The curvatures, each a stick.
    course, course_moving
        Sharpness over the steps.
    sentence, stable
        Sharpness against the bound, and whether it is below; None where there is no bound.
    counts
        How many curvatures there are of which kind.
    """

    spectrum: LabPlot
    spectrum_moving: tuple[Moving, ...]
    course: LabPlot
    course_moving: tuple[Moving, ...]
    sentence: str
    stable: bool | None
    counts: str


def curvature_scene(
    found: Spectrum,
    series: Sharpness,
    optimizer: Optimizer,
    rate: float,
    step: int,
    parameters: int,
    theme: Theme,
) -> CurvatureScene:
    """Return the pictures of the curvature at a step.

    Parameters
    ----------
    found
        At the step.
    series
        Sharpness so far.
    optimizer, rate
        In force at the step.
    step, parameters
        Where, and of how many parameters.
    theme
        Colours.
    """
    bound = stability_bound(optimizer, rate)
    plot, moving = _spectrum_plot(found, bound, parameters, theme)
    course, marks = _course_plot(series, bound, step, theme)
    sentence, stable = verdict(found.sharpness, bound, optimizer)
    counts = _counts(found, parameters)
    return CurvatureScene(plot, moving, course, marks, sentence, stable, counts)


def verdict(sharpness: float, bound: Bound | None, optimizer: Optimizer) -> tuple[str, bool | None]:
    """Say how the sharpness stands to the bound, and whether that is stable."""
    told = f"Sharpness {words.number(sharpness, 3)}"
    if bound is None:
        return f"{told}; {optimizer.label} scales its steps itself: 2/rate does not bound it.", None
    borne = f"{bound.formula} {words.number(bound.value, 3)}"
    if sharpness <= bound.value:
        near = " (at the edge)" if sharpness > 0.9 * bound.value else ""
        return f"{told}, {borne}: stable{near}.", True
    return f"{told}, {borne}: unstable, steps grow along the sharpest direction.", False


def _counts(found: Spectrum, parameters: int) -> str:
    if not found.complete:
        return (
            f"The extremes among {words.count(parameters)} curvatures, by Lanczos' method:"
            f" from {words.number(float(found.values[0]), 3)}"
            f" to {words.number(found.sharpness, 3)}."
        )
    size = max(float(np.abs(found.values).max()), 1e-300)
    flat = int((np.abs(found.values) < 1e-6 * size).sum())
    down = int((found.values <= -1e-6 * size).sum())
    up = found.values.size - flat - down
    said = f"{words.count(parameters)} curvatures: {up} up, {down} down, {flat} nearly flat"
    least = words.number(float(found.values[0]), 3)
    return f"{said}; least {least}: {'no minimum' if down else 'nothing bends down'} here."


def _spectrum_plot(
    found: Spectrum, bound: Bound | None, parameters: int, theme: Theme
) -> tuple[LabPlot, tuple[Moving, ...]]:
    """Return the curvatures as sticks, the largest first, by powers of ten of their size."""
    values = found.values[::-1]
    sizes = np.abs(values)
    top = max(float(sizes.max()), bound.value if bound else 0.0, 1e-12)
    high = math.ceil(math.log10(top) * 2.0 + 0.4) / 2.0
    low = max(high - _DECADES, math.floor(math.log10(max(float(sizes.min()), 1e-300))))
    heights = np.log10(np.maximum(sizes, 10.0**low))
    x = np.arange(1.0, values.size + 1.0)
    curves = (
        Curve("up", *_sticks(x, heights, low, values > 0), theme.positive, USUAL),
        Curve("down", *_sticks(x, heights, low, values < 0), theme.negative, STRONG),
    )
    y_axis = log_axis(low, high, 5)
    levels: tuple[Moving, ...] = ()
    notes = [_kind_note(x, heights, values, theme)] if (values < 0).any() else []
    if bound is not None:
        at = math.log10(bound.value)
        levels = (Level(at, theme.bad, dashed=True),)
        notes.append(Note(x[-1] + 0.5, at, bound.formula, theme.bad, (-1, -1)))
    plot = LabPlot(
        "Curvatures, the largest first",
        _rank_axis(found, parameters),
        y_axis,
        curves,
        notes=tuple(notes),
    )
    return plot, levels


def _kind_note(x: Array, heights: Array, values: Array, theme: Theme) -> Note:
    """Return the word that tells which sticks bend down, above them."""
    down = values < 0
    return Note(float(x[-1]), float(heights[down].max()), "down", theme.negative, (-1, 1))


def _sticks(x: Array, heights: Array, low: float, chosen: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return lines from the ground up, NaN between two of them."""
    across = np.repeat(x[chosen], 3)
    up = np.full(across.size, np.nan)
    up[0::3], up[1::3] = low, heights[chosen]
    return across, up


def _rank_axis(found: Spectrum, parameters: int) -> Axis:
    """Return the axis of ranks; of extremes only, the ranks that they have among all."""
    count = found.values.size
    if found.complete:
        return replace(linear_axis(0.5, count + 0.5, 6, "rank"), name="rank, largest first")
    half = count // 2
    ranks = [*range(1, half + 1), *range(parameters - (count - half) + 1, parameters + 1)]
    ticks = (Tick(place + 1.0, f"{rank:,}") for place, rank in enumerate(ranks))
    return Axis(0.5, count + 0.5, tuple(ticks), "rank, largest first")


def _course_plot(
    series: Sharpness, bound: Bound | None, step: int, theme: Theme
) -> tuple[LabPlot, tuple[Moving, ...]]:
    """Return sharpness over the steps, and the bound beside it, by powers of ten."""
    steps = np.array(series.steps, dtype=np.float64)
    values = _logs(np.array(series.values))
    bounds = _logs(np.array(series.bounds))
    present = [math.log10(bound.value)] if bound else []
    known = np.concatenate([values, bounds, present])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    y_axis = log_axis(math.floor(2 * low - 0.3) / 2, math.ceil(2 * high + 0.3) / 2, 5)
    last = max(1.0, float(steps[-1]) if steps.size else 1.0)
    x_axis = linear_axis(min(0.0, float(steps[0]) if steps.size else 0.0), last, 5, "step")
    ink = theme.positive
    plot = LabPlot(
        "Sharpness over the steps",
        x_axis,
        y_axis,
        (*_bound_curve(steps, bounds, theme), Curve("sharpness", steps, values, ink, STRONG)),
        notes=_course_names(steps, values, bounds, bound, theme),
    )
    level = (Level(math.log10(bound.value), theme.bad, dashed=True),) if bound else ()
    now = (
        Dot(float(s), float(v), theme.positive)
        for s, v in zip(steps, values, strict=True)
        if s == step and np.isfinite(v)
    )
    return plot, (*level, *now)


def _bound_curve(steps: Array, bounds: Array, theme: Theme) -> tuple[Curve, ...]:
    """Return the bound over the steps where it has changed; else its level says it all."""
    known = bounds[np.isfinite(bounds)]
    if not known.size or np.ptp(known) < 1e-9:
        return ()
    return (Curve("bound", steps, bounds, theme.bad, USUAL, _DASH),)


def _course_names(
    steps: Array, values: Array, bounds: Array, bound: Bound | None, theme: Theme
) -> tuple[Note, ...]:
    if not steps.size:
        return ()
    notes = []
    middle = len(steps) // 2
    if np.isfinite(values[middle]):
        below = np.isfinite(bounds[middle]) and bounds[middle] > values[middle]
        side = (0 if middle else -1, -1 if below else 1)
        notes.append(Note(steps[middle], values[middle], "sharpness", theme.positive, side))
    if bound is not None and np.isfinite(bounds[-1]):
        above = not np.isfinite(values[-1]) or bounds[-1] > values[-1]
        notes.append(
            Note(steps[-1], bounds[-1], bound.formula, theme.bad, (-1, 1 if above else -1))
        )
    return tuple(notes)


def _logs(values: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.where(values > 0.0, np.log10(np.maximum(values, 1e-300)), np.nan))
