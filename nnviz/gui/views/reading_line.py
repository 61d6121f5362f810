"""Draws a reading (what a unit or weight is, in numbers) as flowing text in a few lines.

Names are quiet and numbers plain. A number keeps room for its sign and exponent, so that nothing
moves sideways while the network trains.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from nnviz.gui.views.drawing import colour
from nnviz.scenes.palette import Theme
from nnviz.scenes.readouts import Reading

WIDEST_NUMBER = "−0.000000"
LINE = 1.25  # line height, in heights of the font
LONGEST = 72.0  # em: the longest reading, a unit's


def lines_needed(width: float, em: float, longest: float = LONGEST, most: int = 3) -> int:
    """Return how many lines to keep for readings in so much width, whatever they say."""
    return max(1, min(most, math.ceil(longest * em / max(1.0, width))))


def draw_reading(
    painter: QPainter, box: QRectF, reading: Reading, font: QFont, theme: Theme
) -> None:
    """Draw a reading into `box`: the title first, then name and value, wrapped; cut at its end."""
    plain = QFontMetricsF(font)
    if not reading.pairs:
        painter.setFont(font)
        _draw_hint(painter, box, reading.title, plain, theme)
        return
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    strong = QFontMetricsF(bold)
    line, space = LINE * plain.height(), plain.horizontalAdvance("n")
    at = QPointF(box.left(), box.top() + plain.ascent())
    painter.setFont(bold)
    painter.setPen(colour(theme.text))
    text = strong.elidedText(reading.title, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(at, text)
    at.setX(at.x() + strong.horizontalAdvance(text) + 2 * space)
    painter.setFont(font)
    least = plain.horizontalAdvance(WIDEST_NUMBER)
    for name, value in reading.pairs:
        name_width = plain.horizontalAdvance(name)
        value_width = max(least, plain.horizontalAdvance(value))
        if at.x() + name_width + space + value_width > box.right():
            at = QPointF(box.left(), at.y() + line)
            if at.y() > box.bottom():
                return
        painter.setPen(colour(theme.muted))
        painter.drawText(at, name)
        painter.setPen(colour(theme.text))
        painter.drawText(QPointF(at.x() + name_width + 0.7 * space, at.y()), value)
        at.setX(at.x() + name_width + value_width + 2.4 * space)


def _draw_hint(
    painter: QPainter, box: QRectF, text: str, metrics: QFontMetricsF, theme: Theme
) -> None:
    """Draw a title without pairs: it says what to do."""
    painter.setPen(colour(theme.muted))
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(QPointF(box.left(), box.top() + metrics.ascent()), cut)
