"""Interleaved rounds: every contender once, then all again, so that noise hits all alike.

A machine's neighbours may take half of its time away from one second to the next; what holds then
is the ratio of two times taken side by side. So a ratio here is the median of the rounds' ratios.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

Work: TypeAlias = Callable[[int], object]
Clock: TypeAlias = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure.

    Parameters
    ----------
    rounds
        How often each contender has its turn.
    seconds
        How long a turn takes, about.
    quick
        Whether a benchmark may also leave out sizes, to be done in seconds.
    """

    rounds: int
    seconds: float
    quick: bool = False


FULL = Effort(rounds=9, seconds=0.05)
QUICK = Effort(rounds=3, seconds=0.01, quick=True)


def measured(
    contenders: Mapping[str, Work], effort: Effort, clock: Clock = time.process_time
) -> dict[str, tuple[float, ...]]:
    """Return what one repetition of each contender took, in seconds, one number a round.

    Parameters
    ----------
    contenders
        By name: functions that do their work so many times.
    effort
        How many rounds, and how long a turn.
    clock
        What tells the time: that of the processor, unless told otherwise.
    """
    with one_thread():
        counts = {name: repetitions(work, effort, clock) for name, work in contenders.items()}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    with one_thread(), no_garbage_collection():
        for _ in range(effort.rounds):
            for name, work in contenders.items():
                taken[name].append(_seconds(work, counts[name], clock) / counts[name])
    return {name: tuple(seconds) for name, seconds in taken.items()}


def repetitions(work: Work, effort: Effort, clock: Clock = time.process_time) -> int:
    """Return how often to repeat `work` for a turn of the wanted length; this warms it up too."""
    work(1)
    count = 1
    while True:
        seconds = _seconds(work, count, clock)
        if seconds >= 0.5 * effort.seconds:
            return max(1, round(count * effort.seconds / seconds))
        growth = 0.7 * effort.seconds / seconds if seconds > 0.0 else 10.0
        count = math.ceil(count * min(10.0, max(1.5, growth)))


def _seconds(work: Work, count: int, clock: Clock) -> float:
    begin = clock()
    work(count)
    return clock() - begin


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread inside the block: two are erratic on a busy machine."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Keep the collector out of the block, as timeit does."""
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def ratio(numerator: Sequence[float], denominator: Sequence[float]) -> float:
    """Return the median over the rounds of numerator / denominator."""
    return statistics.median(n / d for n, d in zip(numerator, denominator, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of `values` lies."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), share))


def fitted_exponent(sizes: Sequence[float], seconds: Sequence[float], above: float = 0.0) -> float:
    """Return p of seconds = c sizes^p, by least squares on logarithms, over sizes >= `above`.

    Raises
    ------
    ValueError
        Where fewer than two sizes are large enough.
    """
    kept = [(size, taken) for size, taken in zip(sizes, seconds, strict=True) if size >= above]
    if len(kept) < 2:
        raise ValueError(
            f"an exponent needs two sizes of at least {above:g}; there are {len(kept)}"
        )
    logs = np.log(np.asarray(kept, dtype=np.float64))
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])
