"""Real keys and clicks in the real window, with the trainer in its own thread."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import EditWeight, SetParameter
from nnviz.gui.dialogs import ReportDialog
from nnviz.gui.main_window import MainWindow
from nnviz.gui.panels.experiment_form import Heading
from nnviz.scenes.palette import DARK, LIGHT

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier


def step_of(window: MainWindow) -> int:
    return window.controller.record.step


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=10_000)


def go(qtbot: QtBot, window: MainWindow, step: int) -> None:
    window.contents.timeline.seekRequested.emit(step)
    wait(qtbot, lambda: step_of(window) == step)


def test_space_runs_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: step_of(window) > 20)
    assert window.actions_["run"].iconText() == "Pause"
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: not window.controller.running)
    step = step_of(window)
    qtbot.wait(50)
    assert step_of(window) == step
    assert window.actions_["run"].iconText() == "Run"


def test_right_steps_once_and_left_steps_back(qtbot: QtBot, window: MainWindow) -> None:
    start = window.controller.record.params.flat.copy()
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: step_of(window) == 1)
    assert not np.array_equal(window.controller.record.params.flat, start)
    qtbot.keyClick(window, Key.Key_Left)
    wait(qtbot, lambda: step_of(window) == 0)
    assert np.array_equal(window.controller.record.params.flat, start)


def test_shift_right_trains_an_epoch(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Key.Key_Right, Shift)
    wait(qtbot, lambda: window.controller.record.epoch == 1.0)


def test_with_epochs_chosen_right_steps_by_one(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_["by_epoch"].trigger()
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: step_of(window) == 25)
    qtbot.keyClick(window, Key.Key_Left)
    wait(qtbot, lambda: step_of(window) == 0)


def test_r_gives_the_same_weights_and_shift_r_new_ones(qtbot: QtBot, window: MainWindow) -> None:
    start = window.controller.record.params.flat.copy()
    go(qtbot, window, 30)
    qtbot.keyClick(window, Key.Key_R)
    wait(qtbot, lambda: step_of(window) == 0)
    assert np.array_equal(window.controller.record.params.flat, start)
    qtbot.keyClick(window, Key.Key_R, Shift)
    wait(qtbot, lambda: window.controller.record.run == 3)
    assert not np.array_equal(window.controller.record.params.flat, start)


def focusable(window: MainWindow, kind: type) -> list[QWidget]:
    found = [w for w in window.findChildren(kind) if w.isVisible()]
    texts = [w for w in found if isinstance(w, QComboBox) and w.isEditable()]
    return [w for w in found if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w not in texts]


@pytest.mark.parametrize("kind", [QAbstractButton, QComboBox, QSlider])
def test_keys_work_with_the_focus_on_a_control(
    qtbot: QtBot, window: MainWindow, kind: type
) -> None:
    spec = window.controller.record.spec
    for widget in focusable(window, kind):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        before = step_of(window)
        qtbot.keyClick(widget, Key.Key_Right)
        wait(qtbot, lambda before=before: step_of(window) == before + 1)
    assert window.controller.record.spec == spec


def test_keys_typed_into_a_text_belong_to_it(qtbot: QtBot, window: MainWindow) -> None:
    texts = focusable(window, QLineEdit)
    assert texts
    for text in texts:
        text.setFocus(Qt.FocusReason.TabFocusReason)
        for key in (Key.Key_Right, Key.Key_Left, Key.Key_Space, Key.Key_R):
            qtbot.keyClick(text, key)
        qtbot.keyClick(text, Key.Key_Escape)
    qtbot.wait(50)
    assert step_of(window) == 0
    assert window.controller.record.run == 1
    assert not window.controller.running


def test_return_presses_the_button_in_focus(qtbot: QtBot, window: MainWindow) -> None:
    button = window.transport.buttons[-1]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Key.Key_Return)
    wait(qtbot, lambda: step_of(window) == 1)


def test_a_drag_of_the_timeline_seeks(qtbot: QtBot, window: MainWindow) -> None:
    go(qtbot, window, 400)
    before = window.controller.record.params.flat.copy()
    line = window.contents.timeline
    left, middle = line.rect().center(), line.rect().center()
    left.setX(line.width() // 4)
    qtbot.mousePress(line, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(line, left)
    qtbot.mouseRelease(line, Qt.MouseButton.LeftButton, pos=left)
    shown = line.shown_step
    assert 0 < shown < 200
    wait(qtbot, lambda: step_of(window) == shown)
    go(qtbot, window, 400)
    assert np.array_equal(window.controller.record.params.flat, before)


def test_the_rate_changes_in_mid_run_and_is_undone(qtbot: QtBot, window: MainWindow) -> None:
    rate = lambda: window.controller.record.spec.training.optimizer.rate  # noqa: E731
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: step_of(window) > 10)
    window.controller.ask(SetParameter("rate", 0.1))
    window.controller.ask(SetParameter("rate", 0.3))
    wait(qtbot, lambda: rate() == 0.3 and window.undo.count() == 1)
    qtbot.wait(20)
    assert window.controller.running
    assert window.undo.count() == 1
    window.undo.undo()
    wait(qtbot, lambda: rate() == 0.03)
    window.undo.redo()
    wait(qtbot, lambda: rate() == 0.3)


def test_an_edit_of_a_weight_is_undone(qtbot: QtBot, window: MainWindow) -> None:
    weight = lambda: float(window.controller.record.params.W[1][0, 0])  # noqa: E731
    before = weight()
    window.controller.ask(EditWeight(1, 0, 0, 2.5))
    wait(qtbot, lambda: weight() == 2.5 and window.undo.count() == 1)
    assert window.undo.undoText() == "edit of W1[0, 0]"
    window.undo.undo()
    wait(qtbot, lambda: weight() == before)


def test_a_reset_is_undone_with_all_its_steps(qtbot: QtBot, window: MainWindow) -> None:
    go(qtbot, window, 120)
    before = window.controller.record.params.flat.copy()
    qtbot.keyClick(window, Key.Key_R, Shift)
    wait(qtbot, lambda: step_of(window) == 0 and window.undo.count() == 1)
    window.undo.undo()
    wait(qtbot, lambda: step_of(window) == 120)
    assert np.array_equal(window.controller.record.params.flat, before)


def test_a_theme_is_taken_by_everything(qtbot: QtBot, window: MainWindow) -> None:
    light = window.grab().toImage().pixelColor(4, 400).name()
    assert light == LIGHT.ground
    window.actions_["theme_dark"].trigger()
    wait(qtbot, lambda: not window.clock.is_active)
    assert window.grab().toImage().pixelColor(4, 400).name() == DARK.ground
    assert window.controller.theme is DARK


def test_the_projector_size_enlarges_text_and_fits(qtbot: QtBot, window: MainWindow) -> None:
    before = window.fontMetrics().height()
    window.actions_["projector"].trigger()
    wait(qtbot, lambda: not window.clock.is_active)
    assert window.fontMetrics().height() > 1.25 * before
    assert window.minimumSizeHint().width() <= 1440


def test_the_form_follows_the_projector_size_at_once(qtbot: QtBot, window: MainWindow) -> None:
    form = window.contents.experiment.form
    headings = form.findChildren(Heading)
    before = {heading: heading.note.font().pointSizeF() for heading in headings}
    window.actions_["projector"].trigger()
    wait(qtbot, lambda: not window.clock.is_active)
    for heading, size in before.items():
        assert heading.note.font().pointSizeF() > 1.25 * size, heading.title.text()


@pytest.mark.parametrize("name", ["diagram", "curves", "heatmaps", "saturation", "output"])
def test_a_hidden_panel_costs_no_scene(
    qtbot: QtBot, window: MainWindow, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = window.workspace.panels[name]
    view = panel.content
    scenes: list[object] = []
    show = view.set_scene
    monkeypatch.setattr(view, "set_scene", lambda scene: (scenes.append(scene), show(scene)))
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: len(scenes) > 0)
    panel.close()
    wait(qtbot, lambda: not window.clock.is_active)
    scenes.clear()
    for _ in range(3):
        qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: step_of(window) == 4 and not window.clock.is_active)
    assert not scenes
    panel.toggleViewAction().trigger()
    wait(qtbot, lambda: len(scenes) > 0)


def test_nothing_ticks_while_nothing_changes(qtbot: QtBot, window: MainWindow) -> None:
    ticks: list[int] = []
    window.clock.tick.connect(lambda: ticks.append(1))
    begin = time.process_time()
    qtbot.wait(500)
    assert not ticks
    assert time.process_time() - begin < 0.05


@pytest.mark.parametrize("wait_ms", [0, 1, 30, 120])
def test_the_window_closes_in_mid_training(qtbot: QtBot, open_window, wait_ms: int) -> None:
    window = open_window()
    window.set_speed(1.0)
    qtbot.keyClick(window, Key.Key_Space)
    qtbot.wait(wait_ms)
    begin = time.perf_counter()
    window.close()
    assert time.perf_counter() - begin < 1.0
    assert not window.trainer.is_threaded


def test_an_exception_in_the_trainer_is_shown_and_the_run_kept(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(qtbot, window, 12)
    good = window.controller.record

    def broken(_steps: int) -> None:
        raise RuntimeError("the batch has gone")

    monkeypatch.setattr(window.session, "step", broken)
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: bool(window.findChildren(ReportDialog)))
    dialog = window.findChildren(ReportDialog)[0]
    assert "the batch has gone" in dialog.text.toPlainText()
    wait(qtbot, lambda: not window.controller.running)
    assert window.controller.record is good
    dialog.close()
    window.activateWindow()
    wait(qtbot, window.isActiveWindow)
    monkeypatch.undo()
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: step_of(window) == 13)


def test_a_refusal_leaves_the_run_going(qtbot: QtBot, window: MainWindow) -> None:
    refused: list[str] = []
    window.trainer.worker.refused.connect(lambda _intent, why: refused.append(why))
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: step_of(window) > 5)
    window.controller.ask(SetParameter("rate", -3.0))
    wait(qtbot, lambda: bool(refused))
    step = step_of(window)
    wait(qtbot, lambda: step_of(window) > step)
    assert window.controller.record.spec.training.optimizer.rate == 0.03
    assert window.undo.count() == 0


def test_the_readout_can_be_copied(qtbot: QtBot, window: MainWindow, qapp) -> None:
    go(qtbot, window, 7)
    window.actions_["copy"].trigger()
    assert "step 7" in qapp.clipboard().text()
