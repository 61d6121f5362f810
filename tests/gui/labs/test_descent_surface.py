from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui import theme
from nnviz.gui.labs.descent import DescentLab
from nnviz.gui.opengl import refusal
from nnviz.gui.settings import Settings
from nnviz.gui.views.surface import SurfaceView
from nnviz.scenes.camera import Camera
from nnviz.scenes.palette import DARK, LIGHT


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
    made.wish("function", "himmelblau")
    settle()
    yield made
    made.picture.plane.stop()
    theme.use_font(theme.system_font())
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents()


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


@pytest.fixture
def answered(lab: DescentLab, monkeypatch: pytest.MonkeyPatch) -> DescentLab:
    """A lab where OpenGL is said to work; what it draws stays blank."""
    check = lab.picture.plane.check
    monkeypatch.setattr(check, "ask", check.works.emit)
    monkeypatch.setattr(SurfaceView, "_rendered", lambda *_, **__: None)
    lab.picture.plane.surface.click()
    settle()
    return lab


def view_of(lab: DescentLab) -> SurfaceView:
    view = lab.picture.plane.view
    assert view is not None
    return view


def test_of_a_function_of_one_number_there_is_no_surface_to_choose(lab: DescentLab) -> None:
    assert lab.picture.plane.surface.isVisible()
    lab.wish("function", "parabola")
    settle()
    assert not lab.picture.plane.surface.isVisible()
    assert not lab.picture.plane.map.isVisible()


def test_where_opengl_does_not_work_the_map_stays_and_a_sentence_says_why(
    lab: DescentLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane = lab.picture.plane
    monkeypatch.setattr(plane.check, "ask", lambda: plane.check.refused.emit("no driver"))
    plane.surface.click()
    settle()
    assert plane.note.isVisible()
    assert plane.note.text() == "The map alone: no driver."
    assert lab.picture.chart.isVisible()
    assert plane.map.isChecked()
    assert not plane.surface.isChecked()
    plane.map.click()
    settle()
    assert not plane.note.isVisible()


def test_the_surface_takes_the_place_of_the_map_and_gives_it_back(answered: DescentLab) -> None:
    plane = answered.picture.plane
    assert view_of(answered).isVisible()
    assert not answered.picture.chart.isVisible()
    assert plane.surface.isChecked()
    plane.map.click()
    settle()
    assert not view_of(answered).isVisible()
    assert answered.picture.chart.isVisible()


def test_what_was_chosen_is_remembered(lab: DescentLab, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(lasting=False)
    plane = lab.picture.plane
    monkeypatch.setattr(plane.check, "ask", plane.check.works.emit)
    monkeypatch.setattr(SurfaceView, "_rendered", lambda *_, **__: None)
    plane.remember(settings)
    plane.surface.click()
    assert settings.text("descent_picture", "") == "surface"
    plane.map.click()
    assert settings.text("descent_picture", "") == "map"
    settings.keep("descent_picture", "surface")
    plane.remember(settings)
    lab.touch()
    settle()
    assert plane.shows_surface


def test_a_drag_turns_it_the_wheel_zooms_and_a_double_click_goes_back(
    answered: DescentLab,
) -> None:
    plane, view = answered.picture.plane, view_of(answered)
    middle = view.rect().center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(view, middle + QPoint(40, 20))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 20))
    settle()
    assert plane.camera.azimuth < Camera().azimuth
    assert plane.camera.elevation > Camera().elevation
    wheel = QWheelEvent(
        QPointF(middle), QPointF(view.mapToGlobal(middle)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    settle()
    assert plane.camera.zoom > 1.2
    assert view.picture is not None
    assert view.picture.camera == plane.camera
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    settle()
    assert plane.camera == Camera()


def test_the_keys_turn_and_zoom_it_and_home_goes_back(answered: DescentLab) -> None:
    plane, view = answered.picture.plane, view_of(answered)
    step = answered.state.race.step
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    settle()
    assert plane.camera != Camera()
    assert plane.camera.zoom > 1.0
    assert answered.state.race.step == step
    QTest.keyClick(view, Qt.Key.Key_Home)
    settle()
    assert plane.camera == Camera()


def test_a_step_moves_the_ways_and_leaves_mesh_and_camera(answered: DescentLab) -> None:
    view = view_of(answered)
    before = view.picture
    answered.advance(3)
    settle()
    after = view.picture
    assert before is not None
    assert after is not None
    assert after.surface is before.surface
    assert after.camera == before.camera
    assert after.before is not before.before


def test_a_failure_while_it_is_drawn_brings_the_map_back(answered: DescentLab) -> None:
    view_of(answered).failed.emit("OpenGL refused to draw: out of memory")
    settle()
    assert answered.picture.chart.isVisible()
    assert "out of memory" in answered.picture.plane.note.text()
    answered.picture.plane.surface.click()
    settle()
    assert view_of(answered).isVisible()


def test_the_surface_is_drawn_in_both_themes_where_opengl_works(
    lab: DescentLab, qtbot: QtBot
) -> None:
    said = refusal()
    if said:
        pytest.skip(f"OpenGL does not work here: {said}")
    plane = lab.picture.plane
    plane.surface.click()
    qtbot.waitUntil(lambda: plane.shows_surface or "alone" in plane.note.text(), timeout=20_000)
    if not plane.shows_surface:
        pytest.skip(plane.note.text())
    settle()
    seen = []
    for shade in (LIGHT, DARK):
        lab.dress(shade, theme.unit_of(lab.font()))
        settle()
        picture = view_of(lab).grab().toImage()
        seen.append(len({picture.pixel(x, picture.height() // 2) for x in range(picture.width())}))
    assert min(seen) > 40
