from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui import theme
from nnviz.gui.labs.neuron import NeuronLab
from nnviz.gui.labs.neuron_page import NeuronDriver
from nnviz.gui.panels.fields import ChoiceBox
from nnviz.gui.panels.number_fields import NumberBox, OfferBox
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.unit_choice import PRESETS

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500)


@pytest.fixture
def lab(qtbot: QtBot) -> Iterator[NeuronLab]:
    window = NeuronLab()
    qtbot.addWidget(window)
    window.resize(1424, 770)
    theme.dress(window, LIGHT)
    window.dress(LIGHT, 1.0)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    settle()
    yield window
    theme.use_font(theme.system_font())


@pytest.fixture
def driver(lab: NeuronLab) -> Iterator[NeuronDriver]:
    made = NeuronDriver(lab)
    yield made
    made.pause()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def line_of(box: QWidget) -> QLineEdit:
    line = box.lineEdit() if isinstance(box, QComboBox) else box
    assert isinstance(line, QLineEdit)
    return line


def type_into(qtbot: QtBot, box: QWidget, text: str) -> None:
    line = line_of(box)
    line.setFocus()
    line.selectAll()
    if text:
        qtbot.keyClicks(line, text)
    else:
        qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle()


def test_a_typed_weight_is_taken_and_shown_everywhere(qtbot: QtBot, lab: NeuronLab) -> None:
    type_into(qtbot, lab.form.boxes()["w1"], "-10")
    assert lab.choice.unit.w == (-10.0,)
    assert lab.form.sliders()["w1"].value() == round(400 * 2 / 24)
    assert "z\N{NO-BREAK SPACE}−10.00" in lab.unit_page.state.text
    assert "for ever" in lab.unit_page.sentence.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_a_sentence_and_changes_nothing(
    qtbot: QtBot, lab: NeuronLab, text: str
) -> None:
    for racing in (False, True):
        lab.show_race(racing)
        settle()
        choice, settings = lab.choice, lab.race.settings
        boxes = {n: b for n, b in lab.form.boxes().items() if isinstance(b, NumberBox | OfferBox)}
        seen = [name for name, box in boxes.items() if box.isVisible()]
        assert len(seen) >= 4
        for name in seen:
            type_into(qtbot, boxes[name], text)
            assert (lab.choice, lab.race.settings) == (choice, settings)
            assert lab.form.note_of(name).endswith("."), name
            qtbot.keyClick(line_of(boxes[name]), Qt.Key.Key_Escape)
            assert lab.form.note_of(name) == ""


def test_a_slider_drags_a_weight(qtbot: QtBot, lab: NeuronLab) -> None:
    slider = lab.form.sliders()["w1"]
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    settle()
    assert lab.choice.unit.w[0] == pytest.approx(-3.76, abs=0.05)
    assert line_of(lab.form.boxes()["w1"]).text().startswith("−3.")


def test_more_inputs_have_rows_of_their_own(qtbot: QtBot, lab: NeuronLab) -> None:
    type_into(qtbot, lab.form.boxes()["inputs"], "3")
    settle()
    assert lab.choice.unit.inputs == 3
    assert all(lab.form.boxes()[name].isVisible() for name in ("w3", "x3"))
    type_into(qtbot, lab.form.boxes()["inputs"], "1")
    assert not lab.form.boxes()["w3"].isVisible()


def test_what_does_not_fit_cannot_be_chosen_and_says_why(lab: NeuronLab) -> None:
    lab.wish("activation", "tanh")
    settle()
    box = lab.form.boxes()["cost"]
    assert isinstance(box, ChoiceBox)
    place = box.findData("binary_cross_entropy")
    assert not box.model().item(place).isEnabled()
    assert "sigmoid" in box.itemData(place, Qt.ItemDataRole.ToolTipRole)
    before = lab.choice
    lab.wish("cost", "binary_cross_entropy")
    assert lab.choice == before
    assert "probability" in lab.form.note_of("cost")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_click(qtbot: QtBot, lab: NeuronLab, name: str) -> None:
    qtbot.mouseClick(lab.presets[name], Qt.MouseButton.LeftButton)
    settle()
    assert lab.choice.unit == PRESETS[name][1]
    assert lab.unit_page.sentence.text


def test_the_pictures_set_weight_and_bias(qtbot: QtBot, lab: NeuronLab) -> None:
    cost, plane = lab.unit_page.cost, lab.unit_page.map
    at = cost.place(3.0, cost.y_axis.low + 0.5 * cost.y_axis.span).toPoint()
    qtbot.mouseClick(cost.pane, Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert lab.choice.unit.w[0] == pytest.approx(3.0, abs=0.05)
    qtbot.keyClick(cost, Qt.Key.Key_Left)
    assert lab.choice.unit.w[0] == pytest.approx(2.88, abs=0.06)
    qtbot.mouseClick(plane.pane, Qt.MouseButton.LeftButton, pos=plane.place(-5, 4).toPoint())
    settle()
    assert lab.choice.unit.w[0] == pytest.approx(-5.0, abs=0.1)
    assert lab.choice.unit.b == pytest.approx(4.0, abs=0.1)


def test_the_table_selects_what_the_pictures_are_about(qtbot: QtBot, lab: NeuronLab) -> None:
    table = lab.unit_page.table
    line = table.height() / 3.0
    qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(30, round(2.5 * line)))
    settle()
    assert lab.choice.index == 1
    assert lab.unit_page.cost.x_axis.name == "b"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert lab.choice.index == 0


def test_a_slip_marks_the_gradient_that_is_wrong(lab: NeuronLab) -> None:
    lab.wish("slip", "minus")
    settle()
    assert not lab.unit_page.scene.chain.rows[0].agrees
    assert "uphill" in lab.unit_page.sentence.text
    assert "Slip" in lab.unit_page.chain.accessibleDescription()


def test_steps_go_on_and_back(lab: NeuronLab, driver: NeuronDriver) -> None:
    driver.step(3, "iteration")
    settle()
    assert lab.choice.run.step_count == 3
    assert "step\N{NO-BREAK SPACE}3" in lab.unit_page.state.text
    driver.step(-1, "epoch")
    assert lab.choice.run.step_count == 2
    driver.reset()
    assert lab.choice.unit.w == (-4.0,)


def test_it_runs_at_the_speed_that_is_chosen_until_it_is_paused(
    qtbot: QtBot, lab: NeuronLab, driver: NeuronDriver
) -> None:
    told: list[bool] = []
    driver.runningChanged.connect(told.append)
    driver.set_speed(0.9)
    driver.switch_running()
    assert driver.running
    qtbot.waitUntil(lambda: lab.choice.run.step_count > 10)
    driver.switch_running()
    assert told == [True, False]
    before = lab.choice.run.step_count
    qtbot.wait(60)
    assert lab.choice.run.step_count == before


def test_a_change_by_hand_stops_a_run(lab: NeuronLab, driver: NeuronDriver) -> None:
    driver.switch_running()
    lab.wish("w1", 2.0)
    assert not driver.running


def test_a_run_that_diverges_stops_and_says_why(
    qtbot: QtBot, lab: NeuronLab, driver: NeuronDriver
) -> None:
    lab.take_preset("too fast")
    lab.wish("rate", 10.0)
    driver.set_speed(1.0)
    driver.switch_running()
    qtbot.waitUntil(lambda: not driver.running)
    settle()
    assert "smaller rate" in lab.unit_page.sentence.text


def test_the_race_runs_as_fast_as_it_goes(
    qtbot: QtBot, lab: NeuronLab, driver: NeuronDriver
) -> None:
    qtbot.mouseClick(lab.race_chip, Qt.MouseButton.LeftButton)
    settle()
    assert lab.race_page.isVisible()
    assert "Guess" in lab.race_page.sentence.text
    driver.set_speed(1.0)
    driver.switch_running()
    qtbot.waitUntil(lambda: lab.race.step_count > 30)
    driver.pause()
    settle()
    assert "cross-entropy at step 21" in lab.race_page.sentence.text
    driver.reset()
    assert lab.race.step_count == 0


def test_another_setting_begins_another_race(lab: NeuronLab, driver: NeuronDriver) -> None:
    lab.show_race(True)
    driver.step(10, "iteration")
    lab.wish("start", -2.0)
    settle()
    assert lab.race.step_count == 0
    assert np.all(lab.race.w == -2.0)


def test_figures_can_be_copied(qtbot: QtBot, lab: NeuronLab, driver: NeuronDriver) -> None:
    qtbot.mouseClick(lab.unit_page.copy, Qt.MouseButton.LeftButton)
    assert "ErrorB = 0.01735" in QGuiApplication.clipboard().text()
    assert driver.readout() == QGuiApplication.clipboard().text()
    lab.show_race(True)
    settle()
    qtbot.mouseClick(lab.race_page.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("lane\t")


def test_a_hidden_lab_draws_nothing(lab: NeuronLab) -> None:
    lab.hide()
    before = lab.unit_page.scene
    lab.wish("w1", 5.0)
    settle()
    assert lab.unit_page.scene is before
    lab.show()
    settle()
    assert lab.unit_page.scene is not before


def test_everything_that_acts_has_a_name_and_a_tip(lab: NeuronLab) -> None:
    for racing in (False, True):
        lab.show_race(racing)
        settle()
        kinds = (QAbstractButton, QLineEdit, QSlider, QComboBox, LabPlotView)
        for widget in lab.findChildren(QWidget):
            inside = isinstance(widget.parent(), QComboBox)
            if isinstance(widget, kinds) and widget.isVisible() and not inside:
                assert widget.accessibleName(), widget
                if not isinstance(widget, LabPlotView):
                    assert widget.toolTip(), widget


@pytest.mark.parametrize(("width", "height"), [(1008, 570), (3800, 2000)])
def test_it_fits_small_and_large_windows_in_both_themes(
    lab: NeuronLab, width: int, height: int
) -> None:
    lab.wish("inputs", 3)
    lab.resize(width, height)
    for look in (DARK, LIGHT):
        lab.dress(look, 1.0)
        settle()
    assert (lab.width(), lab.height()) == (width, height)
    for plot in (lab.unit_page.activation, lab.unit_page.cost, lab.unit_page.map):
        assert plot.area.height() > 90
        assert plot.area.width() > 200
