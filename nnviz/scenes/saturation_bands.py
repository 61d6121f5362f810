"""One layer of the saturation map: its units in order, each a row, and their picture.

Where there are more units or samples than pixels, a pixel tells the lowest of its patch.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.saturation import dead_units
from nnviz.diagnostics.verdict import Thresholds
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import words
from nnviz.scenes.packed import Packed, packed_colour
from nnviz.scenes.palette import Theme
from nnviz.scenes.saturation_colours import painted_map


class Room(Struct, frozen=True):
    """Pixels for the map: across, down, and the height of a line of text."""

    columns: int
    rows: int
    line: int


class Look(Struct, frozen=True):
    """How the map is shown: where verdicts begin, whether the most shut come first, colours."""

    thresholds: Thresholds
    ordered: bool
    theme: Theme

    @property
    def tau(self) -> float:
        """Below this learning ability a unit is shut on a sample."""
        return self.thresholds.tau


class Band(Struct, frozen=True, eq=False):
    """The units of one layer.

    Parameters
    ----------
    layer
        From 1.
    label, detail
        "L1", and "4 tanh".
    top, height
        Where it stands, in pixels.
    units
        Which unit each row is, shape (units,).
    ability
        Learning abilities, shape (samples, units), in their own order.
    colours
        The picture: at most one row and column a pixel.
    dead
        Which rows of the picture have a dead unit.
    has_slope
        False for threshold units: there is nothing to be open or shut.
    """

    layer: int
    label: str
    detail: str
    top: int
    height: int
    units: Indices
    ability: Array
    colours: Packed
    dead: NDArray[np.bool_]
    has_slope: bool

    def row_of(self, unit: int) -> int:
        """Return in which row a unit stands."""
        return int(np.flatnonzero(self.units == unit)[0])

    def row_box(self, unit: int) -> tuple[float, float]:
        """Return top and height of a unit's row, in pixels."""
        each = self.height / len(self.units)
        return self.top + self.row_of(unit) * each, each

    def lowest_at(self, x: float, y: float, columns: int, samples: Indices) -> tuple[int, int]:
        """Return unit and sample of the lowest ability in the pixel at x, y of `columns` across."""
        rows, across = self.colours.shape
        units = self.units[_patch(len(self.units), rows, (y - self.top) / self.height)]
        there = samples[_patch(len(samples), across, x / columns)]
        patch = self.ability[np.ix_(there, units)]
        row, column = divmod(int(patch.argmin()), patch.shape[1])
        return int(units[column]), int(there[row])


def band_tops(units: tuple[int, ...], room: Room) -> list[tuple[int, int]]:
    """Return top and height of each layer: a line of text each, and the rest by its units."""
    gap = max(1, room.line // 3) if len(units) * 2 * room.line < room.rows else 1
    free = max(len(units), room.rows - gap * (len(units) - 1))
    least = min(room.line, free // len(units))
    rest = free - least * len(units)
    edges = np.rint(np.append(0, np.cumsum(units)) / sum(units) * rest).astype(int)
    return [
        (int(edges[k]) + k * (least + gap), least + int(edges[k + 1] - edges[k]))
        for k in range(len(units))
    ]


def band(
    record: StepRecord,
    layer: int,
    ability: Array,
    samples: Indices,
    place: tuple[int, int],
    columns: int,
    look: Look,
) -> Band:
    """Return a layer's band.

    Parameters
    ----------
    record
        The step.
    layer
        From 1.
    ability
        Its learning abilities, shape (samples, units).
    samples
        The order of the columns.
    place, columns
        Top and height, and pixels across.
    look
        How it is shown.
    """
    activation = record.problem.network.activations[layer - 1]
    mean = ability.mean(axis=0)
    order = np.argsort(mean, kind="stable") if look.ordered else np.arange(len(mean))
    picture = lowest(lowest(ability[samples], columns).T[order], place[1])
    colours = painted_map(picture, look.tau)
    if not activation.learns_by_slope:
        colours = np.full_like(colours, packed_colour(look.theme.faint))
    dead = dead_units(record.probe.a[layer], mean, activation)[order]
    return Band(
        layer,
        f"L{layer}",
        f"{words.count(len(order))} {activation.label}",
        *place,
        order,
        ability,
        colours,
        np.logical_or.reduceat(dead, _starts(len(dead), len(picture))),
        activation.learns_by_slope,
    )


def lowest(values: Array, rows: int) -> Array:
    """Return `values` reduced to at most so many rows: of each few its lowest, column by column."""
    wanted = max(1, rows)
    if wanted >= len(values):
        return values
    starts = _starts(len(values), wanted)
    lasts = np.append(starts[1:], len(values)) - 1
    least = values[starts]
    for further in range(1, -(-len(values) // wanted)):  # ten times as fast as reduceat
        np.minimum(least, values[np.minimum(starts + further, lasts)], out=least)
    return least


def _starts(count: int, wanted: int) -> Indices:
    return np.arange(wanted) * count // wanted


def _patch(count: int, shown: int, share: float) -> slice:
    """Return which of `count` entries are in the one of `shown` at a share of the length."""
    pixel = min(max(int(share * shown), 0), shown - 1)
    return slice(pixel * count // shown, (pixel + 1) * count // shown)
