import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from nnviz.gui.views.pictures import rgb_image
from nnviz.gui.views.plot_items import Band, Bars, Mapping, Picture, PlotItem
from nnviz.gui.views.plots import Plot, pen
from nnviz.gui.views.point_cloud import PointCloud, Sign
from nnviz.gui.views.symbols import CORNERS, symbol_path
from nnviz.scenes.output_data import SYMBOLS
from nnviz.scenes.palette import DARK, LIGHT
from nnviz.scenes.ticks import Axis, linear_axis

RED, BLUE = QColor(255, 0, 0), QColor(0, 0, 255)


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[Plot]:
    made = Plot("A plot")
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.set_axes(linear_axis(0.0, 10.0, 5, "step"), linear_axis(-1.0, 1.0, 5))
    made.show()
    qtbot.waitExposed(made)
    return made


def seen(plot: Plot, x: float, y: float) -> str:
    """The colour at a place of the plot."""
    return plot.grab().toImage().pixelColor(plot.place(x, y).toPoint()).name()


def test_a_place_and_what_is_there_are_inverse(plot: Plot) -> None:
    for x, y in ((0.0, -1.0), (2.5, 0.3), (10.0, 1.0)):
        assert plot.at(plot.place(x, y)) == pytest.approx((x, y))
    mapping = Mapping(plot.x_axis, plot.y_axis, plot.area)
    at = plot.place(2.5, 0.3)
    found = mapping.across(np.array([2.5]))[0], mapping.down(np.array([0.3]))[0]
    assert found == pytest.approx((at.x(), at.y()))


def test_items_are_drawn_in_the_order_of_their_heights(plot: Plot) -> None:
    lower, upper = plot.add(Bars()), plot.add(Bars())
    everywhere = np.array([[0.0, -1.0, 10.0, 1.0]])
    lower.set_boxes(everywhere, RED)
    upper.set_boxes(everywhere, BLUE)
    assert seen(plot, 5.0, 0.3) == "#0000ff"
    lower.z = 1.0
    assert seen(plot, 5.0, 0.3) == "#ff0000"
    lower.set_visible(False)
    assert seen(plot, 5.0, 0.3) == "#0000ff"


def test_an_item_below_the_grid_leaves_the_grid_seen(plot: Plot) -> None:
    zone = plot.add(Bars())
    zone.z = -200.0
    zone.set_boxes(np.array([[0.0, -1.0, 10.0, 1.0]]), RED)
    assert seen(plot, 5.0, 0.25) == "#ff0000"
    assert seen(plot, 5.0, 0.0) == LIGHT.faint


def test_nothing_is_drawn_beside_the_curves_area(plot: Plot) -> None:
    bars = plot.add(Bars())
    bars.set_boxes(np.array([[-100.0, -100.0, 100.0, 100.0]]), RED)
    picture = plot.grab().toImage()
    corner = picture.pixelColor(round(plot.area.right()) + 5, 3)
    assert corner.name() == LIGHT.panel
    assert seen(plot, 5.0, 0.3) == "#ff0000"


def test_the_first_row_of_a_picture_is_its_topmost(plot: Plot) -> None:
    rows = np.array([[0xFFFF0000], [0xFF0000FF]], dtype=np.uint32)
    plot.add(Picture()).set_image(rgb_image(rows), QRectF(0.0, -1.0, 10.0, 2.0))
    assert seen(plot, 5.0, 0.9) == "#ff0000"
    assert seen(plot, 5.0, -0.9) == "#0000ff"


def band(plot: Plot, x: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Where the plot is red with a band on it: of each column of pixels, which rows."""
    plot.add(Band()).set_band(RED, x, low, high)
    picture = plot.grab().toImage()
    area = plot.area
    rows = range(round(area.top()), round(area.bottom()) + 1)
    columns = range(round(area.left()), round(area.right()))
    return np.array([[picture.pixelColor(c, r) == RED for r in rows] for c in columns])


def test_a_dense_band_has_a_bar_in_each_pixel_and_loses_no_spike(plot: Plot) -> None:
    count = round(plot.area.width())
    x = 10.0 * (np.arange(count) + 0.5) / count
    low, high = np.full(count, -0.2), np.full(count, 0.2)
    high[100], low[200], high[37] = 0.95, -0.95, 0.95
    red = band(plot, x, low, high)
    tall = red.sum(axis=1)
    usual = round(0.2 * plot.area.height())
    assert np.abs(np.delete(tall, [37, 100, 200]) - usual).max() <= 1
    assert (tall[[37, 100, 200]] > 2.5 * usual).all()


def test_a_band_that_leaps_is_in_one_piece(plot: Plot) -> None:
    count = round(plot.area.width())
    x = 10.0 * (np.arange(count) + 0.5) / count
    middle = np.where(np.arange(count) // 16 % 2, 0.7, -0.7)
    red = band(plot, x, middle - 0.1, middle + 0.1)
    spans = [(rows.min(), rows.max()) for rows in map(np.flatnonzero, red)]
    assert all(a[0] <= b[1] + 1 and b[0] <= a[1] + 1 for a, b in itertools.pairwise(spans))


def test_a_sparse_band_goes_up_and_down_from_value_to_value(plot: Plot) -> None:
    red = band(plot, np.array([0.0, 5.0, 10.0]), np.full(3, -0.5), np.full(3, 0.5))
    assert red.any(axis=1).all()
    middle = round(plot.area.width() / 2)
    assert red[middle - 1 : middle + 2].sum(axis=1).max() > 0.45 * plot.area.height()


class Counted(PlotItem):
    """Counts how often it is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def draw(self, _painter: QPainter, _mapping: Mapping) -> None:
        self.drawn += 1


def test_only_a_change_draws_a_plot_anew(plot: Plot, qtbot: QtBot) -> None:
    item = plot.add(Counted())
    plot.repaint()
    before = item.drawn
    plot.set_axes(linear_axis(0.0, 10.0, 5, "step"), linear_axis(-1.0, 1.0, 5))
    plot.set_right_room(0.0)
    plot.set_square(False)
    item.set_visible(True)
    qtbot.wait(30)
    assert item.drawn == before
    plot.set_axes(Axis(0.0, 20.0), plot.y_axis)
    qtbot.waitUntil(lambda: item.drawn > before)


def test_the_kept_ground_is_the_one_that_would_be_drawn(plot: Plot) -> None:
    for change in (
        lambda: plot.resize(400, 240),
        lambda: plot.set_axes(linear_axis(0.0, 5000.0, 5, "step"), plot.y_axis),
        lambda: plot.set_theme(DARK),
        lambda: plot.set_left_room(70.0),
        lambda: plot.set_square(True),
    ):
        before = plot.grab().toImage()
        change()
        kept = plot.grab().toImage()
        plot._fit()
        assert plot.grab().toImage() == kept != before


def test_sides_of_one_length_are_so_on_the_screen(plot: Plot) -> None:
    plot.set_square(True)
    assert plot.area.width() == pytest.approx(plot.area.height(), abs=1.0)


def cloud(plot: Plot, *places: tuple[float, float]) -> PointCloud:
    x, y = np.array(places).T
    made = plot.add(PointCloud())
    kinds = np.arange(len(x)) % 2
    signs = [Sign("o", 8.0, RED, RED, 0.0), Sign("s", 8.0, BLUE, BLUE, 0.0)]
    made.set_points(x, y, kinds, signs)
    return made


def test_points_stand_at_their_places_with_the_sign_of_their_kind(plot: Plot) -> None:
    cloud(plot, (2.0, 0.3), (7.0, -0.7), (1e9, 0.0), (np.nan, 0.0))
    assert seen(plot, 2.0, 0.3) == "#ff0000"
    assert seen(plot, 7.0, -0.7) == "#0000ff"
    assert seen(plot, 5.0, 0.3) == LIGHT.panel


def test_points_move_with_the_axes(plot: Plot) -> None:
    cloud(plot, (2.0, 0.3), (7.0, -0.7))
    plot.grab()
    plot.set_axes(linear_axis(0.0, 40.0, 5, "step"), plot.y_axis)
    assert seen(plot, 2.0, 0.3) == "#ff0000"
    assert seen(plot, 8.0, 0.3) == LIGHT.panel


def test_points_are_stamped_once_and_then_kept(plot: Plot) -> None:
    points = cloud(plot, (2.0, 0.3), (7.0, -0.7))
    plot.grab()
    kept = points._kept
    plot.grab()
    assert points._kept is kept


def test_dashes_go_on_from_piece_to_piece(plot: Plot) -> None:
    from PySide6.QtCore import Qt

    line = plot.add_line()
    line.smooth = False
    x = np.linspace(0.0, 10.0, 500)
    line.set_line(pen("#ff0000", 1.0, Qt.PenStyle.DashLine), x, np.full(500, 0.3))
    picture = plot.grab().toImage()
    middle = round(plot.place(0.0, 0.3).y())
    rows = range(middle - 1, middle + 2)
    red = max(sum(picture.pixelColor(c, r) == RED for c in range(picture.width())) for r in rows)
    assert 0.3 < red / plot.area.width() < 0.9


@pytest.mark.parametrize("name", SYMBOLS)
def test_every_symbol_lies_about_the_middle_one_pixel_across(name: str) -> None:
    assert name == "o" or name in CORNERS
    box = symbol_path(name).boundingRect()
    assert max(box.width(), box.height()) == pytest.approx(1.0, abs=0.11)
    assert abs(box.center().x()) < 0.01
    assert box.contains(0.0, 0.0)


def test_a_plot_without_room_draws_what_it_can(plot: Plot) -> None:
    plot.add_line().set_line(pen("#ff0000"), np.arange(3.0), np.arange(3.0))
    cloud(plot, (2.0, 0.3), (7.0, -0.7))
    for size in (60, 20, 1):
        plot.resize(size, size)
        assert plot.grab().width() == size


def test_an_image_keeps_its_colours() -> None:
    image = rgb_image(np.array([[0xFF123456]], dtype=np.uint32))
    assert image.format() == QImage.Format.Format_RGB32
    assert image.pixelColor(0, 0).name() == "#123456"
