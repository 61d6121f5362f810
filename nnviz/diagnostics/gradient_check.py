"""The whole gradient against central differences, weight by weight.

Of a large network a part of the weights is checked, drawn at random and evenly over the layers.
Each difference costs two forward passes, so they come one by one, and other work goes on between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.derivatives import Difference, differences, relative_error
from nnviz.nn.parameters import index_of, parameter_count

MOST = 2500  # parameters; the digits network is checked whole
_SEEN = 10.0  # resolutions: a smaller derivative can't be told from rounding


def chosen_parameters(units: tuple[int, ...], most: int = MOST) -> Indices:
    """Return the places in the flat vector that are checked: all, or a part of each layer."""
    if parameter_count(units) <= most:
        return np.arange(parameter_count(units))
    generator = np.random.default_rng(0)
    sizes = [(n + 1) * m for n, m in pairwise(units)]
    left, chosen = most, dict.fromkeys(range(len(sizes)), 0)
    for done, place in enumerate(sorted(chosen, key=sizes.__getitem__)):
        chosen[place] = min(sizes[place], left // (len(sizes) - done))
        left -= chosen[place]
    starts = [index_of(units, layer, 0, 0) for layer in range(1, len(units))]
    return np.concatenate(
        [
            start + np.sort(generator.choice(size, chosen[place], replace=False))
            for place, (start, size) in enumerate(zip(starts, sizes, strict=True))
        ]
    )


def checking(record: StepRecord, indices: Indices) -> Iterator[Difference]:
    """Yield the derivatives by differences on the record's batch."""
    network, batch = record.problem.network, record.batch
    return differences(network, record.params, batch.x, batch.y, indices.tolist())


class WholeCheck(Struct, frozen=True, eq=False):
    """What came out for the parameters checked, each of shape (checked,).

    Parameters
    ----------
    indices
        Places in the flat vector.
    backward, difference
        The derivative by the backward pass, and by a central difference.
    h
        The step of each difference.
    seen
        Whether the derivative is large enough for a difference to see it.
    smooth
        False where a sample lies on a kink.
    """

    indices: Indices
    backward: Array
    difference: Array
    h: Array
    seen: NDArray[np.bool_]
    smooth: NDArray[np.bool_]

    @property
    def errors(self) -> Array:
        """Relative error of each: |g - d| / max(|g|, |d|); NaN where it can't be judged."""
        size = np.maximum(np.abs(self.backward), np.abs(self.difference))
        gap = np.abs(self.backward - self.difference)
        judged = self.seen & self.smooth
        return np.where(judged, gap / np.where(judged, size, 1.0), np.nan)

    @property
    def relative_error(self) -> float:
        """|g - d| / max(|g|, |d|), norms over all that is smooth."""
        return relative_error(self.backward[self.smooth], self.difference[self.smooth])

    @property
    def worst(self) -> int | None:
        """Which of them has the largest relative error; None where none can be judged."""
        errors = self.errors
        return None if np.isnan(errors).all() else int(np.nanargmax(errors))


def whole_check(record: StepRecord, indices: Indices, found: Sequence[Difference]) -> WholeCheck:
    """Return the check of the record's gradients at `indices`, by the differences `found`."""
    backward = record.gradients.flat[indices]
    difference = np.array([one.value for one in found])
    resolution = np.array([one.resolution for one in found])
    size = np.maximum(np.abs(backward), np.abs(difference))
    return WholeCheck(
        indices,
        backward,
        difference,
        np.array([one.h for one in found]),
        size > _SEEN * resolution,
        np.array([one.smooth for one in found]),
    )
