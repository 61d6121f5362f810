"""The walk that README tells, by keys alone: from a verdict to its cause, a remedy, learning."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.experiment.presets import preset
from nnviz.gui.dialogs import CommandPalette
from nnviz.gui.docks import Panel
from nnviz.gui.main_window import MainWindow
from nnviz.gui.workspace import TITLES
from nnviz.gui.workspaces import WORKSPACES
from nnviz.scenes.chain import ChainScene
from nnviz.scenes.marks import UnitMark, WeightMark

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
MOST_TABS = 40


class Keyboard:
    """Hands on the keys: every key goes to what has the focus, as a person's would."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def press(self, key: Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.focus, key, modifier)
        QApplication.processEvents()

    def write(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus, text)

    def wait(self, told: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(told, timeout=15_000)

    def settle(self) -> None:
        self.wait(lambda: not self.window.clock.is_active)

    def go_to_panel(self, title: str) -> None:
        """Press F6 until the keys are in a panel."""
        for _ in self.window.workspace.panels:
            self.press(Key.Key_F6)
            if panel_of(self.focus).windowTitle() == title:
                return
        pytest.fail(f"F6 never comes to {title}")

    def tab_to(self, text: str) -> None:
        """Press Tab until a button with this text has the focus."""
        for _ in range(MOST_TABS):
            if isinstance(self.focus, QPushButton) and self.focus.text() == text:
                return
            self.press(Key.Key_Tab)
        pytest.fail(f"Tab never comes to {text}")

    def command(self, text: str) -> None:
        """Do the first command of the palette that `text` finds."""
        self.press(Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        (palette,) = self.window.findChildren(CommandPalette)
        self.qtbot.waitExposed(palette)
        self.qtbot.keyClicks(palette.search, text)
        self.qtbot.keyClick(palette.search, Key.Key_Return)
        self.window.activateWindow()  # as a desktop does when the window in front has closed
        self.wait(self.window.isActiveWindow)
        self.settle()


def panel_of(widget: QWidget) -> Panel:
    while not isinstance(widget, Panel):
        parent = widget.parentWidget()
        assert parent is not None
        widget = parent
    return widget


@pytest.fixture
def keys(qtbot: QtBot, window: MainWindow) -> Keyboard:
    """The default window, a keyboard, and no mouse."""
    return Keyboard(qtbot, window)


def load_stuck(keys: Keyboard) -> None:
    keys.command("stuck")
    keys.wait(lambda: keys.window.controller.record.spec == preset("stuck"))
    keys.press(Key.Key_Right, SHIFT)
    keys.wait(lambda: keys.window.controller.record.step == 250)
    keys.settle()


def chain_of(keys: Keyboard) -> ChainScene:
    scene = keys.window.contents.neuron.chain._scene
    assert scene is not None
    return scene


def select_weight(keys: Keyboard) -> None:
    """Choose the unit in the network, then in the heatmap its first weight."""
    keys.go_to_panel("Network")
    keys.press(Key.Key_Right)
    keys.press(Key.Key_Return)
    assert keys.window.controller.marks.selected == UnitMark(1, 0)
    keys.go_to_panel("Weights and gradients")
    keys.settle()  # in a small window it lay behind others
    for _ in range(3):
        keys.press(Key.Key_Up)
    keys.press(Key.Key_Return)
    assert keys.window.controller.marks.selected == WeightMark(1, 0, 0)
    keys.settle()


@pytest.mark.parametrize(
    ("remedy", "fork", "steps"),
    [("Cross-entropy", 250, 500), ("Rate ÷ 10 from step 67", 67, 3000)],
)
def test_keys_alone_lead_from_the_verdict_to_a_branch_that_learns(
    keys: Keyboard, remedy: str, fork: int, steps: int
) -> None:
    window, controller = keys.window, keys.window.controller
    load_stuck(keys)
    assert window.status.sentence.startswith("Unit 1.1 is stuck: shut on 250 of 250 samples")
    assert controller.record.costs.train_accuracy < 0.6

    select_weight(keys)
    (tightest,) = [cell for cell in chain_of(keys).product.cells if cell.tightest]
    assert tightest.symbol == "f′(z 1.1)"
    assert chain_of(keys).product.tightest.startswith(f"f′(z 1.1) = {tightest.value[:2]}")
    assert "of the error through" in chain_of(keys).product.tightest
    shown = window.contents.neuron.chain.product
    keys.wait(lambda: shown.visibleRegion().boundingRect() == shown.rect())

    keys.go_to_panel("Inspector")
    keys.tab_to(remedy)
    assert panel_of(keys.focus).windowTitle() == "Inspector"
    keys.press(Key.Key_Return)
    keys.wait(lambda: controller.running and len(controller.moment().branches) == 2)
    branch = controller.moment().branches[-1]
    assert branch.fork_step == fork
    keys.wait(lambda: controller.record.step > fork + steps)
    keys.press(Key.Key_Space)
    keys.wait(lambda: not controller.running)
    keys.settle()
    assert controller.record.costs.train_accuracy > 0.9
    assert not window.status.sentence.startswith("Unit 1.1 is stuck")
    assert controller.moment().branches[0].history.head == 250


def in_sight(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_in_a_small_window_too_the_product_of_a_weight_just_chosen_is_in_sight(
    keys: Keyboard,
) -> None:
    keys.window.resize(1024, 700)
    keys.command("reset layout")
    load_stuck(keys)
    inspector = keys.window.contents.neuron
    bar = inspector._area.verticalScrollBar()
    select_weight(keys)
    keys.wait(lambda: not inspector._settling.isActive())
    assert in_sight(inspector.chain.product)
    bar.setValue(0)
    keys.press(Key.Key_Right, SHIFT)
    keys.wait(lambda: keys.window.controller.record.step == 500)
    keys.settle()
    assert bar.value() == 0  # it stays where it was scrolled to
    keys.window.controller.point_out(WeightMark(1, 1, 0))
    keys.wait(lambda: in_sight(inspector.chain.product))
    keys.window.controller.point_out(UnitMark(1, 0))
    keys.wait(lambda: bar.value() == 0)


def test_the_same_factor_stands_in_the_operation_that_computes_delta(keys: Keyboard) -> None:
    load_stuck(keys)
    select_weight(keys)
    keys.command("operation")
    microscope = keys.window.contents.microscope
    keys.wait(lambda: microscope._scene is not None)
    keys.press(Key.Key_Escape)
    for _ in range(4):
        keys.press(Key.Key_Right)
    keys.wait(lambda: microscope._scene.present == 4)
    keys.settle()
    (tightest,) = [cell for cell in chain_of(keys).product.cells if cell.tightest]
    assert "Error of layer 1" in microscope._scene.title
    assert tightest.value in microscope._scene.text


@pytest.mark.parametrize("name", WORKSPACES)
def test_f6_goes_on_in_every_workspace(keys: Keyboard, name: str) -> None:
    keys.press(Key(ord(WORKSPACES[name].key)))
    keys.wait(lambda: keys.window.tabs.name == name)
    page, seen = keys.window.tabs.front.widget, set()
    for _ in range(3):
        keys.press(Key.Key_F6)
        assert page.isAncestorOf(keys.focus)
        seen.add(keys.focus)
    assert len(seen) == 3


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_f6_goes_through_all_open_panels_and_shift_f6_back(
    keys: Keyboard, size: tuple[int, int]
) -> None:
    keys.window.resize(*size)
    keys.command("reset layout")

    def walk(modifier: Qt.KeyboardModifier) -> list[str]:
        titles = []
        for _ in range(12):
            keys.press(Key.Key_F6, modifier)
            panel = panel_of(keys.focus)
            keys.wait(lambda panel=panel: not panel.visibleRegion().isEmpty())
            titles.append(panel.windowTitle())
            if titles[-1] in titles[:-1]:
                break
        return titles[:-1]

    there = walk(PLAIN)
    assert there[:2] == ["Experiment", "Network"]
    assert {*there} == {*TITLES.values()} - {"Microscope"}
    keys.press(Key.Key_F6)
    assert {*walk(SHIFT)} == {*there}


def test_every_preset_can_be_found_among_the_commands(keys: Keyboard) -> None:
    for text, name in (("iris", "iris"), ("never stuck", "stuck_cross_entropy")):
        keys.command(text)
        keys.wait(lambda name=name: keys.window.controller.record.spec == preset(name))


def test_tab_goes_down_the_experiment_as_it_stands(
    keys: Keyboard,
) -> None:
    keys.go_to_panel("Experiment")
    names = []
    for _ in range(3):
        names.append(keys.focus.accessibleName())
        keys.press(Key.Key_Tab)
    assert names == ["Preset", "Set", "Samples"]
