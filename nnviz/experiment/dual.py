"""Numbers that carry their derivatives: second-order forward-mode differentiation.

A jet is the value of an expression with its gradient and its Hessian by the expression's variables.
Sums, products and functions of jets are jets again, by the rules that one learns at school, so the
derivatives are exact up to rounding: nothing is approximated by differences. Values may be whole
grids; derivatives stand in leading axes and are broadcast.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct

Numbers: TypeAlias = Any  # a float, or an array of floats: numpy treats them alike


class Jet(Struct, frozen=True):
    """A value with its derivatives.

    Parameters
    ----------
    value
        Shape (...), or one number of numpy's (Python's own raise where numpy answers NaN).
    gradient
        Shape (n, ...); None for a constant, and where only values are wanted.
    hessian
        Shape (n, n, ...); None likewise, and where only first derivatives are wanted.
    """

    value: Numbers
    gradient: Numbers | None = None
    hessian: Numbers | None = None

    def __add__(self, other: Jet) -> Jet:
        return Jet(
            self.value + other.value,
            _sum(self.gradient, other.gradient),
            _sum(self.hessian, other.hessian),
        )

    def __sub__(self, other: Jet) -> Jet:
        return self + -other

    def __neg__(self) -> Jet:
        return Jet(
            -self.value,
            None if self.gradient is None else -self.gradient,
            None if self.hessian is None else -self.hessian,
        )

    def __mul__(self, other: Jet) -> Jet:
        """(u v)' = u v' + v u';  (u v)'' = u v'' + v u'' + u' v' + v' u'."""
        u, v = self, other
        gradient = _sum(_times(u.value, v.gradient), _times(v.value, u.gradient))
        hessian = _sum(_times(u.value, v.hessian), _times(v.value, u.hessian))
        if u.hessian is not None and v.hessian is not None:
            cross = _outer(u.gradient, v.gradient)
            hessian = hessian + cross + np.swapaxes(cross, 0, 1)
        return Jet(u.value * v.value, gradient, hessian)

    def __truediv__(self, other: Jet) -> Jet:
        """u / v = u times 1/v, with the value itself from one division."""
        whole = self * chain(
            other,
            1.0 / other.value,
            lambda v: -1.0 / (v * v),
            lambda v: 2.0 / (v * v * v),
        )
        return Jet(self.value / other.value, whole.gradient, whole.hessian)


def variables(point: Numbers, order: int) -> tuple[Jet, ...]:
    """Return the jets of the variables themselves.

    Parameters
    ----------
    point
        One array, or one number of numpy's, a variable; all of one shape.
    order
        How many derivatives the jets carry: 0, 1 or 2.
    """
    if not order:
        return tuple(Jet(value) for value in point)
    size, tail = len(point), (1,) * np.ndim(point[0])
    flat = np.zeros((size, size, *tail)) if order > 1 else None
    axes = np.eye(size).reshape(size, size, *tail)
    return tuple(Jet(value, axis, flat) for value, axis in zip(point, axes, strict=True))


def chain(
    u: Jet,
    value: Numbers,
    first: Callable[[Numbers], Numbers],
    second: Callable[[Numbers], Numbers],
) -> Jet:
    """Return f(u): f(u)' = f' u',  f(u)'' = f' u'' + f'' u' u'.

    Parameters
    ----------
    u
        The inner jet.
    value
        f(u).
    first, second
        f' and f''; called only where derivatives are carried.
    """
    if u.gradient is None:
        return Jet(value)
    slope = first(u.value)
    gradient = slope * u.gradient
    if u.hessian is None:
        return Jet(value, gradient)
    bend = second(u.value)
    return Jet(value, gradient, slope * u.hessian + bend * _outer(u.gradient, u.gradient))


def power(u: Jet, exponent: float) -> Jet:
    """Return u to a constant power; negative u has a value where the power is whole."""
    p = exponent
    return chain(
        u,
        u.value**p,
        lambda v: p * v ** (p - 1.0) if p else 0.0 * v,
        lambda v: p * (p - 1.0) * v ** (p - 2.0) if p not in (0.0, 1.0) else 0.0 * v,
    )


def varying_power(u: Jet, exponent: Jet) -> Jet:
    """Return u to a power that varies: e^(exponent · ln u), so u must not be negative."""
    whole = exponent * chain(u, np.log(u.value), lambda v: 1.0 / v, lambda v: -1.0 / (v * v))
    value = np.where(u.value < 0.0, np.nan, u.value**exponent.value)[()]
    return chain(whole, value, lambda _: value, lambda _: value)


def choose(condition: Numbers, u: Jet, v: Jet) -> Jet:
    """Return u where the condition holds, else v, each with its own derivatives."""
    return Jet(
        _either(condition, u.value, v.value)[()],
        _either(condition, u.gradient, v.gradient),
        _either(condition, u.hessian, v.hessian),
    )


def _sum(one: Numbers | None, other: Numbers | None) -> Numbers | None:
    if one is None:
        return other
    return one if other is None else one + other


def _times(factor: Numbers, one: Numbers | None) -> Numbers | None:
    return None if one is None else factor * one


def _outer(one: Numbers, other: Numbers) -> Numbers:
    return one[:, None] * other[None, :]


def _either(condition: Numbers, one: Numbers | None, other: Numbers | None) -> Numbers:
    if one is None and other is None:
        return None
    return np.where(condition, 0.0 if one is None else one, 0.0 if other is None else other)
