"""The training loop in compiled code: take a batch, pass it forward and back, move, many times."""

from __future__ import annotations

import math

import numpy as np

from nnviz.engine.compiled.jit import fast, inlined
from nnviz.engine.compiled.moves import move
from nnviz.engine.compiled.narrow import narrow_pass
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.compiled.unowned import unowned
from nnviz.engine.compiled.views import vector
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
    plan, samples, buffers = (
        _unowned_plan(plan),
        _unowned_samples(samples),
        _unowned_buffers(buffers),
    )
    rates, point, slots = unowned(rates), unowned(point), unowned(slots)
    before, costs = unowned(before), unowned(costs)
    size, epoch = samples.orders.shape[1], 0
    orders = samples.orders.reshape(samples.orders.size)
    for step in range(len(rates)):
        stop = min(offset + plan.batch, size)
        rows = vector(orders, epoch * size + offset, stop - offset)
        scale = 1.0 / (stop - offset) if plan.mean else 1.0
        if plan.narrow:
            total = narrow_pass(plan, samples, rows, point, buffers, scale)
        else:
            total = wide_pass(plan, samples, rows, point, buffers, scale)
        costs[step] = total * scale + penalise(plan, point, buffers.gradient)
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


@inlined
def _unowned_plan(plan: Plan) -> Plan:
    return Plan(
        unowned(plan.units),
        unowned(plan.kinds),
        plan.loss,
        plan.mean,
        plan.l1,
        plan.l2,
        plan.optimizer,
        unowned(plan.settings),
        plan.batch,
        plan.narrow,
        plan.local_slope,
        plan.passes_delta,
        plan.random_back,
        unowned(plan.feedback),
    )


@inlined
def _unowned_samples(samples: Samples) -> Samples:
    return Samples(unowned(samples.x), unowned(samples.y), unowned(samples.orders))


@inlined
def _unowned_buffers(b: Buffers) -> Buffers:
    return Buffers(
        unowned(b.a),
        unowned(b.z),
        unowned(b.slope),
        unowned(b.delta),
        unowned(b.error),
        unowned(b.targets),
        unowned(b.gradient),
        unowned(b.turned),
    )


@fast
def _sum(point: Array) -> float:
    """The sum of all parameters: one that is not finite spoils it."""
    total = 0.0
    for i in range(point.size):
        total += point[i]
    return total


@inlined
def penalise(plan: Plan, point: Array, gradient: Array) -> float:
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
