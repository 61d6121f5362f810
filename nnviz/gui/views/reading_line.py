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
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    plain, strong = QFontMetricsF(font), QFontMetricsF(bold)
    line, space = LINE * plain.height(), plain.horizontalAdvance("n")
    at = QPointF(box.left(), box.top() + plain.ascent())
    title = strong if reading.pairs else plain
    painter.setFont(bold if reading.pairs else font)
    painter.setPen(colour(theme.text if reading.pairs else theme.muted))
    text = title.elidedText(reading.title, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(at, text)
    at.setX(at.x() + title.horizontalAdvance(text) + 2 * space)
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
