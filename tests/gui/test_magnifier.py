"""Steps by operation in the real window: forward, back, played, and lit in the diagram."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.diagnostics.operations import operations
from nnviz.engine.intents import Reset, SetParameter
from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS
from nnviz.gui.main_window import MainWindow
from nnviz.gui.pace import speed_of
from nnviz.gui.settings import Settings
from nnviz.scenes.marks import UnitMark, WeightMark

Key = Qt.Key
Opener = Callable[..., MainWindow]


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=10_000)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    wait(qtbot, lambda: not window.clock.is_active)


def step_of(window: MainWindow) -> int:
    return window.controller.record.step


def present(window: MainWindow) -> int:
    scene = window.contents.microscope._scene
    assert scene is not None
    return scene.present


def count_of(window: MainWindow) -> int:
    return len(operations(window.controller.record.problem.network))


@pytest.fixture
def by_operation(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.actions_["by_operation"].trigger()
    settle(qtbot, window)
    return window


def test_choosing_operations_opens_the_microscope_and_leaving_them_closes_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel = window.workspace.panels["microscope"]
    assert panel.isHidden()
    window.actions_["by_operation"].trigger()
    settle(qtbot, window)
    assert not panel.visibleRegion().isEmpty()
    window.actions_["reset_layout"].trigger()
    assert not panel.isHidden()
    window.actions_["by_iteration"].trigger()
    assert panel.isHidden()


def test_right_and_left_go_through_operations_across_iterations(
    qtbot: QtBot, by_operation: MainWindow
) -> None:
    window = by_operation
    start = window.controller.record.params.flat.copy()
    count = count_of(window)
    for expected in range(1, count):
        qtbot.keyClick(window, Key.Key_Right)
        wait(qtbot, lambda expected=expected: present(window) == expected)
    assert step_of(window) == 0
    for _ in range(count + 2):
        qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: (step_of(window), present(window)) == (2, 1))
    assert window.contents.microscope._scene is not None
    assert "step 2 → 3" in window.contents.microscope._scene.where
    for _ in range(2 * count + 5):
        qtbot.keyClick(window, Key.Key_Left)
    wait(qtbot, lambda: (step_of(window), present(window)) == (0, 0))
    assert np.array_equal(window.controller.record.params.flat, start)


def test_a_seek_takes_the_operation_along_and_a_reset_begins_with_the_first(
    qtbot: QtBot, by_operation: MainWindow
) -> None:
    window = by_operation
    window.contents.magnifier.go_to(9)
    window.contents.timeline.seekRequested.emit(30)
    wait(qtbot, lambda: step_of(window) == 30)
    settle(qtbot, window)
    assert present(window) == 9
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: present(window) == 10)
    assert step_of(window) == 30
    window.controller.ask(Reset())
    wait(qtbot, lambda: step_of(window) == 0)
    settle(qtbot, window)
    assert present(window) == 0


def test_slow_running_plays_operations(qtbot: QtBot, by_operation: MainWindow) -> None:
    window = by_operation
    window.set_speed(speed_of(20.0) - 0.001)
    assert "ops/s" in window.transport._speed_value.text()
    qtbot.keyClick(window, Key.Key_Space)
    assert window.actions_["run"].iconText() == "Pause"
    wait(qtbot, lambda: step_of(window) >= 1)
    assert window.contents.magnifier.playing
    assert not window.controller.running
    qtbot.keyClick(window, Key.Key_Space)
    assert not window.contents.magnifier.playing
    assert window.actions_["run"].iconText() == "Run"


def test_faster_than_one_can_see_whole_steps_are_made(
    qtbot: QtBot, by_operation: MainWindow
) -> None:
    window = by_operation
    window.set_speed(0.3)
    qtbot.keyClick(window, Key.Key_Space)
    assert window.contents.magnifier.playing
    window.set_speed(0.9)
    wait(qtbot, lambda: window.controller.running)
    assert not window.contents.magnifier.playing
    wait(qtbot, lambda: step_of(window) > 10)
    window.set_speed(0.3)
    wait(qtbot, lambda: not window.controller.running)
    assert window.contents.magnifier.playing
    window.actions_["by_iteration"].trigger()
    assert not window.contents.magnifier.playing


def test_a_click_on_an_operation_steps_by_operations(qtbot: QtBot, window: MainWindow) -> None:
    window.workspace.open_microscope()
    settle(qtbot, window)
    row = window.contents.microscope.operations
    at = row.box_of(3).center().toPoint()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)
    wait(qtbot, lambda: present(window) == 3)
    assert window.granularity == "operation"


def test_the_diagram_is_lit_while_the_microscope_is_seen(
    qtbot: QtBot, by_operation: MainWindow
) -> None:
    window = by_operation
    lit = lambda: window.contents.diagram._scene.lit  # noqa: E731
    assert lit() is not None
    assert lit().unit == UnitMark(0, 0)
    window.contents.magnifier.go_to(3)
    settle(qtbot, window)
    assert lit().into == 2
    window.workspace.panels["microscope"].close()
    settle(qtbot, window)
    qtbot.keyClick(window, Key.Key_Right)
    settle(qtbot, window)
    assert lit() is None


def test_a_run_that_can_not_go_on_stays_at_its_last_operation(
    qtbot: QtBot, open_window: Opener
) -> None:
    session = Session(PRESETS["plane"].spec)
    window = open_window(session)
    window.actions_["by_operation"].trigger()
    window.controller.ask(SetParameter("rate", 1e6))
    settle(qtbot, window)
    diverged: list[object] = []
    window.trainer.worker.diverged.connect(lambda told, _step: diverged.append(told))
    last = count_of(window) - 1
    for _ in range(400):
        if diverged:
            break
        window.contents.magnifier.go_to(last)
        before = step_of(window)
        qtbot.keyClick(window, Key.Key_Right)
        wait(qtbot, lambda before=before: bool(diverged) or step_of(window) > before)
    assert diverged
    settle(qtbot, window)
    at = present(window)
    qtbot.keyClick(window, Key.Key_Left)
    wait(qtbot, lambda: present(window) == max(at - 1, 0) or present(window) == last)


def test_a_weight_that_is_selected_has_its_chain_rule_and_a_path_is_lit(
    qtbot: QtBot, window: MainWindow
) -> None:
    chain = window.contents.neuron.chain
    assert chain.isHidden()
    window.controller.select(WeightMark(1, 0, 2))
    settle(qtbot, window)
    assert not chain.isHidden()
    chain.pathPointed.emit(1)
    settle(qtbot, window)
    lit = window.contents.diagram._scene.lit
    assert lit is not None
    assert lit.edges[0] == WeightMark(1, 0, 2)
    chain.pathPointed.emit(None)
    settle(qtbot, window)
    assert window.contents.diagram._scene.lit is None
    chain.pathPointed.emit(0)
    window.controller.select(UnitMark(1, 0))
    settle(qtbot, window)
    assert chain.isHidden()
    assert window.contents.diagram._scene.lit is None


def test_the_sample_is_the_same_in_strip_and_microscope(
    qtbot: QtBot, by_operation: MainWindow
) -> None:
    window = by_operation
    window.controller.select(WeightMark(2, 0, 1))
    settle(qtbot, window)
    window.contents.neuron.chain.sample.on.click()
    settle(qtbot, window)
    scene = window.contents.microscope._scene
    assert scene is not None
    assert scene.sample.row == 1
    window.contents.microscope.sample.all.click()
    settle(qtbot, window)
    assert "the batch" in window.contents.neuron.chain.text


def test_the_check_of_all_weights_runs_while_the_window_lives(
    qtbot: QtBot, open_window: Opener
) -> None:
    window = open_window(Session(PRESETS["digits"].spec))
    window.controller.select(WeightMark(1, 20, 3))
    settle(qtbot, window)
    chain = window.contents.neuron.chain
    chain.check.click()
    wait(qtbot, lambda: "checking" in chain.check.text())
    chain.check.click()
    wait(qtbot, lambda: "check the whole network" in chain.check.text())
    assert chain.map.isHidden()
    chain.check.click()
    wait(qtbot, lambda: not chain.map.isHidden())
    assert "agree" in chain.map.accessibleDescription()
    window.controller.ask(Reset())
    wait(qtbot, lambda: chain.map.isHidden())


def test_a_window_closes_in_the_middle_of_a_check(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window(Session(PRESETS["digits"].spec))
    window.controller.select(WeightMark(1, 20, 3))
    settle(qtbot, window)
    window.contents.neuron.chain.check.click()
    window.actions_["by_operation"].trigger()
    window.set_speed(0.3)
    qtbot.keyClick(window, Key.Key_Space)
    window.close()


def test_operations_are_remembered_as_the_size_of_a_step(qtbot: QtBot, open_window: Opener) -> None:
    settings = Settings()
    first = open_window(None, settings)
    first.actions_["by_operation"].trigger()
    settle(qtbot, first)
    first.close()
    second = open_window(None, Settings())
    assert second.granularity == "operation"
    assert not second.workspace.panels["microscope"].isHidden()
