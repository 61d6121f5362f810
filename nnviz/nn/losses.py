"""Costs: how wrong the outputs are, and the first factor of every gradient.

A loss gives one number a sample; the cost C of a batch is their mean (their sum for the sum of
squares). Where a loss is paired with an output activation, the activation's derivative cancels in
delta = dC/dz, and what is left is output minus target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.nn.arrays import Array, Indices


@dataclass(frozen=True, slots=True)
class Loss:
    """One cost function.

    Parameters
    ----------
    name, label, formula
        Its name in files, on screen, and its formula a sample in plain text.
    per_sample
        `per_sample(a, z, y)` with a, z, y of shape (samples, outputs): shape (samples,).
    slope
        `slope(a, y)`: the derivative of each sample's loss by its outputs a, shape of a.
    outputs
        The output activations that it goes with; None for any.
    paired
        The output activation with which delta is simply (a - y), or None.
    mean
        Whether the cost is the mean over the samples, or (False) their sum.
    for_classes
        Whether its targets must be classes (0/1 or one-hot).
    least_outputs
        How many outputs it needs at least.
    second
        `second(a, y)`: the second derivative of each sample's loss by each output alone, shape
        of a. A paired loss needs none: its delta is linear in a.
    """

    name: str
    label: str
    formula: str
    per_sample: Callable[[Array, Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    outputs: frozenset[str] | None = None
    paired: str | None = None
    mean: bool = True
    for_classes: bool = False
    least_outputs: int = 1
    second: Callable[[Array, Array], Array] | None = None

    def scale(self, samples: int) -> float:
        """Return the factor on the sum over samples: 1/samples for a mean, 1 for a sum."""
        return 1.0 / samples if self.mean else 1.0

    def value(self, a: Array, z: Array, y: Array) -> float:
        """Return the cost of a batch, without the regulariser."""
        return float(self.per_sample(a, z, y).sum() * self.scale(len(y)))


def _mse(a: Array, z: Array, y: Array) -> Array:
    del z
    d = a - y
    return np.asarray(np.einsum("ij,ij->i", d, d))


def _half_mse(a: Array, z: Array, y: Array) -> Array:
    return 0.5 * _mse(a, z, y)


def _mse_slope(a: Array, y: Array) -> Array:
    return np.asarray(2.0 * (a - y))


def _two(a: Array, y: Array) -> Array:
    del y
    return np.full_like(a, 2.0)


def _one(a: Array, y: Array) -> Array:
    del y
    return np.ones_like(a)


def _flat(a: Array, y: Array) -> Array:
    del y
    return np.zeros_like(a)


def _half_mse_slope(a: Array, y: Array) -> Array:
    return np.asarray(a - y)


def _binary_cross_entropy(a: Array, z: Array, y: Array) -> Array:
    """-[y ln p + (1 - y) ln(1 - p)] from the logits: max(z, 0) - z y + ln(1 + e^-|z|)."""
    del a
    each = np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return np.asarray(each.sum(axis=1))


def _binary_cross_entropy_slope(a: Array, y: Array) -> Array:
    """(1 - y) / (1 - p) - y / p; the smallest normal number stands in for a divisor of 0."""
    tiny = np.finfo(np.float64).tiny
    return np.asarray((1.0 - y) / np.maximum(1.0 - a, tiny) - y / np.maximum(a, tiny))


def _softmax_cross_entropy(a: Array, z: Array, y: Array) -> Array:
    """-sum y ln p, with ln p = z - ln sum e^z, shifted by the largest z."""
    del a
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.asarray(-np.einsum("ij,ij->i", y, log_p))


def _softmax_cross_entropy_slope(a: Array, y: Array) -> Array:
    return np.asarray(-y / np.maximum(a, np.finfo(np.float64).tiny))


def _best_wrong(a: Array, y: Array) -> tuple[Indices, Indices, Indices, Array]:
    """Return rows, right class, strongest wrong class, and its margin 1 + s_wrong - s_right."""
    rows: Indices = np.arange(len(a), dtype=np.int64)
    right: Indices = y.argmax(axis=1)
    others = a.copy()
    others[rows, right] = -np.inf
    wrong: Indices = others.argmax(axis=1)
    margin: Array = 1.0 + a[rows, wrong] - a[rows, right]
    return rows, right, wrong, margin


def _hinge(a: Array, z: Array, y: Array) -> Array:
    """max(0, 1 + max over wrong classes s_j - s_c) (Crammer and Singer, 2001)."""
    del z
    return np.maximum(_best_wrong(a, y)[3], 0.0)


def _hinge_slope(a: Array, y: Array) -> Array:
    """Return a sub-gradient: +1 at the strongest wrong class and -1 at the right one, inside."""
    rows, right, wrong, margin = _best_wrong(a, y)
    active = (margin > 0.0).astype(np.float64)
    slope = np.zeros_like(a)
    slope[rows, wrong] = active
    slope[rows, right] = -active
    return slope


def _huber(a: Array, z: Array, y: Array) -> Array:
    """Half the square up to a distance of 1, then the distance less a half (Huber, 1964)."""
    del z
    d = np.abs(a - y)
    return np.asarray(np.where(d <= 1.0, 0.5 * d * d, d - 0.5).sum(axis=1))


def _huber_slope(a: Array, y: Array) -> Array:
    return np.asarray(np.clip(a - y, -1.0, 1.0))


def _huber_second(a: Array, y: Array) -> Array:
    return np.asarray((np.abs(a - y) <= 1.0).astype(np.float64))


LOSSES: dict[str, Loss] = {
    one.name: one
    for one in (
        Loss("mse", "mean squared error", "Σ (ŷ − y)²", _mse, _mse_slope, second=_two),
        Loss(
            "half_mse",
            "½ mean squared error",
            "½ Σ (ŷ − y)²",
            _half_mse,
            _half_mse_slope,
            second=_one,
        ),
        Loss(
            "sum_squares",
            "sum of squares",
            "Σ (ŷ − y)², summed over samples",
            _mse,
            _mse_slope,
            mean=False,
            second=_two,
        ),
        Loss(
            "binary_cross_entropy",
            "binary cross-entropy",
            "−[y ln p + (1−y) ln(1−p)]",
            _binary_cross_entropy,
            _binary_cross_entropy_slope,
            outputs=frozenset({"sigmoid"}),
            paired="sigmoid",
            for_classes=True,
        ),
        Loss(
            "softmax_cross_entropy",
            "softmax cross-entropy",
            "−ln p[class]",
            _softmax_cross_entropy,
            _softmax_cross_entropy_slope,
            outputs=frozenset({"softmax"}),
            paired="softmax",
            for_classes=True,
            least_outputs=2,
        ),
        Loss(
            "hinge",
            "multi-class hinge (SVM)",
            "max(0, 1 + max s_wrong − s_right)",
            _hinge,
            _hinge_slope,
            outputs=frozenset({"linear"}),
            for_classes=True,
            least_outputs=2,
            second=_flat,
        ),
        Loss(
            "huber",
            "Huber",
            "½ d² for |d| ≤ 1, else |d| − ½",
            _huber,
            _huber_slope,
            second=_huber_second,
        ),
    )
}
