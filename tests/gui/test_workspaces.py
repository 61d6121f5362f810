"""The row of tabs: keys, clicks, one page at a time, and nothing that runs unseen."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.gui.main_window import MainWindow
from nnviz.gui.workspaces import WORKSPACES

LEFT = Qt.MouseButton.LeftButton


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=20_000)


def test_every_workspace_has_a_tab_a_key_and_a_tip(window: MainWindow) -> None:
    bar = window.tabs.bar
    assert [bar.tabText(place) for place in range(bar.count())] == [
        kind.title for kind in WORKSPACES.values()
    ]
    keys = [kind.key for kind in WORKSPACES.values()]
    assert len(set(keys)) == len(keys)
    for place, kind in enumerate(WORKSPACES.values()):
        assert kind.tip in bar.tabToolTip(place)


def test_only_what_was_shown_is_built(window: MainWindow) -> None:
    assert len(window.tabs.pages()) == 1
    assert window.tabs.name == "train"


@pytest.mark.parametrize("name", WORKSPACES)
def test_a_key_brings_a_workspace_to_the_front(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.keyClick(window, WORKSPACES[name].key)
    wait(qtbot, lambda: window.tabs.name == name)
    assert window.tabs.stack.currentWidget() is window.tabs.front.widget
    assert window.tabs.front.widget.isVisible()
    assert window.tabs.commands[list(WORKSPACES).index(name)].isChecked()
    assert window.minimumSizeHint().width() <= 1024
    qtbot.keyClick(window, "1")
    wait(qtbot, lambda: window.tabs.name == "train")


def test_a_click_on_a_tab_brings_it_to_the_front_and_back(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.tabs.bar
    for name in ("compare", "train"):
        place = list(WORKSPACES).index(name)
        qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())
        assert window.tabs.name == name


def test_a_digit_typed_into_a_text_belongs_to_it(qtbot: QtBot, window: MainWindow) -> None:
    box = window.contents.experiment.form.boxes()["training.optimizer.rate"]
    text = box.findChild(QLineEdit)
    text.setFocus()
    text.selectAll()
    qtbot.keyClicks(text, "6")
    assert window.tabs.name == "train"
    assert text.text() == "6"
    qtbot.keyClick(text, Qt.Key.Key_Escape)


def test_what_belongs_to_train_is_not_offered_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    toggle = window.workspace.panels["curves"].toggleViewAction()
    assert toggle.isVisible()
    window.tabs.show("compare")
    assert not toggle.isVisible()
    window.tabs.show("train")
    assert toggle.isVisible()


def test_train_pauses_when_another_run_comes_to_the_front(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Space)
    wait(qtbot, lambda: window.controller.record.step > 20)
    qtbot.keyClick(window, "6")
    wait(qtbot, lambda: not window.controller.running)
    step = window.controller.record.step
    qtbot.wait(50)
    assert window.controller.record.step == step
    assert window.actions_["run"].iconText() == "Run"


def test_the_table_of_workspaces_loads_nothing_of_qt() -> None:
    import subprocess

    code = "import sys, nnviz.gui.workspaces; print('PySide6' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "False"
