import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.gui.labs.activation_page import ActivationPage
from nnviz.gui.labs.neuron_page import NeuronPage
from nnviz.gui.main_window import MainWindow
from nnviz.gui.tabs import Tabs


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def tabs_of(window: MainWindow) -> Tabs:
    return window.tabs


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [(Qt.Key.Key_2, "neuron", NeuronPage), (Qt.Key.Key_3, "activation", ActivationPage)],
)
def test_a_key_opens_a_lab_and_it_is_built_only_then(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, name: str, kind: type
) -> None:
    assert len(tabs_of(window).pages()) == 1
    qtbot.keyClick(window, key)
    settle()
    assert window.tabs.name == name
    assert isinstance(window.tabs.front, kind)
    assert window.tabs.front.widget.isVisible()


def test_the_toolbar_drives_the_unit_while_it_is_in_front(qtbot: QtBot, window: MainWindow) -> None:
    window.tabs.show("neuron")
    settle()
    page = window.tabs.front
    assert isinstance(page, NeuronPage)
    window.actions_["step"].trigger()
    window.actions_["step"].trigger()
    assert page.lab.choice.run.step_count == 2
    window.actions_["back"].trigger()
    assert page.lab.choice.run.step_count == 1
    window.actions_["reset"].trigger()
    assert page.lab.choice.run.step_count == 0
    assert window.session.step_count == 0


def test_what_runs_stops_when_another_workspace_comes_to_the_front(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.tabs.show("neuron")
    window.actions_["run"].trigger()
    driver = window.tabs.front.driver
    assert driver.running
    window.tabs.show("train")
    assert not driver.running
    settle()


def test_the_window_closes_while_a_unit_runs(qtbot: QtBot, window: MainWindow) -> None:
    window.tabs.show("neuron")
    window.actions_["run"].trigger()
    driver = window.tabs.front.driver
    settle()
    window.close()
    assert not driver.running
