"""How the error flows back: what reaches each layer, what f' blocks, and how much the layer moves.

A gradient that shrinks from layer to layer vanishes, one that grows explodes; the ratio of update
to weight says whether a layer learns at all, or too fast.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.passes import Passes, Shut
from nnviz.engine.record import Batch, TrainingState
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, frozen
from nnviz.nn.parameters import Parameters


class Flow(Struct, frozen=True, eq=False):
    """One number a layer, each of shape (layers,).

    Parameters
    ----------
    gradient
        Norm of dC/dW and dC/db (by the run's backward rule) on the next batch.
    update_ratio
        Norm of the last update over the norm of the weights; 0 at the start.
    blocked
        Share of the error at the layer's outputs that f' blocks, on the probe: 1 - sum|e A| /
        sum|e|.
    cosine
        Of the angle between what the backward rule gives and the true gradient; 1 for
        backpropagation, NaN where one of them is 0.
    """

    gradient: Array
    update_ratio: Array
    blocked: Array
    cosine: Array


def cosines(some: Parameters, other: Parameters) -> Array:
    """Return the cosine between two gradients, layer by layer; NaN where one of them is 0."""
    found = []
    for a, b in zip(some.block, other.block, strict=True):
        lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
        found.append(float((a * b).sum()) / lengths if lengths > 0.0 else np.nan)
    return np.array(found)


def flow(problem: Problem, state: TrainingState, batch: Batch, passes: Passes, shut: Shut) -> Flow:
    """Return the flow at `state`: gradients on `batch`, the blocked share from the probe."""
    network = problem.network
    params = Parameters(network.units, state.parameters)
    with np.errstate(all="ignore"):
        gradients = passes.back(state.parameters, batch.x, batch.y).gradients
        cosine = np.ones(network.depth)
        if not network.rule.is_gradient:
            true = passes.true_gradients(state.parameters, batch.x, batch.y)
            cosine = cosines(gradients, true)
        size = np.maximum(_norms(params), np.finfo(np.float64).tiny)
        update = _norms(Parameters(network.units, state.update)) / size
        parts = (_norms(gradients), update, shut.blocked, cosine)
    gradient, ratio, shares, angles = (frozen(part) for part in parts)
    return Flow(gradient, ratio, shares, angles)


def _norms(params: Parameters) -> Array:
    return np.array([float(np.linalg.norm(block)) for block in params.block])
