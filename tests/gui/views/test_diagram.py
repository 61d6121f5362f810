from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from nnviz.engine.session import Session
from nnviz.experiment.spec import DataSpec, ExperimentSpec, LayerSpec, NetworkSpec, TrainingSpec
from nnviz.gui.views.diagram import DiagramView
from nnviz.scenes.diagram import DiagramScene, diagram_scene
from nnviz.scenes.diagram_layout import arrange
from nnviz.scenes.marks import Marks, UnitMark, WeightMark
from nnviz.scenes.palette import DARK, LIGHT


def scene_of(session: Session, marks: Marks | None = None, show: str = "weight") -> DiagramScene:
    return diagram_scene(session.record, marks or Marks(), show, LIGHT)


@pytest.fixture
def view(qtbot) -> DiagramView:
    shown = DiagramView()
    qtbot.addWidget(shown)
    for widget in shown.header_widgets():
        qtbot.addWidget(widget)
    shown.resize(790, 445)
    shown.set_scene(scene_of(Session()))
    shown.show()
    return shown


def emissions(view: DiagramView) -> list[tuple[str, object]]:
    seen: list[tuple[str, object]] = []
    for name in ("hovered", "clicked", "showRequested", "outputRequested"):
        getattr(view, name).connect(lambda value, name=name: seen.append((name, value)))
    return seen


def place_of(view: DiagramView, layer: int, unit: int) -> QPoint:
    """Find a unit by looking for it, as a user does."""
    found = [
        QPoint(x, y)
        for x in range(5, view.width(), 8)
        for y in range(5, view.height(), 8)
        if view.mark_at(QPointF(x, y)) == UnitMark(layer, unit)
    ]
    return found[len(found) // 2]


def test_setting_a_scene_emits_nothing(view: DiagramView) -> None:
    seen = emissions(view)
    session = Session()
    for show in ("weight", "gradient", "update"):
        session.step()
        view.set_scene(scene_of(session, Marks(UnitMark(1, 0), WeightMark(2, 0, 0)), show))
        view.grab()
    view.set_theme(DARK)
    assert seen == []


def test_the_pointer_finds_units_edges_and_nothing(qtbot, view: DiagramView) -> None:
    seen = emissions(view)
    qtbot.mouseMove(view, place_of(view, 2, 1))
    qtbot.mouseMove(view, QPoint(3, 3))
    assert seen == [("hovered", UnitMark(2, 1)), ("hovered", None)]


def test_every_weight_of_the_default_network_can_be_pointed_at(view: DiagramView) -> None:
    found = {
        view.mark_at(QPointF(x, y))
        for x in range(0, view.width(), 5)
        for y in range(0, view.height(), 4)
    }
    weights = {mark for mark in found if isinstance(mark, WeightMark)}
    assert len(weights) == 12 + 10 + 3
    assert len({mark for mark in found if isinstance(mark, UnitMark)}) == 9


def test_a_click_selects_and_a_click_beside_selects_nothing(qtbot, view: DiagramView) -> None:
    seen = emissions(view)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=place_of(view, 1, 3))
    qtbot.mouseClick(view, left, pos=QPoint(3, 3))
    assert [value for name, value in seen if name == "clicked"] == [UnitMark(1, 3), None]


def test_leaving_the_view_ends_the_hover(qtbot, view: DiagramView) -> None:
    seen = emissions(view)
    qtbot.mouseMove(view, place_of(view, 0, 0))
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert seen[-1] == ("hovered", None)


def test_arrows_go_from_unit_to_unit_and_enter_selects(qtbot, view: DiagramView) -> None:
    seen = emissions(view)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert seen[0] == ("hovered", UnitMark(1, 0))
    assert seen[1] == ("hovered", UnitMark(1, 1))
    name, mark = seen[-1]
    assert name == "clicked"
    assert mark == seen[-2][1]
    assert mark.layer == 2


def test_arrows_are_claimed_from_the_windows_shortcuts_and_letters_are_not(
    view: DiagramView,
) -> None:
    def claimed(
        key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifier)
        event.ignore()
        view.event(event)
        return event.isAccepted()

    assert claimed(Qt.Key.Key_Right)
    assert claimed(Qt.Key.Key_Return)
    assert not claimed(Qt.Key.Key_Space)
    assert not claimed(Qt.Key.Key_R)
    assert not claimed(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)


def test_a_click_leaves_the_keys_to_the_window(view: DiagramView) -> None:
    assert view.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_the_switch_asks_and_shows_what_the_scene_says(qtbot, view: DiagramView) -> None:
    seen = emissions(view)
    chips = {chip.accessibleName(): chip for chip in view.header_widgets()}
    assert chips["weight"].isChecked()
    chips["gradient"].click()
    assert seen == [("showRequested", "gradient")]
    assert chips["weight"].isChecked()
    view.set_scene(scene_of(Session(), show="gradient"))
    assert chips["gradient"].isChecked()
    assert not chips["weight"].isChecked()


def test_mean_or_sample_is_offered_only_where_there_is_no_plane(qtbot, view: DiagramView) -> None:
    chips = {chip.accessibleName(): chip for chip in view.header_widgets()}
    assert chips["mean"].isHidden()
    iris = ExperimentSpec(
        data=DataSpec(set="iris"),
        network=NetworkSpec(layers=(LayerSpec(3, "softmax"),)),
        training=TrainingSpec(cost="softmax_cross_entropy"),
    )
    view.set_scene(scene_of(Session(iris)))
    assert not chips["mean"].isHidden()
    assert chips["mean"].isChecked()
    seen = emissions(view)
    chips["sample"].click()
    assert seen == [("outputRequested", "sample")]


def pixels(view: DiagramView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return rows & 0xFFFFFF


def test_the_picture_shows_tiles_rings_and_marks(view: DiagramView) -> None:
    session = Session()
    plain = pixels(view)
    for ink in (LIGHT.slope, LIGHT.positive, LIGHT.negative, LIGHT.faint, LIGHT.panel):
        assert (plain == int(ink[1:], 16)).any(), ink
    view.set_scene(scene_of(session, Marks(selected=UnitMark(2, 0))))
    marked = pixels(view)
    changed = np.argwhere(plain != marked)
    centre = place_of(view, 2, 0)
    above_text = changed[changed[:, 0] < 350]
    assert len(above_text) > 50
    assert np.abs(above_text - [centre.y(), centre.x()]).max() < 60
    assert (marked == int(LIGHT.accent[1:], 16)).any()


def test_marks_on_edges_and_biases_are_drawn(view: DiagramView) -> None:
    plain = pixels(view)
    for mark in (WeightMark(2, 1, 0), WeightMark(2, 4, 0), UnitMark(0, 1)):
        for marks in (Marks(selected=mark), Marks(hovered=mark)):
            view.set_scene(scene_of(Session(), marks))
            assert (pixels(view)[:350] != plain[:350]).any()


@pytest.mark.parametrize("size", [(790, 445), (420, 260), (300, 200), (3000, 1600)])
@pytest.mark.parametrize("hidden", [(), (40,), (8,) * 6, (3, 200)])
def test_any_network_is_drawn_at_any_size(
    view: DiagramView, size: tuple[int, int], hidden: tuple[int, ...]
) -> None:
    network = NetworkSpec(layers=(*(LayerSpec(n, "relu") for n in hidden), LayerSpec(1)))
    view.resize(*size)
    view.set_scene(scene_of(Session(ExperimentSpec(network=network)), Marks(UnitMark(1, 0))))
    assert len(np.unique(pixels(view))) > 50


def test_a_new_network_is_laid_out_anew(view: DiagramView) -> None:
    place = place_of(view, 2, 0)
    network = NetworkSpec(layers=(LayerSpec(3), LayerSpec(1)))
    view.set_scene(scene_of(Session(ExperimentSpec(network=network))))
    assert view.mark_at(QPointF(place)) != UnitMark(2, 0)
    assert arrange((2, 3, 1), view._laid_out().arrangement.room).units == (2, 3, 1)


def test_without_a_scene_it_is_an_empty_panel(qtbot) -> None:
    empty = DiagramView()
    qtbot.addWidget(empty)
    for widget in empty.header_widgets():
        qtbot.addWidget(widget)
    empty.resize(100, 80)
    empty.grab()
    assert empty.mark_at(QPointF(10, 10)) is None
    assert empty.accessibleName() == "Network diagram"
