"""Branches: futures side by side, each as it was left."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.branches import MOST, BranchError
from nnviz.engine.session import Session


def test_a_branch_begun_by_hand_shares_the_past_and_goes_its_own_way() -> None:
    session = Session()
    session.step(60)
    session.seek(30)
    session.begin_branch("slower")
    session.set_parameter("rate", 0.001)
    session.step(20)
    one, other = (branch.history.costs() for branch in session.branches)
    assert np.array_equal(one[:31], other[:31])
    assert len(one) == 60
    assert len(other) == 50
    assert session.branch.name == "slower"
    assert session.branch.parent == 0
    assert session.branch.fork_step == 30


def test_at_the_head_a_change_goes_on_with_the_same_branch() -> None:
    session = Session()
    session.step(10)
    session.set_parameter("rate", 0.1)
    assert len(session.branches) == 1


def test_going_from_branch_to_branch_changes_no_bit() -> None:
    session = Session()
    session.step(40)
    session.seek(20)
    session.set_parameter("optimizer", "adam")
    session.step(300)
    mine = session.parameters
    session.switch_branch(0)
    session.step(500)
    first = session.parameters
    session.switch_branch(1)
    assert np.array_equal(session.parameters, mine)
    session.switch_branch(0)
    assert np.array_equal(session.parameters, first)


def test_a_branch_can_be_renamed_and_deleted_but_not_the_one_one_is_on() -> None:
    session = Session()
    session.step(5)
    session.begin_branch("other")
    session.rename_branch(1, "  mine ")
    assert session.branch.name == "mine"
    with pytest.raises(BranchError, match="go to another"):
        session.delete_branch(1)
    session.switch_branch(0)
    session.delete_branch(1)
    assert len(session.branches) == 1


def test_what_can_not_be_is_said_in_words() -> None:
    session = Session()
    with pytest.raises(BranchError, match="no branch 7"):
        session.switch_branch(7)
    with pytest.raises(BranchError, match="needs a name"):
        session.rename_branch(0, "  ")
    for number in range(MOST - 1):
        session.begin_branch(str(number))
    with pytest.raises(BranchError, match="the most"):
        session.begin_branch("one too many")


def test_a_reset_begins_a_run_with_one_branch() -> None:
    session = Session()
    session.step(5)
    session.begin_branch("other")
    session.reset()
    assert [branch.name for branch in session.branches] == ["first run"]


def test_a_new_branch_makes_a_new_record() -> None:
    session = Session()
    session.step(5)
    key = session.record.key
    session.begin_branch("other")
    assert session.record.key != key
