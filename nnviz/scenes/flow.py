"""How the gradient flows through the layers, over the steps and now: one line a layer.

Its size, the last update measured in weights, and the share of the error that f' blocks; where the
backward rule is not backpropagation, also the angle to the true gradient. What one batch gives
jumps about, so a line shows the mean of a few pixels' steps; the pointer reads every one.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.gradient_flow import FACTOR, LEAP, cancels, flow_now
from nnviz.engine.evaluate import Evaluations
from nnviz.engine.flow import Flow
from nnviz.engine.history import History
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.cost_axis import as_powers, cost_axis, steps_shown
from nnviz.scenes.line_labels import Label, LineEnd, layer_labels
from nnviz.scenes.palette import Colour, Theme, mix
from nnviz.scenes.remedies import FlowStory, Remedy
from nnviz.scenes.ticks import Axis, Tick, linear_axis

Quantity: TypeAlias = Literal["gradient", "update", "blocked", "cosine"]

PIXELS = 3  # of the width that a point of a line stands for
_SHARES = Axis(0.0, 1.0, tuple(Tick(s, words.percent(s)) for s in (0.0, 0.25, 0.5, 0.75, 1.0)))
_COSINES = Axis(-1.0, 1.0, tuple(Tick(c, words.tick(c, 0.5)) for c in (-1.0, -0.5, 0.0, 0.5, 1.0)))


class Choice(Struct, frozen=True):
    """A quantity that can be shown: its name on a switch, and what it is."""

    quantity: Quantity
    name: str
    tip: str


CHOICES = (
    Choice(
        "gradient",
        "gradient",
        f"The norm of ∂C/∂W and ∂C/∂b of each layer; it vanishes below 1/{FACTOR:,.0f} of the"
        f" output layer's, and explodes above {FACTOR:,.0f} times that.",
    ),
    Choice(
        "update",
        "update ÷ weight",
        "The norm of the last update over the norm of the weights; above"
        f" {words.percent(LEAP)} a layer goes in leaps.",
    ),
    Choice(
        "blocked", "blocked by f′", "The share of the error at a layer's outputs that f′ stops."
    ),
    Choice(
        "cosine",
        "cosine",
        "Of the angle between what the backward rule gives and the true gradient: 1 is the same"
        " way, 0 at right angles, −1 against it.",
    ),
)


class FlowLine(Struct, frozen=True, eq=False):
    """One layer's quantity over the steps, in the plot's coordinates; NaN where it has no place."""

    layer: int
    x: Array
    y: Array
    colour: Colour
    chosen: bool


class FlowScene(Struct, frozen=True, eq=False):
    """What the panel of the gradient flow shows.

    Parameters
    ----------
    x_axis, y_axis
        Steps, and the quantity (powers of ten where `log`).
    lines, labels
        One line a layer, and their names and values at the right.
    step
        The current step.
    quantity, choices
        What is shown, and what can be.
    log
        Whether the axis is logarithmic.
    story
        The finding at the current step, or one shortly before.
    ink
        The colour of its sentence.
    note
        What is not shown and why; empty where nothing is missing.
    steps, values
        What was found at each evaluation: shapes (n,) and (n, layers).
    """

    x_axis: Axis
    y_axis: Axis
    lines: tuple[FlowLine, ...]
    labels: tuple[Label, ...]
    step: int
    quantity: Quantity
    choices: tuple[Choice, ...]
    log: bool
    story: FlowStory
    ink: Colour
    note: str
    steps: Array
    values: Array

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What can be tried against what was found."""
        return self.story.remedies

    @property
    def sentence(self) -> str:
        """What was found, and what is missing in the plot."""
        return f"{self.story.sentence} {self.note}".rstrip()

    def read(self, x: float) -> str:
        """Return the quantity of every layer at the last evaluation at or before `x`."""
        place = int(np.searchsorted(self.steps, x, side="right")) - 1
        if place < 0:
            return ""
        found = self.values[place]
        told = (
            f"L{line.layer} {value_text(self.quantity, float(found[line.layer - 1]))}"
            for line in self.lines
        )
        return f"step {words.count(round(float(self.steps[place])))}: {', '.join(told)}"


def value_text(quantity: Quantity, value: float) -> str:
    """Return a value as it stands beside a line."""
    if quantity == "blocked":
        return words.percent(value)
    return words.number(value, 2)


def flow_scene(
    record: StepRecord,
    history: History,
    story: FlowStory,
    theme: Theme,
    quantity: Quantity = "gradient",
    layer: int | None = None,
    columns: int = 200,
    rows: int = 8,
) -> FlowScene:
    """Return the gradient flow of a run.

    Parameters
    ----------
    record, history
        The run.
    story
        What is to be said of it (`scenes.remedies.flow_story`).
    theme
        Colours.
    quantity
        What is shown; "cosine" only where the backward rule is not backpropagation.
    layer
        The layer of what is selected, from 1: its line is wide.
    columns, rows
        Pixels across, and labels that fit below one another.
    """
    choices = CHOICES if _has_cosine(record, history) else CHOICES[:-1]
    if quantity not in {choice.quantity for choice in choices}:
        quantity = "gradient"
    log = quantity in ("gradient", "update")
    now = _of(flow_now(record), quantity)
    steps, values = _over_time(record, history.evaluations(), quantity, now)
    shown = _shown_layers(record, quantity)
    x, curves = means(steps, as_powers(values) if log else values, columns // PIXELS)
    y_axis = _axis(quantity, curves)
    inks = _inks(record, story, layer, theme, quantity)
    lines = tuple(FlowLine(k, x, curves[:, k - 1], inks[k - 1], k == layer) for k in shown)
    return FlowScene(
        linear_axis(*steps_shown(None, history.head), 5, "step"),
        y_axis,
        lines,
        _labels(lines, values[-1], quantity, y_axis, rows),
        record.step,
        quantity,
        choices,
        log,
        story,
        {"good": theme.muted, "warn": theme.warn, "bad": theme.bad}[story.severity],
        _note(record, quantity, shown, now),
        steps,
        values,
    )


def means(steps: Array, values: Array, most: int) -> tuple[Array, Array]:
    """Return steps and values, (n, layers), as the means of at most `most` parts of the range.

    What is not a number is left out of a mean; a part with nothing else has none.
    """
    if len(steps) <= most:
        return steps, values
    edges = np.linspace(steps[0], steps[-1], max(1, most), endpoint=False)
    cuts = np.unique(np.searchsorted(steps, edges))
    there = np.isfinite(values)
    counts = np.add.reduceat(there, cuts, axis=0, dtype=np.float64)
    sums = np.add.reduceat(np.where(there, values, 0.0), cuts, axis=0)
    x = np.add.reduceat(steps, cuts) / np.diff(np.append(cuts, len(steps)))
    x[-1] = steps[-1]  # so that a line ends where the run stands
    return x, np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0.0)


def _has_cosine(record: StepRecord, history: History) -> bool:
    """Whether another rule than backpropagation is, or once was, in force."""
    if not record.problem.network.rule.is_gradient:
        return True
    kept = history.evaluations().cosine
    return bool(kept.size and (kept != 1.0).any())


def _of(flow: Flow | Evaluations, quantity: Quantity) -> Array:
    if quantity == "update":
        return flow.update_ratio
    if quantity == "blocked":
        return flow.blocked
    return flow.cosine if quantity == "cosine" else flow.gradient


def _over_time(
    record: StepRecord, evaluations: Evaluations, quantity: Quantity, now: Array
) -> tuple[Array, Array]:
    """Return steps and values, (steps, layers), with those of now as the end of a run going on."""
    steps, values = evaluations.steps, _of(evaluations, quantity)
    if len(steps) and record.step <= steps[-1]:
        return steps, values
    return np.append(steps, record.step), np.vstack([values, now])


def _shown_layers(record: StepRecord, quantity: Quantity) -> list[int]:
    """Return the layers that have the quantity: f' of a paired output layer blocks nothing."""
    depth = record.problem.network.depth
    if quantity != "blocked":
        return list(range(1, depth + 1))
    activations = record.problem.network.activations
    last = depth - 1 if cancels(record) else depth
    return [k for k in range(1, last + 1) if activations[k - 1].learns_by_slope]


def _axis(quantity: Quantity, curves: Array) -> Axis:
    if quantity == "blocked":
        return _SHARES
    if quantity == "cosine":
        return _COSINES
    return cost_axis([10.0**curves], (), log=True)[0]


def _inks(
    record: StepRecord, story: FlowStory, layer: int | None, theme: Theme, quantity: Quantity
) -> list[Colour]:
    """Return a colour a layer, stronger with its depth; loud for those that are hit."""
    depth = record.problem.network.depth
    full = theme.slope_text if quantity == "blocked" else theme.text
    loud = theme.warn if story.severity == "warn" else theme.bad
    hit = story.layers if story.severity != "good" else ()
    inks = [
        loud if k in hit else mix(theme.panel, full, 0.45 + 0.4 * k / depth)
        for k in range(1, depth + 1)
    ]
    if layer is not None and 1 <= layer <= len(inks) and layer not in hit:
        inks[layer - 1] = theme.accent
    return inks


def _labels(
    lines: tuple[FlowLine, ...], now: Array, quantity: Quantity, axis: Axis, rows: int
) -> tuple[Label, ...]:
    ends = []
    for line in lines:
        y = line.y[-1] if np.isfinite(line.y[-1]) else axis.low
        value = value_text(quantity, float(now[line.layer - 1]))
        ends.append(LineEnd(line.layer, float(y), line.colour, line.chosen, value))
    return layer_labels(ends, axis, rows)


def _note(record: StepRecord, quantity: Quantity, shown: list[int], now: Array) -> str:
    depth = record.problem.network.depth
    if quantity == "blocked" and depth not in shown:
        return "At the output f′ cancels."
    without: NDArray[np.intp] = np.flatnonzero(now == 0.0)
    if quantity != "gradient" or not len(without):
        return ""
    return "A gradient of 0 has no place on a logarithmic axis."
