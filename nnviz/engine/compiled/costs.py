"""The costs of `nn` as compiled loops, and the delta that the backward pass begins with.

Each has a number, its place in the table LOSSES. Arrays have the shape (outputs, lanes or more):
lanes beyond are padding and left alone. Where outputs don't depend on each other, they may as well
lie in one row.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from nnviz.engine.compiled.activations import SOFTMAX, THRESHOLD
from nnviz.engine.compiled.elementary import exp_of_negative, log1p_of_share
from nnviz.engine.compiled.jit import fast, inlined
from nnviz.engine.compiled.plan import Plan
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES

LOSS_NUMBER = {name: number for number, name in enumerate(LOSSES)}
_MSE = LOSS_NUMBER["mse"]
_HALF_MSE = LOSS_NUMBER["half_mse"]
_SUM_SQUARES = LOSS_NUMBER["sum_squares"]
_BINARY_CROSS_ENTROPY = LOSS_NUMBER["binary_cross_entropy"]
_SOFTMAX_CROSS_ENTROPY = LOSS_NUMBER["softmax_cross_entropy"]
_HINGE = LOSS_NUMBER["hinge"]
PAIRED = (_BINARY_CROSS_ENTROPY, _SOFTMAX_CROSS_ENTROPY)
_TINY = 2.2250738585072014e-308


@fast
def squared_error(kind: int, a: Array, y: Array, error: Array, lanes: int, scale: float) -> float:
    """Write dC/da of the three squared costs; return the sum of the samples' losses."""
    weight = 0.5 if kind == _HALF_MSE else 1.0
    total = 0.0
    for j in range(a.shape[0]):
        for k in range(lanes):
            d = a[j, k] - y[j, k]
            total += d * d
            error[j, k] = 2.0 * weight * scale * d
    return weight * total


@fast
def huber(a: Array, y: Array, error: Array, lanes: int, scale: float) -> float:
    """Write dC/da of the Huber cost; return the sum of the samples' losses."""
    total = 0.0
    for j in range(a.shape[0]):
        for k in range(lanes):
            d = a[j, k] - y[j, k]
            size = abs(d)
            total += 0.5 * d * d if size <= 1.0 else size - 0.5
            error[j, k] = scale * (-1.0 if d < -1.0 else (1.0 if d > 1.0 else d))
    return total


@fast
def hinge(a: Array, y: Array, error: Array, lanes: int, scale: float) -> float:
    """Write a sub-gradient of the multi-class hinge; return the sum of the samples' losses."""
    total = 0.0
    for k in range(lanes):
        right = 0
        for j in range(1, a.shape[0]):
            right = j if y[j, k] > y[right, k] else right
        wrong = 0 if right else 1
        for j in range(wrong + 1, a.shape[0]):
            wrong = j if j != right and a[j, k] > a[wrong, k] else wrong
        margin = 1.0 + a[wrong, k] - a[right, k]
        for j in range(a.shape[0]):
            error[j, k] = 0.0
        if not margin <= 0.0:
            total += margin
            error[wrong, k] = scale
            error[right, k] = -scale
    return total


@fast
def binary_cross_entropy(
    a: Array, z: Array, y: Array, delta: Array, lanes: int, scale: float
) -> float:
    """Write delta = (a - y) scale behind a sigmoid; return the sum of the samples' losses."""
    total = 0.0
    for j in range(a.shape[0]):
        for k in range(lanes):
            delta[j, k] = scale * (a[j, k] - y[j, k])
            rest = log1p_of_share(exp_of_negative(-abs(z[j, k])))
            total += (z[j, k] if z[j, k] > 0.0 else 0.0) - z[j, k] * y[j, k] + rest
    return total


@fast
def softmax_cross_entropy(
    a: Array, z: Array, y: Array, delta: Array, lanes: int, scale: float
) -> float:
    """Write delta = (a - y) scale behind softmax; return the sum of the samples' losses."""
    total = 0.0
    for k in range(lanes):
        top = z[0, k]
        for j in range(1, a.shape[0]):
            top = z[j, k] if z[j, k] > top else top
        grown = 0.0
        for j in range(a.shape[0]):
            grown += exp_of_negative(z[j, k] - top)
            delta[j, k] = scale * (a[j, k] - y[j, k])
        rest = top + math.log(grown)
        for j in range(a.shape[0]):
            total += y[j, k] * (rest - z[j, k])
    return total


@fast
def paired_error(loss: int, a: Array, y: Array, error: Array, lanes: int, scale: float) -> None:
    """Write dC/da of the cross-entropies, as in nn.losses."""
    for j in range(a.shape[0]):
        for k in range(lanes):
            p = a[j, k]
            slope = -y[j, k] / (p if p > _TINY else _TINY)
            if loss == _BINARY_CROSS_ENTROPY:
                rest = 1.0 - p
                slope += (1.0 - y[j, k]) / (rest if rest > _TINY else _TINY)
            error[j, k] = scale * slope


class Last(NamedTuple):
    """The output layer's arrays: its pass, its targets, and where delta and dC/da go."""

    a: Array
    z: Array
    slope: Array
    y: Array
    delta: Array
    error: Array


@inlined
def output_delta(
    plan: Plan, outputs: Last, lanes: int, flat: Last, length: int, scale: float
) -> float:
    """Write delta and dC/da of the output layer; return the sum of the samples' losses.

    Parameters
    ----------
    plan
        What is trained.
    outputs, lanes
        The arrays, one output a row, and how many samples there are.
    flat, length
        The same memory in as few rows as it has without padding, and how long these are: the way
        to go where an output's cost does not depend on the others.
    scale
        What a sample's loss counts in the cost.
    """
    loss = plan.loss
    if loss in PAIRED:
        if not plan.passes_delta:
            paired_error(loss, flat.a, flat.y, flat.error, length, scale)
        if loss == _BINARY_CROSS_ENTROPY:
            return binary_cross_entropy(flat.a, flat.z, flat.y, flat.delta, length, scale)
        last = outputs
        return softmax_cross_entropy(last.a, last.z, last.y, last.delta, lanes, scale)
    if loss == _HINGE:
        total = hinge(outputs.a, outputs.y, outputs.error, lanes, scale)
    elif loss in (_MSE, _HALF_MSE, _SUM_SQUARES):
        total = squared_error(loss, flat.a, flat.y, flat.error, length, scale)
    else:
        total = huber(flat.a, flat.y, flat.error, length, scale)
    kind = plan.kinds[-1]
    if kind == SOFTMAX and plan.local_slope:
        _through_jacobian(outputs.a, outputs.error, outputs.delta, lanes)
    else:
        local = plan.local_slope and kind != THRESHOLD
        _through_slope(flat.error, flat.slope, local, flat.delta, length)
    return total


@fast
def _through_slope(error: Array, slope: Array, local: bool, delta: Array, length: int) -> None:
    """Delta of outputs that don't depend on each other: e f', or only e."""
    for j in range(error.shape[0]):
        for k in range(length):
            delta[j, k] = error[j, k] * slope[j, k] if local else error[j, k]


@fast
def _through_jacobian(a: Array, error: Array, delta: Array, lanes: int) -> None:
    """Delta of softmax outputs: p (e - sum p e)."""
    for k in range(lanes):
        mean = 0.0
        for j in range(a.shape[0]):
            mean += a[j, k] * error[j, k]
        for j in range(a.shape[0]):
            delta[j, k] = a[j, k] * (error[j, k] - mean)
