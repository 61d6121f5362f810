"""Where learning is shut: the share of shut units over time, and a layer's z under its f'.

A unit is shut on a sample where its learning ability |f'(z)| / sup|f'| is below tau. Over time one
line a layer tells the share of shut (unit, sample) pairs of the probe set.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.history import History
from nnviz.engine.passes import TAUS
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.decimate import curves_thinned
from nnviz.scenes.line_labels import Label, LineEnd, layer_labels
from nnviz.scenes.palette import LIGHT, Colour, Theme, mix
from nnviz.scenes.slope_histogram import SlopeHistogram, slope_histogram
from nnviz.scenes.ticks import Axis, Tick, linear_axis, rounded_up

MOST_LIVE = 200_000  # (unit, sample) pairs that are judged anew for every frame
DASHES = 4  # ways to dash a line
LEAST_STEPS = 10
SHARES = Axis(0.0, 100.0, tuple(Tick(100.0 * s, words.percent(s)) for s in (0, 0.25, 0.5, 0.75, 1)))


class ShutLine(Struct, frozen=True, eq=False):
    """The shut share of one layer over the steps, in percent."""

    layer: int
    x: Array
    y: Array
    colour: Colour
    dash: int
    chosen: bool


class LayerChoice(Struct, frozen=True):
    """A layer that can be chosen, with what it holds and how much of it is shut now."""

    layer: int
    text: str


class SaturationScene(Struct, frozen=True, eq=False):
    """What the saturation panel shows.

    Parameters
    ----------
    x_axis, shares
        Axes of the lines: steps, and percent.
    lines, labels
        One line a layer that learns by its slope, and their names at the right.
    step
        The current step.
    histogram
        The chosen layer's z under its f'.
    tau, taus
        The bound, and those that can be chosen.
    layers, layer, automatic
        What can be chosen, what is shown, and whether it is the most shut one.
    note
        What is not shown and why; empty where nothing is missing.
    """

    x_axis: Axis
    shares: Axis
    lines: tuple[ShutLine, ...]
    labels: tuple[Label, ...]
    step: int
    histogram: SlopeHistogram
    tau: float
    taus: tuple[float, ...]
    layers: tuple[LayerChoice, ...]
    layer: int
    automatic: bool
    note: str

    def read(self, x: float) -> str:
        """Return the shut shares at the step of the last evaluation at or before `x`."""
        parts, shown = [], 0.0
        for line in self.lines:
            place = int(np.searchsorted(line.x, x, side="right")) - 1
            if place >= 0:
                shown = float(line.x[place])
                parts.append(f"L{line.layer} {words.percent(line.y[place] / 100.0)}")
        return f"step {words.count(round(shown))}: {', '.join(parts)} shut" if parts else ""

    @property
    def caption(self) -> str:
        """What the lines show, in half a sentence."""
        if not self.lines:
            return self.note
        return f"share of shut (unit, sample) pairs, ability below {self.tau:g}"


@lru_cache(maxsize=32)
def nearest_tau(tau: float) -> float:
    """Return the tau for which shares are kept that is nearest to `tau`, by ratio."""
    return min(TAUS, key=lambda kept: abs(np.log(kept / max(tau, 1e-12))))


def saturation_scene(
    record: StepRecord,
    history: History,
    tau: float = 0.05,
    layer: int | None = None,
    columns: int = 200,
    rows: int = 6,
    theme: Theme = LIGHT,
    *,
    over_time: bool = True,
) -> SaturationScene:
    """Return the saturation panel of a run.

    Parameters
    ----------
    tau
        The bound on learning ability; the nearest of `engine.passes.TAUS` is taken.
    layer
        The layer whose z is shown, from 1; None for the most shut one.
    columns, rows, theme
        Pixels across, labels that fit below one another, and colours.
    over_time
        Whether the lines are wanted: without them it costs half.
    """
    tau = nearest_tau(tau)
    shares = shut_now(record, history, tau)
    automatic = not layer or layer > len(shares)
    chosen = int(np.argmax(shares)) + 1 if automatic or not layer else layer
    lines: tuple[ShutLine, ...] = ()
    if over_time:
        lines = _lines(record, history, tau, chosen, shares, columns, theme)
    return SaturationScene(
        linear_axis(0.0, rounded_up(max(history.head, LEAST_STEPS)), 5, "step"),
        SHARES,
        lines,
        _labels(lines, rows),
        record.step,
        slope_histogram(record, chosen, tau, shares[chosen - 1]),
        tau,
        TAUS,
        _choices(record, shares),
        chosen,
        automatic,
        _note(record),
    )


def _note(record: StepRecord) -> str:
    learning = all(a.learns_by_slope for a in record.problem.network.activations)
    return "" if learning else "a threshold has no slope: it learns by the delta rule"


def shut_now(record: StepRecord, history: History, tau: float) -> Array:
    """Return the share of shut pairs of every layer at the record's step, shape (layers,).

    Of large networks it is the last one that was evaluated.
    """
    network = record.problem.network
    last = history.shut_at(record.step)
    if last is not None and record.probe.samples * sum(network.units[1:]) > MOST_LIVE:
        shares: Array = last[:, TAUS.index(tau)]
        return shares
    pairs = zip(record.probe.slope, network.activations, strict=True)
    return np.array(
        [
            np.count_nonzero(np.abs(slope) < tau * activation.sup_slope) / slope.size
            for slope, activation in pairs
        ]
    )


def _lines(
    record: StepRecord,
    history: History,
    tau: float,
    chosen: int,
    now: Array,
    columns: int,
    theme: Theme,
) -> tuple[ShutLine, ...]:
    """Return a line a layer, with the shares of now as the end of a run still going on."""
    evaluations = history.evaluations()
    steps, shares = evaluations.steps, 100.0 * evaluations.shut[:, :, TAUS.index(tau)]
    if not len(steps) or record.step > steps[-1]:
        steps, shares = np.append(steps, record.step), np.vstack([shares, 100.0 * now])
    activations = enumerate(record.problem.network.activations, start=1)
    learning = [layer for layer, activation in activations if activation.learns_by_slope]
    curves = [shares[:, layer - 1] for layer in learning]
    thin = curves_thinned(steps, curves, 0.0, steps[-1], columns // 2)
    made = []
    for layer, (x, y) in zip(learning, thin, strict=True):
        ink = theme.slope_text if layer == chosen else mix(theme.panel, theme.text, 0.6)
        made.append(ShutLine(layer, x, y, ink, (layer - 1) % DASHES, layer == chosen))
    return tuple(made)


def _labels(lines: tuple[ShutLine, ...], rows: int) -> tuple[Label, ...]:
    """Return a label a line at its end, moved apart; lines that end together share one."""
    ends = [LineEnd(line.layer, float(line.y[-1]), line.colour, line.chosen) for line in lines]
    return layer_labels(ends, SHARES, rows)


def _choices(record: StepRecord, shares: Array) -> tuple[LayerChoice, ...]:
    network = record.problem.network
    made = []
    for layer, activation in enumerate(network.activations, start=1):
        told = f"{words.percent(shares[layer - 1])} shut"
        if not activation.learns_by_slope:
            told = "no slope"
        units = f"{words.count(network.units[layer])} {activation.label}"
        made.append(LayerChoice(layer, f"layer {layer} · {units} · {told}"))
    return tuple(made)
