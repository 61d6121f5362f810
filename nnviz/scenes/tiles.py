"""What stands inside the tiles of the diagram: a picture over the raw inputs, or one colour.

For data of two raw columns a tile is the unit's output over their plane, of one column, a strip
along it; for others it is the unit's output on the current sample, or its mean over the probe
samples, as colour and number.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.packed import Packed, weight_table
from nnviz.scenes.palette import Theme
from nnviz.scenes.plane import SIDES, has_plane, output_places, outputs_over_plane, plane_of

OutputOf: TypeAlias = Literal["mean", "sample"]

TILED = 24  # units of a layer; a wider one is drawn as cells, without text and pictures
ROUNDING = 12  # decimals: what lies beyond them is no number to be told


class Tiles(Struct, frozen=True, eq=False):
    """The insides of a layer's tiles, one an unit.

    Parameters
    ----------
    pictures
        Packed colours, shape (units, side, side), the first row on top; None where tiles have
        one colour each.
    colours
        Packed colours, shape (units,); None where there are pictures.
    numbers
        What is written in each tile; empty where there are pictures or too many units.
    """

    pictures: Packed | None = None
    colours: Packed | None = None
    numbers: tuple[str, ...] = ()

    @property
    def one_colour_each(self) -> Packed:
        """A packed colour for every unit: its own, or that in the middle of its picture."""
        if self.colours is not None:
            return self.colours
        if self.pictures is None:
            return np.empty(0, np.uint32)
        middle = self.pictures.shape[1] // 2
        return self.pictures[:, middle, middle]


def tiles_of(record: StepRecord, output: OutputOf, theme: Theme) -> tuple[Tiles, ...]:
    """Return the tiles of every layer, the inputs first."""
    units = record.params.units
    planar = has_plane(record.problem) and min(units) <= TILED
    over_plane = _pictures(record, theme) if planar else {}
    return tuple(
        Tiles(pictures=over_plane[layer])
        if layer in over_plane
        else _coloured(record, layer, output, theme)
        for layer in range(len(units))
    )


def _pictures(record: StepRecord, theme: Theme) -> dict[int, Packed]:
    """Return layer -> pictures for all layers that are not too wide; inputs square, units round."""
    problem, table = record.problem, weight_table(theme)
    plane = plane_of(problem)
    found: dict[int, Packed] = {}
    for layer, values in enumerate(outputs_over_plane(problem, record.params)):
        count = values.shape[1]
        if count > TILED:
            continue
        if layer == 0:
            found[0] = _input_pictures(problem, theme)
            continue
        places = _places(output_places(values, problem.network.activations[layer - 1]))
        found[layer] = table.take(plane.square(places)) & _disc(plane.side)
    return found


@lru_cache(maxsize=2)
def _input_pictures(problem: Problem, theme: Theme) -> Packed:
    """Return the inputs over the plane: they never change."""
    plane = plane_of(problem)
    places = _places(output_places(plane.tape.a[0], None))
    return weight_table(theme).take(plane.square(places))


def _places(places: Array) -> NDArray[np.uint8]:
    """Return places on a table as whole numbers; what is no number is put in the middle."""
    inside = np.minimum(np.maximum(places, 0.0), 255.0)
    if np.isnan(inside.sum()):
        inside[np.isnan(inside)] = 127.5
    found: NDArray[np.uint8] = inside.astype(np.uint8)
    return found


@lru_cache(maxsize=len(SIDES))
def _disc(side: int) -> Packed:
    """Return a round mask: all bits within the circle (and one point more), none outside."""
    axis = np.arange(side) - 0.5 * (side - 1)
    inside = np.hypot(axis[:, None], axis) <= 0.5 * side + 0.8
    mask: Packed = np.where(inside, 0xFFFFFFFF, 0).astype(np.uint32)
    return mask


def _coloured(record: StepRecord, layer: int, output: OutputOf, theme: Theme) -> Tiles:
    """Return tiles of one colour each."""
    values = outputs_of(record, layer, output)
    if layer == 0:
        places = values * (127.5 / _input_limits(record.problem)) + 127.5
    else:
        activation = record.problem.network.activations[layer - 1]
        places = output_places(values[:, None], activation)[:, 0]
    few = len(values) <= TILED
    numbers = tuple(map(_number, values.tolist())) if few else ()
    return Tiles(colours=weight_table(theme).take(_places(places)), numbers=numbers)


def _number(value: float) -> str:
    """Return a number for a tile: one that is only rounding, as a mean of scaled inputs, is 0."""
    value = round(value, ROUNDING)
    return words.number(value, 2 if abs(value) >= 0.01 else 1)


def outputs_of(record: StepRecord, layer: int, output: OutputOf) -> Array:
    """Return what the units of a layer give, shape (units,): on the current sample, or the mean."""
    if output == "sample":
        return np.asarray(record.tape.a[layer][0])
    return np.asarray(record.probe.a[layer].mean(axis=0))


@lru_cache(maxsize=2)
def _input_limits(problem: Problem) -> Array:
    """Return the ends of the inputs' scales: one for each, or one for all where there are many.

    Many inputs are drawn as one image, which must keep its proportions.
    """
    sizes = np.abs(problem.data.x_train).max(axis=0)
    limits = sizes if len(sizes) <= TILED else np.full_like(sizes, sizes.max())
    return np.asarray(np.maximum(limits, 1e-300))
