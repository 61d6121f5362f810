"""Garbage is collected in the window's thread only.

Python collects cycles in whichever thread allocates next. If that were the trainer's, objects of
Qt that belong to the window would be deleted there, which aborts the process sooner or later. So
while a trainer's thread lives, automatic collection is off, and the frame clock does it instead.
"""

from __future__ import annotations

import gc
import time

WHOLE_SECONDS = 5.0  # least time between two collections of everything

_owners: set[int] = set()


class Collector:
    """Collects, between `start` and `stop`, whenever `collect` is called and enough is there."""

    def __init__(self) -> None:
        self._last_whole = 0.0

    def start(self) -> None:
        """Turn automatic collection off; what is there by now is taken as here to stay."""
        _owners.add(id(self))
        self._last_whole = time.monotonic()
        gc.disable()
        gc.freeze()

    def stop(self) -> None:
        """Turn automatic collection on again, when the last collector stops."""
        _owners.discard(id(self))
        if not _owners:
            gc.unfreeze()
            gc.enable()

    def collect(self) -> None:
        """Collect as Python would have by now; call it in the window's thread."""
        if id(self) not in _owners:
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        now = time.monotonic()
        if counts[2] > thresholds[2] and now - self._last_whole > WHOLE_SECONDS:
            self._last_whole = now
            gc.collect(2)
        elif counts[1] > thresholds[1]:
            gc.collect(1)
        elif counts[0] > thresholds[0]:
            gc.collect(0)
