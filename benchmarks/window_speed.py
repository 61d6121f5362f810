"""The window under load: frames a second while it trains at full speed, and what training keeps.

Frames are set against the same window shown the same records with the trainer stopped; steps
against the same run trained on without a window. All three take turns, by the clock on the wall:
it is the sharing of interpreter and processor that is measured. How much of that is the processor
alone is told by a run without a window beside a process that only keeps another core busy.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.rounds import Effort, ratio
from benchmarks.stage import Stage
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset

TURN, QUICK_TURN = 2.0, 0.5  # seconds
MOST_ROUNDS = 4
KEPT = 120  # records that are shown again
WARM_STEPS = 20_000  # evaluations are dense before


def figures(name: str, effort: Effort) -> dict[str, float]:
    """Return frames and steps a second, with and without the other, and their ratios."""
    stage = Stage(name)
    warm = warmed_up(stage)
    alone = Session(preset(name), backend=stage.window.session.backend)
    alone.step(warm)
    turn = QUICK_TURN if effort.quick else TURN
    rates: dict[str, list[float]] = {}
    for _ in range(min(effort.rounds, MOST_ROUNDS)):
        for what, value in _round(stage, alone, turn).items():
            rates.setdefault(what, []).append(value)
    stage.close()
    return {
        "frames while training": sum(rates["frames"]) / len(rates["frames"]),
        "frames while standing": sum(rates["frames standing"]) / len(rates["frames"]),
        "frames kept": ratio(rates["frames"], rates["frames standing"]),
        "steps in the window": sum(rates["steps"]) / len(rates["steps"]),
        "steps alone": sum(rates["steps alone"]) / len(rates["steps"]),
        "steps kept": ratio(rates["steps"], rates["steps alone"]),
        "steps beside": ratio(rates["steps beside"], rates["steps alone"]),
    }


def warmed_up(stage: Stage) -> int:
    """Train until all is as in a long run; return how many steps."""
    warm = min(WARM_STEPS, 2_000_000 // stage.window.session.problem.start.size)
    stage.run()
    stage.until(lambda: stage.step >= warm)
    stage.pause()
    return warm


def _round(stage: Stage, alone: Session, turn: float) -> dict[str, float]:
    records: list[StepRecord] = []
    stage.run()
    with stage.kept(records):
        stage.spin(0.2)
        training, steps = rates_over(stage, turn)
    stage.pause()
    with stage.shown(records[-KEPT:]):
        stage.spin(0.2)
        standing, _ = rates_over(stage, turn)
    stage.pause()
    rates = {"frames": training, "frames standing": standing, "steps": steps}
    rates["steps alone"] = _alone(alone, turn)
    with _other_core_busy():
        rates["steps beside"] = _alone(alone, turn)
    return rates


def rates_over(stage: Stage, turn: float) -> tuple[float, float]:
    """Return frames and steps a second over a turn."""
    begin, frames, step = time.perf_counter(), stage.frames, stage.step
    stage.spin(turn)
    elapsed = time.perf_counter() - begin
    return (stage.frames - frames) / elapsed, (stage.step - step) / elapsed


@contextmanager
def _other_core_busy() -> Iterator[None]:
    """Keep another core as busy as a window that paints, in a process that shares nothing."""
    painter = subprocess.Popen([sys.executable, "-c", "while True: sum(range(1000))"])
    try:
        yield
    finally:
        painter.kill()
        painter.wait()


def _alone(session: Session, turn: float) -> float:
    """Return steps a second without a window, in slices of about the length of the worker's."""
    begin, start, size = time.perf_counter(), session.step_count, 1
    while (now := time.perf_counter()) - begin < turn:
        session.step(size)
        taken = time.perf_counter() - now
        size = max(1, min(2 * size, round(size * 0.002 / max(taken, 1e-7))))
    return (session.step_count - start) / (time.perf_counter() - begin)
