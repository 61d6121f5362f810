"""The workspace Landscape in the real window: found in the background, dropped when stale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.labs.landscape_page import LandscapePage
from nnviz.gui.main_window import MainWindow
from nnviz.scenes.landscape_choice import LandscapeChoice
from nnviz.scenes.landscape_grid import SIDES

WAIT = 30_000


@pytest.fixture
def trained() -> Session:
    session = Session()
    for _ in range(10):
        session.step(12)
    return session


def opened(window: MainWindow) -> LandscapePage:
    window.tabs.show("landscape")
    page = window.tabs.front
    assert isinstance(page, LandscapePage)
    return page


def settled(qtbot: QtBot, page: LandscapePage) -> None:
    qtbot.waitUntil(
        lambda: not page.feed.asker.busy and page.feed.answer is not None and _is_newest(page),
        timeout=WAIT,
    )


def _is_newest(page: LandscapePage) -> bool:
    question = page.feed.answer.question
    return question is page.feed.question and question.choice == page.feed.choice


def test_it_opens_with_a_map_a_line_and_the_curvature_of_the_network(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session
) -> None:
    page = opened(open_window(trained))
    settled(qtbot, page)
    lab, answer = page.lab, page.feed.answer
    assert answer.plane.side == SIDES[-1]
    assert lab.map.map.map.here == (0.0, 0.0)
    assert lab.line.reading.text.startswith("Slope ")
    assert lab.curvature.verdict.text.endswith("stable.")
    assert "25 curvatures" in lab.curvature.counts.text
    qtbot.waitUntil(lambda: len(page.feed.series(answer.question.history).steps) > 5, timeout=WAIT)


def test_switches_keys_and_boxes_change_what_is_shown(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session
) -> None:
    page = opened(open_window(trained))
    settled(qtbot, page)
    lab = page.lab
    lab.map.kinds["weights"].click()
    settled(qtbot, page)
    assert page.feed.choice.plane == "weights"
    box = lab.map.boxes[1]
    box.setFocus()
    box.clear()
    QTest.keyClicks(box, "b3[0]")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert page.feed.answer.plane.cut.y.name == "b3[0]"
    for hostile in ("", "1e999", "__import__('os')", "9**9**9", "[" * 500, "W9[0, 0]"):
        box.setFocus()
        box.clear()
        QTest.keyClicks(box, hostile or " ")
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert lab.map.reading.text.endswith(".")
        assert box.property("wrong")
        assert page.feed.choice.weights == (0, 24)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "b3[0]"
    QTest.keyClick(box, Qt.Key.Key_Up)
    settled(qtbot, page)
    assert page.feed.choice.weights == (0, 23)
    lab.map.parts["test"].click()
    lab.map.more.click()
    lab.line.kinds["step"].click()
    settled(qtbot, page)
    answer = page.feed.answer
    assert answer.question.choice.part == "test"
    assert answer.line.cut.goal == (1.0, "step 0")
    lab.map.map.setFocus()
    QTest.keyClick(lab.map.map, Qt.Key.Key_Right)
    assert lab.map.reading.text.startswith("at (")
    lab.line.plot.setFocus()
    QTest.keyClick(lab.line.plot, Qt.Key.Key_Left)
    assert lab.line.reading.text.startswith("t = ")


def test_while_it_trains_the_pictures_follow_and_when_it_pauses_they_are_refined(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session
) -> None:
    window = open_window(trained)
    page = opened(window)
    settled(qtbot, page)
    before = page.feed.answer
    window.driver.switch_running()
    qtbot.waitUntil(
        lambda: (
            page.feed.answer.question.live
            and page.feed.answer.plane is not None
            and page.feed.answer.question.record.step > before.question.record.step
        ),
        timeout=WAIT,
    )
    assert page.feed.answer.plane.side < SIDES[-1]
    window.driver.pause()
    qtbot.waitUntil(
        lambda: (
            not page.feed.answer.question.live
            and page.feed.answer.plane is not None
            and page.feed.answer.plane.side == SIDES[-1]
        ),
        timeout=WAIT,
    )
    assert page.feed.answer.question.record is window.controller.record


def test_what_is_hidden_asks_for_nothing_and_shows_itself_again(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session
) -> None:
    window = open_window(trained)
    page = opened(window)
    settled(qtbot, page)
    window.tabs.show("train")
    asked = page.feed.question
    window.controller.step(5, "iteration")
    qtbot.waitUntil(lambda: window.controller.record.step == 125, timeout=WAIT)
    qtbot.wait(100)
    assert page.feed.question is asked
    assert not page.feed.asker.busy
    window.tabs.show("landscape")
    qtbot.waitUntil(lambda: page.feed.question is not asked, timeout=WAIT)
    settled(qtbot, page)
    assert page.feed.answer.question.record.step == 125


def test_a_late_answer_is_dropped(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session
) -> None:
    page = opened(open_window(trained))
    answers = []
    page.feed.asker.answered.connect(answers.append)
    for draw in range(1, 6):
        page.feed.choose(LandscapeChoice(plane_draw=draw))
        qtbot.wait(15)
    last = page.feed.choice
    settled(qtbot, page)
    order = [answer.question.choice.plane_draw for answer in answers]
    assert order == sorted(order)
    assert page.feed.answer.question.choice == last


@pytest.mark.parametrize("name", ["one_newton_step", "bfgs"])
def test_another_way_ends_on_a_branch_whose_steps_are_found_again(
    qtbot: QtBot, open_window: Callable[..., MainWindow], trained: Session, name: str
) -> None:
    window = open_window(trained)
    page = opened(window)
    window.driver.switch_running()
    qtbot.waitUntil(lambda: window.controller.running, timeout=WAIT)
    page.lab.ways.buttons[name].click()
    qtbot.waitUntil(lambda: len(window.trainer.worker.branches) == 2, timeout=WAIT)
    assert not window.controller.running
    assert "branch of its own" in page.lab.ways.said.text
    record = window.controller.record
    set_there = record.params.flat.copy()
    window.controller.step(30, "iteration")
    qtbot.waitUntil(lambda: window.controller.record.step == record.step + 30, timeout=WAIT)
    window.controller.step(-30, "iteration")
    qtbot.waitUntil(lambda: window.controller.record.step == record.step, timeout=WAIT)
    assert np.array_equal(window.controller.record.params.flat, set_there)
    window.undo.undo()
    qtbot.waitUntil(
        lambda: not np.array_equal(window.controller.record.params.flat, set_there), timeout=WAIT
    )
    settled(qtbot, page)


def test_a_large_network_s_ways_are_closed_and_say_why(
    qtbot: QtBot, open_window: Callable[..., MainWindow]
) -> None:
    layers = [{"units": 30}, {"units": 30}, {"units": 1}]
    window = open_window(Session(ExperimentSpec.from_dict({"network": {"layers": layers}})))
    page = opened(window)
    settled(qtbot, page)
    buttons = page.lab.ways.buttons.values()
    assert not any(button.isEnabled() for button in buttons)
    assert all("up to 500" in button.toolTip() for button in buttons)
    assert "Lanczos" in page.lab.curvature.counts.text
