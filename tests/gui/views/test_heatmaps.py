from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt

from nnviz.engine.session import Session
from nnviz.experiment.spec import DataSpec, ExperimentSpec, LayerSpec, NetworkSpec
from nnviz.gui.views.heatmaps import HeatmapsView
from nnviz.gui.views.heatmaps_range import RangeSheet
from nnviz.scenes.heatmaps import HeatmapsScene, heatmaps_scene
from nnviz.scenes.limits import Limits
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.palette import DARK, LIGHT


def scene_of(
    session: Session, marks: Marks | None = None, fixed: Limits | None = None
) -> HeatmapsScene:
    return heatmaps_scene(session.record, marks or Marks(), LIGHT, fixed)


@pytest.fixture
def view(qtbot) -> HeatmapsView:
    shown = HeatmapsView()
    qtbot.addWidget(shown)
    for widget in shown.header_widgets():
        qtbot.addWidget(widget)
    shown.resize(290, 255)
    shown.set_scene(scene_of(Session()))
    shown.show()
    return shown


def emissions(view: HeatmapsView) -> list[tuple[str, object]]:
    seen: list[tuple[str, object]] = []
    for name in ("hovered", "clicked", "rangeRequested"):
        getattr(view, name).connect(lambda value, name=name: seen.append((name, value)))
    return seen


def places(view: HeatmapsView) -> dict[object, list[QPoint]]:
    found: dict[object, list[QPoint]] = {}
    for x in range(0, view.width(), 3):
        for y in range(0, view.height(), 3):
            found.setdefault(view.mark_at(QPointF(x, y)), []).append(QPoint(x, y))
    return found


def pixels(view: HeatmapsView) -> np.ndarray:
    image = view.grab().toImage()
    image = image.convertToFormat(image.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return rows & 0xFFFFFF


def test_setting_a_scene_emits_nothing(view: HeatmapsView) -> None:
    seen = emissions(view)
    session = Session()
    session.step()
    view.set_scene(scene_of(session, Marks(UnitMark(1, 0), WeightMark(2, 0, 0))))
    view.set_scene(scene_of(session, fixed=Limits(1.0, 1.0)))
    view.set_theme(DARK)
    view.grab()
    assert seen == []


def test_every_parameter_has_its_cell_in_both_maps(view: HeatmapsView) -> None:
    found = places(view)
    assert len(set(found) - {None}) == 25
    for mark, here in found.items():
        if mark is not None:
            xs = {place.x() for place in here}
            assert max(xs) - min(xs) > 10


def test_the_pointer_and_clicks_tell_the_cell(qtbot, view: HeatmapsView) -> None:
    seen = emissions(view)
    mark = WeightMark(2, 3, 1)
    place = places(view)[mark][0]
    qtbot.mouseMove(view, place)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert seen == [("hovered", mark), ("clicked", mark), ("hovered", None)]


def test_a_cell_shows_its_weight(view: HeatmapsView) -> None:
    session = Session()
    mark = WeightMark(1, 0, 2)
    here = sorted((p.x(), p.y()) for p in places(view)[mark])
    x, y = here[len(here) // 4]
    colours = []
    for value in (-2.0, 2.0):
        session.edit_weight(1, 0, 2, value)
        view.set_scene(scene_of(session, fixed=Limits(2.0, 1.0)))
        colours.append(int(pixels(view)[y, x]))
    assert colours == [int(LIGHT.negative[1:], 16), int(LIGHT.positive[1:], 16)]


def test_a_mark_from_elsewhere_is_outlined_in_both_maps(view: HeatmapsView) -> None:
    view.clearFocus()
    plain, accent = pixels(view), int(LIGHT.accent[1:], 16)
    mark = WeightMark(2, 0, 0)
    view.set_scene(scene_of(Session(), Marks(selected=mark)))
    assert not (plain == accent).any()
    columns = np.flatnonzero((pixels(view) == accent).any(axis=0))
    assert np.ptp(columns) > 15
    view.set_scene(scene_of(Session(), Marks(hovered=UnitMark(1, 1))))
    assert (pixels(view) != plain).any()


def test_arrows_go_from_cell_to_cell_and_enter_selects(qtbot, view: HeatmapsView) -> None:
    seen = emissions(view)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Enter):
        qtbot.keyClick(view, key)
    assert [value for _, value in seen] == [
        WeightMark(1, 0, 0),
        WeightMark(1, 1, 0),
        WeightMark(1, 1, 1),
        WeightMark(1, 1, 1),
    ]
    assert seen[-1][0] == "clicked"


def test_the_switch_fixes_the_present_range_and_lets_it_go(qtbot, view: HeatmapsView) -> None:
    seen = emissions(view)
    session = Session()
    scene = scene_of(session)
    view.set_scene(scene)
    switch = view.header_widgets()[0]
    assert switch.isChecked()
    switch.click()
    assert seen == [("rangeRequested", scene.limits)]
    assert switch.isChecked()
    view.set_scene(scene_of(session, fixed=scene.limits))
    assert not switch.isChecked()
    switch.click()
    assert seen[-1] == ("rangeRequested", None)


def test_a_range_is_typed(qtbot, view: HeatmapsView) -> None:
    seen = emissions(view)
    view.header_widgets()[1].click()
    sheet = view.findChild(RangeSheet)
    assert sheet.isVisible()
    sheet.weight.setText("3")
    sheet.gradient.setText("0")
    qtbot.keyClick(sheet.gradient, Qt.Key.Key_Return)
    assert seen == []
    assert sheet.isVisible()
    sheet.gradient.setText("2e-3")
    qtbot.keyClick(sheet.gradient, Qt.Key.Key_Return)
    assert seen == [("rangeRequested", Limits(3.0, 0.002))]
    assert not sheet.isVisible()
    view.header_widgets()[1].click()
    qtbot.keyClick(sheet.weight, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


@pytest.mark.parametrize("size", [(290, 255), (210, 190), (160, 130), (1600, 900)])
@pytest.mark.parametrize("hidden", [(), (32, 10), (8,) * 6, (200, 100)])
def test_any_network_is_drawn_at_any_size(
    view: HeatmapsView, size: tuple[int, int], hidden: tuple[int, ...]
) -> None:
    network = NetworkSpec(layers=tuple(LayerSpec(n) for n in (*hidden, 10)))
    spec = ExperimentSpec(data=DataSpec(set="digits"), network=network)
    view.resize(*size)
    view.set_scene(scene_of(Session(spec), Marks(WeightMark(1, 2, 1))))
    assert len(np.unique(pixels(view))) > 50


def test_of_cells_below_a_pixel_the_strongest_is_told(view: HeatmapsView) -> None:
    network = NetworkSpec(layers=(LayerSpec(200), LayerSpec(10)))
    session = Session(ExperimentSpec(data=DataSpec(set="digits"), network=network))
    session.edit_weight(1, 30, 100, 5.0)
    view.set_scene(scene_of(session))
    assert WeightMark(1, 30, 100) in {
        view.mark_at(QPointF(x, y)) for x in range(view.width()) for y in range(view.height())
    }


def test_without_a_scene_it_is_an_empty_panel(qtbot) -> None:
    empty = HeatmapsView()
    qtbot.addWidget(empty)
    for widget in empty.header_widgets():
        qtbot.addWidget(widget)
    empty.resize(100, 80)
    empty.grab()
    assert empty.mark_at(QPointF(10, 10)) is None
    assert empty.accessibleName() == "Weights and gradients"
