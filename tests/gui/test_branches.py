"""Branches in the real window: begun by a change, chosen, renamed, deleted, undone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import Seek, SetParameter
from nnviz.gui.main_window import MainWindow
from nnviz.gui.panels.branch_menu import BranchMenu

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=10_000)


def rate(window: MainWindow) -> float:
    return window.controller.record.spec.training.optimizer.rate


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.wait(20)
    wait(qtbot, lambda: not window.clock.is_active)


def go(qtbot: QtBot, window: MainWindow, step: int) -> None:
    window.controller.ask(Seek(step))
    wait(qtbot, lambda: window.controller.record.step == step)


@pytest.fixture
def forked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window on a branch with another rate, begun at step 20 of 60."""
    go(qtbot, window, 60)
    go(qtbot, window, 20)
    window.controller.ask(SetParameter("rate", 0.1))
    wait(qtbot, lambda: rate(window) == 0.1)
    go(qtbot, window, 50)
    settle(qtbot, window)
    return window


def entry(menu: QMenu, start: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(start))


def menu_of(window: MainWindow) -> BranchMenu:
    window.branches.menu.fill()
    return window.branches.menu


def test_a_setting_changed_in_the_form_at_a_past_step_begins_a_branch(
    qtbot: QtBot, window: MainWindow
) -> None:
    go(qtbot, window, 60)
    qtbot.keyClick(window.contents.timeline, Key.Key_Home)
    wait(qtbot, lambda: window.controller.record.step == 0)
    box = window.contents.experiment.form.boxes()["training.optimizer.rate"]
    text = box.findChild(QLineEdit)
    text.setFocus()
    text.selectAll()
    qtbot.keyClicks(text, "0.3")
    qtbot.keyClick(text, Key.Key_Return)
    wait(qtbot, lambda: rate(window) == 0.3)
    settle(qtbot, window)
    assert window.contents.timeline.branch.text() == "rate → 0.3 ▾"
    assert [line.name for line in window.contents.curves._scene.others] == ["first run"]


def test_both_curves_and_the_fork_stand_in_the_window(forked: MainWindow) -> None:
    (line,) = forked.contents.curves._scene.others
    assert (line.name, line.x[0]) == ("first run", 20)
    assert forked.contents.timeline._told_at(forked.contents.timeline._x(20)).startswith(
        "step 20: parts from “first run”"
    )


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_chooser_at_the_timeline_goes_to_another_branch_and_its_setting(
    qtbot: QtBot, forked: MainWindow
) -> None:
    before = forked.controller.record.params.flat.copy()
    QTimer.singleShot(100, lambda: entry(forked.branches.menu, "first run").trigger())
    qtbot.mouseClick(forked.contents.timeline.branch, LEFT)
    wait(qtbot, lambda: rate(forked) == 0.03)
    forked.branches.menu.hide()
    settle(qtbot, forked)
    box = forked.contents.experiment.form.boxes()["training.optimizer.rate"]
    assert box.currentText() == "0.03"
    assert forked.controller.record.step == 20
    entry(menu_of(forked), "rate → 0.1").trigger()
    wait(qtbot, lambda: rate(forked) == 0.1)
    assert np.array_equal(forked.controller.record.params.flat, before)


def test_the_menu_tells_step_and_cost_and_which_one_is_present(forked: MainWindow) -> None:
    menu = menu_of(forked)
    assert "step 50 · cost 0." in entry(menu, "rate → 0.1").text()
    assert entry(menu, "rate → 0.1").isChecked()
    assert not entry(menu, "first run").isChecked()
    assert menu.menuAction() in forked.menus["Run"].actions()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_is_worked_by_keys(qtbot: QtBot, forked: MainWindow) -> None:
    menu = menu_of(forked)
    menu.popup(forked.mapToGlobal(forked.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)
    wait(qtbot, lambda: rate(forked) == 0.03)


def test_ctrl_b_begins_a_branch_where_one_stands(qtbot: QtBot, forked: MainWindow) -> None:
    qtbot.keyClick(forked, Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 3)
    settle(qtbot, forked)
    assert forked.contents.timeline.branch.text() == "from step 50 ▾"


def test_a_branch_is_renamed_and_that_is_undone(qtbot: QtBot, forked: MainWindow) -> None:
    entry(menu_of(forked)._rename, "rate → 0.1").trigger()
    dialog = forked.findChild(QInputDialog)
    assert dialog.textValue() == "rate → 0.1"
    dialog.setTextValue("faster")
    dialog.accept()
    wait(qtbot, lambda: forked.contents.timeline.branch.text() == "faster ▾")
    wait(qtbot, lambda: forked.undo.undoText() == "name of a branch")
    forked.undo.undo()
    wait(qtbot, lambda: forked.contents.timeline.branch.text() == "rate → 0.1 ▾")


def test_a_branch_with_steps_of_its_own_is_deleted_only_when_that_is_confirmed(
    qtbot: QtBot, forked: MainWindow
) -> None:
    entry(menu_of(forked)._delete, "first run").trigger()
    assert "40 steps of its own" in forked.banner.text
    assert len(forked.trainer.worker.branches) == 2
    qtbot.mouseClick(forked.banner.buttons[0], LEFT)
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 1)
    settle(qtbot, forked)
    assert not forked.contents.curves._scene.others


def test_a_branch_that_holds_nothing_is_deleted_at_once(qtbot: QtBot, forked: MainWindow) -> None:
    forked.actions_["begin_branch"].trigger()
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 3)
    entry(menu_of(forked), "first run").trigger()
    wait(qtbot, lambda: rate(forked) == 0.03)
    entry(menu_of(forked)._delete, "from step 50").trigger()
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 2)
    assert forked.banner.isHidden()


def test_the_branch_that_one_is_on_cannot_be_deleted(forked: MainWindow) -> None:
    assert not entry(menu_of(forked)._delete, "rate → 0.1").isEnabled()


def test_undo_of_a_change_that_began_a_branch_goes_back_to_the_one_left(
    qtbot: QtBot, forked: MainWindow
) -> None:
    assert forked.undo.undoText() == "change of rate, in a branch"
    forked.undo.undo()
    wait(qtbot, lambda: rate(forked) == 0.03)
    settle(qtbot, forked)
    assert forked.contents.timeline.branch.text() == "first run ▾"
    forked.undo.redo()
    wait(qtbot, lambda: rate(forked) == 0.1 and forked.controller.record.step == 50)


def test_a_reset_leaves_one_branch_and_its_undo_brings_all_back(
    qtbot: QtBot, forked: MainWindow
) -> None:
    qtbot.keyClick(forked, Key.Key_R)
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 1)
    wait(qtbot, lambda: forked.undo.undoText() == "reset")
    forked.undo.undo()
    wait(qtbot, lambda: len(forked.trainer.worker.branches) == 2)


def test_a_name_with_signs_of_menus_is_shown_as_it_is(qtbot: QtBot, forked: MainWindow) -> None:
    forked.branches._rename(0, "a & b\tc")
    wait(qtbot, lambda: forked.trainer.worker.branches[0].name.startswith("a &"))
    shown = menu_of(forked).actions()[0].text().split("\t")
    assert shown[0] == "a && b c"
    assert len(shown) == 2
    QApplication.processEvents()
