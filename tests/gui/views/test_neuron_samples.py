from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.engine.session import Session
from nnviz.gui.views.neuron_samples import apart, draw_rug
from nnviz.scenes.neuron_picture import unit_picture
from nnviz.scenes.palette import LIGHT

WIDTH = 50.0


@given(arrays(np.float64, st.integers(0, 300), elements=st.floats(0.0, 1.0)))
def test_of_samples_at_one_place_one_is_drawn_and_no_place_is_left_out(x: np.ndarray) -> None:
    chosen = apart(x, WIDTH)
    drawn, there = x[chosen] * WIDTH, x * WIDTH
    assert (np.diff(np.floor(2 * drawn)) >= 1).all()
    assert all(np.abs(drawn - place).min() <= 0.5 for place in there)


def test_samples_without_a_place_are_not_drawn() -> None:
    x = np.array([0.2, np.nan, 0.7])
    assert apart(x, WIDTH).tolist() == [0, 2]


def test_every_column_of_pixels_that_has_samples_has_a_line(qtbot) -> None:
    picture = unit_picture(Session().record, 2, 0, LIGHT, 0.05)
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.panel))
    painter = QPainter(image)
    draw_rug(painter, picture, QRectF(0, 0, 200, 60), LIGHT)
    painter.end()
    ground = QColor(LIGHT.panel)
    seen = {x for x in range(200) for y in range(60) if image.pixelColor(x, y) != ground}
    assert seen == set(np.rint(picture.rug_x * 199.0).astype(int).tolist())
