"""The workspace Compare in the real window: keys, clicks, and what its runs are."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import Reset, Seek, SetParameter
from nnviz.engine.session import Session
from nnviz.experiment.presets import PRESETS
from nnviz.gui import app
from nnviz.gui.compare.page import ComparePage
from nnviz.gui.main_window import MainWindow
from nnviz.scenes.palette import DARK, LIGHT, THEMES

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
RATE = "training.optimizer.rate"


def wait(qtbot: QtBot, told: Callable[[], bool]) -> None:
    qtbot.waitUntil(told, timeout=20_000)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ComparePage:
    """The page, in front, on two rates."""
    qtbot.keyClick(window, "6")
    shown = window.tabs.front
    assert isinstance(shown, ComparePage)
    shown.controller.choose_ready("rates")
    wait(qtbot, lambda: rates(shown) == [0.03, 0.3])
    settle(qtbot, shown)
    return shown


def settle(qtbot: QtBot, page: ComparePage) -> None:
    qtbot.wait(20)
    wait(qtbot, lambda: not page.controller.clock.is_active)


def steps(page: ComparePage) -> list[int]:
    return [run.record.step for run in page.controller.thread_.worker.seen.runs]


def rates(page: ComparePage) -> list[float]:
    runs = page.controller.thread_.worker.seen.runs
    return [run.record.spec.training.optimizer.rate for run in runs]


def window_of(page: ComparePage) -> MainWindow:
    window = page.sheet.window()
    assert isinstance(window, MainWindow)
    return window


def go(qtbot: QtBot, page: ComparePage, step: int) -> None:
    page.controller.ask(Seek(step))
    wait(qtbot, lambda: max(steps(page)) == step)
    settle(qtbot, page)


# One transport for all


def test_space_runs_and_pauses_all_runs_and_not_train(qtbot: QtBot, page: ComparePage) -> None:
    window = window_of(page)
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: min(steps(page)) > 20)
    assert window.actions_["run"].iconText() == "Pause"
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: not page.controller.running)
    first, second = steps(page)
    assert first == second
    assert window.controller.record.step == 0


def test_keys_step_on_and_back_by_an_epoch_and_to_the_start(
    qtbot: QtBot, page: ComparePage
) -> None:
    window = window_of(page)
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: steps(page) == [1, 1])
    qtbot.keyClick(window, Key.Key_Right, Shift)
    wait(qtbot, lambda: steps(page) == [25, 25])
    qtbot.keyClick(window, Key.Key_Left)
    wait(qtbot, lambda: steps(page) == [24, 24])
    qtbot.keyClick(window, Key.Key_R)
    wait(qtbot, lambda: steps(page) == [0, 0])


def test_shift_r_gives_every_run_the_same_new_weights(qtbot: QtBot, page: ComparePage) -> None:
    before = page.controller.thread_.worker.seen.runs[0].record.params.flat.copy()
    qtbot.keyClick(window_of(page), Key.Key_R, Shift)
    seen = lambda: page.controller.thread_.worker.seen.runs  # noqa: E731
    wait(qtbot, lambda: not np.array_equal(seen()[0].record.params.flat, before))
    assert np.array_equal(seen()[0].record.params.flat, seen()[1].record.params.flat)


def test_a_drag_of_the_timeline_seeks_in_all_runs(qtbot: QtBot, page: ComparePage) -> None:
    go(qtbot, page, 200)
    line = page.sheet.timeline
    middle = QPoint(round(line._x(100)), line.height() // 2)
    qtbot.mouseClick(line, LEFT, pos=middle)
    wait(qtbot, lambda: abs(steps(page)[0] - 100) <= 2)
    assert len(set(steps(page))) == 1


def test_a_run_here_is_the_run_alone_bit_for_bit(qtbot: QtBot, page: ComparePage) -> None:
    qtbot.keyClick(window_of(page), Key.Key_Space)
    wait(qtbot, lambda: min(steps(page)) > 300)
    qtbot.keyClick(window_of(page), Key.Key_Space)
    wait(qtbot, lambda: not page.controller.running)
    go(qtbot, page, 250)
    for run in page.controller.thread_.worker.seen.runs:
        alone = Session(run.record.spec)
        alone.step(250)
        assert np.array_equal(run.record.params.flat, alone.parameters)


def test_switching_to_train_pauses_the_twins(qtbot: QtBot, page: ComparePage) -> None:
    window = window_of(page)
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: min(steps(page)) > 20)
    qtbot.keyClick(window, "1")
    wait(qtbot, lambda: not page.controller.running)
    step = steps(page)
    qtbot.wait(50)
    assert steps(page) == step
    qtbot.keyClick(window, Key.Key_Right)
    wait(qtbot, lambda: window.controller.record.step == 1)
    assert steps(page) == step


def test_while_hidden_it_makes_no_picture(
    qtbot: QtBot, page: ComparePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes: list[object] = []
    show = page.sheet.costs.set_scene
    monkeypatch.setattr(
        page.sheet.costs, "set_scene", lambda scene: (scenes.append(scene), show(scene))
    )
    window = window_of(page)
    window.tabs.show("train")
    settle(qtbot, page)
    scenes.clear()
    page.controller.ask(Seek(30))
    wait(qtbot, lambda: steps(page) == [30, 30])
    settle(qtbot, page)
    assert not scenes
    window.tabs.show("compare")
    wait(qtbot, lambda: bool(scenes))


def test_nothing_ticks_while_nothing_changes(qtbot: QtBot, page: ComparePage) -> None:
    ticks: list[int] = []
    page.controller.clock.tick.connect(lambda: ticks.append(1))
    begin = time.process_time()
    qtbot.wait(400)
    assert not ticks
    assert time.process_time() - begin < 0.05


# What is compared


def test_a_comparison_chosen_from_the_list_begins_other_twins(
    qtbot: QtBot, page: ComparePage
) -> None:
    box = page.sheet.form.ready
    box.setFocus()
    qtbot.keyClicks(box, "gradient")
    box.activated.emit(box.currentIndex())
    names = lambda: page.sheet.table.table._scene.marks  # noqa: E731
    wait(qtbot, lambda: [mark.name for mark in names()] == ["gradient descent", "Adam"])
    assert [rows.name._mark.name for rows in page.sheet.form.runs] == ["gradient descent", "Adam"]


def test_a_value_typed_into_one_run_changes_that_run(qtbot: QtBot, page: ComparePage) -> None:
    box = page.sheet.form.runs[1].form.boxes()[RATE]
    text = box.findChild(QLineEdit)
    text.setFocus()
    text.selectAll()
    qtbot.keyClicks(text, "0.5")
    qtbot.keyClick(text, Key.Key_Return)
    wait(qtbot, lambda: rates(page) == [0.03, 0.5])
    assert page.sheet.form.ready.currentText() == "your own"


def test_a_run_is_added_and_taken_out_by_clicks(qtbot: QtBot, page: ComparePage) -> None:
    form = page.sheet.form
    qtbot.mouseClick(form.add, LEFT)
    wait(qtbot, lambda: len(steps(page)) == 3)
    settle(qtbot, page)
    assert len([run for run in page.sheet.outputs.runs if run.isVisible()]) == 3
    qtbot.mouseClick(form.add, LEFT)
    wait(qtbot, lambda: len(steps(page)) == 4)
    assert not form.add.isEnabled()
    qtbot.mouseClick(form.runs[0].cross, LEFT)
    wait(qtbot, lambda: rates(page) == [0.3, 0.3, 0.3])


def test_which_settings_vary_is_chosen_in_a_menu(qtbot: QtBot, page: ComparePage) -> None:
    page.controller.choose_varied((RATE, "training.l2"))
    settle(qtbot, page)
    assert list(page.sheet.form.runs[0].form.boxes()) == [RATE, "training.l2"]
    vary = page.sheet.form.vary
    assert vary.entries["training.l2"].isChecked()
    assert not vary.entries["training.cost"].isChecked()


def test_what_follows_from_a_change_is_said(qtbot: QtBot, page: ComparePage) -> None:
    page.controller.choose_varied(("training.cost",))
    page.controller.choose_value(1, "training.cost", "binary_cross_entropy")
    assert "the output layer is now sigmoid" in page.sheet.form.note.text()
    settle(qtbot, page)
    assert "different costs" in window_of(page).status.sentence


def test_twins_that_can_not_be_are_refused_in_words_and_the_others_stay(
    qtbot: QtBot, page: ComparePage
) -> None:
    go(qtbot, page, 10)
    form = page.sheet.form
    page.controller.choose_value(1, RATE, -1.0)
    assert "rate" in form.note.text()
    assert form.note.property("wrong")
    assert steps(page) == [10, 10]


def test_undo_takes_back_the_comparison_and_not_what_was_done_in_train(
    qtbot: QtBot, page: ComparePage
) -> None:
    window = window_of(page)
    window.controller.ask(SetParameter("rate", 0.1))
    wait(qtbot, lambda: window.undo.count() == 1)
    page.controller.choose_value(1, RATE, 1.0)
    wait(qtbot, lambda: rates(page) == [0.03, 1.0])
    qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(qtbot, lambda: rates(page) == [0.03, 0.3])
    assert window.controller.record.spec.training.optimizer.rate == 0.1
    qtbot.keyClick(window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Shift)
    wait(qtbot, lambda: rates(page) == [0.03, 1.0])


def test_it_follows_train_until_a_run_has_begun_and_then_offers_to(
    qtbot: QtBot, page: ComparePage
) -> None:
    window, form = window_of(page), page.sheet.form

    def experiment() -> str:
        return page.controller.thread_.worker.seen.runs[0].record.spec.name

    def show_preset(name: str) -> None:
        window.tabs.show("train")
        window.controller.ask(Reset(PRESETS[name].spec))
        wait(qtbot, lambda: window.controller.record.spec == PRESETS[name].spec)
        window.tabs.show("compare")

    show_preset("xor")
    wait(qtbot, lambda: experiment() == PRESETS["xor"].spec.name)
    assert form.take.isHidden()
    go(qtbot, page, 5)
    show_preset("spiral")
    assert experiment() == PRESETS["xor"].spec.name
    assert not form.take.isHidden()
    qtbot.mouseClick(form.take, LEFT)
    wait(qtbot, lambda: experiment() == PRESETS["spiral"].spec.name)
    assert form.take.isHidden()


# What is shown


def test_a_run_that_becomes_infinite_says_so_and_the_others_go_on(
    qtbot: QtBot, page: ComparePage
) -> None:
    controller = page.controller
    controller.choose_varied((RATE, "network.hidden.activation", "network.layers.3.activation"))
    for run in (0, 1):
        controller.choose_value(run, "network.hidden.activation", "relu")
        controller.choose_value(run, "network.layers.3.activation", "linear")
    controller.choose_value(1, RATE, 1000.0)
    wait(qtbot, lambda: rates(page) == [0.03, 1000.0])
    go(qtbot, page, 150)
    calm, wild = steps(page)
    assert wild < calm == 150
    shown = page.sheet.outputs.runs
    assert shown[0].name._note == ""
    assert shown[1].name._note == f"stopped at {wild}"
    assert "would have made" in page.sheet.table.sentence.text
    assert f"step {wild}: rate 1000 stopped" in page.sheet.timeline._told_at(
        page.sheet.timeline._x(wild)
    )


def test_the_axis_of_the_costs_is_switched_and_zoomed(qtbot: QtBot, page: ComparePage) -> None:
    go(qtbot, page, 100)
    view = page.sheet.costs
    qtbot.mouseClick(view.log, LEFT)
    settle(qtbot, page)
    assert view._scene.log
    qtbot.mouseClick(view.chips["accuracy"], LEFT)
    settle(qtbot, page)
    assert view._scene.quantity == "accuracy"
    assert view.log.isHidden()
    view.zoom.rangeRequested.emit((20.0, 60.0))
    settle(qtbot, page)
    assert not view._scene.whole


def test_the_table_can_be_copied(qtbot: QtBot, page: ComparePage, qapp) -> None:
    go(qtbot, page, 30)
    window_of(page).actions_["copy"].trigger()
    told = qapp.clipboard().text().splitlines()
    assert told[0] == "step 30"
    assert told[1] == "\trate 0.03\trate 0.3"
    assert any(line.startswith("cost, train\t0.") for line in told)


def test_toolbar_title_and_status_are_about_the_workspace_in_front(
    qtbot: QtBot, page: ComparePage
) -> None:
    window = window_of(page)
    go(qtbot, page, 40)
    assert window.transport.figures[0].value == "40"
    assert "comparing rate 0.03, rate 0.3" in window.windowTitle()
    assert "part at step" in window.status.sentence
    window.tabs.show("train")
    wait(qtbot, lambda: window.transport.figures[0].value == "0")
    wait(qtbot, lambda: "comparing" not in window.windowTitle())


def test_a_theme_is_taken_by_all_of_it(qtbot: QtBot, page: ComparePage) -> None:
    window = window_of(page)
    for theme in (DARK, LIGHT):
        window.actions_[f"theme_{theme.name}"].trigger()
        settle(qtbot, page)
        for card in page.sheet.cards:
            assert card.grab().toImage().pixelColor(5, card.height() - 8).name() == theme.panel


def test_every_control_says_what_it_is_and_takes_keys(page: ComparePage) -> None:
    form = page.sheet.form
    for control in (form.ready, form.vary, form.add, *(run.cross for run in form.runs)):
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    for card in page.sheet.cards:
        assert card.accessibleName()
    for box in page.sheet.findChildren(QComboBox):
        assert box.accessibleName() or box.isEditable() or not box.isVisible()


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900), (3840, 2160)])
def test_nothing_is_cut_off_at_any_size(
    qtbot: QtBot, page: ComparePage, size: tuple[int, int]
) -> None:
    window = window_of(page)
    window.resize(*size)
    page.controller.add_run()
    page.controller.add_run()
    wait(qtbot, lambda: len(steps(page)) == 4)
    settle(qtbot, page)
    assert (window.width(), window.height()) == size
    for card in page.sheet.cards:
        place = card.geometry()
        assert page.sheet.rect().contains(place)
        assert place.width() >= card.minimumSizeHint().width()
        assert place.height() >= card.minimumSizeHint().height()


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_of_it_can_be_drawn_at_the_step_of_the_run(
    qtbot: QtBot, tmp_path: Path, theme: str
) -> None:
    session = Session()
    session.step(60)
    app.render(session, tmp_path / "shot.png", workspace="compare", theme=theme)
    picture = QImage(str(tmp_path / "shot.png"))
    assert (picture.width(), picture.height()) == (1440, 900)


def test_the_window_closes_while_twins_run(qtbot: QtBot, page: ComparePage) -> None:
    window = window_of(page)
    qtbot.keyClick(window, Key.Key_Space)
    wait(qtbot, lambda: min(steps(page)) > 20)
    begin = time.perf_counter()
    window.close()
    assert time.perf_counter() - begin < 1.5
    assert not page.controller.thread_.is_threaded
