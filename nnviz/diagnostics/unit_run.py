"""A unit that learns its one sample, step by step, with the way that it went.

Gradient descent has no memory, so the way back is the list of places; a change by hand begins a
new way from where the unit then stands.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.one_unit import OneUnit, stepped
from nnviz.nn.arrays import Array

MOST_STEPS = 20_000  # of one way
FARTHEST = 1e6  # a weight or bias beyond this is a run that diverges


class UnitRun(Struct, frozen=True):
    """Where a unit stands, and where it has been.

    Parameters
    ----------
    unit
        As it stands now.
    rate
        Of its steps.
    path
        The flat vectors before each step so far.
    stopped
        Why the last wish for a step was not granted; else "".
    """

    unit: OneUnit
    rate: float = 1.0
    path: tuple[tuple[float, ...], ...] = ()
    stopped: str = ""

    @property
    def step_count(self) -> int:
        """How many steps were made since the last change by hand."""
        return len(self.path)

    def places(self, most: int) -> Array:
        """Return about `most` places from the start to now, evenly; shape (n, inputs + 1)."""
        stride = 1 + len(self.path) // most
        return np.array([*self.path[::stride], tuple(self.unit.flat.tolist())])

    def step(self, count: int = 1) -> UnitRun:
        """Return the run so many steps further on; it stops before it diverges."""
        unit, path = self.unit, list(self.path)
        for _ in range(count):
            if len(path) >= MOST_STEPS:
                why = f"{MOST_STEPS:,} steps are made: reset, or go on from a change by hand."
                return replace(self, unit=unit, path=tuple(path), stopped=why)
            after = stepped(unit, self.rate)
            if not all(math.isfinite(v) and abs(v) <= FARTHEST for v in after.flat):
                return replace(self, unit=unit, path=tuple(path), stopped=_DIVERGES)
            path.append(tuple(unit.flat.tolist()))
            unit = after
        return replace(self, unit=unit, path=tuple(path), stopped="")

    def back(self, count: int = 1) -> UnitRun:
        """Return the run so many steps before."""
        if not self.path or count < 1:
            return self
        kept = max(0, len(self.path) - count)
        unit = self.unit.at(np.array(self.path[kept]))
        return replace(self, unit=unit, path=self.path[:kept], stopped="")

    def reset(self) -> UnitRun:
        """Return the run at its start."""
        return self.back(len(self.path)) if self.path else replace(self, stopped="")

    def change(self, unit: OneUnit) -> UnitRun:
        """Return a run that starts from a unit that was changed by hand."""
        return replace(self, unit=unit, path=(), stopped="")

    def with_rate(self, rate: float) -> UnitRun:
        """Return the same place, with other steps to come."""
        return replace(self, rate=rate, stopped="")


_DIVERGES = (
    "The next step would throw the unit beyond 1,000,000: each step overshoots by more than it"
    " corrects. Take a smaller rate."
)
