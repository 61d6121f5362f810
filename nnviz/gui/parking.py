"""Runs put aside by a reset, for its undo: the last few, each under a number of its own."""

from __future__ import annotations

from collections import OrderedDict

from nnviz.engine.session import Session

KEPT = 5


class Parking:
    """Knows the number of the run in use, and keeps those it took the place of."""

    def __init__(self) -> None:
        self._current = 0
        self._last = 0
        self._aside: OrderedDict[int, Session] = OrderedDict()

    def put_aside(self, earlier: Session) -> tuple[int, int]:
        """Keep the run that was in use; return its number and that of the new one."""
        old = self._current
        self._keep(old, earlier)
        self._last += 1
        self._current = self._last
        return old, self._current

    def exchange(self, number: int, present: Session) -> Session | None:
        """Return the run with this number and keep `present`; None where it is not kept."""
        session = self._aside.pop(number, None)
        if session is not None:
            self._keep(self._current, present)
            self._current = number
        return session

    def _keep(self, number: int, session: Session) -> None:
        self._aside[number] = session
        while len(self._aside) > KEPT:
            self._aside.popitem(last=False)
