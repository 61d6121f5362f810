"""Where words and straight lines of a plot lie, in pixels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from nnviz.scenes.plot_marks import Level, Note

GAP = 0.6  # widths of a letter between words and the place beside which they stand


def pixel_of(level: Level, place: Callable[[float, float], QPointF]) -> float:
    """Return the column or the row of pixels on which a line lies.

    Parameters
    ----------
    place
        Where an (x, y) of the plot is.
    """
    return place(level.place, 0.0).x() if level.upright else place(0.0, level.place).y()


def line_of(level: Level, pixel: float, area: QRectF) -> QLineF:
    """Return a line over all of `area`, on a column or a row of pixels."""
    if level.upright:
        return QLineF(pixel, area.top(), pixel, area.bottom())
    return QLineF(area.left(), pixel, area.right(), pixel)


def box_of(note: Note, text: str, at: QPointF, metrics: QFontMetricsF, room: QRectF) -> QRectF:
    """Return the box of a note's text, beside the place `at` and within `room`.

    Parameters
    ----------
    text
        The note's, or as much of it as there is room for.
    """
    across, up = note.side
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 1, metrics.height())
    box.moveCenter(at)
    gap = GAP * metrics.averageCharWidth()
    box.translate(across * (box.width() / 2 + gap), -up * (box.height() / 2 + 1))
    box.moveLeft(min(max(box.left(), room.left()), room.right() - box.width()))
    box.moveTop(min(max(box.top(), room.top()), room.bottom() - box.height()))
    return box
