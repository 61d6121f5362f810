"""The cost over the steps: of every batch as a pale band, of the whole parts as lines.

A run may have ten million steps; each pixel column shows the smallest and the largest cost of its
steps. On a logarithmic axis costs of 0 or less have no place: they are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from nnviz.engine.evaluate import Evaluations
from nnviz.engine.history import History
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import words
from nnviz.scenes.decimate import two_a_column
from nnviz.scenes.palette import LIGHT, Colour, Theme, mix
from nnviz.scenes.ticks import Axis, linear_axis, log_axis, rounded_up

MOST_SPIKE = 4.0  # batch costs above so many times the lines' top are cut off by the plot's edge
LEAST_STEPS = 10  # across, at the closest zoom and at the start of a run


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A curve in the plot's coordinates (on a log axis y is a power of ten)."""

    name: str
    colour: Colour
    x: Array
    y: Array


@dataclass(frozen=True, slots=True)
class Entry:
    """One cost with its name and colour, as the legend and the cursor tell it."""

    name: str
    colour: Colour
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The costs at one step."""

    step: int
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """Which step."""
        return f"step {words.count(self.step)}"

    @property
    def sentence(self) -> str:
        """The reading in one line: "step 1,240: train 0.0641, test 0.0798, batch 0.071"."""
        costs = ", ".join(f"{entry.name} {entry.value}" for entry in self.entries)
        return f"{self.title}: {costs}" if costs else self.title


@dataclass(frozen=True, eq=False, slots=True)
class CurvesScene:
    """What the cost plot shows.

    Parameters
    ----------
    x_axis, y_axis
        Steps, and costs (powers of ten where `log`).
    band
        The cost of every batch, at most two points a column.
    lines
        The cost of the training and of the test part.
    step
        The current step: where the dashed mark stands.
    now
        The costs at the current step.
    log
        Whether the cost axis is logarithmic.
    whole
        Whether the whole run is shown, and not a part that was zoomed to.
    note
        What is left out, in words; empty where nothing is.
    """

    x_axis: Axis
    y_axis: Axis
    band: Line
    lines: tuple[Line, ...]
    step: int
    now: Reading
    log: bool
    whole: bool
    note: str
    theme: Theme
    _history: History = field(repr=False)

    def read(self, x: float) -> Reading:
        """Return the costs at the step nearest to `x`: of the parts, as last evaluated there."""
        step = int(np.clip(round(x), 0, self._history.head))
        entries = []
        costs = self._history.costs_at(step)
        if costs is not None:
            entries = _parts(self.theme, costs.train, costs.test)
        batch = self._history.costs(step, step + 1)
        if len(batch):
            entries.append(Entry("batch", batch_colour(self.theme), words.number(float(batch[0]))))
        return Reading(step, tuple(entries))


def batch_colour(theme: Theme) -> Colour:
    """Return the pale colour of the batch costs."""
    return mix(theme.panel, theme.train, 0.38)


def curves_scene(
    record: StepRecord,
    history: History,
    view_range: tuple[float, float] | None = None,
    columns: int = 300,
    log: bool = False,
    theme: Theme = LIGHT,
) -> CurvesScene:
    """Return the cost plot of a run.

    Parameters
    ----------
    view_range
        First and last step shown; None for the whole run.
    columns, theme
        Pixels across the plot, and its colours.
    log
        Whether the cost axis is logarithmic.
    """
    low, high = _steps_shown(view_range, history.head)
    steps, least, most = history.cost_band(int(low), int(np.ceil(high)) + 1, columns)
    evaluations = history.evaluations()
    lines = _lines(record, evaluations, (low, high), columns, theme)
    y_axis, dropped = (_log_scale if log else _linear_scale)(lines, least, most)
    band = _band(steps, least, most, theme)
    if log:
        lines, band = _as_powers(lines, band, y_axis.low - 1.0)
    return CurvesScene(
        linear_axis(low, high, 6, "step"),
        y_axis,
        band,
        lines,
        record.step,
        _reading_now(record, theme),
        log,
        view_range is None,
        f"{words.count(dropped)} of cost 0 or less: not on a log axis" if dropped else "",
        theme,
        history,
    )


def _band(steps: Indices, least: Array, most: Array, theme: Theme) -> Line:
    """Return one line that goes down and up between the extremes of each column."""
    x = np.repeat(steps.astype(np.float64), 2)
    return Line("batch", batch_colour(theme), x, np.stack([least, most], 1).ravel())


def _as_powers(lines: tuple[Line, ...], band: Line, below: float) -> tuple[tuple[Line, ...], Line]:
    """Return the curves as powers of ten: gaps in the lines, and the band's foot, below 0."""
    powers = tuple(replace(line, y=_log10(line.y)) for line in lines)
    return powers, replace(band, y=np.maximum(_log10(band.y, below), below))


def _steps_shown(view_range: tuple[float, float] | None, head: int) -> tuple[float, float]:
    if view_range is None:
        return 0.0, rounded_up(max(head, LEAST_STEPS))
    low, high = max(0.0, view_range[0]), view_range[1]
    return low, max(high, low + LEAST_STEPS)


def _lines(
    record: StepRecord,
    evaluations: Evaluations,
    shown: tuple[float, float],
    columns: int,
    theme: Theme,
) -> tuple[Line, ...]:
    """Return the parts' costs, with the current step's as the end of a run still going on."""
    steps, costs = evaluations.steps, record.costs
    live = not len(steps) or costs.step > steps[-1]
    made = []
    for name, colour, values, newest in (
        ("train", theme.train, evaluations.train, costs.train),
        ("test", theme.test, evaluations.test, costs.test),
    ):
        x = np.append(steps, costs.step) if live else steps
        y = np.append(values, newest) if live else values
        if np.isfinite(y[-1]):
            made.append(Line(name, colour, *two_a_column(x, y, *shown, columns // 2)))
    return tuple(made)


def _linear_scale(lines: tuple[Line, ...], least: Array, most: Array) -> tuple[Axis, int]:
    """Return an axis from 0, or close about values that hardly differ."""
    values = _finite([line.y for line in lines])
    band = _finite([least, most])
    if not len(values):
        values = band if len(band) else np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if len(band):
        low = min(low, float(band.min()))
        high = max(high, min(float(band.max()), MOST_SPIKE * high))
    if low >= 0.0 and high - low > 0.1 * high:
        return linear_axis(0.0, rounded_up(high * 1.02), 5), 0
    room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    return linear_axis(low - room, high + room, 5), 0


def _log_scale(lines: tuple[Line, ...], least: Array, most: Array) -> tuple[Axis, int]:
    """Return an axis about all positive costs, and how many values have no place on it."""
    values = _finite([line.y for line in lines])
    band = _finite([least, most])
    dropped = int((values <= 0).sum() + (band <= 0).sum())
    values, band = values[values > 0], band[band > 0]
    if not len(values):
        values = band if len(band) else np.array([0.1, 1.0])
    low, high = float(values.min()), float(values.max())
    if len(band):
        low = min(low, max(float(band.min()), low / 30.0))
        high = max(high, min(float(band.max()), 30.0 * high))
    bottom, top = np.floor(np.log10(low) * 4 - 0.2) / 4, np.ceil(np.log10(high) * 4 + 0.2) / 4
    return log_axis(float(bottom), float(top), 5), dropped


def _finite(groups: list[Array]) -> Array:
    if not groups:
        return np.empty(0)
    values = np.concatenate(groups)
    return values[np.isfinite(values)]


def _log10(values: Array, without: float = np.nan) -> Array:
    """Return log10 of the positive values, and `without` for the others."""
    positive = values > 0.0
    return np.where(positive, np.log10(np.where(positive, values, 1.0)), without)


def _parts(theme: Theme, train: float, test: float) -> list[Entry]:
    named = (("train", theme.train, train), ("test", theme.test, test))
    return [Entry(n, c, words.number(value)) for n, c, value in named if not np.isnan(value)]


def _reading_now(record: StepRecord, theme: Theme) -> Reading:
    entries = _parts(theme, record.costs.train, record.costs.test)
    entries.append(Entry("batch", batch_colour(theme), words.number(record.cost)))
    return Reading(record.step, tuple(entries))
