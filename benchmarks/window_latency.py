"""How long a wish takes until the pixels show it, while training goes on at full speed.

Wishes are made at random moments, as a hand makes them: pause, step, and the handle of the
timeline dragged to an earlier step. What is counted are the frame times of the same run.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.rounds import Effort, percentile
from benchmarks.stage import Stage
from nnviz.engine.intents import Intent, Pause, Seek, Step

WISHES, QUICK_WISHES = 40, 5  # of each kind
RUN_UP = (0.05, 0.12)  # seconds of training before a wish
FRAMES = 2.0  # seconds over which frame times are taken
WARM_STEPS = 2_000


def figures(name: str, effort: Effort) -> dict[str, float]:
    """Return p50 and p99 of each kind of wish, and of all, in frame times; and the frame time."""
    stage = Stage(name)
    stage.run()
    stage.until(lambda: stage.step >= WARM_STEPS)
    frame = _frame_time(stage)
    stage.pause()
    rng = np.random.default_rng(0)
    wishes = QUICK_WISHES if effort.quick else WISHES
    taken: dict[str, list[float]] = {"pause": [], "step": [], "seek": []}
    for _, kind in itertools.product(range(wishes), taken):
        stage.run()
        stage.spin(rng.uniform(*RUN_UP))
        taken[kind].append(_granted(stage, kind, rng) / frame)
    stage.close()
    every = list(itertools.chain(*taken.values()))
    found = {"frame": frame, "p50": median(every), "p99": percentile(every, 0.99)}
    for kind, values in taken.items():
        found |= {f"{kind} p50": median(values), f"{kind} p99": percentile(values, 0.99)}
    return found


def _frame_time(stage: Stage) -> float:
    """Return the median time between frames while training."""
    times: list[float] = []

    def note() -> None:
        times.append(time.perf_counter())

    stage.window.clock.painted.connect(note)
    stage.spin(FRAMES)
    stage.window.clock.painted.disconnect(note)
    return median(np.diff(times))


def _granted(stage: Stage, kind: str, rng: np.random.Generator) -> float:
    """Make a wish; return the seconds until a frame shows it."""
    intent, shows = _wish(stage, kind, rng)
    begin = time.perf_counter()
    stage.window.controller.ask(intent)
    stage.until(shows)
    seconds = time.perf_counter() - begin
    if stage.window.controller.running:
        stage.pause()
    return seconds


def _wish(stage: Stage, kind: str, rng: np.random.Generator) -> tuple[Intent, Callable[[], bool]]:
    """Return a wish, and what tells that it can be seen."""
    window = stage.window
    timeline = window.contents.timeline

    def stands() -> bool:
        return not window.controller.running and timeline.shown_step == stage.step

    if kind == "seek":
        target = int(rng.integers(0, stage.step))
        return Seek(target), lambda: timeline.shown_step == target
    return (Pause() if kind == "pause" else Step()), stands
