"""One batch through wide layers: the samples first, (samples, units)."""

from __future__ import annotations

from nnviz.engine.compiled.activations import SOFTMAX, activate, softmax
from nnviz.engine.compiled.costs import Last, output_delta
from nnviz.engine.compiled.jit import fast, inlined
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.compiled.products import multiply
from nnviz.engine.compiled.views import matrix, vector
from nnviz.nn.arrays import Array, Indices


@inlined
def wide_pass(
    plan: Plan, samples: Samples, rows: Indices, point: Array, buffers: Buffers, scale: float
) -> float:
    """Write the gradient of these samples; return the sum of their losses."""
    count, inputs, outputs = len(rows), plan.units[0], plan.units[-1]
    x = matrix(buffers.a, 0, count, inputs)
    y = matrix(buffers.targets, 0, count, outputs)
    for k in range(count):
        row = rows[k]  # by itself: as an index inside the loops it would keep them from SIMD
        for i in range(inputs):
            x[k, i] = samples.x[row, i]
        for j in range(outputs):
            y[k, j] = samples.y[row, j]
    _forward(plan, point, buffers, count)
    turned, flat = last_turned(plan, buffers, count), _last_in_one_row(plan, buffers, count)
    total = output_delta(plan, turned, count, flat, count * outputs, scale)
    _backward(plan, point.size, plan.feedback if plan.random_back else point, buffers, count)
    return total


@inlined
def last_turned(plan: Plan, buffers: Buffers, count: int) -> Last:
    """Return the output layer's part of the buffers, turned to (outputs, samples)."""
    m = plan.units[-1]
    at = (plan.units.sum() - m) * count
    return Last(
        matrix(buffers.a, at, count, m).T,
        matrix(buffers.z, at, count, m).T,
        matrix(buffers.slope, at, count, m).T,
        matrix(buffers.targets, 0, count, m).T,
        matrix(buffers.delta, at, count, m).T,
        matrix(buffers.error, at, count, m).T,
    )


@inlined
def _last_in_one_row(plan: Plan, buffers: Buffers, count: int) -> Last:
    """Return the output layer's part of the buffers as it lies there."""
    length = count * plan.units[-1]
    at = plan.units.sum() * count - length
    return Last(
        matrix(buffers.a, at, 1, length),
        matrix(buffers.z, at, 1, length),
        matrix(buffers.slope, at, 1, length),
        matrix(buffers.targets, 0, 1, length),
        matrix(buffers.delta, at, 1, length),
        matrix(buffers.error, at, 1, length),
    )


@inlined
def _forward(plan: Plan, point: Array, buffers: Buffers, count: int) -> None:
    at, place = 0, 0
    for level in range(1, len(plan.units)):
        n, m, kind = plan.units[level - 1], plan.units[level], plan.kinds[level - 1]
        size = count * m
        multiply(
            buffers.a, at, n, 1, point, place, m,
            buffers.z, at + count * n, m, count, n, m, True,
        )  # fmt: skip
        at += count * n
        place += (n + 1) * m
        z, a, slope = (
            vector(buffers.z, at, size),
            vector(buffers.a, at, size),
            vector(buffers.slope, at, size),
        )
        if kind == SOFTMAX:
            softmax(
                matrix(z, 0, count, m).T,
                matrix(a, 0, count, m).T,
                matrix(slope, 0, count, m).T,
                count,
            )
        else:
            activate(kind, z, a, slope)


@inlined
def _backward(plan: Plan, place: int, back: Array, buffers: Buffers, count: int) -> None:
    """From the output layer's delta to the gradient; `place` is the length of the flat vector."""
    passed = buffers.delta if plan.passes_delta else buffers.error
    at = (plan.units.sum() - plan.units[-1]) * count
    for level in range(len(plan.units) - 1, 0, -1):
        n, m = plan.units[level - 1], plan.units[level]
        delta = matrix(buffers.delta, at, count, m)
        at -= count * n
        place -= (n + 1) * m
        multiply(
            buffers.a, at, 1, n, buffers.delta, at + count * n, m,
            buffers.gradient, place, m, n, count, m, False,
        )  # fmt: skip
        _bias_gradient(delta, matrix(buffers.gradient, place + n * m, 1, m))
        if level > 1:
            stop = at + count * n
            _turn(matrix(back, place, n, m), matrix(buffers.turned, 0, m, n))
            multiply(
                passed, at + count * n, m, 1, buffers.turned, 0, n,
                buffers.error, at, n, count, m, n, False,
            )  # fmt: skip
            for i in range(at, stop):
                slope = buffers.slope[i] if plan.local_slope else 1.0
                buffers.delta[i] = buffers.error[i] * slope


@fast
def _bias_gradient(delta: Array, gradient: Array) -> None:
    """dC/db: the sums of delta over the samples; gradient (1, units)."""
    count, units = delta.shape
    fours = count // 4 * 4  # at a time, for each sum waits for the one before
    for j in range(units):
        gradient[0, j] = 0.0
    for k in range(0, fours, 4):
        for j in range(units):
            pairs = (delta[k, j] + delta[k + 1, j]) + (delta[k + 2, j] + delta[k + 3, j])
            gradient[0, j] += pairs
    for k in range(fours, count):
        for j in range(units):
            gradient[0, j] += delta[k, j]


@fast
def _turn(weights: Array, turned: Array) -> None:
    """Write the transpose of (n, m) weights, in strips of 8 rows that stay in the cache."""
    n, m = weights.shape
    whole = n // 8 * 8
    for first in range(0, whole, 8):
        for j in range(m):
            for i in range(8):
                turned[j, first + i] = weights[first + i, j]
    for i in range(whole, n):
        for j in range(m):
            turned[j, i] = weights[i, j]
