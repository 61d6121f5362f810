"""The worker, driven in the test's own thread: what it does on a wish, and in which order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import (
    BeginBranch,
    DeleteBranch,
    EditWeight,
    Pause,
    RenameBranch,
    Reset,
    Run,
    Seek,
    SetParameter,
    Step,
    SwitchBranch,
)
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.before import Forked
from nnviz.gui.worker import TrainerWorker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[TrainerWorker]:
    made = TrainerWorker(Session())
    yield made
    made.apply(Pause())


def wait_for(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=5000)


def go(qtbot: QtBot, worker: TrainerWorker, step: int) -> None:
    worker.apply(Seek(step))
    wait_for(qtbot, lambda: worker.latest.step == step)


def test_a_step_is_announced_and_published(qtbot: QtBot, worker: TrainerWorker) -> None:
    steps: list[int] = []
    worker.stepped.connect(steps.append)
    worker.apply(Step(count=3))
    wait_for(qtbot, lambda: worker.latest.step == 3)
    assert steps == [1, 2, 3]


def test_steps_asked_for_in_a_row_add_up(qtbot: QtBot, worker: TrainerWorker) -> None:
    for _ in range(5):
        worker.apply(Step())
    worker.apply(Step(count=-2))
    wait_for(qtbot, lambda: worker.latest.step == 3)


def test_a_step_back_ends_exactly_where_it_was(qtbot: QtBot, worker: TrainerWorker) -> None:
    go(qtbot, worker, 40)
    before = worker.latest.params.flat.copy()
    worker.apply(Step())
    wait_for(qtbot, lambda: worker.latest.step == 41)
    worker.apply(Step(count=-1))
    wait_for(qtbot, lambda: worker.latest.step == 40)
    assert np.array_equal(worker.latest.params.flat, before)


def test_there_is_no_step_before_the_first(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(Step(count=-5))
    qtbot.wait(20)
    assert worker.latest.step == 0


def test_an_epoch_ends_where_the_pass_ends(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(Step(count=7))
    worker.apply(Step("epoch"))
    wait_for(qtbot, lambda: worker.latest.epoch == 1.0)
    assert worker.latest.step == worker.session.problem.steps_per_epoch
    worker.apply(Step("epoch", -1))
    wait_for(qtbot, lambda: worker.latest.step == 0)


def test_of_many_places_dragged_over_only_the_last_is_trained_to(
    qtbot: QtBot, worker: TrainerWorker
) -> None:
    go(qtbot, worker, 3000)
    begin = time.perf_counter()
    for step in range(0, 3000, 10):
        worker.apply(Seek(step))
    assert time.perf_counter() - begin < 1.0
    wait_for(qtbot, lambda: worker.latest.step == 2990)


def test_a_run_goes_on_until_it_is_paused(qtbot: QtBot, worker: TrainerWorker) -> None:
    told: list[bool] = []
    worker.runningChanged.connect(told.append)
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.take()[0].step > 200)
    worker.apply(Pause())
    step = worker.latest.step
    assert step == worker.session.step_count
    qtbot.wait(30)
    assert worker.session.step_count == step
    assert told == [True, False]


def test_no_record_is_built_while_none_is_taken(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.session.step_count > 100)
    first = worker.take()[0]
    wait_for(qtbot, lambda: worker.latest is not first)
    second = worker.latest
    step = worker.session.step_count
    wait_for(qtbot, lambda: worker.session.step_count > step + 100)
    assert worker.latest is second


def test_a_slow_speed_is_kept(qtbot: QtBot, worker: TrainerWorker) -> None:
    steps: list[int] = []
    worker.stepped.connect(steps.append)
    worker.set_speed(0.65)  # 81 steps a second
    worker.apply(Run())
    begin = time.perf_counter()
    qtbot.wait(500)
    worker.apply(Pause())
    rate = len(steps) / (time.perf_counter() - begin)
    assert 20 < rate < 110
    assert steps == list(range(1, len(steps) + 1))


def test_a_setting_changes_in_mid_run(qtbot: QtBot, worker: TrainerWorker) -> None:
    told: list[object] = []
    worker.applied.connect(lambda _intent, before: told.append(before))
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.session.step_count > 10)
    worker.apply(SetParameter("rate", 0.1))
    assert worker.latest.spec.training.optimizer.rate == 0.1
    wait_for(qtbot, lambda: worker.session.step_count > worker.latest.step)
    assert told == [0.03]


@pytest.mark.parametrize(
    "intent",
    [
        SetParameter("rate", -1.0),
        SetParameter("speed", 1.0),
        SetParameter("batch", "ten"),
        SetParameter("training.seed", 3),
        EditWeight(1, 0, 0, float("nan")),
        EditWeight(9, 0, 0, 1.0),
        EditWeight(-1, 0, 0, 1.0),
        Reset(ExperimentSpec.from_dict({"training": {"cost": "softmax_cross_entropy"}})),
    ],
)
def test_what_is_refused_leaves_the_run_as_it_was(
    qtbot: QtBot, worker: TrainerWorker, intent: object
) -> None:
    refused: list[tuple[object, str]] = []
    failed: list[str] = []
    worker.refused.connect(lambda intent, why: refused.append((intent, why)))
    worker.failed.connect(failed.append)
    go(qtbot, worker, 20)
    before = worker.latest
    worker.apply(intent)
    assert [entry[0] for entry in refused] == [intent]
    assert refused[0][1]
    assert not failed
    assert worker.latest.key == before.key
    assert np.array_equal(worker.session.parameters, before.params.flat)


def test_a_reset_can_be_taken_back_with_all_its_steps(qtbot: QtBot, worker: TrainerWorker) -> None:
    told: list[tuple[int, int]] = []
    worker.applied.connect(lambda _intent, before: told.append(before))
    go(qtbot, worker, 300)
    before = worker.latest.params.flat.copy()
    costs = worker.history.costs().copy()
    worker.apply(Reset(new_weights=True))
    assert worker.latest.step == 0
    old, new = told[0]
    worker.restore(old)
    assert worker.latest.step == 300
    assert np.array_equal(worker.latest.params.flat, before)
    assert np.array_equal(worker.history.costs(), costs)
    worker.restore(new)
    assert worker.latest.step == 0
    assert not np.array_equal(worker.latest.params.flat, before)


def test_a_run_that_is_no_longer_kept_is_refused(qtbot: QtBot, worker: TrainerWorker) -> None:
    refused: list[str] = []
    worker.refused.connect(lambda _intent, why: refused.append(why))
    for _ in range(8):
        worker.apply(Reset())
    worker.restore(0)
    assert refused
    assert "no longer kept" in refused[0]


def test_an_infinite_step_pauses_and_names_step_and_layer(qtbot: QtBot) -> None:
    worker = TrainerWorker(Session(runaway()))
    told: list[tuple[object, int]] = []
    worker.diverged.connect(lambda divergence, good: told.append((divergence, good)))
    worker.apply(Run())
    wait_for(qtbot, lambda: bool(told))
    divergence, good = told[0]
    assert worker.session.step_count == divergence.step == worker.latest.step
    assert np.isfinite(worker.latest.params.flat).all()
    assert 0 <= good <= divergence.step
    assert f"step {divergence.step + 1:,}" in divergence.message
    assert f"layer {divergence.layer}" in divergence.message


def runaway() -> ExperimentSpec:
    layers = [{"units": 3, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    training = {"optimizer": {"name": "gradient_descent", "rate": 1e6}}
    return ExperimentSpec.from_dict({"network": {"layers": layers}, "training": training})


def test_an_exception_stops_the_run_and_is_reported(
    qtbot: QtBot, worker: TrainerWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    worker.failed.connect(failed.append)
    go(qtbot, worker, 30)
    good = worker.latest

    def broken(_steps: int) -> None:
        raise MemoryError("no room for a batch")

    monkeypatch.setattr(worker.session, "step", broken)
    worker.apply(Run())
    wait_for(qtbot, lambda: bool(failed))
    assert "MemoryError: no room for a batch" in failed[0]
    assert '"schema": 1' in failed[0]
    assert worker.latest is good
    monkeypatch.undo()
    worker.apply(Step())
    wait_for(qtbot, lambda: worker.latest.step == 31)


def test_wishes_made_on_the_way_are_granted_on_arrival(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(Seek(2000))
    worker.apply(SetParameter("rate", 0.2))
    worker.apply(Step())
    wait_for(qtbot, lambda: worker.latest.step == 2001)
    assert worker.history.events()[0].step == 2000


def test_a_pause_ends_a_long_way(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(Seek(10_000_000))
    qtbot.wait(20)
    worker.apply(Pause())
    step = worker.latest.step
    assert 0 < step < 10_000_000
    qtbot.wait(20)
    assert worker.session.step_count == step


def test_a_change_at_a_past_step_tells_which_branch_it_left_and_which_it_began(
    qtbot: QtBot, worker: TrainerWorker
) -> None:
    go(qtbot, worker, 40)
    go(qtbot, worker, 20)
    with qtbot.waitSignal(worker.applied) as told:
        worker.apply(SetParameter("rate", 0.1))
    assert told.args == [SetParameter("rate", 0.1), Forked(0, 1)]
    assert [branch.name for branch in worker.branches] == ["first run", "rate → 0.1"]
    assert worker.branches[1].history is worker.history


def test_a_switch_goes_to_where_one_stood_on_that_branch(
    qtbot: QtBot, worker: TrainerWorker
) -> None:
    go(qtbot, worker, 700)
    before = worker.latest.params.flat.copy()
    worker.apply(BeginBranch("other"))
    go(qtbot, worker, 720)
    worker.apply(SwitchBranch(0))
    worker.apply(SetParameter("rate", 0.3))
    wait_for(qtbot, lambda: worker.latest.spec.training.optimizer.rate == 0.3)
    assert worker.latest.step == 700
    assert worker.history is worker.branches[0].history
    assert np.array_equal(worker.latest.params.flat, before)


def test_a_switch_stops_a_run(qtbot: QtBot, worker: TrainerWorker) -> None:
    worker.apply(BeginBranch("other"))
    worker.apply(Run())
    wait_for(qtbot, lambda: worker.session.step_count > 50)
    with qtbot.waitSignal(worker.runningChanged) as told:
        worker.apply(SwitchBranch(0))
    assert told.args == [False]
    wait_for(qtbot, lambda: worker.latest.step == 0)


def test_what_cannot_be_done_with_branches_is_refused_in_words(
    qtbot: QtBot, worker: TrainerWorker
) -> None:
    for wish, why in (
        (DeleteBranch(0), "the branch that you are on"),
        (SwitchBranch(5), "no branch 5"),
        (RenameBranch(0, " "), "needs a name"),
    ):
        with qtbot.waitSignal(worker.refused) as told:
            worker.apply(wish)
        assert told.args[0] == wish
        assert why in told.args[1]


def test_a_new_name_tells_the_old_one(qtbot: QtBot, worker: TrainerWorker) -> None:
    with qtbot.waitSignal(worker.applied) as told:
        worker.apply(RenameBranch(0, "mine"))
    assert told.args[1] == "first run"
    assert worker.branches[0].name == "mine"
