"""The saturation map draws its scene, and tells of the unit and sample under pointer and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.gui.views.saturation_map import SaturationMapView
from nnviz.scenes.marks import Marks, UnitMark
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.saturation_map import saturation_map_scene


def shown(
    qtbot: QtBot, name: str, step: int = 0, size: tuple[int, int] = (300, 220)
) -> tuple[SaturationMapView, Session]:
    session = Session(preset(name))
    session.step(step)
    view = SaturationMapView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    qtbot.waitExposed(view)
    draw(view, session)
    return view, session


def draw(view: SaturationMapView, session: Session, marks: Marks | None = None) -> None:
    view.set_scene(saturation_map_scene(session.record, marks or Marks(), LIGHT, view.room()))


def middle_of(view: SaturationMapView, layer: int, unit: int) -> QPoint:
    scene = view.canvas._scene
    assert scene is not None
    top, high = scene.bands[layer - 1].row_box(unit)
    return QPointF(0.5 * view.canvas.width(), top + 3 + 0.5 * high).toPoint()


def test_the_pointer_reads_unit_sample_and_learning_ability(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle", 100)
    told: list[object] = []
    view.hovered.connect(told.append)
    QTest.mouseMove(view.canvas, middle_of(view, 2, 1))
    assert view._caption.text.startswith("unit 2.2, sample ")
    assert "learning ability" in view._caption.text
    assert told == [UnitMark(2, 1)]


def test_a_click_selects_the_unit_and_beside_all_rows_nothing(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle", 100)
    told: list[object] = []
    view.clicked.connect(told.append)
    at = middle_of(view, 1, 3)
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(1, at.y()))
    assert told == [UnitMark(1, 3), None]


def test_the_arrow_keys_walk_and_enter_selects(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle", 100)
    hovered: list[object] = []
    clicked: list[object] = []
    view.hovered.connect(hovered.append)
    view.clicked.connect(clicked.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(view.canvas, key)
    assert len(hovered) == 2
    assert clicked == [hovered[-1]]
    assert view._caption.text.startswith("unit 1.")


def test_what_is_pointed_at_is_read_anew_while_it_trains(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "stuck")
    QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    before = view._caption.text
    session.step(200)
    draw(view, session)
    assert view._caption.text != before
    assert view._caption.text.endswith(", shut")


def test_another_network_forgets_the_cell(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle")
    for _ in range(7):
        QTest.keyClick(view.canvas, Qt.Key.Key_Down)
    draw(view, Session(preset("stuck")))
    assert view._caption.text.startswith("1 unit on 250 samples")


def test_being_told_emits_no_wish(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "circle")
    told: list[object] = []
    for signal in (view.hovered, view.clicked, view.orderRequested):
        signal.connect(told.append)
    draw(view, session, Marks(UnitMark(1, 0), UnitMark(2, 0)))
    view.set_theme(DARK)
    assert told == []


def test_the_switch_asks_for_the_other_order(qtbot: QtBot) -> None:
    view, _ = shown(qtbot, "circle")
    told: list[bool] = []
    view.orderRequested.connect(told.append)
    view._ordered.click()
    assert told == [False]


@pytest.mark.parametrize("size", [(120, 90), (216, 180), (1200, 900)])
@pytest.mark.parametrize("name", ["stuck", "deep_tanh", "digits"])
def test_it_draws_at_any_size(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    view, _ = shown(qtbot, name, 1, size)
    scene = view.canvas._scene
    assert scene is not None
    picture = view.canvas.grab().toImage()
    across, down = range(40, picture.width() - 10), range(3, 3 + scene.bands[0].height)
    drawn = {picture.pixel(x, y) for x in across for y in down}
    assert drawn & set(scene.bands[0].colours.ravel().tolist())


def test_dead_rows_are_hatched(qtbot: QtBot) -> None:
    view, session = shown(qtbot, "relu_dies", 50)
    picture = view.canvas.grab().toImage()
    at = middle_of(view, 2, 1)
    session.seek(0)
    row = {picture.pixel(x, at.y()) for x in range(60, 280)}
    assert len(row) > 1
