from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.scenes.lab_plot import Curve, Dot, EndName, LabPlot, Raster, Shade, Stroke
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.plot_marks import Level, Note
from nnviz.scenes.ticks import linear_axis

X = np.linspace(-5.0, 5.0, 101)
SCENE = LabPlot(
    "A line",
    linear_axis(-5.0, 5.0, 5, "z"),
    linear_axis(-1.0, 1.0, 5),
    (
        Curve("sine", X, np.sin(X), LIGHT.text),
        Curve("dashed", X, np.cos(X), LIGHT.slope, 2, (4, 2)),
    ),
    (Shade(-5.0, -3.0, "far out", "far"),),
    (Level(0.0, LIGHT.border),),
    (EndName("sine", -0.9, LIGHT.text, strong=True), EndName("cosine", 0.3, LIGHT.text)),
    (Note(0.0, 1.0, "a note", LIGHT.muted),),
)
MOVING = (
    Level(1.0, LIGHT.accent, upright=True), Dot(1.0, 0.5, LIGHT.text),
    Stroke(0.0, 0.0, 2.0, 1.0, LIGHT.bad, arrow=True), Note(1.0, 0.5, "here", LIGHT.text),
)  # fmt: skip


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[LabPlotView]:
    made = LabPlotView("A plot")
    qtbot.addWidget(made)
    made.resize(420, 260)
    made.set_interactive("Try it.")
    made.show()
    qtbot.waitExposed(made)
    made.set_scene(SCENE, MOVING)
    settle()
    return made


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def shown(plot: LabPlotView) -> object:
    return plot.still.toImage()


def test_the_picture_that_is_kept_is_the_one_that_would_be_drawn(plot: LabPlotView) -> None:
    for change in (
        lambda: plot.resize(500, 300),
        lambda: plot.set_theme(DARK),
        lambda: plot.set_left_room(70.0),
    ):
        change()
        settle()
        kept = shown(plot)
        plot.forget_still()
        settle()
        assert shown(plot) == kept


def test_what_moves_does_not_draw_the_canvas_anew(plot: LabPlotView) -> None:
    before = plot.still
    plot.set_scene(SCENE, (Dot(2.0, 0.5, LIGHT.text),))
    settle()
    assert plot.still is before
    other = LabPlot("Another", SCENE.x_axis, SCENE.y_axis, SCENE.curves[:1])
    plot.set_scene(other)
    settle()
    assert plot.still is not before


def test_marks_are_drawn_over_the_picture(plot: LabPlotView) -> None:
    with_marks = plot.grab().toImage()
    plot.set_scene(SCENE, ())
    settle()
    assert plot.grab().toImage() != with_marks


def test_a_raster_fills_the_curves_area(plot: LabPlotView) -> None:
    red = np.zeros((4, 4, 3), dtype=np.uint8)
    red[..., 0] = 255
    raster = Raster(red, (-5.0, 5.0), (-1.0, 1.0))
    plot.set_scene(LabPlot("A map", SCENE.x_axis, SCENE.y_axis, raster=raster))
    settle()
    pixel = plot.grab().toImage().pixelColor(plot.area.center().toPoint())
    assert (pixel.red(), pixel.green(), pixel.blue()) == (255, 0, 0)


def test_it_asks_only_when_the_user_acts(qtbot: QtBot, plot: LabPlotView) -> None:
    asked: list[object] = []
    plot.pressed.connect(lambda x, y: asked.append(("pressed", x, y)))
    plot.moved.connect(lambda x, y: asked.append(("moved", x, y)))
    plot.set_scene(LabPlot("Another", SCENE.x_axis, SCENE.y_axis), MOVING)
    plot.set_theme(DARK)
    settle()
    assert asked == []
    at = plot.place(2.0, 0.5).toPoint()
    qtbot.mouseClick(plot.pane, Qt.MouseButton.LeftButton, pos=at)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert [one[0] for one in asked] == ["pressed", "moved", "moved"]
    assert asked[0][1:] == pytest.approx((2.0, 0.5), abs=0.05)
    assert asked[1:] == [("moved", -1, 0), ("moved", 0, -1)]


def test_it_is_called_what_it_shows_and_draws_in_the_smallest_room(plot: LabPlotView) -> None:
    assert plot.accessibleName() == "A line"
    for size in (120, 20, 1):
        plot.resize(size, size)
        settle()
        assert plot.grab().width() == size
