"""What all views share: colours and fonts as Qt wants them, and one look for every plot."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPaintEngine, QPainter
from PySide6.QtWidgets import QScrollArea, QWidget

from nnviz.scenes.palette import Image, Theme

CAPTION_SHARE = 0.86
TITLE_SHARE = 1.12
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
IN_DRAWINGS = 4.0  # device pixels a pixel, of pictures that stand in a drawing of lines


@lru_cache(maxsize=1024)
def colour(text: str, alpha: float = 1.0) -> QColor:
    """Return "#rrggbb" as a QColor with an opacity between 0 and 1; nobody may change it."""
    made = QColor(text)
    made.setAlphaF(alpha)
    return made


def caption_font(widget: QWidget) -> QFont:
    """Return the widget's font in the size of captions, with figures of one width."""
    return _scaled(widget, CAPTION_SHARE)


def title_font(widget: QWidget) -> QFont:
    """Return the widget's font in the size and weight of titles."""
    font = _scaled(widget, TITLE_SHARE)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def ems(widget: QWidget, across: float, down: float) -> QSize:
    """Return a size of so many heights of a caption: it grows with the text."""
    em = QFontMetricsF(caption_font(widget)).height()
    return QSize(round(across * em), round(down * em))


def _scaled(widget: QWidget, share: float) -> QFont:
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * share)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def sharpness(painter: QPainter) -> float:
    """Return how many device pixels a pixel has where `painter` paints: what is kept needs as many.

    It is the screen's ratio, or that of a picture into which the widget is rendered.
    """
    return IN_DRAWINGS if is_drawing(painter) else float(painter.deviceTransform().m11())


def is_drawing(painter: QPainter) -> bool:
    """Return whether what is painted is written down as lines and words: then keep no picture."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG


def image_of(pixels: Image) -> QImage:
    """Return colours of shape (height, width, 3) as a QImage with memory of its own."""
    rows = np.ascontiguousarray(pixels)
    height, width = rows.shape[:2]
    shown = QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return shown.copy()


def fill_clear(area: QScrollArea, content: QWidget) -> None:
    """Let an area scroll `content`, with no ground of its own: what lies below shines through.

    Its viewport is made here, for to be told of Qt's own one takes ten milliseconds once: the
    binding then goes through every class that such a widget could be of.
    """
    ground = QWidget()
    area.setViewport(ground)
    area.setWidget(content)
    for part in (ground, content):
        part.setAutoFillBackground(False)


def light_row(painter: QPainter, row: QRectF, theme: Theme, *, focused: bool) -> None:
    """Light the chosen row of a table, outlined while the keys are the table's."""
    painter.setPen(colour(theme.accent if focused else theme.accent_soft))
    painter.setBrush(colour(theme.accent_soft))
    painter.drawRoundedRect(row.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    strong = QFont(painter.font())
    strong.setWeight(QFont.Weight.DemiBold)
    painter.setFont(strong)
