from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui import theme
from nnviz.gui.labs.descent import DescentLab
from nnviz.optim.methods import METHODS
from nnviz.scenes.palette import DARK, LIGHT

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500, "nan", "∞", "x\0y")


@pytest.fixture
def lab(qtbot: QtBot) -> Iterator[DescentLab]:
    window = QWidget()
    made = DescentLab(window)
    theme.dress(window, LIGHT)
    window.resize(1424, 760)
    made.resize(1424, 760)
    made.dress(LIGHT, theme.unit_of(window.font()))
    window.show()
    qtbot.waitExposed(window)
    settle()
    yield made
    made.driver.pause()
    theme.use_font(theme.system_font())
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents()


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def spot(lab: DescentLab, x: float, y: float) -> QPoint:
    return lab.picture.chart.plane.place(x, y).toPoint()


def drag(lab: DescentLab, places: list[tuple[float, float]]) -> None:
    chart = lab.picture.chart
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=spot(lab, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(chart, spot(lab, *place))
        settle()
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=spot(lab, *places[-1]))
    settle()


def test_it_opens_on_the_parabola_with_its_table(lab: DescentLab) -> None:
    model = lab.table.table.model()
    assert model.rowCount() == 34
    assert model.index(1, 1).data() == "6.80"
    assert model.index(29, 1).data() == "2.00"
    assert lab.picture.caption.text == "Gradient descent at 8: the tangent leads to 6.8."


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:10] or "empty")
def test_a_hostile_formula_gets_a_sentence_under_the_field(lab: DescentLab, text: str) -> None:
    before, box = lab.state, lab.panel.formula
    box.setText(text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle()
    assert lab.state is before
    assert lab.panel.note.isVisible()
    assert lab.panel.note.text().endswith(".")
    assert box.property("wrong")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == before.function.formula
    assert not lab.panel.note.isVisible()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:10] or "empty")
def test_hostile_numbers_get_a_sentence_in_every_field(lab: DescentLab, text: str) -> None:
    for name in METHODS:
        lab.wish(f"race.{name}", True)
    lab.wish("function", "line")
    for selected in METHODS:
        lab._select(selected)
        settle()
        before = lab.state
        for form in (lab.panel.settings, lab.panel.method):
            for name, box in form.boxes().items():
                if not box.isVisible() or not hasattr(box, "typed"):
                    continue
                box.setText(text)
                box.typed.commit()
                assert lab.state is before
                assert form.note_of(name).endswith((".", "3e−4.")), name
                box.typed.give_up()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:10] or "empty")
def test_a_hostile_point_gets_a_sentence(lab: DescentLab, text: str) -> None:
    lab.wish("function", "line")
    settle()
    before = lab.state
    lab.data.field.setText(text)
    QTest.keyClick(lab.data.field, Qt.Key.Key_Return)
    assert lab.state is before
    assert lab.data.note.text().endswith(".")


def test_a_typed_function_is_raced_on(lab: DescentLab) -> None:
    lab.panel.formula.setText("x^2 + 3y^2")
    QTest.keyClick(lab.panel.formula, Qt.Key.Key_Return)
    settle()
    assert lab.state.function.size == 2
    assert lab.panel.function.currentData() == "typed"
    assert lab.state.race.ground.largest_curvature == pytest.approx(6.0)


def test_a_click_sets_the_start_and_a_drag_moves_it(lab: DescentLab) -> None:
    drag(lab, [(-3.0, 20.0)])
    assert lab.state.race.start[0] == pytest.approx(-3.0, abs=0.05)
    drag(lab, [(-3.0, 20.0), (5.0, 20.0)])
    assert lab.state.race.start[0] == pytest.approx(5.0, abs=0.05)
    assert lab.state.race.head == 33


def test_while_it_is_dragged_little_is_walked_and_the_rest_when_the_hand_rests(
    lab: DescentLab, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.gui.labs.descent.WALK", 0.0)
    chart = lab.picture.chart
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=spot(lab, -3.0, 20.0))
    settle()
    assert lab.state.race.head == 1
    assert lab.table.table.model().rowCount() == 2
    qtbot.waitUntil(lambda: lab.state.race.ahead is None, timeout=5000)
    assert lab.state.race.head == 33
    QTest.mouseMove(chart, spot(lab, 5.0, 20.0))
    settle()
    assert lab.state.race.head == 1
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=spot(lab, 5.0, 20.0))
    assert lab.state.race.head == 33


def test_what_is_under_the_pointer_is_told_while_it_drags(lab: DescentLab) -> None:
    drag(lab, [(-3.0, 20.0), (4.0, 20.0)])
    assert lab.picture.caption.text.startswith(("x 4.0", "x 3.9"))


def test_arrow_keys_move_the_start_only_with_the_focus_there(lab: DescentLab) -> None:
    lab.picture.chart.setFocus()
    QTest.keyClick(lab.picture.chart, Qt.Key.Key_Left)
    assert lab.state.race.start[0] == pytest.approx(8.0 - 0.14)


def test_the_wheel_zooms_and_the_chip_goes_back(lab: DescentLab) -> None:
    chart = lab.picture.chart
    at = QPointF(spot(lab, 2.0, 20.0))
    wheel = QWheelEvent(
        at, chart.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart, wheel)
    settle()
    ((low, high),) = lab.state.region or ((0.0, 0.0),)
    assert high - low == pytest.approx(0.8 * 14.0)
    lab.picture.whole.click()
    assert lab.state.region is None


def test_a_curve_is_drawn_and_raced_on(lab: DescentLab) -> None:
    lab.wish("function", "drawn")
    settle()
    assert lab.hand.drawing
    axes = lab.picture.chart.plane
    x = np.linspace(axes.x_axis.low + 1, axes.x_axis.high - 1, 40)
    middle, tall = 0.5 * (axes.y_axis.low + axes.y_axis.high), 0.3 * axes.y_axis.span
    y = middle + tall * np.cos(x)
    drag(lab, list(zip(x.tolist(), y.tolist(), strict=True)))
    assert not lab.hand.drawing
    values = lab.state.function.objective.values(x[3:-3, None])
    assert np.abs(values - y[3:-3]).max() < 0.2 * tall


def test_a_dot_is_no_curve_and_that_is_said(lab: DescentLab) -> None:
    lab.wish("function", "drawn")
    settle()
    before = lab.state
    drag(lab, [(2.0, 20.0)])
    assert lab.state is before
    assert "at least 5 points" in lab.panel.note.text()


def test_points_are_added_and_taken_away_by_clicks(lab: DescentLab) -> None:
    lab.wish("function", "line")
    settle()
    chart = lab.data.chart
    place = chart.plane.place(1.5, 0.8).toPoint()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert lab.state.choice.name == "points"
    assert lab.state.function.objective.x.size == 21  # type: ignore[attr-defined]
    place = chart.plane.place(*lab.state.choice.points[-1]).toPoint()  # type: ignore[union-attr]
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
    assert lab.state.function.objective.x.size == 20  # type: ignore[attr-defined]
    lab.data.field.setText("1, 2")
    QTest.keyClick(lab.data.field, Qt.Key.Key_Return)
    assert lab.state.function.objective.x.size == 21  # type: ignore[attr-defined]


def test_methods_are_checked_into_the_race_and_chosen_by_their_rows(lab: DescentLab) -> None:
    lab.panel.methods.boxes["adam"].click()
    settle()
    assert [track.name for track in lab.state.race.tracks] == ["gradient_descent", "adam"]
    assert lab.state.selected == "adam"
    lab.race.standings.setFocus()
    QTest.keyClick(lab.race.standings, Qt.Key.Key_Up)
    assert lab.state.selected == "gradient_descent"


def test_the_last_method_stays_checked(lab: DescentLab) -> None:
    lab.panel.methods.boxes["gradient_descent"].click()
    settle()
    assert lab.panel.methods.boxes["gradient_descent"].isChecked()
    assert "At least one" in lab.panel.note.text()


def test_it_steps_back_runs_and_resets(lab: DescentLab, qtbot: QtBot) -> None:
    driver = lab.driver
    driver.step(3, "iteration")
    driver.step(-1, "iteration")
    assert lab.state.race.step == 2
    driver.set_speed(1.0)
    told: list[bool] = []
    driver.runningChanged.connect(told.append)
    driver.switch_running()
    qtbot.waitUntil(lambda: lab.state.race.step > 40, timeout=10_000)
    driver.switch_running()
    assert told == [True, False]
    driver.reset()
    assert (lab.state.race.step, lab.state.race.head) == (0, 0)


def test_a_run_ends_where_all_have_stopped(lab: DescentLab, qtbot: QtBot) -> None:
    lab.wish("race.newton", True)
    lab.wish("race.gradient_descent", False)
    lab.driver.set_speed(1.0)
    lab.driver.switch_running()
    qtbot.waitUntil(lambda: not lab.driver.running, timeout=10_000)
    assert lab.state.race.tracks[0].last.point[0] == 2.0


def test_a_row_of_the_table_shows_its_step(lab: DescentLab) -> None:
    table = lab.table.table
    at = table.visualRect(table.model().index(5, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert lab.state.race.step == 5


def test_rows_are_copied_with_every_digit_and_saved(lab: DescentLab, tmp_path: Path) -> None:
    lab.table.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 35
    assert float(lines[3].split("\t")[1]) == lab.state.race.tracks[0].points[2, 0]
    lab.save_csv(str(tmp_path / "iterates.csv"))
    assert len((tmp_path / "iterates.csv").read_text().splitlines()) == 35


def test_hidden_it_draws_nothing(lab: DescentLab, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(lab, "refresh", lambda: drawn.append(1))
    lab.hide()
    lab.advance(5)
    settle()
    assert not drawn
    lab.show()
    settle()
    assert drawn


def test_the_page_on_derivatives_opens_and_leads_back(lab: DescentLab) -> None:
    lab.panel.page.click()
    settle()
    page = lab.page
    assert page is not None
    assert page.isVisible()
    box = page.cards[1].form.boxes()["y"]
    box.setText("1e999")  # type: ignore[union-attr]
    box.typed.commit()  # type: ignore[union-attr]
    assert page.cards[1].form.note_of("y").endswith(".")
    box.setText("5")  # type: ignore[union-attr]
    box.typed.commit()  # type: ignore[union-attr]
    settle()
    assert "10" in page.cards[1].matrix.accessibleName()
    page.back.click()
    settle()
    assert not page.isVisible()


@pytest.mark.parametrize("function", ["rosenbrock", "sigmoid_unit", "absolute"])
def test_it_is_painted_in_both_themes(lab: DescentLab, function: str) -> None:
    lab.wish("function", function)
    for name in METHODS:
        lab.wish(f"race.{name}", True)
    lab.advance(7)
    for look in (LIGHT, DARK):
        lab.dress(look, 1.0)
        settle()
        image = lab.grab().toImage()
        assert not image.isNull()
        assert math.isfinite(lab.picture.chart.aspect)


def test_everything_that_acts_has_a_tooltip_and_a_name(lab: DescentLab) -> None:
    for box in lab.panel.methods.boxes.values():
        assert len(box.toolTip()) > 20
    for widget in (lab.panel.formula, lab.panel.page, lab.table.cut, lab.values.log):
        assert widget.toolTip()
