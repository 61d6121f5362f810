"""A unit's activation with every probe sample on it, its slope below, and where it is shut.

All places are shares of the picture, 0 to 1: along z from left to right, and upwards in each of
its two parts, f above and f' below. The range of z is a round number, so the picture keeps still
while the unit trains. For softmax z is taken against the others (see `slope_histogram`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.record import StepRecord
from nnviz.nn.activations import SIGMOID, Activation
from nnviz.nn.arrays import Array, frozen
from nnviz.scenes import words
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.sample_kinds import LegendEntry, SampleKinds, sample_kinds
from nnviz.scenes.slope_histogram import against_others, shut_zones
from nnviz.scenes.ticks import Tick, linear_axis, rounded_up

LEAST_LIMIT = 4.0
CURVE_POINTS = 241
HEAD_ROOM = 0.06  # share of the height above and below a curve
NEAREST = 0.14  # of the height between two numbers on it


class Dots(Struct, frozen=True, eq=False):
    """Samples of one kind; shape (samples,) each, places 0 to 1.

    Parameters
    ----------
    x, height
        On the curve of f.
    colour
        Of the kind.
    square
        Every other kind is drawn in squares, so that not the colour alone tells it.
    """

    x: Array
    height: Array
    colour: Colour
    square: bool


class Picture(Struct, frozen=True, eq=False):
    """A unit's curves.

    Parameters
    ----------
    x, f, slope
        Along the curves; `slope` is empty for a threshold.
    f_ticks, x_ticks
        Numbers at the left of f, and below.
    zero
        The height of a = 0; None where it is an end.
    zones
        Where the unit is shut, as ranges of x.
    dots
        The samples, by kind.
    rug_x, rug_height
        The samples again, on the curve of f'.
    slope_zero
        The height of f' = 0: above the ground where f' is negative somewhere.
    formula, slope_name
        What the curves are.
    slope_ticks
        0 and the largest f'; empty for a threshold.
    legend, note
        What the dots are: signs with names, and in words.
    """

    x: Array
    f: Array
    slope: Array
    f_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    zero: float | None
    zones: tuple[tuple[float, float], ...]
    dots: tuple[Dots, ...]
    rug_x: Array
    rug_height: Array
    slope_zero: float
    formula: str
    slope_name: str
    slope_ticks: tuple[Tick, ...]
    legend: tuple[LegendEntry, ...]
    note: str


class _Frame(Struct, frozen=True, eq=False):
    """What of a picture depends on the activation and the range of z alone."""

    z: Array
    x: Array
    f: Array
    slope: Array
    low: float
    high: float
    slope_low: float
    slope_high: float
    f_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    zero: float | None

    def slope_height(self, slope: Array) -> Array:
        """Return the places of values of f'."""
        share = (slope - self.slope_low) / (self.slope_high - self.slope_low)
        return np.asarray(np.clip(share, 0.0, 1.0) * (1.0 - HEAD_ROOM))

    def height(self, a: Array) -> Array:
        """Return the places of values of f."""
        share = (a - self.low) / (self.high - self.low)
        return np.asarray(HEAD_ROOM + (1.0 - 2.0 * HEAD_ROOM) * np.clip(share, 0.0, 1.0))


def unit_picture(record: StepRecord, layer: int, unit: int, theme: Theme, tau: float) -> Picture:
    """Return the picture of a unit of a layer after the inputs (layer from 1, unit from 0)."""
    activation = record.problem.network.activations[layer - 1]
    z = _z(record, layer, unit, activation)
    with np.errstate(invalid="ignore"):
        limit = _limit(z)
        frame = _frame(activation, limit)
        x = np.clip(0.5 + z / (2.0 * limit), 0.0, 1.0)
    slope = record.probe.slope[layer][:, unit]
    kinds = sample_kinds(record.problem, layer, unit, theme)
    learns = activation.learns_by_slope
    zones = shut_zones(_shape(activation), limit, tau) if learns else ()
    return Picture(
        frame.x,
        frame.f,
        frame.slope,
        frame.f_ticks,
        frame.x_ticks,
        frame.zero,
        tuple((0.5 + a / (2 * limit), 0.5 + b / (2 * limit)) for a, b in zones),
        _dots(x, frame.height(record.probe.a[layer][:, unit]), kinds),
        x,
        frame.slope_height(slope) if learns else np.empty(0),
        float(frame.slope_height(np.zeros(1))[0]),
        f"f(z) = {activation.formula}",
        "f′(z)" if learns else "f′(z) = 0",
        _slope_ticks(frame) if learns else (),
        kinds.legend,
        kinds.note if activation.elementwise else f"{kinds.note}, z against the other outputs",
    )


def _z(record: StepRecord, layer: int, unit: int, activation: Activation) -> Array:
    z = record.probe.z[layer]
    return z[:, unit] if activation.elementwise else against_others(z)[:, unit]


def _limit(z: Array) -> float:
    largest = float(np.nanmax(np.abs(z), initial=0.0))
    return max(LEAST_LIMIT, rounded_up(largest))


def _shape(activation: Activation) -> Activation:
    return activation if activation.elementwise else SIGMOID


@lru_cache(maxsize=64)
def _frame(activation: Activation, limit: float) -> _Frame:
    shape = _shape(activation)
    z = np.linspace(-limit, limit, CURVE_POINTS)
    a, slope = shape.f(z), shape.df(z)
    bounded = np.isfinite(shape.bounds).all()
    low, high = shape.bounds if bounded else (float(a.min()), float(a.max()))
    ticks = linear_axis(-limit, limit, 5).ticks
    bare = _Frame(
        z=z,
        x=(z + limit) / (2 * limit),
        f=a,
        slope=slope,
        low=low,
        high=high,
        slope_low=min(0.0, float(slope.min())),
        slope_high=shape.sup_slope,
        f_ticks=(),
        x_ticks=tuple(Tick(0.5 + t.position / (2 * limit), _z_text(t)) for t in ticks),
        zero=None,
    )
    return replace(
        bare,
        f=frozen(bare.height(a)),
        slope=frozen(bare.slope_height(slope)) if shape.learns_by_slope else np.empty(0),
        f_ticks=_f_ticks(bare),
        zero=float(bare.height(np.zeros(1))[0]) if low < 0.0 < high else None,
    )


def _z_text(tick: Tick) -> str:
    return tick.text if tick.position else f"z = {tick.text}"


def _f_ticks(frame: _Frame) -> tuple[Tick, ...]:
    """Return the numbers at f's ends and at 0, where they don't touch."""
    values = [frame.low, frame.high]
    if frame.low < 0.0 < frame.high:
        values.insert(0, 0.0)
    found: list[Tick] = []
    for value in values:
        place = float(frame.height(np.array([value]))[0])
        if all(abs(place - one.position) >= NEAREST for one in found):
            found.append(Tick(place, words.tick(value, max(abs(value), 1e-3) / 10)))
    return tuple(found)


def _slope_ticks(frame: _Frame) -> tuple[Tick, ...]:
    ends = (0.0, frame.slope_high)
    places = frame.slope_height(np.array(ends)).tolist()
    return tuple(
        Tick(place, words.tick(value, 0.01)) for place, value in zip(places, ends, strict=True)
    )


def _dots(x: Array, height: Array, kinds: SampleKinds) -> tuple[Dots, ...]:
    found = []
    for number, colour in enumerate(kinds.colours):
        of_kind = kinds.kind == number
        if of_kind.any():
            square = kinds.is_square(number)
            found.append(Dots(x[of_kind], height[of_kind], colour, square))
    return tuple(found)
