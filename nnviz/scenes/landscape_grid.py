"""How finely a slice is looked at: coarse while the run goes on, finer and finer while it stands.

A finer grid holds every place of the coarser one, so that what is known is never asked again; and
how fine is afforded follows from what one cost takes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.landscape import Ground
from nnviz.engine.evaluate import Part
from nnviz.engine.objective import cost_network
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.network import Network
from nnviz.scenes.output_data import part_of, sample_nanoseconds

SIDES = (7, 13, 25, 49, 97)  # of a plane's grid: each holds every other place of the next
LINE_SIDES = (21, 41, 81, 161)
LIVE_SECONDS = 0.012  # that one picture may take while the run goes on
CALM_SECONDS = 4.0  # and while it stands
LIVE_POINT = 4e-4  # seconds of one cost while the run goes on: above, fewer samples are looked at
_CALL = 3e-5  # seconds of one forward pass however few its samples


class Samples(Struct, frozen=True, eq=False):
    """The samples whose cost is looked at.

    Parameters
    ----------
    ground
        Network and samples.
    count, all
        How many there are, and how many the part has.
    """

    ground: Ground
    count: int
    all: int

    @property
    def told(self) -> str:
        """How many of the samples count; "" where they all do."""
        return "" if self.count == self.all else f"on {self.count:,} of {self.all:,} samples"


def point_seconds(network: Network, samples: int) -> float:
    """Return about how long one cost takes."""
    return _CALL + samples * sample_nanoseconds(network) * 1e-9


def samples_of(problem: Problem, part: Part, *, live: bool) -> Samples:
    """Return a part's samples; while the run goes on as many as a picture can afford."""
    x, y = part_of(problem.data, part)
    network, rows = cost_network(problem.network), len(x)
    if live:
        afforded = (LIVE_POINT - _CALL) / (sample_nanoseconds(network) * 1e-9)
        rows = min(rows, max(32, int(afforded)))
    chosen = _spread(len(x), rows)
    ground = Ground(network, x[chosen], y[chosen]) if rows < len(x) else Ground(network, x, y)
    return Samples(ground, rows, len(x))


def _spread(count: int, wanted: int) -> Indices:
    """Return so many places of `count`, evenly spread."""
    return np.linspace(0, count - 1, wanted).astype(np.int64)


def finest_side(sides: tuple[int, ...], power: int, each: float, *, live: bool) -> int:
    """Return the finest grid that may be looked at.

    Parameters
    ----------
    sides
        To choose from, rising.
    power
        1 for a line, 2 for a plane.
    each
        Seconds of one cost.
    live
        Whether the run goes on.
    """
    budget = LIVE_SECONDS if live else CALM_SECONDS
    fitting = [side for side in sides if side**power * each <= budget]
    return fitting[-1] if fitting else sides[0]


def new_places(side: int, known: int) -> Indices:
    """Return the flat places of a grid of `side` that a grid of `known` does not hold.

    Parameters
    ----------
    side, known
        Of `SIDES`, or known = 0 where nothing is known.
    """
    fresh = np.ones((side, side), dtype=bool)
    if known:
        stride = (side - 1) // (known - 1)
        fresh[::stride, ::stride] = False
    return np.flatnonzero(fresh)


def filled(side: int, known: Array | None, found: Array) -> Array:
    """Return the whole grid, from a coarser one and what was found at its `new_places`."""
    grid = np.empty((side, side))
    if known is not None:
        stride = (side - 1) // (len(known) - 1)
        grid[::stride, ::stride] = known
    grid.flat[new_places(side, 0 if known is None else len(known))] = found
    return grid


def costs_at(samples: Samples, points: Iterator[Array]) -> Iterator[float]:
    """Yield the cost at each flat point."""
    for block in points:
        yield from samples.ground.costs(block)
