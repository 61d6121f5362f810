"""The cost along a line, with the parabola that has its value, slope and curvature here.

Where the parabola is lowest is the step that it suggests; how far the cost really falls there tells
how far the parabola can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnviz.engine.evaluate import Part
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.lab_plot import STRONG, Curve, Dot, LabPlot, Moving, clipped
from nnviz.scenes.landscape_answer import LineSlice
from nnviz.scenes.landscape_choice import LineKind
from nnviz.scenes.palette import Theme
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import Axis, linear_axis, round_range

_DASH = (4.0, 3.0)


@dataclass(frozen=True, eq=False, slots=True)
class LineScene:
    """What is drawn of a line.

    Parameters
    ----------
    plot, moving
        The curves, and the marks on them.
    sentence
        What the parabola says.
    caption
        What is to be known of the picture; "" for nothing.
    """

    plot: LabPlot
    moving: tuple[Moving, ...]
    sentence: str
    caption: str
    _slice: LineSlice = field(repr=False)
    _theme: Theme = field(repr=False)

    def nearest(self, t: float) -> int:
        """Return the number of the computed place nearest to t."""
        return int(np.abs(self._slice.t - t).argmin())

    def places(self) -> int:
        """Return how many places were computed."""
        return len(self._slice.t)

    def read(self, place: int) -> tuple[str, tuple[Moving, ...]]:
        """Return in words what a computed place tells, and the marks with a cursor there."""
        found = self._slice
        t, cost = float(found.t[place]), float(found.values[place])
        said = f"t = {words.number(t, 3)}: cost {words.number(cost)}"
        if found.parabola is not None:
            on_it = float(found.parabola.at(np.array(t)))
            said += f", parabola {words.number(on_it)}"
        cursor = Level(t, self._theme.accent, upright=True)
        dot = (Dot(t, cost, self._theme.accent, hollow=True),) if np.isfinite(cost) else ()
        return said, (*self.moving, cursor, *dot)


def line_scene(found: LineSlice, kind: LineKind, part: Part, theme: Theme) -> LineScene:
    """Return the picture of the cost along a line.

    Parameters
    ----------
    found
        The costs.
    kind, part
        Which line, and on which data.
    theme
        Colours.
    """
    axis = found.cut.axis
    x_axis = linear_axis(axis.low, axis.high, 7, axis.name)
    y_axis = _cost_axis(found)
    ink = theme.train if part == "train" else theme.test
    curves = [Curve(f"cost, {part}", found.t, _inside(found.values, y_axis), ink, STRONG)]
    if found.parabola is not None:
        t = np.linspace(axis.low, axis.high, 121)
        height = _inside(found.parabola.at(t), y_axis, drop=True)
        curves.insert(0, Curve("parabola", t, height, theme.muted, dash=_DASH))
    plot = LabPlot(
        f"The cost along {axis.name}",
        x_axis,
        y_axis,
        tuple(curves),
        notes=_names(found, x_axis, y_axis, theme),
    )
    return LineScene(
        plot,
        _marks(found, theme),
        _sentence(found, kind),
        found.samples.told,
        found,
        theme,
    )


def _cost_axis(found: LineSlice) -> Axis:
    """Return the axis of costs: a wall far above the rest is cut off."""
    values = found.values[np.isfinite(found.values)]
    if not values.size:
        return linear_axis(0.0, 1.0, 5)
    low, high = float(values.min()), float(values.max())
    here = float(np.interp(0.0, found.t, found.values)) if found.t[0] <= 0.0 else low
    usual = max(float(np.median(values)), here if np.isfinite(here) else low)
    high = min(high, low + 4.0 * (usual - low)) if usual > low else high
    lowest = found.parabola.at(np.array(_step_of(found) or 0.0)) if found.parabola else low
    low = min(low, max(float(lowest), low - 0.5 * (high - low)))
    room = 0.06 * (high - low)
    return linear_axis(*round_range(low - room, high + room), 5)


def _inside(values: Array, axis: Axis, *, drop: bool = False) -> Array:
    """Return values cut off beyond the plot's edge, or left out there."""
    if not drop:
        return clipped(values, axis.low, axis.high)
    room = 0.25 * axis.span
    far = (values < axis.low - room) | (values > axis.high + room)
    return np.where(far, np.nan, values)


def _step_of(found: LineSlice) -> float | None:
    """Return where the parabola is lowest, if that is in sight."""
    lowest = found.parabola.step if found.parabola is not None else None
    axis = found.cut.axis
    return lowest if lowest is not None and axis.low <= lowest <= axis.high else None


def _marks(found: LineSlice, theme: Theme) -> tuple[Moving, ...]:
    here = found.parabola.cost if found.parabola is not None else _at(found, 0.0)
    marks: list[Moving] = []
    if found.cut.goal is not None:
        marks.append(Level(found.cut.goal[0], theme.border, upright=True))
    lowest = _step_of(found)
    if lowest is not None:
        marks.append(Level(lowest, theme.muted, upright=True, dashed=True))
        if np.isfinite(found.landing):
            marks.append(Dot(lowest, found.landing, theme.muted))
    if np.isfinite(here):
        marks.append(Dot(0.0, here, theme.accent))
    return tuple(marks)


def _at(found: LineSlice, t: float) -> float:
    """Return the cost at the computed place nearest to t."""
    return float(found.values[int(np.abs(found.t - t).argmin())])


def _names(found: LineSlice, x_axis: Axis, y_axis: Axis, theme: Theme) -> tuple[Note, ...]:
    """Return the names of the marked places, one above the other at the top."""
    top = y_axis.high
    names = []
    lowest = _step_of(found)
    if lowest is not None:
        names.append(Note(lowest, top, "parabola's step", theme.muted, (1, -1)))
    if found.cut.goal is not None and x_axis.low <= found.cut.goal[0] <= x_axis.high:
        place, text = found.cut.goal
        lower = top - 0.11 * y_axis.span * len(names)
        names.append(Note(place, lower, text, theme.muted, (1, -1)))
    return tuple(names)


def _sentence(found: LineSlice, kind: LineKind) -> str:
    """Say what the parabola suggests, and what the cost does there."""
    parabola = found.parabola
    if parabola is None:
        return "A threshold has no slope: there is no parabola to go by."
    if not np.isfinite([parabola.cost, parabola.slope, parabola.curvature]).all():
        return "Slope or curvature is not finite here: there is no parabola to go by."
    slope, bend = words.number(parabola.slope, 3), words.number(parabola.curvature, 3)
    said = f"Slope {slope}, curvature {bend}"
    lowest = parabola.step
    if lowest is None:
        return f"{said}: the cost bends down here, so the parabola suggests no step."
    where = f"lowest at t = {words.number(lowest, 3)}"
    if kind == "gradient":
        rate = lowest / abs(parabola.slope) if parabola.slope else 0.0
        where = f"lowest {words.number(lowest, 3)} on, a step at the rate {words.number(rate, 3)}"
    expected = float(parabola.at(np.array(lowest)))
    landing = f"there it is {words.number(expected, 3)}, the cost {words.number(found.landing, 3)}"
    return f"{said}: the parabola is {where}; {landing} (here {words.number(parabola.cost, 3)})."
