"""The training loop in compiled code: take a batch, pass it forward and back, move, many times."""

from __future__ import annotations

import math

import numpy as np

from nnviz.engine.compiled.jit import fast
from nnviz.engine.compiled.moves import move
from nnviz.engine.compiled.narrow import narrow_pass
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.compiled.wide import wide_pass
from nnviz.nn.arrays import Array


@fast
def advance(
    plan: Plan,
    samples: Samples,
    buffers: Buffers,
    offset: int,
    rates: Array,
    count: int,
    point: Array,
    slots: Array,
    before: Array,
    costs: Array,
) -> int:
    """Make a step for each entry of `rates`, in place; return how many were made.

    Fewer are made where a cost or a parameter is not finite; then `point` and `slots` are spoilt.

    Parameters
    ----------
    plan, samples, buffers
        What to do, on what, and room for it.
    offset
        Where in the first epoch of `samples.orders` to begin.
    count
        Updates that the optimiser has made.
    point, slots
        Parameters, flat, and what the optimiser remembers, shape (slots, parameters).
    before
        Gets the point as it was before the last step.
    costs
        Gets each step's cost.
    """
    size, epoch = samples.orders.shape[1], 0
    for step in range(len(rates)):
        stop = min(offset + plan.batch, size)
        rows = samples.orders[epoch, offset:stop]
        scale = 1.0 / (stop - offset) if plan.mean else 1.0
        if plan.narrow:
            total = narrow_pass(plan, samples, rows, point, buffers, scale)
        else:
            total = wide_pass(plan, samples, rows, point, buffers, scale)
        costs[step] = total * scale + _penalise(plan, point, buffers.gradient)
        if not math.isfinite(costs[step]):
            return step
        if step == len(rates) - 1:
            before[:] = point
        number = count + step + 1
        move(plan.optimizer, plan.settings, point, buffers.gradient, slots, number, rates[step])
        if not math.isfinite(_sum(point)):
            return step
        offset = stop
        if offset == size:
            offset = 0
            epoch += 1
    return len(rates)


@fast
def _sum(point: Array) -> float:
    """The sum of all parameters: one that is not finite spoils it."""
    total = 0.0
    for i in range(point.size):
        total += point[i]
    return total


@fast
def _penalise(plan: Plan, point: Array, gradient: Array) -> float:
    """Add the regulariser to the gradient; return its part of the cost. Biases are left out."""
    total, place = 0.0, 0
    if plan.l1 == 0.0 and plan.l2 == 0.0:
        return total
    for level in range(1, len(plan.units)):
        weights = plan.units[level - 1] * plan.units[level]
        for i in range(place, place + weights):
            w = point[i]
            total += plan.l1 * abs(w) + 0.5 * plan.l2 * w * w
            gradient[i] += plan.l1 * np.sign(w) + plan.l2 * w
        place += weights + plan.units[level]
    return total
