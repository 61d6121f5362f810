"""What the compiled loop is given, in three tuples: what to do, on which samples, and room.

numba takes named tuples as they are, and a field that is not used costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from nnviz.nn.arrays import Array, Indices


class Plan(NamedTuple):
    """What is trained, and how.

    Parameters
    ----------
    units, kinds
        Units of every layer, the inputs first; the number of each layer's activation.
    loss, mean
        Number of the cost; whether it is a mean over samples.
    l1, l2
        The regulariser.
    optimizer, settings
        Number of the optimiser, and its own settings without the rate.
    batch
        Samples a step.
    narrow
        The layout: whether the batch is innermost.
    local_slope, passes_delta, random_back
        The backward rule: whether delta has the factor f'; whether delta, or else dC/da, is
        passed on; whether that goes through `feedback` instead of the weights.
    feedback
        Flat like the parameters, where random_back; else one number.
    """

    units: Indices
    kinds: Indices
    loss: int
    mean: bool
    l1: float
    l2: float
    optimizer: int
    settings: Array
    batch: int
    narrow: bool
    local_slope: bool
    passes_delta: bool
    random_back: bool
    feedback: Array


class Samples(NamedTuple):
    """Inputs and targets of the training part, and the orders of whole epochs, one a row."""

    x: Array
    y: Array
    orders: Indices


class Buffers(NamedTuple):
    """Room for one batch: flat, layer after layer (see `narrow` and `wide`), and a gradient.

    In `turned` stand one layer's weights, transposed.
    """

    a: Array
    z: Array
    slope: Array
    delta: Array
    error: Array
    targets: Array
    gradient: Array
    turned: Array
