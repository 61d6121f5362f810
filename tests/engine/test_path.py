"""A run's way through its parameters, and weights set all at once."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.branches import MOST
from nnviz.engine.intents import SetWeights
from nnviz.engine.path import kept_path, state_at
from nnviz.engine.session import Session
from nnviz.experiment.spec import SpecError


def test_any_past_step_is_found_again_to_the_last_bit_without_touching_the_run() -> None:
    session, seen = Session(), {}
    for step in range(420):
        seen[step] = session.parameters
        if step == 130:
            session.set_parameter("optimizer", "adam")
        if step == 300:
            session.edit_weight(1, 0, 0, 0.75)
            seen[step] = session.parameters
        session.step()
    for step in (0, 1, 130, 131, 257, 300, 301, 419):
        assert np.array_equal(state_at(session.history, step).parameters, seen[step]), step
    assert session.step_count == 420
    with pytest.raises(ValueError, match="no step 421"):
        state_at(session.history, 421)


def test_the_kept_path_rises_from_the_start_and_is_no_longer_than_wished() -> None:
    session = Session()
    for _ in range(80):
        session.step(40)
    path = kept_path(session.history, 30, session.step_count)
    assert path.steps[0] == 0
    assert path.steps[-1] == session.step_count
    assert (np.diff(path.steps) > 0).all()
    assert 20 <= len(path.steps) <= 30
    for step, point in zip(path.steps, path.points, strict=True):
        assert np.array_equal(point, state_at(session.history, int(step)).parameters)
    assert kept_path(session.history, 30, 1000).steps[-1] <= 1000


@pytest.mark.parametrize("at", [0, 25, 60])
def test_weights_set_all_at_once_begin_a_branch_that_is_found_again_bit_for_bit(at: int) -> None:
    session = Session()
    session.set_parameter("optimizer", "momentum")
    session.step(60)
    session.seek(at)
    wanted = np.random.default_rng(1).normal(size=session.parameters.size)
    session.apply(SetWeights(at, wanted, "one Newton step", "set by one Newton step"))
    assert np.array_equal(session.parameters, wanted)
    assert session.branch.name == "one Newton step"
    assert all((slot == 0).all() for slot in session.state.optimizer.slots)
    assert session.history.events()[-1].text == "set by one Newton step"
    assert session.history.costs_at(at).train == pytest.approx(session.cost("train"))
    session.step(300)
    end = session.parameters
    session.seek(at)
    assert np.array_equal(session.parameters, wanted)
    session.seek(at + 300)
    assert np.array_equal(session.parameters, end)
    assert np.array_equal(state_at(session.history, at + 300).parameters, end)
    session.switch_branch(0)
    session.seek(60)
    assert session.history.head == 60


def test_weights_that_do_not_fit_or_come_too_late_change_nothing() -> None:
    session = Session()
    session.step(5)
    before = session.parameters
    size = before.size
    for step, values, why in (
        (5, np.zeros(3), "parameters, not 3"),
        (5, np.full(size, np.nan), "finite"),
        (4, np.zeros(size), "no longer there"),
    ):
        with pytest.raises(SpecError, match=why):
            session.apply(SetWeights(step, values, "x", "x"))
    assert len(session.branches) == 1 < MOST
    assert np.array_equal(session.parameters, before)
