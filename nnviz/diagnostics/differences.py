"""A derivative by differences, and how wrong it is: too long a step cuts, too short a one rounds.

The forward difference (f(z + h) - f(z)) / h is wrong by about h f''/2, the central difference
(f(z + h) - f(z - h)) / 2h by about h^2 f'''/6; both are wrong by about eps |f| / h as well, for
f itself is rounded. So the error against h has the shape of a V, and no h is right for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array

Function: TypeAlias = Callable[[Array], Array]

LEAST_POWER, MOST_POWER = -16, 0  # of ten: the steps h that are looked at
A_DECADE = 8  # steps h between two powers of ten
CLEAR = 10.0  # how far above the best error a side of the V begins
FEWEST = 2 * A_DECADE  # points from which a side's slope is read
NEAR = 0.2  # of the slope that theory gives


class Difference(Struct, frozen=True):
    """A way to take a derivative by differences.

    Parameters
    ----------
    name, formula
        What it is called, and what it computes.
    order
        The power of h by which the cut-off error shrinks.
    estimate
        `estimate(f, z, h)`: f'(z) by this difference; z and h are broadcast.
    """

    name: str
    formula: str
    order: int
    estimate: Callable[[Function, Array, Array], Array]


def _forward(f: Function, z: Array, h: Array) -> Array:
    return np.asarray((f(z + h) - f(z)) / h)


def _central(f: Function, z: Array, h: Array) -> Array:
    return np.asarray((f(z + h) - f(z - h)) / (2.0 * h))


DIFFERENCES: dict[str, Difference] = {
    one.name: one
    for one in (
        Difference("forward", "(f(z + h) − f(z)) / h", 1, _forward),
        Difference("central", "(f(z + h) − f(z − h)) / 2h", 2, _central),
    )
}


class ErrorCurve(Struct, frozen=True, eq=False):
    """The largest error of a difference on some points, against the step h.

    Parameters
    ----------
    h
        Rising, from 1e-16 to 1; shape (steps,).
    error
        The largest |estimate - f'|; shape (steps,).
    rounding, truncation
        The slope on log-log axes where rounding decides (small h) and where the cut-off does
        (large h); NaN where there is no such side.
    order
        What `truncation` is for a smooth function: 1 forward, 2 central.
    """

    h: Array
    error: Array
    rounding: float
    truncation: float
    order: int

    @property
    def best(self) -> tuple[float, float]:
        """The h with the smallest error, and that error."""
        place = int(np.argmin(self.error))
        return float(self.h[place]), float(self.error[place])

    @property
    def rounds(self) -> bool:
        """Whether the error falls as 1/h at small h, as rounding makes it."""
        return abs(self.rounding + 1.0) < NEAR

    @property
    def cuts(self) -> bool:
        """Whether it grows as h^order at large h: not where f has a kink."""
        return abs(self.truncation - self.order) < NEAR


def largest_error(
    difference: Difference, f: Function, df: Function, points: Array, h: float
) -> float:
    """Return the largest |estimate - f'| on `points`, shape (points,)."""
    estimate = difference.estimate(f, points, np.array(h))
    return float(np.abs(estimate - df(points)).max())


def error_curve(difference: Difference, f: Function, df: Function, points: Array) -> ErrorCurve:
    """Return the largest error on `points` for every h from 1e-16 to 1.

    Parameters
    ----------
    difference
        Forward or central.
    f, df
        The function and its exact derivative, elementwise.
    points
        Where it is looked at, shape (points,).
    """
    count = A_DECADE * (MOST_POWER - LEAST_POWER) + 1
    h = np.logspace(LEAST_POWER, MOST_POWER, count)
    estimate = difference.estimate(f, points[None, :], h[:, None])
    error = np.abs(estimate - df(points)).max(axis=1)
    low = int(np.argmin(error))
    rounding = _slope(h[: low + 1], error[: low + 1])
    return ErrorCurve(h, error, rounding, _slope(h[low:], error[low:]), difference.order)


def _slope(h: Array, error: Array) -> float:
    """Return d log(error) / d log(h) on one side of the best h: the middle half of its points.

    NaN where the side is too short, not clearly above the best error, or not straight.
    """
    clear = error > CLEAR * max(float(error.min()), float(np.finfo(np.float64).tiny))
    if np.count_nonzero(clear) < FEWEST:
        return float("nan")
    x, y = np.log10(h[clear]), np.log10(error[clear])
    quarter = len(x) // 4
    return float(np.polyfit(x[quarter:-quarter], y[quarter:-quarter], 1)[0])
