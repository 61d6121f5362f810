"""Words around a painted picture: numbers at its left and below, and a legend of signs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from nnviz.gui.views.drawing import LEFT, RIGHT, colour
from nnviz.scenes.palette import Theme
from nnviz.scenes.sample_kinds import LegendEntry
from nnviz.scenes.ticks import Tick

_ENTRY = 1.35  # lines of text that a sign and the gaps around it take


def upwards(area: QRectF, share: float) -> float:
    """Return the pixel row at a share of the height, counted from the ground."""
    return area.bottom() - share * area.height()


def draw_heights(painter: QPainter, ticks: tuple[Tick, ...], area: QRectF) -> None:
    """Write numbers at the left of `area`, at their shares of its height."""
    line = QFontMetricsF(painter.font()).height()
    for tick in ticks:
        middle = upwards(area, tick.position)
        box = QRectF(0.0, middle - 0.5 * line, area.left() - 0.3 * line, line)
        painter.drawText(box, RIGHT, tick.text)


def draw_along(painter: QPainter, ticks: tuple[Tick, ...], area: QRectF) -> None:
    """Write numbers along `area`, at their shares of its width; the last one is not cut off."""
    metrics = QFontMetricsF(painter.font())
    most = area.right() + 0.5 * metrics.height()
    for tick in ticks:
        wide = metrics.horizontalAdvance(tick.text) + 1.0
        left = area.left() + tick.position * area.width() - 0.5 * wide
        box = QRectF(min(left, most - wide), area.top(), wide, area.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick.text)


def legend_width(metrics: QFontMetricsF, note: str, legend: tuple[LegendEntry, ...]) -> float:
    """Return how wide a note and the signs behind it are in one row."""
    entries = (metrics.horizontalAdvance(entry.name) for entry in legend)
    return metrics.horizontalAdvance(note) + sum(
        wide + _ENTRY * metrics.height() for wide in entries
    )


def draw_legend(
    painter: QPainter,
    note: str,
    legend: tuple[LegendEntry, ...],
    note_row: QRectF,
    legend_row: QRectF,
    theme: Theme,
) -> None:
    """Write a note, and signs with their names behind it (the same row) or below it."""
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    painter.setPen(colour(theme.muted))
    cut = metrics.elidedText(note, Qt.TextElideMode.ElideRight, note_row.width())
    painter.drawText(note_row, LEFT, cut)
    one_row = legend_row.top() == note_row.top()
    at = legend_row.left() + (metrics.horizontalAdvance(note) + line if one_row else 0.0)
    for entry in legend:
        sign = QRectF(at, legend_row.center().y() - 0.2 * line, 0.4 * line, 0.4 * line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(entry.colour))
        painter.drawRect(sign) if entry.square else painter.drawEllipse(sign)
        painter.setPen(colour(theme.muted))
        box = QRectF(sign.right() + 0.3 * line, legend_row.top(), 1e3, legend_row.height())
        painter.drawText(box, LEFT, entry.name)
        at = box.left() + metrics.horizontalAdvance(entry.name) + 0.65 * line
