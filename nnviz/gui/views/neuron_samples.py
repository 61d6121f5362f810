"""The probe samples on a unit's curves: a dot each on f, and a line each under f'.

Samples whose signs would lie on each other, or share a column of pixels, are drawn once: a frame
then costs what can be seen, not what there is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.plot_words import upwards
from nnviz.gui.views.strokes import Floats, fill_boxes, first_of
from nnviz.scenes.neuron_picture import Picture
from nnviz.scenes.palette import Theme, mix

_RUG_SHADES = (0.45, 0.65, 0.85)  # of one sample in a column of pixels, two, and more
_DOTS_A_PIXEL = 2  # places at which a dot may stand: two at the same one can't be told apart


def draw_rug(painter: QPainter, picture: Picture, area: QRectF, theme: Theme) -> None:
    """Draw a line for each column of pixels that has samples, the stronger the more it has.

    Lines that shine through each other would be told better, and take ten times as long.
    """
    if not len(picture.rug_height):
        return
    columns = np.rint(picture.rug_x * (area.width() - 1.0)).astype(np.int64)
    counts = np.bincount(columns)
    heights = np.zeros(len(counts))
    heights[columns] = picture.rug_height
    ground = upwards(area, picture.slope_zero)
    tops = area.bottom() - heights * area.height()
    left = area.left() + np.arange(len(counts))
    lines = [left, np.minimum(tops, ground), np.ones_like(left), np.abs(ground - tops)]
    boxes, most = np.stack(lines, axis=1), len(_RUG_SHADES)
    for number, share in enumerate(_RUG_SHADES, start=1):
        shade = colour(mix(theme.panel, theme.slope, share))
        fill_boxes(painter, boxes[np.minimum(counts, most) == number], shade)


def draw_dots(painter: QPainter, picture: Picture, area: QRectF) -> None:
    """Draw a sign for each sample, round or square by its kind."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = max(0.34 * QFontMetricsF(painter.font()).height(), 0.009 * area.width())
    for dots in picture.dots:
        cap = Qt.PenCapStyle.SquareCap if dots.square else Qt.PenCapStyle.RoundCap
        across = size * (0.86 if dots.square else 1.0)
        painter.setPen(QPen(colour(dots.colour), across, Qt.PenStyle.SolidLine, cap))
        chosen = apart(dots.x, area.width())
        places = np.empty((len(chosen), 2))
        places[:, 0] = area.left() + dots.x[chosen] * area.width()
        places[:, 1] = area.bottom() - dots.height[chosen] * area.height()
        painter.drawPoints(first_of(places, QPointF), len(places))


def apart(x: Floats, width: float) -> NDArray[np.int64]:
    """Return which samples on a curve to draw: the last of those at one place of the picture.

    Parameters
    ----------
    x
        Shares of the width, 0 to 1; what is not finite is left out.
    width
        Of the picture, in pixels.
    """
    places = x * (_DOTS_A_PIXEL * width)
    there = np.flatnonzero(np.isfinite(places))
    last = np.full(int(_DOTS_A_PIXEL * width) + 1, -1)
    last[places[there].astype(np.int64)] = there
    return last[last >= 0]
