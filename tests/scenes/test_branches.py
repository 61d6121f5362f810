"""The list of branches, the marks where they part, and their lines in the cost plot."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.scenes.branches import BranchesScene, branches_scene
from nnviz.scenes.curves import LONGEST_NAME, CurvesScene, curves_scene


@pytest.fixture
def session() -> Session:
    """Standing on “rate → 0.1”, which left the first run at step 20 of 60."""
    made = Session()
    made.step(60)
    made.seek(20)
    made.set_parameter("rate", 0.1)
    made.step(100)
    return made


def scene_of(session: Session) -> BranchesScene:
    return branches_scene(session.branches, session.history, session.record)


def curves_of(session: Session, log: bool = False) -> CurvesScene:
    return curves_scene(session.record, session.history, log=log, branches=session.branches)


def test_the_present_branch_is_told_and_every_one_has_a_row(session: Session) -> None:
    scene = scene_of(session)
    assert scene.present == "rate → 0.1"
    assert [row.present for row in scene.rows] == [False, True]
    assert [row.name for row in scene.others] == ["first run"]
    assert scene.row(1).figures.startswith("step 120 · cost 0.")
    assert "Left “first run” at step 20; reaches step 120" in scene.row(1).tip


def test_where_they_part_is_a_mark_on_the_timeline(session: Session) -> None:
    (fork,) = scene_of(session).forks
    assert (fork.step, fork.kind) == (20, "fork")
    assert fork.sentence == "step 20: parts from “first run”"
    session.switch_branch(0)
    (fork,) = scene_of(session).forks
    assert fork.sentence == "step 20: parts from “rate → 0.1”"


def test_a_run_without_branches_has_no_marks() -> None:
    session = Session()
    scene = scene_of(session)
    assert (len(scene.rows), scene.forks, scene.others) == (1, (), ())


def test_only_what_no_other_branch_has_would_be_lost(session: Session) -> None:
    assert scene_of(session).row(0).loss == "40 steps"
    assert scene_of(session).row(1).loss == "100 steps"
    session.begin_branch()
    assert scene_of(session).row(1).loss == ""
    assert scene_of(session).row(2).loss == ""
    session.set_parameter("rate", 0.2)
    assert scene_of(session).row(2).loss == "what was changed on it"
    session.step()
    assert scene_of(session).row(2).loss == "1 step"


def test_where_a_branch_came_from_may_be_gone(session: Session) -> None:
    session.begin_branch("last")
    session.delete_branch(1)
    assert "Left a branch that was deleted" in scene_of(session).row(2).tip


def test_the_cost_plot_keeps_the_other_branches_from_where_they_part(session: Session) -> None:
    (line,) = curves_of(session).others
    assert line.name == "first run"
    assert line.x[0] == 20
    found = session.branches[0].history.evaluations()
    assert np.array_equal(line.y, found.train[found.steps >= 20])


def test_the_steps_shown_reach_as_far_as_the_longest_branch(session: Session) -> None:
    session.switch_branch(0)
    assert session.history.head == 60
    assert curves_of(session).x_axis.high >= 120


def test_lines_are_told_apart_by_more_than_colour(session: Session) -> None:
    for rate in (0.2, 0.3):
        session.seek(20)
        session.set_parameter("rate", rate)
        session.step(5)
    others = curves_of(session).others
    assert len({line.dash for line in others}) == len(others) == 3
    assert 0 not in {line.dash for line in others}


def test_a_branch_that_went_far_off_does_not_squeeze_the_others(session: Session) -> None:
    session.switch_branch(0)
    before = curves_of(session).y_axis
    session.seek(20)
    session.set_parameter("optimizer", {"name": "gradient_descent", "rate": 500.0})
    session.set_parameter("layers.3.activation", "linear")
    session.step(8)
    session.switch_branch(0)
    assert curves_of(session).y_axis.high <= 5 * before.high


def test_on_a_log_axis_branches_are_powers_of_ten_too(session: Session) -> None:
    plain, powers = curves_of(session).others[0], curves_of(session, log=True).others[0]
    assert np.allclose(10.0**powers.y, plain.y)


def test_a_long_name_is_shortened_at_its_line(session: Session) -> None:
    session.rename_branch(0, "a name that is longer than any plot is wide")
    (line,) = curves_of(session).others
    assert len(line.name) <= LONGEST_NAME
    assert line.name.endswith("…")
