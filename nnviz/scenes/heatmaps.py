"""Weights beside gradients, layer by layer: every parameter is a cell, every cell can be read.

Rows are where a weight comes from, columns where it leads; the bias is a last row of its own. Both
scales are symmetric about 0, round, and either follow the data calmly or stay as the user fixed
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.nn.parameters import Parameters
from nnviz.scenes import words
from nnviz.scenes.limits import Limits, calm_limit, limit_text
from nnviz.scenes.marks import Mark, Marks, UnitMark, WeightMark
from nnviz.scenes.packed import Packed, gradient_table, painted, weight_table
from nnviz.scenes.palette import Theme, symmetric_limit
from nnviz.scenes.readouts import Reading, exact, exists, weight_title

HINT = Reading("Rows: from, columns: to; the last row is the bias.")


class Bar(Struct, frozen=True):
    """A colour bar: the quantity's name, and the ends of its scale."""

    name: str
    low: str
    high: str


class HeatmapsScene(Struct, frozen=True, eq=False):
    """The pair of heatmaps of every layer, without places (see `heatmaps_layout`).

    Parameters
    ----------
    units
        Of every layer, the inputs first.
    weights, gradients
        The parameters, and dC/dW and dC/db on the batch.
    limits
        The ends of the scales; pass them on as `before` at the next step.
    fixed
        Whether the user fixed them.
    bars
        Of the weights and of the gradients.
    tables
        Their 256 packed colours.
    reading
        What is pointed at, or else selected, in numbers.
    marks
        Only those that this network has.
    """

    units: tuple[int, ...]
    weights: Parameters
    gradients: Parameters
    limits: Limits
    fixed: bool
    bars: tuple[Bar, Bar]
    tables: tuple[Packed, Packed]
    reading: Reading
    marks: Marks


def heatmaps_scene(
    record: StepRecord,
    marks: Marks,
    theme: Theme,
    fixed: Limits | None = None,
    *,
    before: Limits | None = None,
) -> HeatmapsScene:
    """Return the heatmaps of a step.

    Parameters
    ----------
    record
        The step.
    marks
        What is selected and pointed at, here or in the diagram.
    theme
        Colours.
    fixed
        The ends of the scales; they follow the data where it is None.
    before
        The limits of the last scene of this run, so that they stay calm.
    """
    units = record.params.units
    limits = fixed or _calm(record, before)
    present = Marks(
        marks.selected if exists(units, marks.selected) else None,
        marks.hovered if exists(units, marks.hovered) else None,
    )
    return HeatmapsScene(
        units,
        record.params,
        record.gradients,
        limits,
        fixed is not None,
        (_bar("W", limits.weight), _bar("dC/dW", limits.gradient)),
        (weight_table(theme), gradient_table(theme)),
        _reading(record, present.hovered or present.selected),
        present,
    )


def _calm(record: StepRecord, before: Limits | None) -> Limits:
    weight = symmetric_limit(record.params.flat, 0.0)
    gradient = symmetric_limit(record.gradients.flat, 0.0)
    if before is None:
        return Limits(calm_limit(weight), calm_limit(gradient))
    return Limits(calm_limit(weight, before.weight), calm_limit(gradient, before.gradient))


def _bar(name: str, limit: float) -> Bar:
    end = limit_text(limit)
    return Bar(name, f"{words.MINUS}{end}", f"+{end}")


def _reading(record: StepRecord, mark: Mark | None) -> Reading:
    units = record.params.units
    if isinstance(mark, WeightMark):
        place = (mark.row, mark.column)
        of = "dC/db" if mark.row == units[mark.layer - 1] else "dC/dW"
        return Reading(
            weight_title(units, mark),
            (
                ("=", exact(record.params.block[mark.layer][place])),
                (f"{of} =", exact(record.gradients.block[mark.layer][place])),
            ),
        )
    return _unit_reading(units, mark) if isinstance(mark, UnitMark) else HINT


def _unit_reading(units: tuple[int, ...], mark: UnitMark) -> Reading:
    """Say where a unit's weights stand."""
    into = ("into it", f"W{mark.layer}, column {mark.unit}")
    out = ("out of it", f"W{mark.layer + 1}, row {mark.unit}")
    if mark.layer == 0:
        return Reading(f"input {mark.unit + 1}", (out,))
    is_output = mark.layer == len(units) - 1
    return Reading(words.unit_name(mark.layer, mark.unit), (into,) if is_output else (into, out))


def strongest(values: Array, rows: int, columns: int) -> Array:
    """Return `values` reduced to so many rows and columns: of each patch its largest in size.

    So an outlier among a hundred thousand weights is still seen where a cell is less than a
    pixel. Values with fewer rows or columns keep them.
    """
    if not values.size:
        return values
    largest = smallest = values
    for axis, wanted in enumerate((rows, columns)):
        count = values.shape[axis]
        if wanted < count:
            starts = np.arange(wanted) * count // wanted
            largest = np.maximum.reduceat(largest, starts, axis=axis)
            smallest = np.minimum.reduceat(smallest, starts, axis=axis)
    return np.asarray(np.where(largest >= -smallest, largest, smallest))


def colours_of_layers(
    scene: HeatmapsScene, rooms: Sequence[tuple[int, int]]
) -> list[tuple[Packed, Packed]]:
    """Return what `cell_colours` does for every layer, where all cells have room in one go.

    Parameters
    ----------
    scene
        The heatmaps.
    rooms
        How many rows and columns can be told apart, a pair a layer.
    """
    units = scene.units
    if any(units[k] > rows or units[k + 1] > columns for k, (rows, columns) in enumerate(rooms)):
        return [cell_colours(scene, layer, *room) for layer, room in enumerate(rooms, start=1)]
    weights = painted(scene.weights.flat, scene.limits.weight, scene.tables[0])
    gradients = painted(scene.gradients.flat, scene.limits.gradient, scene.tables[1])
    made, begin = [], 0
    for before, here in pairwise(units):
        end = begin + (before + 1) * here
        shape = (before + 1, here)
        made.append((weights[begin:end].reshape(shape), gradients[begin:end].reshape(shape)))
        begin = end
    return made


def cell_colours(
    scene: HeatmapsScene, layer: int, rows: int, columns: int
) -> tuple[Packed, Packed]:
    """Return the colours of a layer's weights and gradients.

    Each has at most so many rows and columns, and the biases as one more row.
    """
    shown = []
    for parameters, limit, table in zip(
        (scene.weights, scene.gradients),
        (scene.limits.weight, scene.limits.gradient),
        scene.tables,
        strict=True,
    ):
        block = parameters.block[layer]
        if block.shape[0] > rows + 1 or block.shape[1] > columns:
            parts = strongest(block[:-1], rows, columns), strongest(block[-1:], 1, columns)
            block = np.concatenate(parts)
        shown.append(painted(block, limit, table))
    return shown[0], shown[1]


def strongest_within(values: Array, rows: slice, columns: slice) -> tuple[int, int]:
    """Return the row and column of the largest value in size within a patch."""
    patch = np.abs(values[rows, columns])
    row, column = divmod(int(patch.argmax()), patch.shape[1])
    return rows.start + row, columns.start + column


def beside(units: tuple[int, ...], mark: Mark | None, across: int, down: int) -> WeightMark:
    """Return the cell that an arrow key leads to.

    Parameters
    ----------
    units
        Of every layer, the inputs first.
    mark
        Where one is; from a unit one goes on at its bias, from nothing one begins at W1[0, 0].
    across, down
        -1, 0 or 1: one column to the right (or on to the next layer), one row down.
    """
    if isinstance(mark, UnitMark) and mark.layer > 0:
        return WeightMark(mark.layer, units[mark.layer - 1], mark.unit)
    if not isinstance(mark, WeightMark):
        return WeightMark(1, 0, 0)
    layer, column = mark.layer, mark.column + across
    if column < 0 and layer > 1:
        layer, column = layer - 1, units[layer - 1] - 1
    elif column >= units[layer] and layer < len(units) - 1:
        layer, column = layer + 1, 0
    row = min(max(mark.row + down, 0), units[layer - 1])
    return WeightMark(layer, row, min(max(column, 0), units[layer] - 1))
