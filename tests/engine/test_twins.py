"""Twins begin alike, take the same batches, and part only by what differs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.engine.twins import Twins, varied
from nnviz.experiment.spec import ExperimentSpec, SpecError

BASE = ExperimentSpec()


def twins_of(*changes: dict[str, Any]) -> Twins:
    return Twins(varied(BASE, changes))


def test_each_twin_is_the_run_that_its_spec_gives_alone() -> None:
    twins = twins_of({}, {"rate": 0.3}, {"backward": "all_ones"})
    twins.step(300)
    for session in twins.sessions:
        alone = Session(session.spec)
        alone.step(300)
        assert np.array_equal(session.parameters, alone.parameters)


def test_they_begin_with_the_same_weights_and_take_the_same_batches() -> None:
    twins = twins_of({}, {"layers.1.activation": "relu"})
    first, second = twins.sessions
    assert np.array_equal(first.parameters, second.parameters)
    for _ in range(30):
        assert np.array_equal(first.record.batch.indices, second.record.batch.indices)
        twins.step()


def test_they_step_seek_and_reset_as_one() -> None:
    twins = twins_of({}, {"rate": 0.1})
    twins.epoch()
    assert [s.step_count for s in twins.sessions] == [25, 25]
    twins.seek(7)
    assert [s.step_count for s in twins.sessions] == [7, 7]
    twins.step(3)
    assert twins.step_count == 10
    twins.reset()
    assert [s.step_count for s in twins.sessions] == [0, 0]


def test_what_differs_is_told_by_name() -> None:
    twins = twins_of({}, {"rate": 0.3, "layers.2.activation": "relu"})
    told = {d.name: d.values for d in twins.differences()}
    assert told == {
        "training.optimizer.rate": (0.03, 0.3),
        "network.layers.2.activation": ("tanh", "relu"),
    }


def test_where_they_part_is_the_first_step_whose_costs_are_a_tenth_apart() -> None:
    twins = twins_of({}, {"rate": 0.3})
    twins.step(200)
    step = twins.parting()
    assert step is not None
    costs = np.array([s.history.costs() for s in twins.sessions])
    apart = np.abs(costs[0] - costs[1]) / costs.max(axis=0)
    assert apart[step] > 0.1
    assert (apart[:step] <= 0.1).all()


def test_equal_runs_never_part_and_different_costs_are_not_compared() -> None:
    twins = twins_of({}, {})
    assert twins.parting() is None
    twins.step(20)
    assert twins.parting() is None
    other = twins_of({}, {"cost": "huber"})
    other.step(20)
    assert other.parting() is None


def test_a_twin_that_can_not_go_on_does_not_hold_up_the_other() -> None:
    linear = {"layers.3.activation": "linear", "layers.1.activation": "relu"}
    twins = twins_of(linear, {**linear, "layers.2.activation": "relu", "rate": 1000.0})
    twins.step(200)
    assert twins.sessions[0].step_count == 200
    assert twins.sessions[1].divergence is not None
    assert twins.step_count == 200


@pytest.mark.parametrize(
    ("specs", "words"),
    [
        ([BASE], "2 to 4 runs"),
        ([BASE] * 5, "2 to 4 runs"),
        ([BASE, *varied(BASE, [{"data.seed": 1}])], "same data"),
        ([BASE, *varied(BASE, [{"batch": 5}])], "same batches"),
    ],
)
def test_runs_that_are_no_twins_are_refused(specs: list[ExperimentSpec], words: str) -> None:
    with pytest.raises(SpecError, match=words):
        Twins(specs)


def test_where_they_part_is_the_same_however_often_one_asks_on_the_way() -> None:
    asked, never = twins_of({}, {"rate": 0.05}), twins_of({}, {"rate": 0.05})
    for _ in range(100):
        asked.step(5)
        asked.parting()
    never.step(500)
    assert asked.parting() == never.parting()
    asked.reset()
    assert asked.parting() is None


def test_data_are_loaded_once_and_shared() -> None:
    twins = twins_of({}, {"rate": 0.3})
    sources = {id(session.problem.data.source) for session in twins.sessions}
    assert len(sources) == 1
