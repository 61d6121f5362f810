"""From the verdict to a branch that learns, and the panels on the way, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.engine.branches import MOST
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.scenes.marks import UnitMark

Key = Qt.Key
Opener = Callable[..., MainWindow]


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=20_000)


def window_at(open_window: Opener, name: str, step: int) -> MainWindow:
    session = Session(preset(name))
    session.step(step)
    return open_window(session)


def bring_up(qtbot: QtBot, window: MainWindow, name: str) -> None:
    panel = window.workspace.panels[name]
    panel.raise_()
    wait(qtbot, lambda: not panel.content.visibleRegion().isEmpty())
    wait(qtbot, lambda: not window.clock.is_active)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_remedy_of_a_stuck_unit_leads_to_a_branch_that_learns(
    qtbot: QtBot, open_window: Opener, place: int
) -> None:
    window = window_at(open_window, "stuck", 300)
    button = window.contents.neuron.remedies.buttons[place]
    label = button.text()
    button.click()
    controller = window.controller
    wait(qtbot, lambda: controller.running and controller.moment().branches[-1].number == 1)
    branch = controller.moment().branches[-1]
    assert branch.fork_step == (67 if "step 67" in label else 300)
    wait(qtbot, lambda: controller.record.costs.train_accuracy > 0.98)
    window.actions_["run"].trigger()
    wait(qtbot, lambda: not controller.running)
    first = controller.moment().branches[0]
    assert (first.name, first.history.head) == ("first run", 300)


def test_a_remedy_can_be_taken_back(qtbot: QtBot, open_window: Opener) -> None:
    window = window_at(open_window, "relu_dies", 50)
    window.contents.neuron.remedies.buttons[1].click()
    wait(qtbot, lambda: window.undo.canUndo() and window.controller.running)
    window.actions_["run"].trigger()
    wait(qtbot, lambda: not window.controller.running)
    window.undo.undo()
    wait(qtbot, lambda: window.controller.moment().history.head == 50)
    assert len(window.controller.moment().branches) == 2


def test_a_remedy_for_which_there_is_no_room_is_refused_and_nothing_runs(
    qtbot: QtBot, open_window: Opener
) -> None:
    session = Session(preset("stuck"))
    session.step(300)
    for number in range(MOST - 1):
        session.begin_branch(f"branch {number}")
    window = open_window(session)
    window.contents.neuron.remedies.buttons[0].click()
    wait(qtbot, lambda: window.banner.isVisible() and not window.controller.running)
    assert window.controller.record.step == 300


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_event_of_the_list_is_gone_to_and_its_unit_selected(
    qtbot: QtBot, open_window: Opener
) -> None:
    window = window_at(open_window, "relu_dies", 50)
    qtbot.keyClick(window, Key.Key_E)
    rows = window.contents.timeline.events.list.rows
    assert rows.isVisible()
    rows.setCurrentRow(0)
    qtbot.keyClick(rows, Key.Key_Return)
    wait(qtbot, lambda: window.controller.record.step == 1)
    assert window.controller.marks.selected == UnitMark(2, 0)


def test_the_map_and_the_network_point_at_the_same_unit(qtbot: QtBot, open_window: Opener) -> None:
    window = window_at(open_window, "circle", 20)
    bring_up(qtbot, window, "map")
    canvas = window.contents.map.canvas
    qtbot.keyClick(canvas, Key.Key_Down)
    assert isinstance(window.controller.marks.hovered, UnitMark)
    qtbot.keyClick(canvas, Key.Key_Return)
    assert window.controller.marks.selected == window.controller.marks.hovered


def test_a_panel_behind_another_costs_nothing(qtbot: QtBot, open_window: Opener) -> None:
    window = window_at(open_window, "circle", 20)
    feeds = {type(feed).__name__: feed for feed in window.contents.feeds}
    hidden = feeds["SaturationMapFeed"], feeds["FlowFeed"]
    assert [feed.shown for feed in hidden] == [None, None]
    bring_up(qtbot, window, "flow")
    bring_up(qtbot, window, "map")
    assert None not in [feed.shown for feed in hidden]


def test_the_flow_is_switched_to_another_quantity(qtbot: QtBot, open_window: Opener) -> None:
    window = window_at(open_window, "deep_tanh", 20)
    bring_up(qtbot, window, "flow")
    flow = window.contents.flow
    qtbot.mouseClick(flow._chips[1], Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: flow._scene is not None and flow._scene.quantity == "update")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_other_thresholds_give_another_verdict(qtbot: QtBot, open_window: Opener) -> None:
    window = window_at(open_window, "stuck", 300)
    chip = window.contents.saturation.header_widgets()[1]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    sheet = window.contents.limits.sheet
    assert sheet.isVisible()
    assert sheet.fields["saturated"].text() == "99"
    sheet.fields["output_error"].setText("1.5")
    sheet.take.click()
    neuron = window.contents.neuron
    wait(qtbot, lambda: neuron._scene is not None and neuron._scene.chip.text == "finished")
    wait(qtbot, lambda: not window.status.sentence.startswith("Unit 1.1 is stuck"))
    assert neuron.remedies.isHidden()
