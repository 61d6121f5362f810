"""The timeline: where the handle stands, what a drag asks for, and what the dots say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.engine.journal import Event
from nnviz.gui.panels.timeline import LONGEST_NAME, MOST_TOLD, TimelinePanel
from nnviz.scenes.branches import BranchesScene
from nnviz.scenes.palette import LIGHT

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def line(qtbot: QtBot) -> TimelinePanel:
    made = TimelinePanel()
    qtbot.addWidget(made)
    for control in made.header_widgets():
        qtbot.addWidget(control)
    made.resize(700, 34)
    made.show()
    made.set_state(50, 100, ())
    return made


def at(line: TimelinePanel, step: int) -> QPoint:
    return QPoint(round(line._x(step)), line.height() // 2)


def test_a_click_asks_for_the_step_there(qtbot: QtBot, line: TimelinePanel) -> None:
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    qtbot.mouseClick(line, LEFT, pos=at(line, 20))
    assert set(asked) == {20}


def test_being_told_asks_for_nothing(qtbot: QtBot, line: TimelinePanel) -> None:
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    for step in range(20):
        line.set_state(step, 100 + step, (Event(3, "change", "rate → 0.1"),))
    qtbot.wait(40)
    assert not asked


def test_a_fast_drag_asks_once_a_frame_and_for_the_last_place(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    qtbot.mousePress(line, LEFT, pos=at(line, 0))
    for step in range(100):
        qtbot.mouseMove(line, at(line, step))
    qtbot.mouseRelease(line, LEFT, pos=at(line, 99))
    qtbot.wait(60)
    assert asked[-1] == 99
    assert len(asked) < 60


def test_while_it_is_dragged_the_handle_follows_the_pointer_not_the_run(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    qtbot.mousePress(line, LEFT, pos=at(line, 30))
    line.set_state(77, 100, ())
    assert line.shown_step == 30
    qtbot.mouseRelease(line, LEFT, pos=at(line, 30))
    line.set_state(77, 100, ())
    assert line.shown_step == 77


def test_a_drag_beyond_the_ends_stays_within_the_run(qtbot: QtBot, line: TimelinePanel) -> None:
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    for x, step in ((-500, 0), (5000, 100)):
        qtbot.mousePress(line, LEFT, pos=at(line, 50))
        qtbot.mouseMove(line, QPoint(x, 5))
        qtbot.mouseRelease(line, LEFT, pos=QPoint(x, 5))
        assert asked[-1] == step


def test_a_click_near_a_dot_goes_exactly_to_its_step(qtbot: QtBot, line: TimelinePanel) -> None:
    line.set_state(0, 10_000, (Event(3007, "change", "rate → 0.1"),))
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    qtbot.mouseClick(line, LEFT, pos=at(line, 3007) + QPoint(3, 0))
    assert set(asked) == {3007}


def test_a_dot_says_what_was_changed(line: TimelinePanel) -> None:
    line.set_state(0, 100, (Event(40, "change", "rate → 0.1"), Event(40, "edit", "W1[0, 0] set")))
    told = line._told_at(line._x(40))
    assert told.splitlines() == ["step 40: rate → 0.1", "step 40: W1[0, 0] set"]
    assert line._told_at(line._x(80)) == "step 80"


def test_of_many_changes_at_one_place_some_are_told_and_the_others_counted(
    line: TimelinePanel,
) -> None:
    line.set_state(0, 100, tuple(Event(40, "change", f"rate → {n}") for n in range(12)))
    told = line._told_at(line._x(40)).splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == f"and {12 - MOST_TOLD} more"


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 100),
        (Qt.Key.Key_PageUp, 45),
        (Qt.Key.Key_PageDown, 55),
    ],
)
def test_keys_go_to_the_ends_and_by_leaps(
    qtbot: QtBot, line: TimelinePanel, key: Qt.Key, step: int
) -> None:
    with qtbot.waitSignal(line.seekRequested) as asked:
        qtbot.keyClick(line, key)
    assert asked.args == [step]


def test_a_run_that_has_not_begun_can_be_drawn_and_clicked(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    line.set_state(0, 0, ())
    with qtbot.waitSignal(line.seekRequested) as asked:
        qtbot.mouseClick(line, LEFT, pos=QPoint(400, 10))
    assert asked.args == [0]
    assert not line.grab().isNull()


def test_it_says_where_it_stands_to_those_who_cannot_see_it(line: TimelinePanel) -> None:
    line.set_state(1240, 5000, ())
    assert line.accessibleDescription() == "step 1,240 of 5,000"


def test_where_another_branch_parts_is_told_and_can_be_gone_to(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    fork = Event(30, "fork", "parts from “first run”")
    line.set_branches(BranchesScene((), "rate → 0.1", (fork,)))
    assert line._told_at(line._x(30)) == "step 30: parts from “first run”"
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    qtbot.mouseClick(line, LEFT, pos=at(line, 30) + QPoint(2, 0))
    assert set(asked) == {30}
    assert not line.grab().isNull()


def test_the_present_branch_is_named_beside_it(line: TimelinePanel) -> None:
    line.set_branches(BranchesScene((), "a name that is much too long for the strip", ()))
    assert line.branch.text().endswith("… ▾")
    assert len(line.branch.text()) <= LONGEST_NAME + 2
    assert "much too long for the strip" in line.branch.accessibleName()


DEATHS = tuple(Event(8, "closure", f"unit 2.{n + 1} died", (2, n)) for n in range(3))


def test_clicking_a_dot_again_points_at_the_next_event_there(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    line.set_state(50, 100, DEATHS)
    pointed: list[Event] = []
    line.eventPointed.connect(pointed.append)
    for _ in range(4):
        qtbot.mouseClick(line, LEFT, pos=at(line, 8))
    assert pointed == [*DEATHS, DEATHS[0]]
    qtbot.mouseClick(line, LEFT, pos=at(line, 60))
    assert len(pointed) == 4


def test_deaths_are_drawn_in_another_colour_than_changes_by_hand(line: TimelinePanel) -> None:
    pictures = []
    for kind in ("closure", "change"):
        line.set_state(50, 100, (Event(20, kind, "x"),))
        pictures.append(line.grab().toImage().pixelColor(at(line, 20)).name())
    assert pictures == [LIGHT.slope_text, LIGHT.muted]


# The offscreen platform says so of every popup.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_list_of_events_is_walked_with_keys(qtbot: QtBot, line: TimelinePanel) -> None:
    events = (Event(3, "change", "rate → 0.1"), *DEATHS)
    line.set_state(5, 100, events)
    chip, asked, pointed = line.events, list[int](), list[Event]()
    assert chip.text() == "4 events ▾"
    line.seekRequested.connect(asked.append)
    line.eventPointed.connect(pointed.append)
    chip.open_list()
    rows = chip.list.rows
    assert rows.count() == 4
    assert rows.currentItem().text() == "step 3: rate → 0.1"
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert (asked, pointed) == ([8], [DEATHS[1]])
    assert not chip.list.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_list_of_events_is_gone_to_by_a_click_and_left_by_escape(
    qtbot: QtBot, line: TimelinePanel
) -> None:
    line.set_state(50, 100, DEATHS)
    asked: list[int] = []
    line.seekRequested.connect(asked.append)
    line.events.open_list()
    qtbot.keyClick(line.events.list, Qt.Key.Key_Escape)
    assert not line.events.list.isVisible()
    assert asked == []
    line.events.open_list()
    rows = line.events.list.rows
    place = rows.visualItemRect(rows.item(2)).center()
    qtbot.mouseClick(rows.viewport(), LEFT, pos=place)
    assert asked == [8]


def test_where_nothing_happened_there_is_no_list(line: TimelinePanel) -> None:
    line.events.open_list()
    assert not line.events.list.isVisible()
    assert not line.events.isVisible()
