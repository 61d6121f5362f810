"""The cost over the steps: of every batch as a pale band, of the whole parts as lines.

A run may have ten million steps; each pixel column shows the smallest and the largest cost of its
steps. On a logarithmic axis costs of 0 or less have no place: they are left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.branches import Branch, parting
from nnviz.engine.evaluate import Evaluations
from nnviz.engine.history import History
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import words
from nnviz.scenes.branches import present_branch
from nnviz.scenes.cost_axis import as_powers, cost_axis, steps_shown
from nnviz.scenes.decimate import curves_thinned, two_a_column
from nnviz.scenes.palette import LIGHT, Colour, Theme, mix
from nnviz.scenes.ticks import Axis, linear_axis

DASHES = 4  # ways to dash a line
LONGEST_NAME = 24  # letters of a branch's name that stand at its line


class Line(Struct, frozen=True, eq=False):
    """A curve in the plot's coordinates (on a log axis y is a power of ten)."""

    name: str
    colour: Colour
    x: Array
    y: Array


class BranchLine(Struct, frozen=True, eq=False):
    """The training cost of another branch, from where it parts on; `dash` tells it from others."""

    name: str
    colour: Colour
    dash: int
    x: Array
    y: Array


class Entry(Struct, frozen=True):
    """One cost with its name and colour, as the legend and the cursor tell it."""

    name: str
    colour: Colour
    value: str


class Reading(Struct, frozen=True):
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


AnyLine = TypeVar("AnyLine", Line, BranchLine)


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
    others
        The other branches of the run.
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
    others: tuple[BranchLine, ...]
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
    branches: Sequence[Branch] = (),
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
    branches
        All branches of the run: those beside the present one become thin lines.
    """
    head = max((branch.history.head for branch in branches), default=0)
    low, high = steps_shown(view_range, max(head, history.head))
    reached = (min(high, history.head) - low) / (high - low)
    steps, least, most = history.cost_band(
        int(low), int(np.ceil(high)) + 1, max(1, int(np.ceil(reached * columns)))
    )
    evaluations = history.evaluations()
    lines = _lines(record, evaluations, (low, high), columns, theme)
    others = _other_branches(branches, history, (low, high), columns, theme)
    beside = [least, most, *(line.y for line in others)]
    y_axis, dropped = cost_axis([line.y for line in lines], beside, log=log)
    band = _band(steps, least, most, theme)
    if log:
        lines, others = _as_powers(lines), _as_powers(others)
        below = y_axis.low - 1.0  # the band's foot, of costs that have no place
        band = replace(band, y=np.maximum(as_powers(band.y, below), below))
    return CurvesScene(
        linear_axis(low, high, 6, "step"),
        y_axis,
        band,
        lines,
        others,
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


def _as_powers(lines: tuple[AnyLine, ...]) -> tuple[AnyLine, ...]:
    """Return the lines with the powers of ten of their costs, as a log axis has them."""
    return tuple(replace(line, y=as_powers(line.y)) for line in lines)


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
    named, curves = [], []
    x = np.append(steps, costs.step) if live else steps
    for name, colour, values, newest in (
        ("train", theme.train, evaluations.train, costs.train),
        ("test", theme.test, evaluations.test, costs.test),
    ):
        y = np.append(values, newest) if live else values
        if np.isfinite(y[-1]):
            named.append((name, colour))
            curves.append(y)
    thin = curves_thinned(x, curves, *shown, columns // 2)
    return tuple(Line(*which, *line) for which, line in zip(named, thin, strict=True))


def _other_branches(
    branches: Sequence[Branch],
    history: History,
    shown: tuple[float, float],
    columns: int,
    theme: Theme,
) -> tuple[BranchLine, ...]:
    """Return a line for each branch beside the present one, from where they part on."""
    present = present_branch(branches, history)
    made = []
    for branch in branches:
        if present is None or branch is present:
            continue
        begin = parting(branches, present, branch)
        evaluations = branch.history.evaluations()
        first = int(np.searchsorted(evaluations.steps, begin))
        x, y = evaluations.steps[first:], evaluations.train[first:]
        if len(x):
            x, y = two_a_column(x, y, *shown, columns // 2)
            ink, dash = mix(theme.panel, theme.text, 0.7), 1 + branch.number % (DASHES - 1)
            made.append(BranchLine(words.shortened(branch.name, LONGEST_NAME), ink, dash, x, y))
    return tuple(made)


def _parts(theme: Theme, train: float, test: float) -> list[Entry]:
    named = (("train", theme.train, train), ("test", theme.test, test))
    return [Entry(n, c, words.number(value)) for n, c, value in named if not np.isnan(value)]


def _reading_now(record: StepRecord, theme: Theme) -> Reading:
    entries = _parts(theme, record.costs.train, record.costs.test)
    entries.append(Entry("batch", batch_colour(theme), words.number(record.cost)))
    return Reading(record.step, tuple(entries))
