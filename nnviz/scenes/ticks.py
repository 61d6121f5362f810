"""Axes of plots: where they begin and end, and which round numbers stand on them.

Ends are rounded to round numbers, so that an axis keeps still while a run goes on. Positions are
those of the plot: on a logarithmic axis they are powers of ten.
"""

from __future__ import annotations

import math
from functools import lru_cache

from msgspec import Struct

from nnviz.scenes import words

_MANTISSAS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class Tick(Struct, frozen=True):
    """A number on an axis: where, and how it is written."""

    position: float
    text: str


class Axis(Struct, frozen=True):
    """An axis from `low` to `high`, its ticks in rising order, and what it shows."""

    low: float
    high: float
    ticks: tuple[Tick, ...] = ()
    name: str = ""

    @property
    def span(self) -> float:
        """From its low to its high end."""
        return self.high - self.low


@lru_cache(maxsize=128)
def linear_axis(low: float, high: float, most: int = 6, name: str = "") -> Axis:
    """Return an axis with at most `most` ticks, at multiples of 1, 2 or 5 times a power of 10."""
    step = _step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    marks = (number * step for number in range(first, last + 1))
    return Axis(low, high, tuple(Tick(mark, words.tick(mark, step)) for mark in marks), name)


@lru_cache(maxsize=128)
def log_axis(low: float, high: float, most: int = 6, name: str = "") -> Axis:
    """Return an axis from 10^low to 10^high: powers of ten; 1, 2 and 5 where they are few."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if high - low >= 1.8:
        stride = 1 + (last - first) // most
        exponents = range(first + (-first) % stride, last + 1, stride)
        ticks = [Tick(float(k), _power(k)) for k in exponents]
    else:
        ticks = _between_powers(low, high)
    return Axis(low, high, tuple(ticks), name)


def _power(exponent: int) -> str:
    value = 10.0**exponent
    return words.tick(value, value)


def _between_powers(low: float, high: float) -> list[Tick]:
    exponents = range(math.floor(low), math.floor(high) + 1)
    values = [m * 10.0**k for k in exponents for m in (1, 2, 5)]
    inside = [v for v in values if low - 1e-9 <= math.log10(v) <= high + 1e-9]
    if len(inside) < 2:
        tight = linear_axis(10.0**low, 10.0**high, 3).ticks
        return [Tick(math.log10(t.position), t.text) for t in tight if t.position > 0]
    return [Tick(math.log10(v), words.tick(v, 10.0 ** math.floor(math.log10(v)))) for v in inside]


def rounded_up(value: float) -> float:
    """Return the next round number at or above a positive `value`, such as 1, 1.2, 1.5 or 2."""
    if not (value > 0.0 and math.isfinite(value)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((m * power for m in _MANTISSAS if m * power >= value * (1 - 1e-9)), 10.0 * power)


def round_range(low: float, high: float) -> tuple[float, float]:
    """Return ends around low..high that are round; of some width even where low is high."""
    size = max(abs(low), abs(high), 1e-9)
    if high - low < 1e-9 * size:
        width = 0.5 * size
        low, high = low - width, high + width
    step = _step(high - low, 8)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _step(span: float, most: int) -> float:
    """Return the least of 1, 2, 5 times a power of ten that cuts `span` in at most `most`."""
    least = min(max(span, 1e-300), 1e308) / max(1, most)
    power = 10.0 ** math.floor(math.log10(least))
    return next((m * power for m in (1.0, 2.0, 5.0) if m * power >= least * (1 - 1e-9)), 10 * power)
