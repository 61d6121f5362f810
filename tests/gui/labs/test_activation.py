from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui import theme
from nnviz.gui.labs.activation import ActivationLab
from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.scenes.activation_choice import QUICK
from nnviz.scenes.palette import DARK, LIGHT

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500)


@pytest.fixture
def lab(qtbot: QtBot) -> Iterator[ActivationLab]:
    window = ActivationLab()
    qtbot.addWidget(window)
    window.resize(1424, 770)
    theme.dress(window, LIGHT)
    window.dress(LIGHT, 1.0)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    theme.use_font(theme.system_font())


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def type_into(qtbot: QtBot, box: QLineEdit, text: str) -> None:
    box.setFocus()
    box.selectAll()
    if text:
        qtbot.keyClicks(box, text)
    else:
        qtbot.keyClick(box, Qt.Key.Key_Delete)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle()


def on_plot(plot: LabPlotView, x: float) -> QPoint:
    at = plot.place(x, plot.y_axis.low + 0.5 * plot.y_axis.span)
    return at.toPoint()


def test_a_chip_switches_an_activation_on_and_off(qtbot: QtBot, lab: ActivationLab) -> None:
    for expected in (True, False):
        qtbot.mouseClick(lab.names["relu"], Qt.MouseButton.LeftButton)
        settle()
        assert ("relu" in lab.choice.shown) is expected
        assert lab.names["relu"].isChecked() is expected
        assert len(lab.scene.table.rows) == 2 + expected


def test_the_last_activation_stays_checked(qtbot: QtBot, lab: ActivationLab) -> None:
    for name in ("sigmoid", "tanh"):
        qtbot.mouseClick(lab.names[name], Qt.MouseButton.LeftButton)
    settle()
    assert lab.choice.shown == ("tanh",)
    assert lab.names["tanh"].isChecked()


@pytest.mark.parametrize("place", range(len(QUICK)))
def test_a_quick_point_puts_the_cursor_there(qtbot: QtBot, lab: ActivationLab, place: int) -> None:
    qtbot.mouseClick(lab.quick[place], Qt.MouseButton.LeftButton)
    settle()
    assert lab.choice.z == QUICK[place]
    assert lab.z_box.text().replace("−", "-") == str(int(QUICK[place]))


def test_the_pointer_reads_and_a_click_keeps(qtbot: QtBot, lab: ActivationLab) -> None:
    plot = lab.plots[0]
    qtbot.mouseMove(plot.pane, on_plot(plot, -3.0))
    settle()
    assert float(lab.scene.table.z.replace("−", "-")) == pytest.approx(-3.0, abs=0.05)
    assert lab.choice.z == 1.0
    qtbot.mouseClick(plot.pane, Qt.MouseButton.LeftButton, pos=on_plot(plot, 2.0))
    settle()
    assert lab.choice.z == pytest.approx(2.0, abs=0.05)


def test_the_arrow_keys_move_the_cursor_and_choose(qtbot: QtBot, lab: ActivationLab) -> None:
    lab.plots[1].setFocus()
    qtbot.keyClick(lab.plots[1], Qt.Key.Key_Right)
    assert lab.choice.z == pytest.approx(1.08)
    qtbot.keyClick(lab.plots[1], Qt.Key.Key_Down)
    assert lab.choice.chosen == "tanh"
    settle()


def test_the_wheel_zooms(lab: ActivationLab) -> None:
    pane = lab.plots[0].pane
    at = QPointF(on_plot(lab.plots[0], 0.0))
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(pane, event)
    assert lab.choice.limit == 4.0
    settle()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_a_sentence_and_changes_nothing(
    qtbot: QtBot, lab: ActivationLab, text: str
) -> None:
    before = lab.choice
    for box, note in ((lab.z_box, lab.z_note), (lab.differences.h_box, lab.differences.h_note)):
        type_into(qtbot, box, text)
        assert lab.choice == before
        assert note.isVisible()
        assert note.text().endswith(".")
        qtbot.keyClick(box, Qt.Key.Key_Escape)
        assert not note.isVisible()


def test_a_typed_z_and_h_are_taken(qtbot: QtBot, lab: ActivationLab) -> None:
    type_into(qtbot, lab.z_box, "-2.5")
    type_into(qtbot, lab.differences.h_box, "1e-13")
    assert (lab.choice.z, lab.choice.h) == (-2.5, 1e-13)
    assert "0.0025" in lab.differences.sentence.text


def test_h_is_moved_on_its_plot_and_by_its_slider(qtbot: QtBot, lab: ActivationLab) -> None:
    plot = lab.differences.over_h
    qtbot.mouseClick(plot.pane, Qt.MouseButton.LeftButton, pos=on_plot(plot, -8.0))
    assert lab.choice.h == pytest.approx(1e-8, rel=0.2)
    settle()
    slider = lab.differences.h_slider
    assert slider.value() == pytest.approx(200, abs=3)
    slider.setFocus()
    before = lab.choice.h
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert before < lab.choice.h < 10.0 * before
    settle()


def test_a_row_of_the_table_can_be_chosen(qtbot: QtBot, lab: ActivationLab) -> None:
    line = lab.table.height() / 3.0
    qtbot.mouseClick(lab.table, Qt.MouseButton.LeftButton, pos=QPoint(40, round(2.5 * line)))
    assert lab.choice.chosen == "tanh"
    lab.table.setFocus()
    qtbot.keyClick(lab.table, Qt.Key.Key_Down)
    assert lab.choice.chosen == "sigmoid"
    settle()


def test_the_switches_of_the_header_work(qtbot: QtBot, lab: ActivationLab) -> None:
    qtbot.mouseClick(lab.orders[2], Qt.MouseButton.LeftButton)
    settle()
    assert [plot.isVisible() for plot in lab.plots] == [True, True, False]
    qtbot.mouseClick(lab.stacked, Qt.MouseButton.LeftButton)
    settle()
    assert [plot.isVisible() for plot in lab.plots] == [True, False, False]
    lab.tau.tauRequested.emit(0.2)
    settle()
    assert lab.tau.text() == "τ 0.2"
    qtbot.mouseClick(lab.differences.error, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(lab.differences.methods["forward"], Qt.MouseButton.LeftButton)
    settle()
    assert lab.choice.error
    assert lab.choice.differences == ("central",)


def test_values_and_curves_can_be_copied(qtbot: QtBot, lab: ActivationLab) -> None:
    settle()
    qtbot.mouseClick(lab.copy_values, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("z = 1\t")
    qtbot.mouseClick(lab.copy_curves, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("z,sigmoid f")


def test_a_hidden_lab_draws_nothing(lab: ActivationLab) -> None:
    settle()
    lab.hide()
    before = lab.scene
    lab.go_to(5.0)
    settle()
    assert lab.scene is before
    lab.show()
    settle()
    assert lab.scene is not before
    assert lab.scene.table.z == "5"


def test_everything_that_acts_has_a_name_and_a_tip(lab: ActivationLab) -> None:
    settle()
    kinds = (QAbstractButton, QLineEdit, QSlider, LabPlotView)
    for widget in lab.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible():
            assert widget.accessibleName(), widget
            if not isinstance(widget, LabPlotView):
                assert widget.toolTip(), widget


@pytest.mark.parametrize(("width", "height"), [(1008, 570), (3800, 2000)])
def test_it_fits_small_and_large_windows_in_both_themes(
    lab: ActivationLab, width: int, height: int
) -> None:
    lab.resize(width, height)
    for look in (DARK, LIGHT):
        lab.dress(look, 1.0)
        settle()
    assert (lab.width(), lab.height()) == (width, height)
    for plot in lab.plots:
        assert plot.area.height() > 60
        assert plot.area.width() > 200
