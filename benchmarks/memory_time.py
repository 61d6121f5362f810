"""What a run's memory costs: a snapshot of a step, the way back to any step, and files.

The run is the default experiment's, 1,000,000 steps long. How far a seek must replay at most is
counted for large networks too, whose states are too big to keep many of.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from benchmarks.contenders import trainer_work
from benchmarks.report import Row, Target
from benchmarks.rounds import Effort, measured, ratio
from benchmarks.shapes import SHAPES, Rules, Shape, problem_of
from nnviz.engine.backends import Backend, BackendError, trainer_for
from nnviz.engine.history import History
from nnviz.engine.record import TrainingState
from nnviz.engine.session import Session
from nnviz.engine.trainer import initial_state
from nnviz.experiment.catalog import build
from nnviz.experiment.files import read_spec, save_spec
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec

SUBJECT = "memory_time"
STEPS = 1_000_000
SEEK_STEPS = 50_000
SEEKS = 20
QUICK_SEEKS = 5


def rows(effort: Effort) -> Iterator[Row]:
    """Measure snapshots, a million steps, seeks in them, and files."""
    for name in ("circle", "digits"):
        yield _snapshot(name, effort)
    session = Session(backend=_best_backend())
    yield _long_run(session)
    yield _seek(session, QUICK_SEEKS if effort.quick else SEEKS)
    yield _memory(session)
    for shape in (SHAPES[2], SHAPES[3]):
        for optimizer in ("gradient_descent", "adam"):
            yield _furthest_replay(shape, optimizer)
    yield from _files(effort)


def _best_backend() -> Backend:
    try:
        trainer_for("compiled", build(ExperimentSpec()))
    except BackendError:
        return "numpy"
    return "compiled"


def _snapshot(name: str, effort: Effort) -> Row:
    """Return what a record of a new step costs, in steps of the numpy backend."""
    session = Session(preset(name))

    def stepped(times: int) -> None:
        for _ in range(times):
            session.step()

    def recorded(times: int) -> None:
        for _ in range(times):
            session.step()
            _ = session.record

    taken = measured({"step": stepped, "record": recorded}, effort)
    extra = [both - step for both, step in zip(taken["record"], taken["step"], strict=True)]
    bare = measured({"bare": trainer_work(session.problem, "numpy")}, effort)["bare"]
    return Row(
        SUBJECT,
        f"{name}: a record of everything",
        ratio(extra, bare),
        unit="steps",
        against="numpy backend",
        seconds=median(extra),
    )


def _long_run(session: Session) -> Row:
    """Make the long run; return how much a session adds to bare training."""
    problem = session.problem
    work = trainer_work(problem, session.backend)
    work(1)
    session.step(1)
    in_session = _seconds(lambda: session.step(STEPS - 1))
    bare = _seconds(lambda: work(STEPS - 1))
    return Row(
        SUBJECT,
        f"{STEPS:,} steps in a session ({session.backend}): history, evaluations, keyframes",
        in_session / bare,
        against="bare training",
        seconds=in_session,
        parts={"bare": bare},
    )


def _seek(session: Session, seeks: int) -> Row:
    """Return the longest of some seeks to random steps, in times of 50,000 steps."""
    bare = trainer_work(session.problem, session.backend)
    rng = np.random.default_rng(0)
    shares, seconds = [], []
    for target in rng.integers(0, STEPS, seeks):
        seconds.append(_seconds(lambda to=int(target): session.seek(to)))  # type: ignore[misc]
        shares.append(seconds[-1] / _seconds(lambda: bare(SEEK_STEPS)))
    return Row(
        SUBJECT,
        f"seek to any step of {STEPS:,} (the longest of {seeks})",
        max(shares),
        against=f"{SEEK_STEPS:,} steps",
        seconds=max(seconds),
        target=Target(1.0, at_most=True),
    )


def _memory(session: Session) -> Row:
    """Return what the keyframes of the long run take."""
    return Row(
        SUBJECT,
        f"states kept along {STEPS:,} steps",
        session.history.keyframes.size / 1e6,
        unit="MB",
    )


def _furthest_replay(shape: Shape, optimizer: str) -> Row:
    """Return how many steps lie at most between a step of a long run and the state before it.

    The run is not made: one state stands for all, for only its size and step count.
    """
    problem = problem_of(shape, Rules(optimizer=optimizer))
    start = initial_state(problem)
    keyframes = History(problem, start, "numpy").keyframes
    kept = [0]
    while kept[-1] < STEPS:
        kept.append(keyframes.next_due(kept[-1]))
        keyframes.keep(_at(start, kept[-1]))
    steps = [step for step in kept if keyframes.nearest(step).step == step]
    return Row(
        SUBJECT,
        f"furthest replay after {STEPS:,} steps, {'-'.join(map(str, shape.units))}, {optimizer}",
        float(max(np.diff([*steps, STEPS]))),
        unit="steps",
        target=Target(SEEK_STEPS, at_most=True),
    )


def _at(state: TrainingState, step: int) -> TrainingState:
    return TrainingState(step, 0, 0, state.parameters, state.optimizer, state.update)


def _files(effort: Effort) -> Iterator[Row]:
    """Measure what saving and opening an experiment take."""
    spec = preset("digits")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits.json"
        for name, act in (
            ("save an experiment", lambda: save_spec(spec, path)),
            ("open an experiment, without its data", lambda: read_spec(path)),
        ):
            seconds = _each(act, effort)
            yield Row(SUBJECT, name, 1e3 * seconds, unit="ms", seconds=seconds)


def _each(act: Callable[[], object], effort: Effort) -> float:
    """Return the median CPU seconds of an act."""

    def work(times: int) -> None:
        for _ in range(times):
            act()

    return median(measured({"act": work}, effort)["act"])


def _seconds(act: Callable[[], object]) -> float:
    begin = process_time()
    act()
    return process_time() - begin
