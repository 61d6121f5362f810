"""Weights drawn anew in mid-run: into one unit, or into a layer, of the size that fits it.

Xavier and He reckon with inputs of size 1. Where those that a unit really gets are larger, the
weights of each are divided by its size; and a ReLU unit that would be 0 on every sample gets its
weights with the other sign. So a unit begins where its slope is open.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.engine.record import TrainingState
from nnviz.experiment.catalog import Problem
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.initializers import he, xavier
from nnviz.nn.parameters import Parameters, index_of

RELU_LIKE = frozenset({"relu", "leaky_relu", "elu", "softplus", "silu", "gelu"})
_STREAM = 2  # keeps these draws apart from all others of the network's seed


class Redraw(Struct, frozen=True):
    """What is drawn anew: the weights into a unit, or into a whole layer, and their biases.

    Parameters
    ----------
    layer
        From 1.
    unit
        From 0; None for all units of the layer.
    """

    layer: int
    unit: int | None = None


def scheme(activation: Activation) -> str:
    """Return which initialiser fits an activation: "He" for ReLU and its kin, else "Xavier"."""
    return "He" if activation.name in RELU_LIKE else "Xavier"


def redrawn(
    problem: Problem, state: TrainingState, wanted: Sequence[Redraw], number: int
) -> tuple[Indices, Array]:
    """Return the places in the flat vector that are drawn anew, and what is drawn there.

    Biases become what the spec begins with.

    Parameters
    ----------
    problem, state
        In force: their activations, and their inputs on the probe, say what fits.
    wanted
        In the order of the layers.
    number
        Tells one drawing from another; with the network's seed and the step it is the seed.
    """
    rng = np.random.default_rng([problem.spec.network.seed, _STREAM, state.step, number])
    params = Parameters(problem.network.units, state.parameters.copy())
    places = [_redraw(problem, params, one, rng) for one in wanted]
    chosen = np.unique(np.concatenate(places))
    return chosen, params.flat[chosen]


def _redraw(problem: Problem, params: Parameters, one: Redraw, rng: np.random.Generator) -> Indices:
    """Draw into `params`; return which of them."""
    n, m = params.W[one.layer].shape
    activation = problem.network.activations[one.layer - 1]
    draw = he if scheme(activation) == "He" else xavier
    columns = np.arange(m) if one.unit is None else np.array([one.unit])
    inputs = _inputs(problem, params, one.layer)
    fresh = draw(rng, n, m)[:, columns] / _sizes(inputs)[:, None]
    bias = problem.spec.network.bias
    if activation.name in RELU_LIKE:
        fresh *= np.where((inputs @ fresh + bias > 0.0).any(axis=0), 1.0, -1.0)
    params.W[one.layer][:, columns] = fresh
    params.b[one.layer][columns] = bias
    first = index_of(params.units, one.layer, 0, 0)
    rows = np.arange(n + 1, dtype=np.int64)[:, None]
    places: Indices = (first + rows * m + columns).ravel()
    return places


def _inputs(problem: Problem, params: Parameters, layer: int) -> Array:
    """Return what comes into a layer on the probe; numbers that are not finite as 0."""
    x = problem.data.x_train[: len(problem.probe)]
    with np.errstate(all="ignore"):
        a = problem.network.forward(params, x, slopes=False).a[layer - 1]
    return np.asarray(np.nan_to_num(a, posinf=0.0, neginf=0.0))


def _sizes(inputs: Array) -> Array:
    """Return the root mean square of each input, at least 1."""
    with np.errstate(over="ignore"):
        size = np.sqrt(np.mean(np.square(inputs), axis=0))
    return np.maximum(np.where(np.isfinite(size), size, 1.0), 1.0)


def told_redraws(redraws: Sequence[Redraw]) -> str:
    """Say in words what is drawn anew: "unit 2.3 drawn anew", "layers 1, 2 drawn anew"."""
    units = [f"unit {one.layer}.{one.unit + 1}" for one in redraws if one.unit is not None]
    layers = [str(one.layer) for one in redraws if one.unit is None]
    named = [f"layer{'s' if len(layers) > 1 else ''} {', '.join(layers)}"] if layers else []
    return f"{', '.join([*units, *named])} drawn anew"
