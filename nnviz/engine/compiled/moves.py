"""The optimisers of `optim` as compiled loops over the flat vector.

Each has a number, its place in the table OPTIMIZERS.
"""

from __future__ import annotations

import math

import numpy as np

from nnviz.engine.compiled.jit import fast
from nnviz.nn.arrays import Array
from nnviz.optim.first_order import OPTIMIZERS

OPTIMIZER_NUMBER = {name: number for number, name in enumerate(OPTIMIZERS)}
_GRADIENT_DESCENT = OPTIMIZER_NUMBER["gradient_descent"]
_MOMENTUM = OPTIMIZER_NUMBER["momentum"]
_NESTEROV = OPTIMIZER_NUMBER["nesterov"]
_RMSPROP = OPTIMIZER_NUMBER["rmsprop"]
_ADAM = OPTIMIZER_NUMBER["adam"]


@fast
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


@fast
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
