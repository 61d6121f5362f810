"""All units by all probe samples in one picture: where learning is shut, and where it is open.

A row is a unit, a column a sample, the same in every layer; the most shut come first, so that
structure shows. Lengths are in pixels of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.verdict import DEFAULT, Thresholds
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import words
from nnviz.scenes.marks import Mark, Marks, UnitMark, WeightMark
from nnviz.scenes.packed import Packed
from nnviz.scenes.palette import Theme
from nnviz.scenes.readouts import exists
from nnviz.scenes.saturation_bands import Band, Look, Room, band, band_tops
from nnviz.scenes.saturation_colours import shut_table

EVERY_FRAME = 50_000  # (unit, sample) pairs that can be sorted and painted sixty times a second
SECONDS_A_PAIR = 2e-7  # what a larger map waits between its pictures


class Cell(Struct, frozen=True):
    """One unit (layer from 1, unit from 0) on one sample of the training part."""

    layer: int
    unit: int
    sample: int


class SaturationMapScene(Struct, frozen=True, eq=False):
    """The map.

    Parameters
    ----------
    bands
        One a layer, from above.
    samples
        Which sample each column is, shape (samples,).
    columns
        Pixels across.
    tau
        Below this learning ability a unit is shut on a sample.
    ordered
        Whether the most shut come first; else all stand in their own order.
    table
        The 256 packed colours of the colour bar.
    selected, hovered
        Units marked here or in another view; None for none.
    caption
        What is shown, with how many units are shut, in a sentence.
    """

    bands: tuple[Band, ...]
    samples: Indices
    columns: int
    tau: float
    ordered: bool
    table: Packed
    selected: UnitMark | None
    hovered: UnitMark | None
    caption: str

    def at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a place: of several in one pixel, the lowest."""
        for one in self.bands:
            if one.top <= y < one.top + one.height and 0 <= x < self.columns:
                return Cell(one.layer, *one.lowest_at(x, y, self.columns, self.samples))
        return None

    def has(self, cell: Cell) -> bool:
        """Whether this map, perhaps of another network than the cell's, has such a cell."""
        return (
            cell.layer <= len(self.bands)
            and cell.unit < len(self.bands[cell.layer - 1].units)
            and cell.sample < len(self.samples)
        )

    def column_of(self, sample: int) -> int:
        """Return in which column a sample stands."""
        return int(np.flatnonzero(self.samples == sample)[0])

    def box(self, cell: Cell) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a cell, in pixels."""
        wide = self.columns / len(self.samples)
        top, height = self.bands[cell.layer - 1].row_box(cell.unit)
        return self.column_of(cell.sample) * wide, top, wide, height

    def beside(self, cell: Cell | None, across: int, down: int) -> Cell:
        """Return the cell that an arrow key leads to; from nowhere, the first one."""
        if cell is None or not self.has(cell):
            return Cell(1, int(self.bands[0].units[0]), int(self.samples[0]))
        layer, row = cell.layer, self.bands[cell.layer - 1].row_of(cell.unit) + down
        if row < 0 and layer > 1:
            layer, row = layer - 1, len(self.bands[layer - 2].units) - 1
        elif row >= len(self.bands[layer - 1].units) and layer < len(self.bands):
            layer, row = layer + 1, 0
        units = self.bands[layer - 1].units
        column = self.column_of(cell.sample) + across
        unit = int(units[min(max(row, 0), len(units) - 1)])
        return Cell(layer, unit, int(self.samples[min(max(column, 0), len(self.samples) - 1)]))

    def read(self, cell: Cell) -> str:
        """Return what a cell is: "unit 2.3, sample 118: learning ability 0.0040, shut"."""
        one = self.bands[cell.layer - 1]
        name = words.unit_name(cell.layer, cell.unit)
        if not one.has_slope:
            return f"{name}: a threshold has no slope, it learns by the delta rule"
        ability = float(one.ability[cell.sample, cell.unit])
        told = f"{name}, sample {cell.sample}: learning ability {words.number(ability, 2)}"
        return f"{told}, shut" if ability < self.tau else told


def refresh_seconds(record: StepRecord) -> float:
    """Return how long a map waits until it is made anew: a large one takes more than a frame."""
    pairs = record.probe.samples * sum(record.params.units[1:])
    return pairs * SECONDS_A_PAIR if pairs > EVERY_FRAME else 0.0


def saturation_map_scene(
    record: StepRecord,
    marks: Marks,
    theme: Theme,
    room: Room,
    thresholds: Thresholds = DEFAULT,
    *,
    ordered: bool = True,
) -> SaturationMapScene:
    """Return the map of a step.

    Parameters
    ----------
    record
        The step.
    marks
        What is selected and pointed at; of a weight, the unit that it leads to is marked.
    theme
        Colours.
    room
        Pixels.
    thresholds
        Where "shut" begins, on a sample and over all of them.
    ordered
        Whether the most shut units and samples come first.
    """
    units = record.params.units
    look = Look(thresholds, ordered, theme)
    pairs = zip(record.problem.network.activations, record.probe.slope, strict=True)
    abilities = [activation.ability(slope) for activation, slope in pairs]
    samples = _sample_order(abilities, ordered)
    bands = tuple(
        band(record, layer, ability, samples, place, room.columns, look)
        for layer, (ability, place) in enumerate(
            zip(abilities, band_tops(units[1:], room), strict=True), start=1
        )
    )
    return SaturationMapScene(
        bands,
        samples,
        room.columns,
        look.tau,
        ordered,
        shut_table(look.tau),
        _unit_of(marks.selected, units),
        _unit_of(marks.hovered, units),
        _caption(bands, look),
    )


def _unit_of(mark: Mark | None, units: tuple[int, ...]) -> UnitMark | None:
    if isinstance(mark, WeightMark):
        mark = UnitMark(mark.layer, mark.column)
    return mark if mark is not None and mark.layer > 0 and exists(units, mark) else None


def _sample_order(abilities: Sequence[Array], ordered: bool) -> Indices:
    """Return the samples, those first on which the layers are most shut on the mean."""
    if not ordered:
        return np.arange(len(abilities[0]))
    means = [ability.mean(axis=1) for ability in abilities]
    return np.argsort(np.sum(means, axis=0), kind="stable")


def _caption(bands: Sequence[Band], look: Look) -> str:
    learning = [one for one in bands if one.has_slope]
    if not learning:
        return "Threshold units have no slope: there is nothing to be open or shut."
    units = sum(len(one.units) for one in learning)
    shares = np.concatenate([(one.ability < look.tau).mean(axis=0) for one in learning])
    shut = int((shares >= look.thresholds.saturated).sum())
    samples = words.count(len(learning[0].ability))
    rows = f"{words.count(units)} {'unit' if units == 1 else 'units'}"
    order = ", most shut first" if look.ordered else ""
    told = "none is" if not shut else f"{words.count(shut)} {'is' if shut == 1 else 'are'}"
    share = words.percent(look.thresholds.saturated)
    return f"{rows} on {samples} samples{order}; {told} shut on {share} or more."
