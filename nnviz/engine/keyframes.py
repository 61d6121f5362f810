"""States kept along a run, from which any step is reached by replaying a few.

Two rows: keyframes spread evenly over the whole run, whose spacing doubles when they grow too
many, sooner while they are still close, so that a short run has a way that can be drawn; and the
newest states, close together, so that a step back is quick.
"""

from __future__ import annotations

import copy
from collections import OrderedDict

from nnviz.engine.record import TrainingState

SPREAD_BYTES = 120_000_000
NEWEST_BYTES = 24_000_000
MOST_SPREAD = 512
MOST_NEWEST = 64
CLOSEST, FEW = 32, 64  # steps between the first keyframes, and how many of these there may be
USUAL_SPACING = 256  # steps; more where many are replayed in no time
LONGEST_USUAL_SPACING = 2048
_SOON = 2_000_000  # multiplications that are replayed in some milliseconds


class Keyframes:
    """States on arriving at a step, before anything was changed by hand there.

    Parameters
    ----------
    start
        The first.
    work
        Multiplications that a step takes, about.
    """

    def __init__(self, start: TrainingState, work: int) -> None:
        self._spacing, self._usual = CLOSEST, USUAL_SPACING
        while self._usual < LONGEST_USUAL_SPACING and 2 * self._usual * work <= _SOON:
            self._usual *= 2
        self._most_spread = max(4, min(MOST_SPREAD, SPREAD_BYTES // max(1, start.size)))
        self._most_newest = max(2, min(MOST_NEWEST, NEWEST_BYTES // max(1, start.size)))
        self._spread: dict[int, TrainingState] = {start.step: start}
        self._newest: OrderedDict[int, TrainingState] = OrderedDict()

    def copy(self) -> Keyframes:
        """Return keyframes of the same states, to be added to differently."""
        other = copy.copy(self)
        other._spread, other._newest = dict(self._spread), OrderedDict(self._newest)
        return other

    def next_due(self, step: int) -> int:
        """Return the next step after `step` at which the even row wants a state."""
        return (step // self._spacing + 1) * self._spacing

    def keep(self, state: TrainingState) -> None:
        """Take a state on arrival: into the even row where it is due there, and as a newest."""
        if state.step % self._spacing == 0 and state.step not in self._spread:
            self._spread[state.step] = state
            close = self._spacing < self._usual
            if len(self._spread) > (min(FEW, self._most_spread) if close else self._most_spread):
                self._spacing *= 2
                self._spread = {k: s for k, s in self._spread.items() if k % self._spacing == 0}

    def keep_newest(self, state: TrainingState) -> None:
        """Take a state among the newest; the oldest of them goes."""
        self._newest[state.step] = state
        self._newest.move_to_end(state.step)
        while len(self._newest) > self._most_newest:
            self._newest.popitem(last=False)

    def nearest(self, step: int) -> TrainingState:
        """Return the last state kept at or before `step`."""
        spread = max(k for k in self._spread if k <= step)
        newest = max((k for k in self._newest if k <= step), default=-1)
        return self._newest[newest] if newest > spread else self._spread[spread]

    def states(self) -> tuple[TrainingState, ...]:
        """Return all states that are kept, in the order of their steps; any thread may ask."""
        found = {state.step: state for state in list(self._spread.values())}
        found |= {state.step: state for state in list(self._newest.copy().values())}
        return tuple(found[step] for step in sorted(found))

    def cut(self, step: int) -> None:
        """Forget the states after `step`."""
        self._spread = {k: s for k, s in self._spread.items() if k <= step}
        for k in [k for k in self._newest if k > step]:
            del self._newest[k]

    @property
    def size(self) -> int:
        """Bytes that the kept states take."""
        states = (*self._spread.values(), *self._newest.values())
        return sum(state.size for state in states)
