"""One batch through narrow layers: the batch innermost, (units, lanes), so that loops become SIMD.

Lanes are padded to whole registers. The padding computes along, but its delta is 0, so that it
adds nothing to a gradient.
"""

from __future__ import annotations

from nnviz.engine.compiled.activations import SOFTMAX, activate, softmax
from nnviz.engine.compiled.costs import Last, output_delta
from nnviz.engine.compiled.jit import fast, inlined
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.compiled.views import matrix, vector
from nnviz.nn.arrays import Array, Indices

LANES = 8  # a whole register, or two
_TOO_FEW = 4  # lanes: up to here padding would cost more than it saves


@inlined
def padded_lanes(lanes: int) -> int:
    """Return how many lanes so many samples are laid in."""
    return (lanes + LANES - 1) // LANES * LANES if lanes > _TOO_FEW else lanes


@inlined
def narrow_pass(
    plan: Plan, samples: Samples, rows: Indices, point: Array, buffers: Buffers, scale: float
) -> float:
    """Write the gradient of these samples; return the sum of their losses."""
    lanes = len(rows)
    padded = padded_lanes(lanes)
    _gather(plan, samples, rows, buffers, padded)
    _forward(plan, point, buffers, padded)
    last = last_of(plan, buffers, padded)
    total = output_delta(plan, last, lanes, last, lanes, scale)
    for j in range(plan.units[-1]):
        for k in range(lanes, padded):
            last.delta[j, k] = last.error[j, k] = 0.0
    back = plan.feedback if plan.random_back else point
    _backward(plan, point.size, back, buffers, padded)
    return total


@inlined
def _gather(plan: Plan, samples: Samples, rows: Indices, buffers: Buffers, padded: int) -> None:
    inputs, outputs = plan.units[0], plan.units[-1]
    x = matrix(buffers.a, 0, inputs, padded)
    y = matrix(buffers.targets, 0, outputs, padded)
    for k in range(len(rows)):
        row = rows[k]
        for i in range(inputs):
            x[i, k] = samples.x[row, i]
        for j in range(outputs):
            y[j, k] = samples.y[row, j]
    for i in range(inputs):
        for k in range(len(rows), padded):
            x[i, k] = 0.0


@inlined
def last_of(plan: Plan, buffers: Buffers, padded: int) -> Last:
    """Return the output layer's part of the buffers."""
    m = plan.units[-1]
    at = (plan.units.sum() - m) * padded
    return Last(
        matrix(buffers.a, at, m, padded),
        matrix(buffers.z, at, m, padded),
        matrix(buffers.slope, at, m, padded),
        matrix(buffers.targets, 0, m, padded),
        matrix(buffers.delta, at, m, padded),
        matrix(buffers.error, at, m, padded),
    )


@inlined
def _forward(plan: Plan, point: Array, buffers: Buffers, padded: int) -> None:
    at, place = 0, 0
    for level in range(1, len(plan.units)):
        n, m, kind = plan.units[level - 1], plan.units[level], plan.kinds[level - 1]
        before = matrix(buffers.a, at, n, padded)
        at += n * padded
        stop = at + m * padded
        block = matrix(point, place, n + 1, m)
        place += (n + 1) * m
        z, a, slope = (
            vector(buffers.z, at, stop - at),
            vector(buffers.a, at, stop - at),
            vector(buffers.slope, at, stop - at),
        )
        _affine(block, before, matrix(z, 0, m, padded))
        if kind == SOFTMAX:
            softmax(
                matrix(z, 0, m, padded),
                matrix(a, 0, m, padded),
                matrix(slope, 0, m, padded),
                padded,
            )
        else:
            activate(kind, z, a, slope)


@inlined
def _backward(plan: Plan, place: int, back: Array, buffers: Buffers, padded: int) -> None:
    """From the output layer's delta to the gradient; `place` is the length of the flat vector."""
    passed = buffers.delta if plan.passes_delta else buffers.error
    at = (plan.units.sum() - plan.units[-1]) * padded
    for level in range(len(plan.units) - 1, 0, -1):
        n, m = plan.units[level - 1], plan.units[level]
        delta = matrix(buffers.delta, at, m, padded)
        passed_on = matrix(passed, at, m, padded)
        at -= n * padded
        place -= (n + 1) * m
        before = matrix(buffers.a, at, n, padded)
        _gradient(before, delta, matrix(buffers.gradient, place, n + 1, m))
        if level > 1:
            _feed_back(
                matrix(back, place, n + 1, m),
                passed_on,
                matrix(buffers.slope, at, n, padded),
                plan.local_slope,
                matrix(buffers.error, at, n, padded),
                matrix(buffers.delta, at, n, padded),
            )


@fast
def _affine(block: Array, before: Array, z: Array) -> None:
    """z = W^T before + b: z (m, lanes), before (n, lanes)."""
    n, lanes = before.shape
    for j in range(z.shape[0]):
        bias = block[n, j]
        if n == 1:
            w = block[0, j]
            for k in range(lanes):
                z[j, k] = bias + w * before[0, k]
            continue
        w0, w1 = block[0, j], block[1, j]
        for k in range(lanes):
            z[j, k] = bias + w0 * before[0, k] + w1 * before[1, k]
        i = 2
        while i + 1 < n:
            w0, w1 = block[i, j], block[i + 1, j]
            for k in range(lanes):
                z[j, k] += w0 * before[i, k] + w1 * before[i + 1, k]
            i += 2
        if i < n:
            w0 = block[i, j]
            for k in range(lanes):
                z[j, k] += w0 * before[i, k]


@fast
def _gradient(before: Array, delta: Array, gradient: Array) -> None:
    """dC/dW = before delta^T and dC/db, the sums of delta, as the last row."""
    n, lanes = before.shape
    for j in range(delta.shape[0]):
        for i in range(n):
            total = 0.0
            for k in range(lanes):
                total += before[i, k] * delta[j, k]
            gradient[i, j] = total
        total = 0.0
        for k in range(lanes):
            total += delta[j, k]
        gradient[n, j] = total


@fast
def _feed_back(
    block: Array, passed: Array, slope: Array, local_slope: bool, error: Array, delta: Array
) -> None:
    """Error and delta of the layer before: W passed, and that times f'."""
    n, lanes = error.shape
    for i in range(n):
        w = block[i, 0]
        for k in range(lanes):
            error[i, k] = w * passed[0, k]
        for j in range(1, passed.shape[0]):
            w = block[i, j]
            for k in range(lanes):
                error[i, k] += w * passed[j, k]
        if local_slope:
            for k in range(lanes):
                delta[i, k] = error[i, k] * slope[i, k]
        else:
            for k in range(lanes):
                delta[i, k] = error[i, k]
