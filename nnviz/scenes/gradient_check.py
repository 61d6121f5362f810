"""The gradient check of the whole network as a map: one cell a weight, red where it is wrong.

A layer wider than the map shows in each cell the worst of the weights that share it. What was not
checked, lies on a kink, or is too small for a difference to see, is left pale and counted in words.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.gradient_check import WholeCheck
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.parameters import index_of, name_of, parameter_count
from nnviz.scenes import words
from nnviz.scenes.chain_check import cosine_words
from nnviz.scenes.packed import Packed, packed_colour, packed_table
from nnviz.scenes.palette import Theme, scale

SIDE = 48  # cells of a map, at most, each way
BEST, WORST = -10.0, 0.0  # powers of ten: the ends of the colour scale


class ErrorMap(Struct, frozen=True, eq=False):
    """One layer.

    Parameters
    ----------
    name
        "L1".
    colours
        Packed, shape (rows, columns): the biases are the last row.
    cells
        Which of the checked weights each cell is about, of the same shape; -1 for none.
    units, check
        Of the network, and what came out of it.
    """

    name: str
    colours: Packed
    cells: Indices
    units: tuple[int, ...]
    check: WholeCheck

    def reading(self, row: int, column: int) -> str:
        """Return what a cell says when it is pointed at."""
        return _reading(self.units, self.check, int(self.cells[row, column]))


class GradientCheckScene(Struct, frozen=True, eq=False):
    """What is shown of a check.

    Parameters
    ----------
    step
        Of the record that was checked.
    verdict, good
        What came out, in a sentence, and whether that is well.
    worst
        The weight that differs most, with both values; "" where none can be judged.
    counts
        How many were checked, and which could not be judged.
    maps
        One a layer.
    low, high, scale
        The ends of the colour scale, and its colours.
    """

    step: int
    verdict: str
    good: bool
    worst: str
    counts: str
    maps: tuple[ErrorMap, ...]
    low: str
    high: str
    scale: Packed

    @property
    def text(self) -> str:
        """All that is said."""
        said = (f"step {words.count(self.step)}: {self.verdict}", self.worst, self.counts)
        return "\n".join(line for line in said if line)


TOLERANCE = 1e-5  # of the whole: what differences of this kind reach on a right gradient


def gradient_check_scene(record: StepRecord, check: WholeCheck, theme: Theme) -> GradientCheckScene:
    """Return the map and the words of a check that was made of `record`."""
    table = packed_table(scale(theme.good, theme.warn, theme.bad))
    error = check.relative_error
    good = record.problem.network.rule.is_gradient and error < TOLERANCE
    return GradientCheckScene(
        record.step,
        _verdict(record, error),
        good,
        _worst(record, check),
        _counts(record, check),
        _maps(record, check, table, theme),
        "1e−10",
        "1",
        table,
    )


def _verdict(record: StepRecord, error: float) -> str:
    network = record.problem.network
    told = f"relative error {words.number(error, 1)}"
    if not all(activation.learns_by_slope for activation in network.activations):
        return "Nothing to compare: a threshold unit learns by the delta rule, not by a gradient."
    if not network.rule.is_gradient:
        return (
            f"This is not the gradient: {told}. Cosine of the angle between what the rule"
            f" “{network.rule.label}” gives and the gradient, by layer: {cosine_words(record)}."
        )
    if error < TOLERANCE:
        return f"Backpropagation and differences agree: {told}."
    return f"Backpropagation and differences do not agree: {told}."


def _worst(record: StepRecord, check: WholeCheck) -> str:
    place = check.worst
    if place is None:
        return ""
    name = name_of(record.params.units, int(check.indices[place]))
    return (
        f"Worst: {name}, backward {words.number(check.backward[place])}, difference"
        f" {words.number(check.difference[place])} (h = {words.number(check.h[place], 1)}),"
        f" relative error {words.number(check.errors[place], 1)}."
    )


def _counts(record: StepRecord, check: WholeCheck) -> str:
    total, checked = parameter_count(record.params.units), len(check.indices)
    said = f"All {words.count(total)} weights and biases checked"
    if checked < total:
        said = f"{words.count(checked)} of {words.count(total)} checked, drawn at random"
    kinks = int((~check.smooth).sum())
    unseen = int((check.smooth & ~check.seen).sum())
    if unseen:
        said += f"; {words.count(unseen)} too small for a difference to see"
    if kinks:
        said += f"; {words.count(kinks)} on a kink, where there are two slopes"
    return f"{said}."


def _maps(
    record: StepRecord, check: WholeCheck, table: Packed, theme: Theme
) -> tuple[ErrorMap, ...]:
    units = record.params.units
    flat = np.full(parameter_count(units), -1, dtype=np.int64)
    flat[check.indices] = np.arange(len(check.indices))
    errors = check.errors
    maps = []
    for layer in range(1, len(units)):
        start, rows, columns = index_of(units, layer, 0, 0), units[layer - 1] + 1, units[layer]
        places = flat[start : start + rows * columns].reshape(rows, columns)
        cells = _worst_of_cells(places, errors)
        colours = _colours(cells, errors, table, theme)
        maps.append(ErrorMap(f"L{layer}", colours, cells, units, check))
    return tuple(maps)


def _worst_of_cells(places: Indices, errors: Array) -> Indices:
    """Return for each cell of the map which of the checked weights is its worst; -1 for none."""
    rows, columns = places.shape
    shape = min(rows, SIDE), min(columns, SIDE)
    if shape == places.shape:
        return places
    found = np.full(shape, -1, dtype=np.int64)
    there = np.argwhere(places >= 0)
    checked = places[there[:, 0], there[:, 1]]
    order = np.argsort(np.nan_to_num(errors[checked], nan=-1.0), kind="stable")
    cells = there[order] * np.array(shape) // np.array(places.shape)
    found[cells[:, 0], cells[:, 1]] = checked[order]  # of one cell's weights the last stays
    return found


def _colours(cells: Indices, errors: Array, table: Packed, theme: Theme) -> Packed:
    found = np.full(cells.shape, packed_colour(theme.field), dtype=np.uint32)
    there = cells >= 0
    error = errors[cells[there]]
    found[there] = packed_colour(theme.faint)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (np.log10(error) - BEST) / (WORST - BEST)
    index = (np.nan_to_num(np.clip(share, 0.0, 1.0)) * 255.0).astype(np.uint8)
    inks = table.take(index)
    inks[np.isnan(error)] = packed_colour(theme.faint)
    found[there] = inks
    return found


def _reading(units: tuple[int, ...], check: WholeCheck, place: int) -> str:
    if place < 0:
        return "not checked"
    name = name_of(units, int(check.indices[place]))
    error = check.errors[place]
    if np.isnan(error):
        why = "too small for a difference to see" if check.smooth[place] else "on a kink"
        return f"{name}: {why}"
    return (
        f"{name}: backward {words.number(check.backward[place])}, difference"
        f" {words.number(check.difference[place])}, relative error {words.number(error, 1)}"
    )
