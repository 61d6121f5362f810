"""One batch through wide layers: the samples first, (samples, units), the products left to BLAS."""

from __future__ import annotations

import numpy as np

from nnviz.engine.compiled.activations import SOFTMAX, activate, softmax
from nnviz.engine.compiled.costs import Last, output_delta
from nnviz.engine.compiled.jit import fast
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.nn.arrays import Array, Indices


@fast
def wide_pass(
    plan: Plan, samples: Samples, rows: Indices, point: Array, buffers: Buffers, scale: float
) -> float:
    """Write the gradient of these samples; return the sum of their losses."""
    count, inputs, outputs = len(rows), plan.units[0], plan.units[-1]
    x = buffers.a[: count * inputs].reshape(count, inputs)
    y = buffers.targets[: count * outputs].reshape(count, outputs)
    for k in range(count):
        x[k, :] = samples.x[rows[k], :]
        y[k, :] = samples.y[rows[k], :]
    _forward(plan, point, buffers, count)
    total = output_delta(plan, _last(plan, buffers, count), count, scale)
    _backward(plan, point.size, plan.feedback if plan.random_back else point, buffers, count)
    return total


@fast
def _last(plan: Plan, buffers: Buffers, count: int) -> Last:
    """Return the output layer's part of the buffers, turned to (outputs, samples)."""
    m = plan.units[-1]
    at = (plan.units.sum() - m) * count
    stop = at + m * count
    return Last(
        buffers.a[at:stop].reshape(count, m).T,
        buffers.z[at:stop].reshape(count, m).T,
        buffers.slope[at:stop].reshape(count, m).T,
        buffers.targets[: m * count].reshape(count, m).T,
        buffers.delta[at:stop].reshape(count, m).T,
        buffers.error[at:stop].reshape(count, m).T,
    )


@fast
def _forward(plan: Plan, point: Array, buffers: Buffers, count: int) -> None:
    at, place = 0, 0
    for level in range(1, len(plan.units)):
        n, m, kind = plan.units[level - 1], plan.units[level], plan.kinds[level - 1]
        before = buffers.a[at : at + count * n].reshape(count, n)
        at += count * n
        stop = at + count * m
        block = point[place : place + (n + 1) * m].reshape(n + 1, m)
        place += (n + 1) * m
        z, a, slope = buffers.z[at:stop], buffers.a[at:stop], buffers.slope[at:stop]
        rows = z.reshape(count, m)
        np.dot(before, block[:n], rows)
        for k in range(count):
            for j in range(m):
                rows[k, j] += block[n, j]
        if kind == SOFTMAX:
            softmax(rows.T, a.reshape(count, m).T, slope.reshape(count, m).T, count)
        else:
            activate(kind, z, a, slope)


@fast
def _backward(plan: Plan, place: int, back: Array, buffers: Buffers, count: int) -> None:
    """From the output layer's delta to the gradient; `place` is the length of the flat vector."""
    passed = buffers.delta if plan.passes_delta else buffers.error
    at = (plan.units.sum() - plan.units[-1]) * count
    for level in range(len(plan.units) - 1, 0, -1):
        n, m = plan.units[level - 1], plan.units[level]
        delta = buffers.delta[at : at + count * m].reshape(count, m)
        passed_on = passed[at : at + count * m].reshape(count, m)
        at -= count * n
        place -= (n + 1) * m
        before = buffers.a[at : at + count * n].reshape(count, n)
        _gradient(before, delta, buffers.gradient[place : place + (n + 1) * m].reshape(n + 1, m))
        if level > 1:
            stop = at + count * n
            weights = back[place : place + n * m].reshape(n, m)
            np.dot(passed_on, weights.T, buffers.error[at:stop].reshape(count, n))
            for i in range(at, stop):
                slope = buffers.slope[i] if plan.local_slope else 1.0
                buffers.delta[i] = buffers.error[i] * slope


@fast
def _gradient(before: Array, delta: Array, gradient: Array) -> None:
    """dC/dW = before^T delta and dC/db, the sums of delta, as the last row."""
    n = before.shape[1]
    np.dot(before.T, delta, gradient[:n])
    gradient[n, :] = 0.0
    for k in range(delta.shape[0]):
        for j in range(delta.shape[1]):
            gradient[n, j] += delta[k, j]
