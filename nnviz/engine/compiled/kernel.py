"""The training loop in compiled code: gather a batch, forward, backward, update, many times.

Two layouts. Narrow layers put the batch innermost, (units, lanes), so that every inner loop runs
over samples side by side; lanes are padded to whole SIMD registers, and the padding's delta is 0.
Wide layers put the samples first and leave the products to BLAS.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from nnviz.engine.compiled.functions import (
    ACTIVATION_NUMBER,
    FAST,
    activate,
    move,
    output_delta,
    softmax,
)
from nnviz.nn.arrays import Array, Indices

_SOFTMAX = ACTIVATION_NUMBER["softmax"]


@njit(**FAST)
def _affine(block: Array, before: Array, z: Array) -> None:
    """z = W^T before + b, lanes innermost: z (m, lanes), before (n, lanes)."""
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


@njit(**FAST)
def _add_gradient(before: Array, delta: Array, gradient: Array) -> None:
    """Add before delta^T to dC/dW and the sums of delta to dC/db, lanes innermost."""
    n, lanes = before.shape
    for j in range(delta.shape[0]):
        for i in range(n):
            total = 0.0
            for k in range(lanes):
                total += before[i, k] * delta[j, k]
            gradient[i, j] += total
        total = 0.0
        for k in range(lanes):
            total += delta[j, k]
        gradient[n, j] += total


@njit(**FAST)
def _feed_back(
    block: Array, passed: Array, slope: Array, local_slope: bool, error: Array, delta: Array
) -> None:
    """Error and delta of the layer before, W passed and W passed f', lanes innermost."""
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


@njit(**FAST)
def _narrow_pass(
    units: Indices,
    kinds: Indices,
    loss: int,
    scale: float,
    point: Array,
    gradient: Array,
    x: Array,
    y: Array,
    rows: Indices,
    a: Array,
    z: Array,
    slope: Array,
    delta: Array,
    error: Array,
    targets: Array,
    back: Array,
    local_slope: bool,
    passed_slope: bool,
) -> float:
    """Add the gradient of these samples to `gradient`; return the sum of their losses."""
    depth = len(units) - 1
    lanes = len(rows)
    # Loops over whole registers; below half of one, padding would cost more than it saves.
    padded = (lanes + 7) // 8 * 8 if lanes > 4 else lanes
    first = a[: units[0] * padded].reshape(units[0], padded)
    for k in range(lanes):
        for i in range(units[0]):
            first[i, k] = x[rows[k], i]
    for k in range(lanes, padded):
        for i in range(units[0]):
            first[i, k] = 0.0
    at, place = 0, 0
    for level in range(1, depth + 1):
        n, m = units[level - 1], units[level]
        below = a[at : at + n * padded].reshape(n, padded)
        at += n * padded
        zs = z[at : at + m * padded]
        block = point[place : place + (n + 1) * m].reshape(n + 1, m)
        place += (n + 1) * m
        _affine(block, below, zs.reshape(m, padded))
        if kinds[level - 1] == _SOFTMAX:
            softmax(
                zs.reshape(m, padded),
                a[at : at + m * padded].reshape(m, padded),
                slope[at : at + m * padded].reshape(m, padded),
                padded,
            )
        else:
            activate(kinds[level - 1], zs, a[at : at + m * padded], slope[at : at + m * padded])
    m = units[depth]
    wanted = targets[: m * padded].reshape(m, padded)
    for j in range(m):
        for k in range(lanes):
            wanted[j, k] = y[rows[k], j]
    out = delta[at : at + m * padded].reshape(m, padded)
    out_error = error[at : at + m * padded].reshape(m, padded)
    total = output_delta(
        loss,
        kinds[depth - 1],
        a[at : at + m * padded].reshape(m, padded),
        z[at : at + m * padded].reshape(m, padded),
        slope[at : at + m * padded].reshape(m, padded),
        wanted,
        out,
        lanes,
        scale,
        local_slope,
        out_error,
    )
    for j in range(m):
        for k in range(lanes, padded):
            out[j, k] = 0.0
            out_error[j, k] = 0.0
    passed = delta if local_slope == passed_slope else error
    for level in range(depth, 0, -1):
        n, m = units[level - 1], units[level]
        deltas = delta[at : at + m * padded].reshape(m, padded)
        passed_on = passed[at : at + m * padded].reshape(m, padded)
        at -= n * padded
        place -= (n + 1) * m
        below = a[at : at + n * padded].reshape(n, padded)
        _add_gradient(below, deltas, gradient[place : place + (n + 1) * m].reshape(n + 1, m))
        if level > 1:
            _feed_back(
                back[place : place + (n + 1) * m].reshape(n + 1, m),
                passed_on,
                slope[at : at + n * padded].reshape(n, padded),
                local_slope,
                error[at : at + n * padded].reshape(n, padded),
                delta[at : at + n * padded].reshape(n, padded),
            )
    return total


@njit(**FAST)
def _wide_pass(
    units: Indices,
    kinds: Indices,
    loss: int,
    scale: float,
    point: Array,
    gradient: Array,
    x: Array,
    y: Array,
    rows: Indices,
    a: Array,
    z: Array,
    slope: Array,
    delta: Array,
    error: Array,
    targets: Array,
    back: Array,
    local_slope: bool,
    passed_slope: bool,
) -> float:
    """Write the gradient of these samples into `gradient`; return the sum of their losses."""
    depth = len(units) - 1
    samples = len(rows)
    first = a[: samples * units[0]].reshape(samples, units[0])
    for k in range(samples):
        first[k, :] = x[rows[k], :]
    at, place = 0, 0
    for level in range(1, depth + 1):
        n, m = units[level - 1], units[level]
        below = a[at : at + samples * n].reshape(samples, n)
        at += samples * n
        zs = z[at : at + samples * m].reshape(samples, m)
        block = point[place : place + (n + 1) * m].reshape(n + 1, m)
        place += (n + 1) * m
        np.dot(below, block[:n], zs)
        for k in range(samples):
            for j in range(m):
                zs[k, j] += block[n, j]
        if kinds[level - 1] == _SOFTMAX:
            softmax(
                zs.T,
                a[at : at + samples * m].reshape(samples, m).T,
                slope[at : at + samples * m].reshape(samples, m).T,
                samples,
            )
        else:
            activate(
                kinds[level - 1],
                z[at : at + samples * m],
                a[at : at + samples * m],
                slope[at : at + samples * m],
            )
    m = units[depth]
    wanted = targets[: samples * m].reshape(samples, m)
    for k in range(samples):
        wanted[k, :] = y[rows[k], :]
    total = output_delta(
        loss,
        kinds[depth - 1],
        a[at : at + samples * m].reshape(samples, m).T,
        z[at : at + samples * m].reshape(samples, m).T,
        slope[at : at + samples * m].reshape(samples, m).T,
        wanted.T,
        delta[at : at + samples * m].reshape(samples, m).T,
        samples,
        scale,
        local_slope,
        error[at : at + samples * m].reshape(samples, m).T,
    )
    passed = delta if local_slope == passed_slope else error
    for level in range(depth, 0, -1):
        n, m = units[level - 1], units[level]
        deltas = delta[at : at + samples * m].reshape(samples, m)
        passed_on = passed[at : at + samples * m].reshape(samples, m)
        at -= samples * n
        place -= (n + 1) * m
        below = a[at : at + samples * n].reshape(samples, n)
        block = gradient[place : place + (n + 1) * m].reshape(n + 1, m)
        np.dot(below.T, deltas, block[:n])
        block[n, :] = 0.0
        for k in range(samples):
            for j in range(m):
                block[n, j] += deltas[k, j]
        if level > 1:
            weights = back[place : place + (n + 1) * m].reshape(n + 1, m)
            np.dot(passed_on, weights[:n].T, error[at : at + samples * n].reshape(samples, n))
            for i in range(at, at + samples * n):
                delta[i] = error[i] * slope[i] if local_slope else error[i]
    return total


@njit(**FAST)
def _penalise(units: Indices, l1: float, l2: float, point: Array, gradient: Array) -> float:
    """Add the regulariser to the gradient; return its part of the cost. Biases are left out."""
    total, place = 0.0, 0
    for level in range(1, len(units)):
        weights = units[level - 1] * units[level]
        for i in range(place, place + weights):
            w = point[i]
            total += l1 * abs(w) + 0.5 * l2 * w * w
            gradient[i] += l1 * np.sign(w) + l2 * w
        place += weights + units[level]
    return total


@njit(**FAST)
def advance(
    narrow: bool,
    units: Indices,
    kinds: Indices,
    loss: int,
    mean: bool,
    l1: float,
    l2: float,
    optimizer: int,
    settings: Array,
    x: Array,
    y: Array,
    orders: Indices,
    offset: int,
    batch: int,
    rates: Array,
    count: int,
    point: Array,
    slots: Array,
    before: Array,
    gradient: Array,
    a: Array,
    z: Array,
    slope: Array,
    delta: Array,
    error: Array,
    targets: Array,
    random_back: bool,
    feedback: Array,
    local_slope: bool,
    passed_slope: bool,
    costs: Array,
) -> int:
    """Make a step for each entry of `rates`, in place; return how many were made.

    Fewer are made where a cost or a parameter is not finite; then `point` and `slots` are spoilt.

    Parameters
    ----------
    narrow
        The layout.
    orders, offset
        The orders of whole epochs, one after another, and where in the first one to begin.
    count
        Updates that the optimiser has made.
    before
        Gets the point as it was before the last step.
    random_back, feedback, local_slope, passed_slope
        The backward rule.
    costs
        Gets each step's cost.
    """
    samples = orders.shape[1]
    back = feedback if random_back else point
    epoch = 0
    for step in range(len(rates)):
        stop = min(offset + batch, samples)
        rows = orders[epoch, offset:stop]
        scale = 1.0 / (stop - offset) if mean else 1.0
        if narrow:
            gradient[:] = 0.0
            total = _narrow_pass(
                units, kinds, loss, scale, point, gradient, x, y, rows,
                a, z, slope, delta, error, targets, back, local_slope, passed_slope,
            )  # fmt: skip
        else:
            total = _wide_pass(
                units, kinds, loss, scale, point, gradient, x, y, rows,
                a, z, slope, delta, error, targets, back, local_slope, passed_slope,
            )  # fmt: skip
        cost = total * scale
        if l1 != 0.0 or l2 != 0.0:
            cost += _penalise(units, l1, l2, point, gradient)
        costs[step] = cost
        if not math.isfinite(cost):
            return step
        if step == len(rates) - 1:
            before[:] = point
        move(optimizer, settings, point, gradient, slots, count + step + 1, rates[step])
        size = 0.0
        for i in range(point.size):
            size += point[i]
        if not math.isfinite(size):
            return step
        offset = stop
        if offset == samples:
            offset = 0
            epoch += 1
    return len(rates)
