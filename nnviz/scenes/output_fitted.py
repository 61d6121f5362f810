"""The output over a single raw input: a curve through, or past, the samples.

With one sample alone, the picture is the distance between the output there and the target.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.evaluate import Part
from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Data, Problem
from nnviz.nn.arrays import Array
from nnviz.nn.network import Tape
from nnviz.scenes import output_data as shared
from nnviz.scenes import words
from nnviz.scenes.output_data import OutputOptions, Points
from nnviz.scenes.output_surface import answer, plane_columns, raw_points
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.ticks import Axis, linear_axis, round_range

PLACES = 161  # along the curve


class OutputCurve(Struct, frozen=True, eq=False):
    """One output over the input."""

    name: str
    colour: Colour
    x: Array
    y: Array


class Gap(Struct, frozen=True):
    """The only sample: its input, what the network answers, and what it should."""

    x: float
    output: float
    target: float


@dataclass(frozen=True, eq=False, slots=True)
class FittedScene:
    """The fitted curve.

    Parameters
    ----------
    x_axis, y_axis
        The raw input, and the output (of a regression in the data's units).
    curves
        One an output.
    points
        The samples at their targets.
    gap
        Where there is but one sample; else None.
    """

    x_axis: Axis
    y_axis: Axis
    curves: tuple[OutputCurve, ...]
    points: tuple[Points, ...]
    gap: Gap | None
    caption: str
    options: OutputOptions
    outputs: tuple[str, ...]
    _record: StepRecord = field(repr=False)

    def read(self, x: float, _y: float = 0.0) -> str:
        """Return what the network answers at `x`, computed there."""
        problem = self._record.problem
        inputs = problem.data.transform(raw_points(problem.data, np.array([[x]])))
        outputs = shared.outputs_for(problem, self._record.params, inputs)
        told = answer(problem.data, outputs, self.options.output)
        return f"{self.x_axis.name} {words.number(x, 3)}: {told}"


def fitted_scene(record: StepRecord, theme: Theme, options: OutputOptions) -> FittedScene:
    """Return the output over the only raw column that the network is fed."""
    problem = record.problem
    data = problem.data
    tape = _places(problem)
    problem.network.run_forward(record.params, tape, slopes=False)
    x_axis = _input_axis(data)
    x = np.linspace(x_axis.low, x_axis.high, PLACES)
    values = shared.values_of(data, tape.outputs)
    curves = tuple(
        OutputCurve(name, ink, x, values[:, place].copy())
        for place, name, ink in _curves_shown(data, theme, options.output)
    )
    gap = _gap(record, options.output)
    return FittedScene(
        x_axis,
        _output_axis(problem, curves, options.output),
        curves,
        tuple(_points(data, part, theme, options.output) for part in shared.PARTS),
        gap,
        _caption(record, gap),
        options,
        data.source.outputs if data.coding is None and values.shape[1] > 1 else (),
        record,
    )


def _curves_shown(data: Data, theme: Theme, output: int) -> list[tuple[int, str, Colour]]:
    """Return place, name and colour of each curve: one a class, or the chosen output."""
    outputs = data.y_train.shape[1]
    if data.coding is None:
        return [(output, data.source.outputs[output], theme.text)]
    if outputs == 1:
        return [(0, "output", theme.text)]
    names = shared.class_names(data)
    return [(n, names[n], shared.class_colour(n, outputs, theme)) for n in range(outputs)]


@lru_cache(maxsize=4)
def _input_axis(data: Data) -> Axis:
    (column,) = plane_columns(data)
    x = np.concatenate([data.source.x_train, data.source.x_test])[:, column]
    low, high = float(x.min()), float(x.max())
    margin = 0.04 * (high - low) or 1.5
    name = words.input_name(data.source.columns[column])
    return linear_axis(low - margin, high + margin, 6, name)


@lru_cache(maxsize=2)
def _places(problem: Problem) -> Tape:
    """Return scratch memory with the inputs along the curve in it."""
    axis = _input_axis(problem.data)
    tape = Tape(problem.network.units, PLACES)
    raw = np.linspace(axis.low, axis.high, PLACES)[:, None]
    tape.a[0][...] = problem.data.transform(raw_points(problem.data, raw))
    return tape


@lru_cache(maxsize=8)
def _target_range(data: Data, output: int) -> tuple[float, float]:
    """Return the range of the targets, in the data's units, with a margin."""
    targets = np.concatenate([data.y_train, data.y_test])
    values = shared.values_of(data, targets)
    if data.coding is None:
        values = values[:, output]
        low, high = float(values.min()), float(values.max())
    else:
        low, high = data.coding.low, data.coding.high
    margin = 0.08 * ((high - low) or max(1.0, abs(high)))
    return low - margin, high + margin


def _output_axis(problem: Problem, curves: tuple[OutputCurve, ...], output: int) -> Axis:
    """Return an axis about targets and curves, and about all that a bounded output can give."""
    data = problem.data
    low, high = _target_range(data, output)
    bounds = np.array(problem.network.activations[-1].bounds)
    if np.isfinite(bounds).all():
        room = np.tile(bounds[:, None], data.y_train.shape[1])
        least, most = shared.values_of(data, room)[:, output].tolist()
        low, high = min(low, least), max(high, most)
    values = np.concatenate([curve.y for curve in curves])
    values = values[np.isfinite(values)]
    if len(values):
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    name = data.source.outputs[output] if data.coding is None else "output"
    return linear_axis(*round_range(low, high), 6, words.input_name(name))


@lru_cache(maxsize=8)
def _points(data: Data, part: Part, theme: Theme, output: int) -> Points:
    raw = shared.raw_part(data, part)
    rows = shared.rows_shown(len(raw))
    targets = shared.part_of(data, part)[1][rows]
    x = raw[rows, plane_columns(data)[0]]
    if data.coding is None:
        y = shared.values_of(data, targets)[:, output]
        kinds = np.zeros(len(x), dtype=np.int64)
        return Points(part, x, y, kinds, (theme.train if part == "train" else theme.test,), ("o",))
    kinds = shared.classes_of(data, targets)
    y = targets[:, 0] if targets.shape[1] == 1 else np.full(len(x), data.coding.high)
    count = len(shared.class_names(data))
    colours = tuple(shared.class_colour(number, count, theme) for number in range(count))
    symbols = tuple(shared.SYMBOLS[n % len(shared.SYMBOLS)] for n in range(count))
    return Points(part, x, y, kinds, colours, symbols)


def _gap(record: StepRecord, output: int) -> Gap | None:
    data = record.problem.data
    if len(data.x_train) != 1:
        return None
    outputs = shared.outputs_for(record.problem, record.params, data.x_train)
    answered, asked = (shared.values_of(data, v)[0, output] for v in (outputs, data.y_train))
    return Gap(float(data.source.x_train[0, plane_columns(data)[0]]), float(answered), float(asked))


def _caption(record: StepRecord, gap: Gap | None) -> str:
    if gap is None:
        return shared.success(record) + shared.drawn(record.problem.data)
    return (
        f"one sample: output {words.number(gap.output)}, target {words.number(gap.target)},"
        f" {words.number(gap.target - gap.output)} to go"
    )
