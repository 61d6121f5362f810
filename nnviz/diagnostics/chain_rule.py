"""The chain rule in numbers: a weight's gradient as products of named factors, path by path.

For one sample, dC/dW[l][i, j] is the sum over all paths from unit j to the outputs of

    dC/da[L] · f'(z[L]) · W[L] · f'(z[L-1]) · … · W[l+1] · f'(z[l]) · a[l-1][i]

Every number is taken from the tape that trained the network. The sum over all paths is computed
from the weight forwards, so that it checks the engine's gradient, which comes from the cost back.
"""

from __future__ import annotations

from functools import reduce
from operator import mul

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.chain_way import Path, Way
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices


class SampleGradient(Struct, frozen=True):
    """What one sample of the batch adds to a weight's gradient.

    Parameters
    ----------
    row
        Its place in the batch.
    index
        Its row in the training part.
    paths
        The largest paths, at most ten, by size.
    path_count
        How many there are in all.
    path_sum
        Sum over all of them, from the weight forwards.
    engine
        The same from the engine's delta: a[l-1] delta[l].
    """

    row: int
    index: int
    paths: tuple[Path, ...]
    path_count: int
    path_sum: float
    engine: float


class WeightGradient(Struct, frozen=True, eq=False):
    """A weight's gradient over the batch.

    Parameters
    ----------
    layer, row, column
        Of W[layer][row, column]; row = units before stands for the bias.
    contributions
        What each sample of the batch adds, shape (samples,); 1/samples is inside.
    regulariser
        What the regulariser adds.
    engine
        The engine's dC/dW on the batch.
    """

    layer: int
    row: int
    column: int
    contributions: Array
    regulariser: float
    engine: float

    @property
    def total(self) -> float:
        """The sum of all parts; it equals `engine` to rounding."""
        return float(self.contributions.sum()) + self.regulariser

    @property
    def largest(self) -> Indices:
        """The rows of the batch, the largest contribution first."""
        return np.argsort(-np.abs(self.contributions), kind="stable")


def weight_gradient(record: StepRecord, layer: int, row: int, column: int) -> WeightGradient:
    """Return the gradient of one parameter, sample by sample."""
    tape = record.tape
    contributions = tape.with_ones[layer - 1][:, row] * tape.delta[layer][:, column]
    network = record.problem.network
    regulariser = 0.0
    if row < network.units[layer - 1]:
        w = float(record.params.W[layer][row, column])
        regulariser = network.l2 * w + network.l1 * float(np.sign(w))
    engine = float(record.gradients.block[layer][row, column])
    return WeightGradient(layer, row, column, contributions, regulariser, engine)


def sample_gradient(
    record: StepRecord, layer: int, row: int, column: int, sample: int
) -> SampleGradient:
    """Return the paths that one sample's part of a gradient is made of.

    Parameters
    ----------
    record
        Its tape and parameters are read.
    layer, row, column
        Of W[layer][row, column]; row = units before stands for the bias.
    sample
        Row of the batch.
    """
    way = Way(record, sample)
    entry = float(record.tape.with_ones[layer - 1][sample, row])
    found = way.largest_paths(layer, column)
    paths = [way.path(layer, row, units) for units in found]
    engine = entry * float(record.tape.delta[layer][sample, column])
    total = entry * way.sum_over_paths(layer, column)
    count = reduce(mul, record.problem.network.units[layer + 1 :], 1)
    ordered = tuple(sorted(paths, key=lambda path: -abs(path.value)))
    return SampleGradient(sample, int(record.batch.indices[sample]), ordered, count, total, engine)
