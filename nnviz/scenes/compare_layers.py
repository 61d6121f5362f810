"""What twins are like layer by layer at this step: how large the gradient is, how much is shut.

A gradient that falls from the output to the first layer vanishes; where two runs part in the first
layer, their difference is what f' lets through.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.engine.twins import Standing
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.compare import RunMark, run_labels
from nnviz.scenes.compare_costs import SHARES
from nnviz.scenes.cost_axis import as_powers
from nnviz.scenes.line_labels import Label
from nnviz.scenes.saturation import nearest_tau, shut_now
from nnviz.scenes.ticks import Axis, Tick, log_axis

LONGEST_NAME = 18  # letters of a run's name beside its line
MARGIN = 0.4  # layers left and right of the first and the last


class LayerLine(Struct, frozen=True, eq=False):
    """One value a layer of one run.

    Parameters
    ----------
    mark
        The run's.
    x, y
        Layers from 1, and values in the plot's coordinates.
    told
        The values in words.
    """

    mark: RunMark
    x: Array
    y: Array
    told: tuple[str, ...]


class LayersScene(Struct, frozen=True, eq=False):
    """A value for each layer of every run, on one scale.

    Parameters
    ----------
    x_axis, y_axis
        Layers, and values (powers of ten for gradients).
    lines, labels
        One a run, and their names at the last layer.
    caption
        What is shown, in half a sentence.
    """

    x_axis: Axis
    y_axis: Axis
    lines: tuple[LayerLine, ...]
    labels: tuple[Label, ...]
    caption: str

    def read(self, x: float) -> str:
        """Return the values of the layer nearest to `x`, in words."""
        depth = max(len(line.x) for line in self.lines)
        layer = int(np.clip(round(x), 1, depth))
        told = [
            f"{line.mark.name} {line.told[layer - 1]}"
            for line in self.lines
            if layer <= len(line.told)
        ]
        return f"layer {layer}: {', '.join(told)}"


def gradients_scene(
    runs: Sequence[Standing], marks: Sequence[RunMark], rows: int = 8
) -> LayersScene:
    """Return the norm of what every layer gets for its weights and biases, on the next batch.

    Parameters
    ----------
    runs, marks
        Where they stand, and how they are told apart.
    rows
        Names that fit below one another.
    """
    norms = [
        np.array([float(np.linalg.norm(block)) for block in run.record.gradients.block])
        for run in runs
    ]
    axis = _norm_axis(norms)
    lines = []
    for mark, values in zip(marks, norms, strict=True):
        shown = np.maximum(as_powers(values, axis.low), axis.low)
        lines.append(_line(mark, shown, [words.number(float(value), 3) for value in values]))
    caption = "norm of ∂C/∂W and ∂C/∂b on the next batch, by each run's backward rule"
    faded = any(bool((values == 0.0).any()) for values in norms)
    return _scene(norms, axis, lines, f"{caption}; 0 lies on the foot" if faded else caption, rows)


def shut_scene(
    runs: Sequence[Standing], marks: Sequence[RunMark], tau: float, rows: int = 8
) -> LayersScene:
    """Return the share of shut (unit, probe sample) pairs of every layer.

    Parameters
    ----------
    tau
        Below this learning ability a unit is shut on a sample.
    rows
        Names that fit below one another.
    """
    shares = [shut_shares(run, tau) for run in runs]
    lines = [
        _line(mark, 100.0 * values, [words.percent(float(value)) for value in values])
        for mark, values in zip(marks, shares, strict=True)
    ]
    caption = f"share of shut (unit, sample) pairs, ability below {tau:g}"
    return _scene(shares, SHARES, lines, caption, rows)


def _scene(
    values: Sequence[Array], axis: Axis, lines: Sequence[LayerLine], caption: str, rows: int
) -> LayersScene:
    ends = [(line.mark, float(line.y[-1])) for line in lines]
    labels = run_labels(ends, axis, rows, LONGEST_NAME)
    return LayersScene(_layer_axis(values), axis, tuple(lines), labels, caption)


def _line(mark: RunMark, y: Array, told: Sequence[str]) -> LayerLine:
    return LayerLine(mark, np.arange(1.0, len(y) + 1.0), y, tuple(told))


def shut_shares(run: Standing, tau: float) -> Array:
    """Return a run's shares, shape (layers,); NaN for layers that learn without a slope."""
    record = run.record
    learns = [one.learns_by_slope for one in record.problem.network.activations]
    return np.where(learns, shut_now(record, run.history, nearest_tau(tau)), np.nan)


def _layer_axis(values: Sequence[Array]) -> Axis:
    depth = max(len(one) for one in values)
    ticks = tuple(Tick(float(layer), f"L{layer}") for layer in range(1, depth + 1))
    return Axis(1.0 - MARGIN, depth + MARGIN, ticks)


def _norm_axis(norms: Sequence[Array]) -> Axis:
    """Return whole powers of ten about all norms that are not 0."""
    every = np.concatenate(norms)
    drawn = every[np.isfinite(every) & (every > 0.0)]
    if not len(drawn):
        return log_axis(-3.0, 0.0, 4)
    low, high = float(np.floor(np.log10(drawn.min()))), float(np.ceil(np.log10(drawn.max())))
    return log_axis(low - bool((every == 0.0).any()), max(high, low + 1.0), 5)
