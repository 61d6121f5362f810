"""What the toolbar and the status line tell is about the workspace in front."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import Step
from nnviz.gui.main_window import MainWindow
from nnviz.gui.workspaces import WORKSPACES


def shown(window: MainWindow) -> list[str]:
    return [figure.accessibleName() for figure in window.transport.figures if figure.isVisible()]


@pytest.mark.parametrize("name", ["neuron", "activation", "descent"])
def test_a_lab_tells_nothing_of_the_run_and_train_tells_it_again(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    window.controller.ask(Step(count=7))
    qtbot.waitUntil(lambda: window.controller.record.step == 7, timeout=20_000)
    qtbot.waitUntil(lambda: not window.clock.is_active, timeout=20_000)
    before, sentence, title = shown(window), window.status.sentence, window.windowTitle()
    assert before
    window.tabs.show(name)
    qtbot.waitUntil(lambda: not window.clock.is_active, timeout=20_000)
    assert not shown(window)
    assert window.status.sentence == WORKSPACES[name].tip
    assert window.status.aside == ""
    assert window.windowTitle() == f"nnviz: {WORKSPACES[name].title}"
    window.appearance.choose_theme("dark")
    assert not shown(window)
    window.tabs.show("train")
    qtbot.waitUntil(lambda: shown(window) == before, timeout=20_000)
    qtbot.waitUntil(lambda: window.status.sentence == sentence, timeout=20_000)
    assert window.windowTitle() == title
