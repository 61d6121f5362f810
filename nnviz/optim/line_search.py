"""How far along a direction: to its lowest point, or far enough to be worth the step.

`bracket` and `brent` look at values only and find the lowest point. `wolfe` looks at slopes too
and takes the first place that is lower by enough and flatter by enough. `backtrack` halves a step
until it is lower by enough. A value that is no number counts as infinitely high.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.optim.objective import Counted

Along: TypeAlias = Callable[[float], float]

ARMIJO = 1e-4
_GROWTH, _MOST_GROWTHS = 2.0, 60
_GOLD = 0.5 * (3.0 - math.sqrt(5.0))
_RELATIVE, _ABSOLUTE = 1e-9, 1e-14
_MOST_LOOKS = 100
_MOST_TRIALS = 30
_MOST_HALVINGS = 50
_LEAST_STRETCH, _MOST_STRETCH = 1.1, 10.0
_EDGE = 0.05
_ROUNDING = 10.0 * float(np.finfo(np.float64).eps)


class Bracket(Struct, frozen=True):
    """An interval with a lowest point inside; not `closed` where the value falls without end."""

    low: float
    high: float
    closed: bool


class Lowest(Struct, frozen=True):
    """The lowest place found, its value, and the places looked at."""

    step: float
    value: float
    tried: tuple[float, ...]


def bracket(along: Along, value: float, first: float) -> Bracket:
    """Return an interval that starts at 0 or later and holds a lowest point of `along`.

    Parameters
    ----------
    along
        The value at a distance from the start; it falls at 0.
    value
        along(0), which is not asked for again.
    first
        The first distance to look at; it is doubled while the value falls.
    """
    before, here, lowest, ahead = 0.0, 0.0, value, first
    for _ in range(_MOST_GROWTHS):
        there = _or_high(along(ahead))
        if there >= lowest:
            return Bracket(before, ahead, True)
        before, here, lowest, ahead = here, ahead, there, ahead * _GROWTH
    return Bracket(before, here, False)


def brent(along: Along, ends: Bracket) -> Lowest:
    """Return the lowest place between two ends (Brent, 1973, ch. 5: procedure localmin).

    A parabola through the three best places gives the next one; where it is not to be trusted, the
    golden section of the larger part does. Of two places infinitely high the nearer one is kept.
    """
    low, high = ends.low, ends.high
    best = second = third = low + _GOLD * (high - low)
    f_best = f_second = f_third = _or_high(along(best))
    tried, last, last_but_one = [best], 0.0, 0.0
    for _ in range(_MOST_LOOKS):
        middle, least = 0.5 * (low + high), _RELATIVE * abs(best) + _ABSOLUTE
        if abs(best - middle) <= 2.0 * least - 0.5 * (high - low):
            break
        step = _parabola((best, second, third), (f_best, f_second, f_third))
        if low < best + step < high and abs(step) < 0.5 * abs(last_but_one):
            if min(best + step - low, high - best - step) < 2.0 * least:
                step = math.copysign(least, middle - best)
            last_but_one, last = last, step
        else:
            last_but_one = (high if best < middle else low) - best
            last = step = _GOLD * last_but_one
        place = best + (step if abs(step) >= least else math.copysign(least, step))
        value = _or_high(along(place))
        tried.append(place)
        if value <= f_best and (math.isfinite(value) or place < best):
            low, high = (low, best) if place < best else (best, high)
            best, second, third = place, best, second
            f_best, f_second, f_third = value, f_best, f_second
            continue
        low, high = (place, high) if place < best else (low, place)
        if value <= f_second or second == best:
            second, third, f_second, f_third = place, second, value, f_second
        elif value <= f_third or third in (best, second):
            third, f_third = place, value
    return Lowest(best, f_best, tuple(tried))


def _parabola(places: tuple[float, float, float], values: tuple[float, float, float]) -> float:
    """Return the step from the first place to the turning point, infinite where there is none."""
    (best, second, third), (f_best, f_second, f_third) = places, values
    r, q = (best - second) * (f_best - f_third), (best - third) * (f_best - f_second)
    bottom = 2.0 * (q - r)
    if not math.isfinite(bottom) or bottom == 0.0:
        return math.inf
    return -((best - third) * q - (best - second) * r) / bottom


class Trial(Struct, frozen=True):
    """A place along a direction: the step, value, slope along the direction, point, gradient."""

    step: float
    value: float
    slope: float
    point: Array
    gradient: Array


class Found(Struct, frozen=True):
    """What a line search found; `trial` is None where it found nothing good enough."""

    trial: Trial | None
    tried: tuple[Array, ...]


class Wolfe:
    """A search for a step that fulfils the strong Wolfe conditions.

    Nocedal and Wright, *Numerical Optimization*, 2006, algorithms 3.5 and 3.6, with cubic
    interpolation; where rounding hides the fall of the value, the slope decides (Hager and Zhang,
    2005, sec. 4: the approximate Wolfe conditions).

    Parameters
    ----------
    counted
        What is asked; one value and one gradient a trial.
    point, value, gradient
        The start, f there, and its gradient.
    direction
        The direction, downhill.
    flatness
        The slope accepted, as a share of the slope at the start (c2).
    """

    def __init__(
        self,
        counted: Counted,
        point: Array,
        value: float,
        gradient: Array,
        direction: Array,
        flatness: float,
    ) -> None:
        self._counted, self._direction, self._flatness = counted, direction, flatness
        self._start = Trial(0.0, value, float(gradient @ direction), point, gradient)
        self._tried: list[Array] = []

    def search(self, first: float) -> Found:
        """Return the step found, with `first` as the first one tried."""
        before, step = self._start, first
        for number in range(_MOST_TRIALS):
            here = self._look(step)
            if not self._low(here) or (number and here.value >= before.value):
                return self._found(self._narrow(before, here))
            if self._flat(here):
                return self._found(here)
            if here.slope >= 0.0:
                return self._found(self._narrow(here, before))
            before, step = here, _stretched(before, here)
        return self._found(None)

    def _look(self, step: float) -> Trial:
        point = self._start.point + step * self._direction
        self._tried.append(point)
        value, gradient = _or_high(self._counted.value(point)), self._counted.gradient(point)
        slope = float(gradient @ self._direction)
        return Trial(step, value if math.isfinite(slope) else math.inf, slope, point, gradient)

    def _low(self, one: Trial) -> bool:
        start = self._start
        if one.value <= start.value + ARMIJO * one.step * start.slope:
            return True
        same = one.value <= start.value + _ROUNDING * abs(start.value)
        return same and one.slope <= (2.0 * ARMIJO - 1.0) * start.slope

    def _flat(self, one: Trial) -> bool:
        return abs(one.slope) <= -self._flatness * self._start.slope

    def _narrow(self, low: Trial, high: Trial) -> Trial | None:
        """Shrink the interval between the better and the worse end until a place will do."""
        for _ in range(_MOST_TRIALS):
            here = self._look(_between(low, high))
            if not self._low(here) or here.value > low.value:
                high = here
            elif self._flat(here):
                return here
            else:
                if here.slope * (high.step - low.step) >= 0.0:
                    high = low
                low = here
            if abs(high.step - low.step) <= _ROUNDING * max(high.step, low.step):
                break
        return low if low.step > 0.0 and low.value < self._start.value else None

    def _found(self, trial: Trial | None) -> Found:
        return Found(trial, tuple(self._tried))


def _stretched(before: Trial, here: Trial) -> float:
    """Return a step beyond `here`: where the slope would be 0 if it went on changing evenly."""
    rise = here.slope - before.slope
    step = math.inf
    if rise > 0.0:
        step = here.step - here.slope * (here.step - before.step) / rise
    return min(max(step, _LEAST_STRETCH * here.step), _MOST_STRETCH * here.step)


def _between(low: Trial, high: Trial) -> float:
    """Return the lowest place of the cubic through both ends, not too near to either.

    Nocedal and Wright, eq. 3.59; the middle where there is no such cubic.
    """
    width = high.step - low.step
    middle = low.step + 0.5 * width
    if not math.isfinite(high.value):
        return middle
    d1 = low.slope + high.slope - 3.0 * (low.value - high.value) / (low.step - high.step)
    square = d1 * d1 - low.slope * high.slope
    if not math.isfinite(square) or square < 0.0:
        return middle
    d2 = math.copysign(math.sqrt(square), width)
    bottom = high.slope - low.slope + 2.0 * d2
    if bottom == 0.0:
        return middle
    step = high.step - width * (high.slope + d2 - d1) / bottom
    edge = _EDGE * abs(width)
    near, far = min(low.step, high.step) + edge, max(low.step, high.step) - edge
    return min(max(step, near), far) if math.isfinite(step) else middle


def backtrack(
    counted: Counted, point: Array, value: float, slope: float, direction: Array
) -> tuple[float, float, tuple[Array, ...]]:
    """Return the first of the steps 1, 1/2, 1/4 … that lowers the value enough (Armijo, 1966).

    Returns the step (0 where none does), the value there, and the points tried.
    """
    step, tried = 1.0, []
    for _ in range(_MOST_HALVINGS):
        there = point + step * direction
        tried.append(there)
        ahead = _or_high(counted.value(there))
        if ahead <= value + ARMIJO * step * slope and ahead < value:
            return step, ahead, tuple(tried)
        step *= 0.5
    return 0.0, value, tuple(tried)


def _or_high(value: float) -> float:
    return value if math.isfinite(value) else math.inf
