"""The largest products along the paths through a network, found layer by layer from the outputs.

Every unit keeps its ten largest partial products; no path that is among the ten largest can have
a smaller tail. And of the units after it only the ten with the largest best products count.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array, Indices


class Tails(Struct, frozen=True, eq=False):
    """The largest partial products from each unit of a layer to the outputs.

    Parameters
    ----------
    values
        By size, shape (units, kept); -1 where a unit has fewer.
    nexts, ranks
        The unit of the next layer that each goes to, and which of that unit's tails it goes on
        with; shape (units, kept).
    after
        The next layer's; None at the outputs.
    """

    values: Array
    nexts: Indices
    ranks: Indices
    after: Tails | None

    @classmethod
    def of_outputs(cls, values: Array) -> Tails:
        """Return the beginnings: one a unit of the output layer."""
        nothing = np.zeros((len(values), 1), dtype=np.int64)
        return cls(values[:, None], nothing, nothing, None)

    def extended(self, factors: Array, most: int) -> Tails:
        """Return the tails of the layer before.

        Parameters
        ----------
        factors
            What each step multiplies by, not negative, shape (units before, units).
        most
            How many each unit keeps.
        """
        units, after = factors.shape
        candidates = np.broadcast_to(np.arange(after), factors.shape)
        if after > most:
            best = factors * self.values[:, 0]
            candidates = np.argpartition(-best, most - 1, axis=1)[:, :most]
            candidates.sort(axis=1)
        steps = np.take_along_axis(factors, candidates, axis=1)
        tails = self.values[candidates]
        products = np.where(tails < 0.0, -1.0, steps[:, :, None] * tails).reshape(units, -1)
        kept = np.argsort(-products, axis=1, kind="stable")[:, :most]
        places, ranks = np.divmod(kept, self.values.shape[1])
        values = np.take_along_axis(products, kept, axis=1)
        return Tails(values, np.take_along_axis(candidates, places, axis=1), ranks, self)

    def units_from(self, unit: int) -> list[tuple[int, ...]]:
        """Return the units after `unit` on each of its tails, the largest first."""
        count = int((self.values[unit] >= 0.0).sum())
        return [self._units(unit, rank) for rank in range(count)]

    def _units(self, unit: int, rank: int) -> tuple[int, ...]:
        if self.after is None:
            return ()
        following = int(self.nexts[unit, rank])
        return (following, *self.after._units(following, int(self.ranks[unit, rank])))
