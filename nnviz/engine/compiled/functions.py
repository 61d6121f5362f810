"""Activations, costs and optimisers for compiled code: the rules of `nn` and `optim`, as loops.

Each rule has a number, its place in the numpy table of the same name; the tests hold every one
against its numpy twin. Loops here may be reassociated, so that sums become SIMD; NaN and infinity
keep their meaning.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from nnviz.engine.compiled.elementary import (
    exp_of_negative,
    exp_parts,
    expm1_of_negative,
    log1p_of_share,
    sigmoid_and_slope,
    tanh_and_slope,
)
from nnviz.nn.activations import ACTIVATIONS, LEAK
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS

FAST: dict[str, Any] = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"reassoc", "contract"},
}

ACTIVATION_NUMBER = {name: number for number, name in enumerate(ACTIVATIONS)}
LOSS_NUMBER = {name: number for number, name in enumerate(LOSSES)}
OPTIMIZER_NUMBER = {name: number for number, name in enumerate(OPTIMIZERS)}

_SIGMOID = ACTIVATION_NUMBER["sigmoid"]
_TANH = ACTIVATION_NUMBER["tanh"]
_LINEAR = ACTIVATION_NUMBER["linear"]
_RELU = ACTIVATION_NUMBER["relu"]
_LEAKY_RELU = ACTIVATION_NUMBER["leaky_relu"]
_ELU = ACTIVATION_NUMBER["elu"]
_SOFTPLUS = ACTIVATION_NUMBER["softplus"]
_SILU = ACTIVATION_NUMBER["silu"]
_GELU = ACTIVATION_NUMBER["gelu"]
_THRESHOLD = ACTIVATION_NUMBER["threshold"]
_SOFTMAX = ACTIVATION_NUMBER["softmax"]

_MSE = LOSS_NUMBER["mse"]
_HALF_MSE = LOSS_NUMBER["half_mse"]
_SUM_SQUARES = LOSS_NUMBER["sum_squares"]
_BINARY_CROSS_ENTROPY = LOSS_NUMBER["binary_cross_entropy"]
_SOFTMAX_CROSS_ENTROPY = LOSS_NUMBER["softmax_cross_entropy"]
_HINGE = LOSS_NUMBER["hinge"]

_GRADIENT_DESCENT = OPTIMIZER_NUMBER["gradient_descent"]
_MOMENTUM = OPTIMIZER_NUMBER["momentum"]
_NESTEROV = OPTIMIZER_NUMBER["nesterov"]
_RMSPROP = OPTIMIZER_NUMBER["rmsprop"]
_ADAM = OPTIMIZER_NUMBER["adam"]

_TINY = 2.2250738585072014e-308
_INV_SQRT_2PI = 1.0 / math.sqrt(2.0 * math.pi)
_SQRT_HALF = math.sqrt(0.5)
_SILU_ROOT = -1.2784645427610737
_SILU_ROOT_REST = -1.0946994183093437e-16
_SILU_ROOT_EXP = 0.2784645427610738


@njit(**FAST)
def activate(kind: int, z: Array, a: Array, slope: Array) -> None:
    """Write f(z) and f'(z) of an elementwise activation; all flat, of one length."""
    if kind == _TANH:
        for k in range(z.size):
            a[k], slope[k] = tanh_and_slope(z[k])
    elif kind == _SIGMOID:
        for k in range(z.size):
            a[k], slope[k] = sigmoid_and_slope(z[k])
    elif kind == _RELU:
        for k in range(z.size):
            a[k] = 0.0 if z[k] <= 0.0 else z[k]
            slope[k] = 1.0 if z[k] > 0.0 else 0.0
    elif kind == _LEAKY_RELU:
        for k in range(z.size):
            a[k] = LEAK * z[k] if z[k] <= 0.0 else z[k]
            slope[k] = 1.0 if z[k] > 0.0 else LEAK
    elif kind == _LINEAR:
        for k in range(z.size):
            a[k] = z[k]
            slope[k] = 1.0
    else:
        _activate_smooth(kind, z, a, slope)


@njit(**FAST)
def _activate_smooth(kind: int, z: Array, a: Array, slope: Array) -> None:
    if kind == _ELU:
        for k in range(z.size):
            below = z[k] if z[k] < 0.0 else 0.0
            below = below if z[k] == z[k] else z[k]
            power, p = exp_parts(below)
            a[k] = z[k] if z[k] > 0.0 else power * p + (power - 1.0)
            slope[k] = power + power * p
    elif kind == _SOFTPLUS:
        for k in range(z.size):
            share = log1p_of_share(exp_of_negative(-abs(z[k])))
            a[k] = share + (z[k] if z[k] > 0.0 else 0.0)
            slope[k] = sigmoid_and_slope(z[k])[0]
    elif kind == _SILU:
        for k in range(z.size):
            a[k] = z[k] * sigmoid_and_slope(z[k])[0]
            slope[k] = _silu_slope(z[k])
    elif kind == _GELU:
        for k in range(z.size):
            share = 0.5 * math.erfc(-_SQRT_HALF * z[k])
            a[k] = z[k] * share
            slope[k] = share + z[k] * _INV_SQRT_2PI * exp_of_negative(-0.5 * z[k] * z[k])
    elif kind == _THRESHOLD:
        for k in range(z.size):
            a[k] = z[k] if z[k] != z[k] else (1.0 if z[k] > 0.0 else 0.0)
            slope[k] = 0.0


@njit(**{**FAST, "fastmath": {"contract"}})
def _silu_slope(z: float) -> float:
    """As in nn.activations: for z < 0 written around the root, so that no digit is lost."""
    e = exp_of_negative(-abs(z))
    bounded = z if z < 0.0 else 0.0
    from_root = (bounded - _SILU_ROOT) - _SILU_ROOT_REST
    grown = -expm1_of_negative(-abs(from_root))
    grown = -grown if from_root < 0.0 else grown / (1.0 - grown)
    below = e * (from_root + _SILU_ROOT_EXP * grown)
    above = 1.0 + e + z * e
    return (below if z < 0.0 else above) / ((1.0 + e) * (1.0 + e))


@njit(**FAST)
def softmax(z: Array, a: Array, slope: Array, lanes: int) -> None:
    """Write p and p (1 - p) of every sample; all of shape (outputs, lanes or more)."""
    outputs = z.shape[0]
    for k in range(lanes):
        top = z[0, k]
        for j in range(1, outputs):
            top = z[j, k] if z[j, k] > top else top
        total = 0.0
        for j in range(outputs):
            a[j, k] = exp_of_negative(z[j, k] - top)
            total += a[j, k]
        for j in range(outputs):
            a[j, k] /= total
            slope[j, k] = a[j, k] * (1.0 - a[j, k])


@njit(**FAST)
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


@njit(**FAST)
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


@njit(**FAST)
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


@njit(**FAST)
def cross_entropy(
    kind: int, a: Array, z: Array, y: Array, delta: Array, lanes: int, scale: float
) -> float:
    """Write delta = (a - y) scale of a paired cost; return the sum of the samples' losses."""
    total = 0.0
    for j in range(a.shape[0]):
        for k in range(lanes):
            delta[j, k] = scale * (a[j, k] - y[j, k])
    if kind == _BINARY_CROSS_ENTROPY:
        for j in range(a.shape[0]):
            for k in range(lanes):
                rest = log1p_of_share(exp_of_negative(-abs(z[j, k])))
                total += (z[j, k] if z[j, k] > 0.0 else 0.0) - z[j, k] * y[j, k] + rest
        return total
    for k in range(lanes):
        top = z[0, k]
        for j in range(1, a.shape[0]):
            top = z[j, k] if z[j, k] > top else top
        grown = 0.0
        for j in range(a.shape[0]):
            grown += exp_of_negative(z[j, k] - top)
        rest = top + math.log(grown)
        for j in range(a.shape[0]):
            total += y[j, k] * (rest - z[j, k])
    return total


@njit(**FAST)
def paired_error(loss: int, a: Array, y: Array, error: Array, lanes: int, scale: float) -> None:
    """Write dC/da of the cross-entropies, as in nn.losses."""
    for j in range(a.shape[0]):
        for k in range(lanes):
            if loss == _BINARY_CROSS_ENTROPY:
                slope = a[j, k] * (1.0 - a[j, k])
                error[j, k] = scale * (a[j, k] - y[j, k]) / (slope if slope > _TINY else _TINY)
            else:
                p = a[j, k]
                error[j, k] = -scale * y[j, k] / (p if p > _TINY else _TINY)


@njit(**FAST)
def output_delta(
    loss: int,
    activation: int,
    a: Array,
    z: Array,
    slope: Array,
    y: Array,
    delta: Array,
    lanes: int,
    scale: float,
    local_slope: bool,
    error: Array,
) -> float:
    """Write delta and dC/da of the output layer; return the sum of the samples' losses.

    All arrays have the shape (outputs, lanes or more); lanes beyond are left alone. With a
    paired cost, dC/da is not needed by any rule but the one that passes it on.
    """
    if loss in (_BINARY_CROSS_ENTROPY, _SOFTMAX_CROSS_ENTROPY):
        total = cross_entropy(loss, a, z, y, delta, lanes, scale)
        paired_error(loss, a, y, error, lanes, scale)
        return total
    if loss == _HINGE:
        total = hinge(a, y, delta, lanes, scale)
    elif loss in (_MSE, _HALF_MSE, _SUM_SQUARES):
        total = squared_error(loss, a, y, delta, lanes, scale)
    else:
        total = huber(a, y, delta, lanes, scale)
    for j in range(a.shape[0]):
        for k in range(lanes):
            error[j, k] = delta[j, k]
    if not local_slope:
        return total
    if activation == _SOFTMAX:
        for k in range(lanes):
            mean = 0.0
            for j in range(a.shape[0]):
                mean += a[j, k] * delta[j, k]
            for j in range(a.shape[0]):
                delta[j, k] = a[j, k] * (delta[j, k] - mean)
    elif activation != _THRESHOLD:
        for j in range(a.shape[0]):
            for k in range(lanes):
                delta[j, k] *= slope[j, k]
    return total


@njit(**FAST)
def move(
    kind: int,
    settings: Array,
    point: Array,
    gradient: Array,
    slots: Array,
    count: int,
    rate: float,
) -> None:
    """Make one update in place; `settings` are the optimiser's own numbers, after the rate."""
    if kind == _GRADIENT_DESCENT:
        for i in range(point.size):
            point[i] -= rate * gradient[i]
    elif kind == _MOMENTUM:
        for i in range(point.size):
            slots[0, i] = settings[0] * slots[0, i] + gradient[i]
            point[i] -= rate * slots[0, i]
    elif kind == _NESTEROV:
        for i in range(point.size):
            slots[0, i] = settings[0] * slots[0, i] + gradient[i]
            point[i] -= rate * (gradient[i] + settings[0] * slots[0, i])
    elif kind == _RMSPROP:
        for i in range(point.size):
            square = (1.0 - settings[0]) * gradient[i] * gradient[i]
            slots[0, i] = settings[0] * slots[0, i] + square
            point[i] -= rate * gradient[i] / (math.sqrt(slots[0, i]) + settings[1])
    elif kind == _ADAM:
        _adam(settings, point, gradient, slots, count, rate)
    else:
        for i in range(point.size):
            point[i] -= rate * np.sign(gradient[i])


@njit(**FAST)
def _adam(
    settings: Array, point: Array, gradient: Array, slots: Array, count: int, rate: float
) -> None:
    beta1, beta2, epsilon = settings[0], settings[1], settings[2]
    mean_left = 1.0 - beta1**count
    square_left = 1.0 - beta2**count
    for i in range(point.size):
        slots[0, i] = beta1 * slots[0, i] + (1.0 - beta1) * gradient[i]
        slots[1, i] = beta2 * slots[1, i] + (1.0 - beta2) * gradient[i] * gradient[i]
        mean = slots[0, i] / mean_left
        point[i] -= rate * mean / (math.sqrt(slots[1, i] / square_left) + epsilon)
