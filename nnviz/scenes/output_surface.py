"""The output over the plane of two raw inputs, with the samples on it.

The whole grid goes through the network for a frame; how fine it is depends on what that costs.
One output is coloured on its scale; of several, the predicted class by its colour, paler where
the network is less sure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.evaluate import Part
from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Data, Problem
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.network import Network, Tape
from nnviz.scenes import output_data as shared
from nnviz.scenes import words
from nnviz.scenes.output_data import OutputOptions, Points
from nnviz.scenes.packed import Packed, packed_table, weight_table
from nnviz.scenes.palette import Colour, Theme, mix, rgb, weight_scale
from nnviz.scenes.ticks import Axis, linear_axis

SIDES = (96, 64, 48, 32, 24, 16)
LEAST_IN_MOTION = 48  # cells along a side: fewer are seen, even while the surface moves
FRAME_NANOSECONDS = 900_000.0  # that a grid may take
LEVELS = 32  # of confidence
VALUE_KINDS = 33  # colours of points with values


class Key(Struct, frozen=True):
    """What the colours mean: a scale from low to high, or a name for each.

    Parameters
    ----------
    ends
        The numbers at the scale's ends; empty where the colours are classes.
    colours, names
        Along the scale (names empty), or of each class.
    """

    ends: tuple[str, ...]
    colours: tuple[Colour, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class SurfaceScene:
    """The decision surface.

    Parameters
    ----------
    x_axis, y_axis
        The plane, in raw units.
    pixels
        Packed colours, shape (side, side); row 0 is the least y.
    points
        Of both parts, whether or not `options` shows them.
    key
        What the colours mean.
    caption
        How right the network is.
    outputs
        Names of what can be chosen by `options.output`; empty where there is nothing to choose.
    """

    x_axis: Axis
    y_axis: Axis
    pixels: Packed
    points: tuple[Points, ...]
    key: Key
    caption: str
    options: OutputOptions
    outputs: tuple[str, ...]
    _record: StepRecord = field(repr=False)

    def read(self, x: float, y: float) -> str:
        """Return what the network answers at (x, y), computed there."""
        problem = self._record.problem
        raw = raw_points(problem.data, np.array([[x, y]]))
        outputs = shared.outputs_for(problem, self._record.params, problem.data.transform(raw))
        names = self.x_axis.name, self.y_axis.name
        place = ", ".join(f"{n} {words.number(v, 3)}" for n, v in zip(names, (x, y), strict=True))
        return f"{place}: {answer(problem.data, outputs, self.options.output)}"


def answer(data: Data, outputs: Array, output: int = 0) -> str:
    """Return in words what one row of outputs tells."""
    if data.coding is None:
        value = float(shared.values_of(data, outputs)[0, output])
        return f"{data.source.outputs[output]} {words.number(value)}"
    number = int(shared.classes_of(data, outputs)[0])
    strongest = float(outputs[0, number] if outputs.shape[1] > 1 else outputs[0, 0])
    return f"output {words.number(strongest)}, class {shared.class_names(data)[number]}"


def surface_scene(
    record: StepRecord, theme: Theme, options: OutputOptions, *, fine: bool = True
) -> SurfaceScene:
    """Return the output over the plane of the two raw columns that the network is fed.

    Parameters
    ----------
    record, theme, options
        The step, colours, and what is shown.
    fine
        Whether the grid is as fine as a frame can afford; else it costs half or less.
    """
    problem = record.problem
    data = problem.data
    x_axis, y_axis = plane_axes(data)
    side = grid_side(problem.network, fine=fine)
    grid = _grid(problem, side)
    problem.network.run_forward(record.params, grid, slopes=False)
    outputs = grid.outputs
    several = data.coding is not None and outputs.shape[1] > 1
    paint = _class_pixels if several else _value_pixels
    parts = tuple(_points(data, part, theme, options.output) for part in shared.PARTS)
    return SurfaceScene(
        x_axis,
        y_axis,
        paint(data, outputs, theme, options.output).reshape(side, side),
        parts,
        _key(data, theme, options.output),
        shared.success(record) + shared.drawn(data),
        options,
        data.source.outputs if data.coding is None and outputs.shape[1] > 1 else (),
        record,
    )


def plane_columns(data: Data) -> tuple[int, ...]:
    """Return the raw columns that the network is fed: both of two, else those among its inputs."""
    columns = data.source.columns
    if len(columns) <= 2:
        return tuple(range(len(columns)))
    return tuple(columns.index(name) for name in data.transform.inputs)


@lru_cache(maxsize=4)
def plane_axes(data: Data) -> tuple[Axis, Axis]:
    """Return the axes of the plane: the samples' range with a margin of a twentieth."""
    columns = plane_columns(data)
    x = np.concatenate([data.source.x_train, data.source.x_test])[:, columns]
    low, high = x.min(axis=0), x.max(axis=0)
    margin = np.where(high > low, 0.05 * (high - low), 1.0)
    names = [words.input_name(data.source.columns[c]) for c in columns]
    made = zip((low - margin).tolist(), (high + margin).tolist(), names, strict=True)
    first, second = (linear_axis(a, b, 5, name) for a, b, name in made)
    return first, second


def raw_points(data: Data, places: Array) -> Array:
    """Return raw rows with `places`, shape (points, columns), in the columns that are fed.

    The other columns are not fed to the network: they are 0.
    """
    raw = np.zeros((len(places), len(data.source.columns)))
    raw[:, plane_columns(data)] = places
    return raw


def grid_side(network: Network, *, fine: bool = True) -> int:
    """Return the finest side whose grid passes through the network within a frame.

    Where it need not be `fine`, one coarser, but not so coarse that it would be seen in motion.
    """
    each = shared.sample_nanoseconds(network)
    found = next((side for side in SIDES if side * side * each <= FRAME_NANOSECONDS), SIDES[-1])
    coarser = SIDES[min(SIDES.index(found) + 1, len(SIDES) - 1)]
    return found if fine or coarser < LEAST_IN_MOTION else coarser


@lru_cache(maxsize=4)
def _grid(problem: Problem, side: int) -> Tape:
    """Return scratch memory with the inputs of the grid in it: at the middles of its cells."""
    middles = (np.arange(side) + 0.5) / side
    x_axis, y_axis = plane_axes(problem.data)
    across = np.tile(x_axis.low + x_axis.span * middles, side)
    up = np.repeat(y_axis.low + y_axis.span * middles, side)
    tape = Tape(problem.network.units, side * side)
    tape.a[0][...] = problem.data.transform(raw_points(problem.data, np.stack([across, up], 1)))
    return tape


@lru_cache(maxsize=8)
def value_range(data: Data, output: int) -> tuple[float, float]:
    """Return what the scale runs from and to: the coding's ends, or the values of the data."""
    if data.coding is not None:
        return data.coding.low, data.coding.high
    values = np.concatenate([shared.values_of(data, y) for y in (data.y_train, data.y_test)])
    low, high = float(values[:, output].min()), float(values[:, output].max())
    if low < 0.0 < high:
        low, high = -max(-low, high), max(-low, high)
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _value_pixels(data: Data, outputs: Array, theme: Theme, output: int) -> Packed:
    low, high = value_range(data, output)
    values = shared.values_of(data, outputs)[:, output]
    with np.errstate(invalid="ignore"):
        places = np.minimum(np.maximum((values - low) * (255.0 / (high - low)), 0.0), 255.0)
        if np.isnan(places.sum()):
            places = np.nan_to_num(places, nan=127.5)
    return weight_table(theme).take(places.astype(np.uint8))


def _class_pixels(data: Data, outputs: Array, theme: Theme, _output: int) -> Packed:
    """Return the colour of each row's class, paler where its lead over the next is small."""
    assert data.coding is not None
    two = np.partition(outputs, -2, axis=1)[:, -2:]
    with np.errstate(invalid="ignore"):
        lead = (two[:, 1] - two[:, 0]) / (data.coding.high - data.coding.low or 1.0)
    levels = (np.clip(np.nan_to_num(lead), 0.0, 1.0) * (LEVELS - 1)).astype(np.intp)
    table = _class_table(outputs.shape[1], theme)
    return np.asarray(table.take(outputs.argmax(axis=1) * LEVELS + levels), np.uint32)


@lru_cache(maxsize=8)
def _class_table(classes: int, theme: Theme) -> Packed:
    """Return LEVELS colours a class, from pale to full, shape (classes * LEVELS,)."""
    shares = np.linspace(0.2, 0.85, LEVELS)
    full = [shared.class_colour(number, classes, theme) for number in range(classes)]
    table = [rgb(mix(theme.zero, one, s)) for one in full for s in shares]
    return packed_table(np.array(table, dtype=np.uint8))


@lru_cache(maxsize=8)
def _points(data: Data, part: Part, theme: Theme, output: int) -> Points:
    raw = shared.raw_part(data, part)
    rows = shared.rows_shown(len(raw))
    places = raw[rows][:, plane_columns(data)]
    targets = shared.part_of(data, part)[1][rows]
    if data.coding is None:
        kinds, colours = _value_kinds(data, targets, theme, output)
        symbols: tuple[str, ...] = ("o",) * len(colours)
    else:
        kinds = shared.classes_of(data, targets)
        count = len(shared.class_names(data))
        colours = tuple(shared.class_colour(number, count, theme) for number in range(count))
        symbols = tuple(shared.SYMBOLS[n % len(shared.SYMBOLS)] for n in range(count))
    values = data.coding is None
    return Points(part, places[:, 0], places[:, 1], kinds, colours, symbols, rimmed=values)


def _value_kinds(
    data: Data, targets: Array, theme: Theme, output: int
) -> tuple[Indices, tuple[Colour, ...]]:
    low, high = value_range(data, output)
    shares = (shared.values_of(data, targets)[:, output] - low) / (high - low)
    kinds = np.rint(np.clip(shares, 0.0, 1.0) * (VALUE_KINDS - 1)).astype(np.int64)
    return kinds, _along(theme, VALUE_KINDS)


def _along(theme: Theme, count: int) -> tuple[Colour, ...]:
    """Return so many colours along the scale of outputs."""
    places = np.linspace(0, 255, count).astype(int)
    return tuple("#{:02x}{:02x}{:02x}".format(*weight_scale(theme)[p].tolist()) for p in places)


@lru_cache(maxsize=8)
def _key(data: Data, theme: Theme, output: int) -> Key:
    if data.coding is not None and data.coding.kind == "one_hot":
        names = shared.class_names(data)
        colours = (shared.class_colour(n, len(names), theme) for n in range(len(names)))
        return Key((), tuple(colours), names)
    low, high = value_range(data, output)
    ends = tuple(words.number(end, 3) for end in (low, (low + high) / 2.0, high))
    if data.coding is not None:
        sign = "+" if low < 0 else ""
        ends = tuple(f"{end:{sign}g}".replace("-", words.MINUS) for end in (low, high))
    return Key(ends, _along(theme, 33))
