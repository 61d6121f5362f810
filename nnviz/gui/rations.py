"""Which of the costly views get a new scene in a frame, where all of them together take too long.

Qt paints a scene some time after it was given one, so what a view costs can't be timed by itself.
How many fit into a frame is found by trying: one fewer after a frame that took too long, one more
after a short one. Those that have waited longest come first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

BUDGET = 0.012  # seconds a frame, scenes and painting together
ROOM_LEFT = 0.75  # of the budget: after a frame shorter than this one more is tried

One = TypeVar("One")


class Rations:
    """Deals out frames among those who wait."""

    def __init__(self) -> None:
        self._most = math.inf
        self._dealt = 0
        self._frame = 0
        self._last: dict[int, int] = {}  # by identity

    def choose(self, waiting: Sequence[One], spent: float) -> list[One]:
        """Return who gets this frame, at least one.

        Parameters
        ----------
        waiting
            Who would like to.
        spent
            Seconds that the frame before took.
        """
        if spent > BUDGET:
            self._most = max(1, min(self._most, self._dealt) - 1)
        elif spent < ROOM_LEFT * BUDGET and self._dealt >= self._most:
            self._most += 1
        self._frame += 1
        by_age = sorted(waiting, key=lambda one: self._last.get(id(one), 0))
        chosen = by_age if self._most >= len(by_age) else by_age[: int(self._most)]
        self._last.update((id(one), self._frame) for one in chosen)
        self._dealt = len(chosen)
        return chosen
