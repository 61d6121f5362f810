"""The twins' worker, driven in the test's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import Pause, Reset, Run, Seek, StartTwins, Step
from nnviz.engine.session import Session
from nnviz.engine.twins import Twins, varied
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.compare.worker import TwinsWorker

BASE = ExperimentSpec()
Changes = dict[str, Any]


def worker_of(*changes: Changes) -> TwinsWorker:
    return TwinsWorker(Twins(varied(BASE, changes)))


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[TwinsWorker]:
    """Two rates."""
    made = worker_of({}, {"rate": 0.3})
    yield made
    made.apply(Pause())


def wait_for(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=10_000)


def steps(worker: TwinsWorker) -> list[int]:
    return [run.record.step for run in worker.seen.runs]


def go(qtbot: QtBot, worker: TwinsWorker, step: int) -> None:
    worker.apply(Seek(step))
    wait_for(qtbot, lambda: worker.seen.step == step)


def test_all_runs_go_on_together(qtbot: QtBot, worker: TwinsWorker) -> None:
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.take().step > 100)
    worker.apply(Pause())
    first, second = steps(worker)
    assert first == second


def test_they_step_by_iterations_and_epochs_and_back(qtbot: QtBot, worker: TwinsWorker) -> None:
    worker.apply(Step(count=3))
    wait_for(qtbot, lambda: steps(worker) == [3, 3])
    worker.apply(Step("epoch"))
    wait_for(qtbot, lambda: steps(worker) == [25, 25])
    worker.apply(Step(count=-1))
    wait_for(qtbot, lambda: steps(worker) == [24, 24])
    worker.apply(Step("epoch", -1))
    wait_for(qtbot, lambda: steps(worker) == [0, 0])


def test_each_is_the_run_that_its_spec_gives_alone(qtbot: QtBot, worker: TwinsWorker) -> None:
    go(qtbot, worker, 400)
    go(qtbot, worker, 130)
    go(qtbot, worker, 333)
    for run in worker.seen.runs:
        alone = Session(run.record.spec)
        alone.step(333)
        assert np.array_equal(run.record.params.flat, alone.parameters)
        assert np.array_equal(run.history.costs(0, 333), alone.history.costs())


def test_other_twins_begin_at_step_0_and_are_told_apart(qtbot: QtBot, worker: TwinsWorker) -> None:
    before = worker.seen
    go(qtbot, worker, 20)
    source = before.runs[0].record.problem.data.source
    worker.apply(StartTwins(tuple(varied(BASE, [{}, {"rate": 0.1}, {"rate": 1.0}])), source))
    assert steps(worker) == [0, 0, 0]
    assert worker.seen.key != before.key
    assert worker.seen.number == before.number + 1


def test_twins_that_do_not_fit_are_refused_and_the_others_stay(
    qtbot: QtBot, worker: TwinsWorker
) -> None:
    go(qtbot, worker, 20)
    source = worker.seen.runs[0].record.problem.data.source
    specs = varied(BASE, [{}, {"cost": "softmax_cross_entropy"}])
    with qtbot.waitSignal(worker.refused) as told:
        worker.apply(StartTwins(tuple(specs), source))
    assert "softmax" in told.args[1]
    assert steps(worker) == [20, 20]
    worker.apply(Step())
    wait_for(qtbot, lambda: steps(worker) == [21, 21])


def test_a_reset_begins_again_with_the_same_weights(qtbot: QtBot, worker: TwinsWorker) -> None:
    start = [run.record.params.flat.copy() for run in worker.seen.runs]
    go(qtbot, worker, 30)
    key = worker.seen.key
    worker.apply(Reset())
    assert worker.seen.step == 0
    assert worker.seen.key != key
    for before, run in zip(start, worker.seen.runs, strict=True):
        assert np.array_equal(before, run.record.params.flat)


LINEAR = {"layers.3.activation": "linear", "layers.1.activation": "relu"}
WILD = {**LINEAR, "layers.2.activation": "relu", "rate": 1000.0}


def test_a_run_that_becomes_infinite_tells_so_and_the_other_goes_on(qtbot: QtBot) -> None:
    worker = worker_of(LINEAR, WILD)
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.take().step > 150)
    worker.apply(Pause())
    calm, wild = worker.seen.runs
    assert wild.divergence is not None
    assert calm.divergence is None
    assert wild.record.step < 100 < calm.record.step


def test_where_no_run_can_go_on_all_stop(qtbot: QtBot) -> None:
    worker = worker_of(WILD, {**WILD, "rate": 900.0})
    told: list[bool] = []
    worker.runningChanged.connect(told.append)
    worker.apply(Run())
    wait_for(qtbot, lambda: told == [True, False])
    assert all(run.divergence is not None for run in worker.seen.runs)
    worker.apply(Step(count=-1))
    wait_for(qtbot, lambda: all(run.divergence is None for run in worker.seen.runs))


def test_where_they_parted_is_published(qtbot: QtBot, worker: TwinsWorker) -> None:
    assert worker.seen.parted is None
    go(qtbot, worker, 200)
    assert worker.seen.parted is not None
    go(qtbot, worker, 1)
    assert worker.seen.parted is not None
