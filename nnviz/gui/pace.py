"""From the speed slider to steps a second, and from a stretch of time to a number of steps.

The slider is logarithmic: its left end is one step every two seconds, its right end as fast as it
goes. A slice of work takes some milliseconds, so that wishes are obeyed between slices.
"""

from __future__ import annotations

import math

from nnviz.engine.backends import Backend

SLOWEST = 0.5  # steps a second
FASTEST = 1000.0  # the fastest that is still counted; above it, as fast as it goes
SEEN = 20.0  # operations a second that a person can still follow; faster, whole steps are made
FULL = 0.97  # the slider's place from which on it goes as fast as it can
# Seconds of work in a slice. numpy keeps the interpreter while it works, compiled code does not:
# that waits for it between slices, so they are as long as a wish can wait.
SLICE: dict[Backend, float] = {"numpy": 0.002, "compiled": 0.012}
FRAME = 0.016  # seconds: slower steps get a timer of their own, faster ones come in bunches
LARGEST_SLICE = 100_000  # steps


def steps_per_second(speed: float) -> float:
    """Return what a place on the slider, 0 to 1, asks for; infinity for as fast as it goes."""
    if speed >= FULL:
        return math.inf
    share = max(0.0, speed) / FULL
    return SLOWEST * math.pow(FASTEST / SLOWEST, share)


def speed_of(rate: float) -> float:
    """Return the place on the slider that asks for `rate` steps a second."""
    if math.isinf(rate):
        return 1.0
    share = math.log(max(rate, SLOWEST) / SLOWEST) / math.log(FASTEST / SLOWEST)
    return min(FULL - 1e-9, share * FULL)


def plays_operations(speed: float) -> bool:
    """Whether it is slow enough to see the single operations of a step."""
    return steps_per_second(speed) <= SEEN


def told(speed: float, *, by_operation: bool = False) -> str:
    """Return the speed in words, as the slider shows it: of steps, or of operations."""
    rate = steps_per_second(speed)
    if math.isinf(rate):
        return "as fast as it goes"
    one, many = ("an operation", "ops") if by_operation and rate <= SEEN else ("a step", "steps")
    if rate < 1.0:
        return f"{one} every {1.0 / rate:.1f} s"
    return f"{rate:.0f} {many}/s" if rate >= 10 else f"{rate:.1f} {many}/s"


class SliceSize:
    """How many steps fill a slice, learned from what the last slices took."""

    def __init__(self) -> None:
        self.steps = 1

    def learn(self, steps: int, seconds: float, wanted_seconds: float) -> None:
        """Take in that `steps` took so many seconds; grow or shrink by two at most."""
        if steps < 1:
            return
        wanted = wanted_seconds * steps / max(seconds, 1e-7)
        bounded = min(max(wanted, self.steps / 2.0), self.steps * 2.0)
        self.steps = int(min(max(1.0, bounded), LARGEST_SLICE))


class Meter:
    """Events a second, over about the last second.

    Parameters
    ----------
    window
        Seconds to look back.
    """

    def __init__(self, window: float = 1.0) -> None:
        self._window = window
        self._since: float | None = None
        self._count = 0
        self.rate = 0.0

    def count(self, events: int, now: float) -> None:
        """Count so many events at the time `now` (seconds of a clock that never goes back)."""
        if self._since is None:
            self._since = now
            return
        self._count += events
        elapsed = now - self._since
        if elapsed >= self._window or (not self.rate and elapsed >= self._window / 5):
            self.rate = self._count / elapsed
            self._since, self._count = now, 0

    def stop(self) -> None:
        """Forget: what comes next begins anew."""
        self._since, self._count, self.rate = None, 0, 0.0
