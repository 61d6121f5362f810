"""Activation functions: f, f' and f'', accurate over the whole range.

An activation turns a unit's pre-activation z into its activation a = f(z). Its slope f'(z) is the
factor by which every error that flows back through the unit is multiplied, so a shut unit's tiny
slope is the very thing to be seen: it is computed from z, not from 1 - a^2, which would be 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.nn.gelu import gelu, gelu_curvature

Evaluate: TypeAlias = Callable[[Array, Array, Array | None], None]


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation function.

    Parameters
    ----------
    name, label, formula
        Its name in files, on screen, and its formula in plain text.
    evaluate
        `evaluate(z, a, slope)` writes f(z) into `a` and, unless it is None, f'(z) into `slope`.
        All have the shape of z; none may share memory with another.
    second
        f''(z), a new array.
    sup_slope
        The largest |f'|, by which learning ability is measured.
    bounds
        Infimum and supremum of f.
    learns_by_slope
        False for the threshold unit: f' = 0 everywhere, so backpropagation has nothing to pass.
    elementwise
        False for softmax, whose outputs depend on all z of a sample; its "slope" is the diagonal
        of its Jacobian, p (1 - p).
    """

    name: str
    label: str
    formula: str
    evaluate: Evaluate
    second: Callable[[Array], Array]
    sup_slope: float
    bounds: tuple[float, float]
    learns_by_slope: bool = True
    elementwise: bool = True

    def f(self, z: Array) -> Array:
        """Return f(z), of z's shape."""
        z = np.asarray(z, dtype=np.float64)
        a = np.empty_like(z)
        self.evaluate(z, a, None)
        return a

    def df(self, z: Array) -> Array:
        """Return f'(z), of z's shape."""
        z = np.asarray(z, dtype=np.float64)
        slope = np.empty_like(z)
        self.evaluate(z, np.empty_like(z), slope)
        return slope

    def d2f(self, z: Array) -> Array:
        """Return f''(z), of z's shape."""
        return self.second(np.asarray(z, dtype=np.float64))

    def ability(self, slope: Array) -> Array:
        """Return the learning ability |f'| / sup|f'|, between 0 and 1 (threshold: 0)."""
        if not self.learns_by_slope:
            return np.zeros_like(slope)
        return np.asarray(np.abs(slope) / self.sup_slope)


def _sigmoid(z: Array, a: Array, slope: Array | None) -> None:
    """1 / (1 + e^-z), with e = exp(-|z|) so that nothing overflows; f' = e / (1 + e)^2."""
    e = np.exp(np.copysign(z, -1.0))
    one_plus_e = e + 1.0
    np.divide(np.where(z >= 0.0, 1.0, e), one_plus_e, out=a)
    if slope is not None:
        np.multiply(one_plus_e, one_plus_e, out=one_plus_e)
        np.divide(e, one_plus_e, out=slope)


def _sigmoid_curvature(z: Array) -> Array:
    slope = SIGMOID.df(z)
    return np.asarray(-slope * np.tanh(0.5 * z))


def _tanh(z: Array, a: Array, slope: Array | None) -> None:
    """Write tanh z; its slope is sech^2 z = (2 h / (1 + h^2))^2 with h = exp(-|z|)."""
    np.tanh(z, out=a)
    if slope is not None:
        np.copysign(z, -1.0, out=slope)
        np.exp(slope, out=slope)
        h_square = slope * slope
        h_square += 1.0
        slope /= h_square
        slope *= slope
        slope *= 4.0


def _tanh_curvature(z: Array) -> Array:
    return np.asarray(-2.0 * np.tanh(z) * TANH.df(z))


def _linear(z: Array, a: Array, slope: Array | None) -> None:
    np.copyto(a, z)
    if slope is not None:
        slope.fill(1.0)


def _zero(z: Array) -> Array:
    return np.zeros_like(z)


def _relu(z: Array, a: Array, slope: Array | None) -> None:
    """max(0, z); its slope at z = 0 is taken as 0."""
    np.maximum(z, 0.0, out=a)
    if slope is not None:
        np.greater(z, 0.0, out=slope)


LEAK = 0.01


def _leaky_relu(z: Array, a: Array, slope: Array | None) -> None:
    np.multiply(z, LEAK, out=a)
    np.maximum(z, a, out=a)
    if slope is not None:
        np.copyto(slope, np.where(z > 0.0, 1.0, LEAK))


def _elu(z: Array, a: Array, slope: Array | None) -> None:
    """Write z where it is positive, else e^z - 1 (Clevert et al., 2016, eq. 15, alpha 1)."""
    shut = np.minimum(z, 0.0)
    np.copyto(a, np.where(z > 0.0, z, np.expm1(shut)))
    if slope is not None:
        np.exp(shut, out=slope)


def _elu_curvature(z: Array) -> Array:
    return np.asarray(np.where(z > 0.0, 0.0, np.exp(np.minimum(z, 0.0))))


def _softplus(z: Array, a: Array, slope: Array | None) -> None:
    """ln(1 + e^z) = max(0, z) + ln(1 + e^-|z|); its slope is the sigmoid."""
    np.log1p(np.exp(np.copysign(z, -1.0)), out=a)
    a += np.maximum(z, 0.0)
    if slope is not None:
        _sigmoid(z, slope, None)


def _softplus_curvature(z: Array) -> Array:
    return SIGMOID.df(z)


# The root r of SiLU's slope, 1 + r + e^r = 0, to 32 digits in two parts, and e^r.
_SILU_ROOT = -1.2784645427610737
_SILU_ROOT_REST = -1.0946994183093437e-16
_SILU_ROOT_EXP = 0.2784645427610738


def _silu(z: Array, a: Array, slope: Array | None) -> None:
    """z s(z) with s the sigmoid (Elfwing et al., 2018).

    For z < 0 its slope e^z (1 + z + e^z) / (1 + e^z)^2 has a root r. Round it, 1 + z + e^z would
    lose its digits; written as (z - r) + e^r expm1(z - r), both terms have one sign. And e^z is
    taken as h h, for near z = -714 it has lost digits already where z e^z has not.
    """
    h = np.exp(0.5 * np.copysign(z, -1.0))
    e = h * h
    one_plus_e = e + 1.0
    np.divide(np.where(z < 0.0, z * h * h, z), one_plus_e, out=a)
    if slope is None:
        return
    from_root = (np.minimum(z, 0.0) - _SILU_ROOT) - _SILU_ROOT_REST
    below = h * (from_root + _SILU_ROOT_EXP * np.expm1(from_root)) * h
    above = one_plus_e + z * e
    np.divide(np.where(z < 0.0, below, above), one_plus_e * one_plus_e, out=slope)


def _silu_curvature(z: Array) -> Array:
    """f'' = s' (2 - z tanh(z / 2)) with s' = h h / (1 + h h)^2."""
    h = np.exp(0.5 * np.copysign(z, -1.0))
    return np.asarray(h * (2.0 - z * np.tanh(0.5 * z)) * h / (1.0 + h * h) ** 2)


def _threshold(z: Array, a: Array, slope: Array | None) -> None:
    """1 where z > 0, else 0."""
    np.greater(z, 0.0, out=a)
    a[np.isnan(z)] = np.nan
    if slope is not None:
        slope.fill(0.0)


def _softmax(z: Array, a: Array, slope: Array | None) -> None:
    """e^z_j / sum_k e^z_k over the last axis, shifted by the largest z.

    What the shift rounds off is given back (Knuth's TwoSum), for e^z has a relative error as large
    as the absolute one of z. The slope p (1 - p) takes 1 - p as the others' share, summed without
    p, so that it is exact where p is nearly 1.
    """
    top = z.max(axis=-1, keepdims=True)
    np.subtract(z, top, out=a)
    kept = a + top
    rounded_off = (z - kept) - (top + (a - kept))
    np.exp(a, out=a)
    a += a * rounded_off
    total = a.sum(axis=-1, keepdims=True)
    if slope is not None:
        np.subtract(total, a, out=slope)
        largest = a.argmax(axis=-1)[..., None]
        others = a.copy()
        np.put_along_axis(others, largest, 0.0, axis=-1)
        np.put_along_axis(slope, largest, others.sum(axis=-1, keepdims=True), axis=-1)
        slope *= a / (total * total)
    a /= total


def _softmax_curvature(z: Array) -> Array:
    return np.asarray(SOFTMAX.df(z) * (1.0 - 2.0 * SOFTMAX.f(z)))


_INF = float("inf")
SIGMOID = Activation(
    "sigmoid", "sigmoid", "1 / (1 + e^−z)", _sigmoid, _sigmoid_curvature, 0.25, (0.0, 1.0)
)
TANH = Activation("tanh", "tanh", "tanh z", _tanh, _tanh_curvature, 1.0, (-1.0, 1.0))
SOFTMAX = Activation(
    "softmax",
    "softmax",
    "e^z / Σ e^z",
    _softmax,
    _softmax_curvature,
    0.25,
    (0.0, 1.0),
    elementwise=False,
)

ACTIVATIONS: dict[str, Activation] = {
    one.name: one
    for one in (
        SIGMOID,
        TANH,
        Activation("linear", "linear", "z", _linear, _zero, 1.0, (-_INF, _INF)),
        Activation("relu", "ReLU", "max(0, z)", _relu, _zero, 1.0, (0.0, _INF)),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            "z for z > 0, else 0.01 z",
            _leaky_relu,
            _zero,
            1.0,
            (-_INF, _INF),
        ),
        Activation(
            "elu", "ELU", "z for z > 0, else e^z − 1", _elu, _elu_curvature, 1.0, (-1.0, _INF)
        ),
        Activation(
            "softplus", "softplus", "ln(1 + e^z)", _softplus, _softplus_curvature, 1.0, (0.0, _INF)
        ),
        Activation(
            "silu",
            "SiLU",
            "z / (1 + e^−z)",
            _silu,
            _silu_curvature,
            1.099839320128867,
            (-0.2784645427610738, _INF),
        ),
        Activation(
            "gelu",
            "GELU",
            "z Φ(z)",
            gelu,
            gelu_curvature,
            1.1289041451851547,
            (-0.16997120747990366, _INF),
        ),
        Activation(
            "threshold",
            "threshold",
            "1 for z > 0, else 0",
            _threshold,
            _zero,
            1.0,
            (0.0, 1.0),
            learns_by_slope=False,
        ),
        SOFTMAX,
    )
}
