from __future__ import annotations

import gc

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.gui.views.descent_chart import DescentChart
from nnviz.nn.arrays import Array
from nnviz.scenes.descent_chart import Chart, Line, Picture, Shade
from nnviz.scenes.palette import LIGHT, rgb
from nnviz.scenes.ticks import linear_axis

AXIS = linear_axis(0.0, 10.0, 5)


@pytest.fixture
def chart(qtbot: QtBot) -> DescentChart:
    made = DescentChart("a chart")
    qtbot.addWidget(made)
    made.resize(420, 320)
    made.show()
    qtbot.waitExposed(made)
    return made


def inked(chart: DescentChart, shape: Line) -> tuple[Array, Array]:
    """Return where, in the chart's coordinates, its pixels have the colour of a line."""
    chart.set_picture(Picture(Chart("a line", AXIS, AXIS, grid=False), (shape,)))
    QApplication.processEvents()
    image = chart.grab().toImage()
    red, green, blue = rgb(shape.colour)
    places = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if abs(image.pixelColor(x, y).red() - red) < 40
        and abs(image.pixelColor(x, y).green() - green) < 40
        and abs(image.pixelColor(x, y).blue() - blue) < 40
    ]
    area = chart.plane.area
    x, y = (np.array(column, dtype=np.float64) + 0.5 for column in zip(*places, strict=True))
    return (x - area.left()) / area.width() * 10.0, (area.bottom() - y) / area.height() * 10.0


@pytest.mark.parametrize("dashed", [False, True])
@pytest.mark.parametrize("count", [2, 30, 700])
def test_a_line_is_drawn_where_its_points_are_and_nowhere_else(
    chart: DescentChart, count: int, dashed: bool
) -> None:
    x = np.linspace(1.0, 9.0, count)
    gc.collect()
    across, up = inked(chart, Line(x, 0.5 * x + 2.0, "#ff0000", 2.0, dashed))
    assert np.abs(up - (0.5 * across + 2.0)).max() < 0.12
    assert across.min() == pytest.approx(1.0, abs=0.1)
    assert across.max() == pytest.approx(9.0, abs=0.3)
    if not dashed:
        assert np.diff(np.unique(across)).max() < 0.1


def test_pieces_are_not_joined(chart: DescentChart) -> None:
    x, y = np.array([1.0, 3.0, 7.0, 9.0]), np.array([5.0, 5.0, 5.0, 5.0])
    across, _ = inked(chart, Line(x, y, "#ff0000", 2.0, pairs=True))
    assert not ((across > 3.2) & (across < 6.8)).any()


def test_a_line_breaks_where_it_is_no_number(chart: DescentChart) -> None:
    x, y = np.linspace(1.0, 9.0, 5), np.array([5.0, 5.0, np.nan, 5.0, 5.0])
    across, _ = inked(chart, Line(x, y, "#ff0000", 2.0))
    assert not ((across > 3.2) & (across < 6.8)).any()


def test_the_first_row_of_an_image_is_the_least_y(chart: DescentChart) -> None:
    pixels = np.zeros((2, 2, 3), dtype=np.uint8)
    pixels[0] = 255
    chart.set_picture(Picture(Chart("a map", AXIS, AXIS, (Shade(pixels),))))
    image = chart.grab().toImage()
    low, high = chart.plane.place(5.0, 1.0).toPoint(), chart.plane.place(5.0, 9.0).toPoint()
    assert image.pixelColor(low).red() > 200
    assert image.pixelColor(high).red() < 50


def test_places_and_pixels_are_each_others_inverse(chart: DescentChart) -> None:
    chart.set_picture(Picture(Chart("nothing", AXIS, AXIS)))
    assert chart.plane.at(chart.plane.place(3.0, 7.0)) == pytest.approx((3.0, 7.0))


def test_a_map_has_one_scale(chart: DescentChart) -> None:
    wide = linear_axis(0.0, 20.0, 5)
    chart.set_picture(Picture(Chart("a map", wide, AXIS, equal=True)))
    area = chart.plane.area
    assert area.width() / 20.0 == pytest.approx(area.height() / 10.0)


def test_the_still_part_is_painted_once(chart: DescentChart) -> None:
    still = Chart("still", AXIS, AXIS)
    chart.set_picture(Picture(still))
    chart.grab()
    kept = chart._ground
    chart.set_picture(
        Picture(still, (Line(np.array([1.0, 2.0]), np.array([1.0, 2.0]), "#ff0000"),))
    )
    chart.grab()
    assert chart._ground is kept
    chart.set_theme(LIGHT)
    chart.grab()
    assert chart._ground is not kept
