"""Branches: futures side by side, each as it was left."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.branches import MOST, BranchError, parting
from nnviz.engine.intents import BeginBranch, DeleteBranch, RenameBranch, SwitchBranch
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


def forked(at: int = 10, head: int = 30) -> Session:
    """A run of `head` steps, standing at a past one."""
    session = Session()
    session.step(head)
    session.seek(at)
    return session


def test_a_branch_begun_by_a_change_is_named_by_all_that_was_changed_there() -> None:
    session = forked()
    session.set_parameter("rate", 0.1)
    assert session.branch.name == "rate → 0.1"
    session.set_parameter("rate", 0.3)
    assert session.branch.name == "rate → 0.3"
    session.set_parameter("layers.2.activation", "relu")
    session.edit_weight(1, 0, 0, 2.5)
    assert session.branch.name == "layer 2 → relu, rate → 0.3, W1[0, 0] set to 2.5"
    session.step(5)
    session.set_parameter("batch", 20)
    assert "batch" not in session.branch.name


def test_of_another_optimizer_the_name_is_told_and_not_all_its_settings() -> None:
    session = forked()
    session.set_parameter("optimizer", "adam")
    assert session.branch.name == "optimizer → adam"


def test_a_change_taken_back_leaves_a_branch_that_is_named_by_its_step() -> None:
    session = forked()
    session.set_parameter("rate", 0.1)
    session.set_parameter("rate", 0.03)
    assert session.branch.name == "from step 10"


def test_a_name_given_by_hand_stays_whatever_is_changed() -> None:
    session = forked()
    session.begin_branch("mine")
    session.set_parameter("rate", 0.1)
    assert session.branch.name == "mine"
    session.begin_branch()
    session.rename_branch(session.branch.number, "yours")
    session.set_parameter("rate", 0.3)
    assert session.branch.name == "yours"


def test_wishes_about_branches_are_granted() -> None:
    session = forked()
    session.apply(BeginBranch())
    session.apply(RenameBranch(1, "second"))
    assert session.branch.name == "second"
    session.apply(SwitchBranch(0))
    assert session.branch.number == 0
    session.apply(DeleteBranch(1))
    assert len(session.branches) == 1


def test_a_branch_as_it_was_handed_out_does_not_change() -> None:
    session = forked()
    before = session.branch
    session.rename_branch(0, "other")
    session.begin_branch("x")
    assert (before.name, before.step) == ("first run", 0)
    assert session.branches[0].step == 10


def test_branches_share_the_steps_before_they_part() -> None:
    session = forked()
    session.set_parameter("rate", 0.1)
    session.step(40)
    session.seek(20)
    session.set_parameter("rate", 0.001)
    session.step(40)
    session.switch_branch(0)
    session.seek(25)
    session.set_parameter("l2", 0.1)
    first, one, two, three = session.branches
    for a, b, step in (
        (first, one, 10), (one, two, 20), (first, two, 10), (first, three, 25), (two, three, 10),
    ):  # fmt: skip
        assert parting(session.branches, a, b) == parting(session.branches, b, a) == step
        mine, theirs = a.history.costs(), b.history.costs()
        assert np.array_equal(mine[:step], theirs[:step])
        assert not np.array_equal(mine[step : step + 3], theirs[step : step + 3])


def test_what_joined_two_branches_may_be_gone() -> None:
    session = forked()
    session.set_parameter("rate", 0.1)
    session.step(30)
    session.seek(20)
    session.set_parameter("rate", 0.2)
    session.delete_branch(1)
    first, last = session.branches
    assert parting(session.branches, first, last) == 0


def test_entering_a_branch_stops_at_a_kept_state_and_says_where_one_stood() -> None:
    session = Session()
    session.step(700)
    session.begin_branch("other")
    session.step(10)
    step = session.enter_branch(0)
    assert step == 700
    assert session.step_count <= 700
    session.step(step - session.step_count)
    assert np.array_equal(session.parameters, _after(700))


def _after(steps: int) -> np.ndarray:
    session = Session()
    session.step(steps)
    return session.parameters
