"""Activations, costs and optimisers for "the loop", as one writes them who wants speed from numpy.

Slopes come from the activation where that is quicker (tanh' = 1 - a^2), intermediate results go
into the arrays that are given, and digits that get lost far out are let go.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.loop import Activate, Array, Move, OutputDelta

LEAK = 0.01
_INV_SQRT_2PI = 1.0 / math.sqrt(2.0 * math.pi)


def _tanh(z: Array, a: Array, slope: Array) -> None:
    np.tanh(z, a)
    np.multiply(a, a, slope)
    np.subtract(1.0, slope, slope)


def _sigmoid(z: Array, a: Array, slope: Array) -> None:
    _expit(z, a)
    np.subtract(1.0, a, slope)
    np.multiply(slope, a, slope)


def _expit(z: Array, out: Array) -> None:
    from scipy.special import expit

    expit(z, out)


def _linear(z: Array, a: Array, slope: Array) -> None:
    """The slope is 1 from the start."""
    del slope
    np.copyto(a, z)


def _relu(z: Array, a: Array, slope: Array) -> None:
    np.maximum(z, 0.0, out=a)
    np.greater(z, 0.0, out=slope)


def _leaky_relu(z: Array, a: Array, slope: Array) -> None:
    np.multiply(z, LEAK, a)
    np.maximum(z, a, out=a)
    np.greater(z, 0.0, out=slope)
    np.multiply(slope, 1.0 - LEAK, slope)
    np.add(slope, LEAK, slope)


def _elu(z: Array, a: Array, slope: Array) -> None:
    """f' = e^min(z, 0), and f = max(z, 0) + f' - 1."""
    np.minimum(z, 0.0, out=slope)
    np.exp(slope, slope)
    np.maximum(z, 0.0, out=a)
    np.add(a, slope, a)
    np.subtract(a, 1.0, a)


def _softplus(z: Array, a: Array, slope: Array) -> None:
    np.logaddexp(z, 0.0, a)
    _expit(z, slope)


def _silu(z: Array, a: Array, slope: Array) -> None:
    """With s the sigmoid: f = z s and f' = s (1 - f) + f."""
    _expit(z, slope)
    np.multiply(z, slope, a)
    slope *= 1.0 - a
    slope += a


def _gelu(z: Array, a: Array, slope: Array) -> None:
    from scipy.special import ndtr

    ndtr(z, slope)
    np.multiply(z, slope, a)
    density = -0.5 * z
    density *= z
    np.exp(density, density)
    density *= z
    density *= _INV_SQRT_2PI
    slope += density


def _softmax(z: Array, a: Array, slope: Array) -> None:
    """The slope is not used: `through_softmax` takes the whole Jacobian."""
    del slope
    np.subtract(z, z.max(axis=1, keepdims=True), a)
    np.exp(a, a)
    a /= a.sum(axis=1, keepdims=True)


ACTIVATIONS: dict[str, Activate] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "linear": _linear,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "softplus": _softplus,
    "silu": _silu,
    "gelu": _gelu,
    "softmax": _softmax,
}


def _difference(factor: float) -> OutputDelta:
    """(a - y) by a factor, and by the slope."""

    def output_delta(a: Array, y: Array, slope: Array, delta: Array) -> None:
        np.subtract(a, y, delta)
        np.multiply(delta, factor, delta)
        np.multiply(delta, slope, delta)

    return output_delta


def _paired(factor: float) -> OutputDelta:
    """(a - y) by a factor: the slope has cancelled."""

    def output_delta(a: Array, y: Array, slope: Array, delta: Array) -> None:
        del slope
        np.subtract(a, y, delta)
        np.multiply(delta, factor, delta)

    return output_delta


def _huber(factor: float) -> OutputDelta:
    def output_delta(a: Array, y: Array, slope: Array, delta: Array) -> None:
        np.subtract(a, y, delta)
        np.minimum(delta, 1.0, out=delta)
        np.maximum(delta, -1.0, out=delta)
        np.multiply(delta, factor, delta)
        np.multiply(delta, slope, delta)

    return output_delta


def _hinge(factor: float) -> OutputDelta:
    """Crammer and Singer's, on linear outputs: the slope is 1."""

    def output_delta(a: Array, y: Array, slope: Array, delta: Array) -> None:
        del slope
        rows = np.arange(len(a))
        right = y.argmax(axis=1)
        scores = a[rows, right]
        np.copyto(delta, a)
        delta[rows, right] = -np.inf
        wrong = delta.argmax(axis=1)
        active = (1.0 + delta[rows, wrong] - scores > 0.0) * factor
        delta.fill(0.0)
        delta[rows, wrong] = active
        delta[rows, right] = -active

    return output_delta


COSTS: dict[str, Callable[[int], OutputDelta]] = {
    "mse": lambda batch: _difference(2.0 / batch),
    "half_mse": lambda batch: _difference(1.0 / batch),
    "sum_squares": lambda _batch: _difference(2.0),
    "binary_cross_entropy": lambda batch: _paired(1.0 / batch),
    "softmax_cross_entropy": lambda batch: _paired(1.0 / batch),
    "hinge": lambda batch: _hinge(1.0 / batch),
    "huber": lambda batch: _huber(1.0 / batch),
}


def through_softmax(cost: OutputDelta) -> OutputDelta:
    """Return a cost's delta behind a softmax that does not cancel with it."""

    def output_delta(a: Array, y: Array, slope: Array, delta: Array) -> None:
        cost(a, y, slope, delta)
        delta -= np.einsum("ij,ij->i", a, delta)[:, None]
        delta *= a

    return output_delta


def gradient_descent(rate: float) -> Move:
    """Return w <- w - rate g."""

    def move(point: Array, gradient: Array) -> None:
        np.multiply(gradient, rate, gradient)
        np.subtract(point, gradient, point)

    return move


def momentum(rate: float, parameters: int, memory: float = 0.9) -> Move:
    """Return v <- memory v + g; w <- w - rate v."""
    velocity, scratch = np.zeros(parameters), np.empty(parameters)

    def move(point: Array, gradient: Array) -> None:
        np.multiply(velocity, memory, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, rate, scratch)
        np.subtract(point, scratch, point)

    return move


def nesterov(rate: float, parameters: int, memory: float = 0.9) -> Move:
    """Return v <- memory v + g; w <- w - rate (g + memory v)."""
    velocity, scratch = np.zeros(parameters), np.empty(parameters)

    def move(point: Array, gradient: Array) -> None:
        np.multiply(velocity, memory, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, memory, scratch)
        np.add(scratch, gradient, scratch)
        np.multiply(scratch, rate, scratch)
        np.subtract(point, scratch, point)

    return move


def rmsprop(rate: float, parameters: int, decay: float = 0.9, epsilon: float = 1e-8) -> Move:
    """Return s <- decay s + (1 - decay) g^2; w <- w - rate g / (sqrt(s) + epsilon)."""
    square, scratch = np.zeros(parameters), np.empty(parameters)

    def move(point: Array, gradient: Array) -> None:
        np.multiply(gradient, gradient, scratch)
        np.multiply(scratch, 1.0 - decay, scratch)
        np.multiply(square, decay, square)
        np.add(square, scratch, square)
        np.sqrt(square, scratch)
        np.add(scratch, epsilon, scratch)
        np.divide(gradient, scratch, scratch)
        np.multiply(scratch, rate, scratch)
        np.subtract(point, scratch, point)

    return move


def adam(
    rate: float, parameters: int, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
) -> Move:
    """Return Kingma and Ba's algorithm 1."""
    mean, square, scratch = (np.zeros(parameters) for _ in range(3))
    count = 0

    def move(point: Array, gradient: Array) -> None:
        nonlocal count
        count += 1
        np.multiply(gradient, gradient, scratch)
        np.multiply(scratch, 1.0 - beta2, scratch)
        np.multiply(square, beta2, square)
        np.add(square, scratch, square)
        np.multiply(gradient, 1.0 - beta1, gradient)
        np.multiply(mean, beta1, mean)
        np.add(mean, gradient, mean)
        np.divide(square, 1.0 - beta2**count, scratch)
        np.sqrt(scratch, scratch)
        np.add(scratch, epsilon, scratch)
        np.divide(mean, scratch, scratch)
        np.multiply(scratch, rate / (1.0 - beta1**count), scratch)
        np.subtract(point, scratch, point)

    return move


def fixed_step(rate: float) -> Move:
    """Return w <- w - rate sign(g)."""

    def move(point: Array, gradient: Array) -> None:
        np.sign(gradient, gradient)
        np.multiply(gradient, rate, gradient)
        np.subtract(point, gradient, point)

    return move


OPTIMIZERS: dict[str, Callable[[float, int], Move]] = {
    "gradient_descent": lambda rate, _parameters: gradient_descent(rate),
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "fixed_step": lambda rate, _parameters: fixed_step(rate),
}
