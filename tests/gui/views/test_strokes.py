import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from nnviz.gui.views.strokes import FARTHEST, draw_pieces, fill_boxes, joined, paired, runs

RED = QColor(255, 0, 0)


def drawn(draw: object) -> np.ndarray:
    """Where a picture of 20 by 20 pixels is red after `draw(painter)`."""
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    painter.setPen(QPen(RED))
    draw(painter)  # type: ignore[operator]
    painter.end()
    return np.array(
        [[image.pixelColor(x, y) == RED for x in range(20)] for y in range(20)], dtype=bool
    )


def test_a_curve_goes_from_point_to_point_and_leaves_gaps_open() -> None:
    x = np.arange(6.0)
    y = np.array([0.0, 1.0, np.nan, 3.0, 4.0, np.inf])
    assert joined(x, y).tolist() == [[0.0, 0.0, 1.0, 1.0], [3.0, 3.0, 4.0, 4.0]]
    assert [len(run) for run in runs(x, y)] == [2, 2]


@pytest.mark.parametrize("points", [0, 1])
def test_fewer_than_two_points_make_no_line(points: int) -> None:
    assert joined(np.zeros(points), np.zeros(points)).shape == (0, 4)
    assert paired(np.zeros(points), np.zeros(points)).shape == (0, 4)


def test_pairs_are_not_joined_with_one_another() -> None:
    assert paired(np.arange(4.0), np.zeros(4)).tolist() == [[0, 0, 1, 0], [2, 0, 3, 0]]


def test_what_lies_very_far_out_is_drawn_at_the_end_of_what_qt_can_draw() -> None:
    pieces = joined(np.array([0.0, 1.0]), np.array([0.0, 1e300]))
    assert pieces.max() == FARTHEST


def test_lines_and_boxes_stand_where_their_numbers_say(qtbot: QtBot) -> None:
    lines = np.array([[2.0, 3.0, 9.0, 3.0], [5.0, 10.0, 5.0, 15.0]])
    red = drawn(lambda painter: draw_pieces(painter, lines))
    assert red[3, 2:10].all()
    assert red[10:16, 5].all()
    assert red.sum() == 8 + 6
    boxes = np.array([[1.0, 2.0, 3.0, 4.0], [10.0, 0.0, 2.0, 20.0]])
    red = drawn(lambda painter: fill_boxes(painter, boxes, RED))
    assert red[2:6, 1:4].all()
    assert red[:, 10:12].all()
    assert red.sum() == 12 + 40


def test_nothing_is_drawn_of_nothing(qtbot: QtBot) -> None:
    none = np.empty((0, 4))
    assert not drawn(lambda painter: draw_pieces(painter, none)).any()
    assert not drawn(lambda painter: fill_boxes(painter, none, RED)).any()
