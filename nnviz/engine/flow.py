"""How the error flows back: what reaches each layer, what f' blocks, and how much the layer moves.

A gradient that shrinks from layer to layer vanishes, one that grows explodes; the ratio of update
to weight says whether a layer learns at all, or too fast.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from msgspec import Struct

from nnviz.engine.record import Batch, TrainingState
from nnviz.experiment.catalog import Problem
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array, frozen
from nnviz.nn.backward_rules import BACKPROP
from nnviz.nn.network import Network, Tape
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


def blocked_share(error: Array, slope: Array, activation: Activation) -> float:
    """Return 1 - sum|e A| / sum|e| over units and samples; 0 where there is no error."""
    size = np.abs(error)
    total = float(size.sum())
    if total == 0.0:
        return 0.0
    return 1.0 - float((size * activation.ability(slope)).sum()) / total


def true_gradients(network: Network, params: Parameters, x: Array, y: Array) -> Parameters:
    """Return dC/dW and dC/db by backpropagation, whatever the network's own rule."""
    honest = replace(network, rule=BACKPROP, feedback=None)
    return honest.backward(params, honest.forward(params, x), y)


def cosines(some: Parameters, other: Parameters) -> Array:
    """Return the cosine between two gradients, layer by layer; NaN where one of them is 0."""
    found = []
    for a, b in zip(some.block, other.block, strict=True):
        lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
        found.append(float((a * b).sum()) / lengths if lengths > 0.0 else np.nan)
    return np.array(found)


def flow(problem: Problem, state: TrainingState, batch: Batch, probe: Tape) -> Flow:
    """Return the flow at `state`: gradients on `batch`, the blocked share on the probe's tape."""
    network = problem.network
    params = Parameters(network.units, state.parameters)
    with np.errstate(all="ignore"):
        gradients = network.backward(params, network.forward(params, batch.x), batch.y)
        cosine = np.ones(network.depth)
        if not network.rule.is_gradient:
            cosine = cosines(gradients, true_gradients(network, params, batch.x, batch.y))
        blocked = [
            blocked_share(probe.error[k], probe.slope[k], activation)
            for k, activation in enumerate(network.activations, start=1)
        ]
        size = np.maximum(_norms(params), np.finfo(np.float64).tiny)
        update = _norms(Parameters(network.units, state.update)) / size
        parts = (_norms(gradients), update, np.array(blocked), cosine)
    gradient, ratio, shares, angles = (frozen(part) for part in parts)
    return Flow(gradient, ratio, shares, angles)


def _norms(params: Parameters) -> Array:
    return np.array([float(np.linalg.norm(block)) for block in params.block])
