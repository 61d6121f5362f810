"""Icons drawn as paths on a grid of 16 by 16: sharp at every size, in every theme's colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

SIZES = (16, 32, 48)


def icon(name: str, colour: str) -> QIcon:
    """Return the icon called `name` in a colour "#rrggbb"; an empty one where there is none."""
    made = QIcon()
    draw = DRAWINGS.get(name)
    if draw is None:
        return made
    for size in SIZES:
        made.addPixmap(_pixmap(draw, QColor(colour), size))
    return made


def _pixmap(draw: Callable[[QPainter], None], colour: QColor, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 16.0, size / 16.0)
    pen = QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(colour)
    draw(painter)
    painter.end()
    return pixmap


def _triangle(painter: QPainter, left: float, right: float) -> None:
    painter.drawPolygon(QPolygonF([QPointF(left, 3.5), QPointF(right, 8), QPointF(left, 12.5)]))


def _run(painter: QPainter) -> None:
    _triangle(painter, 4.5, 12)


def _pause(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(3.5, 3, 3.2, 10), 0.8, 0.8)
    painter.drawRoundedRect(QRectF(9.3, 3, 3.2, 10), 0.8, 0.8)


def _step(painter: QPainter) -> None:
    _triangle(painter, 3.5, 9.5)
    painter.drawLine(QPointF(13, 3.5), QPointF(13, 12.5))


def _back(painter: QPainter) -> None:
    _triangle(painter, 12.5, 6.5)
    painter.drawLine(QPointF(3, 3.5), QPointF(3, 12.5))


def _epoch(painter: QPainter) -> None:
    _triangle(painter, 2.5, 7)
    _triangle(painter, 8, 12.5)
    painter.drawLine(QPointF(14.5, 3.5), QPointF(14.5, 12.5))


def _reset(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arc = QPainterPath()
    ring = QRectF(3, 3.2, 10, 10)
    arc.arcMoveTo(ring, 60)
    arc.arcTo(ring, 60, -300)
    painter.drawPath(arc)
    painter.setBrush(painter.pen().color())
    head = [QPointF(8.2, 1.6), QPointF(11.6, 3.7), QPointF(8.6, 6.2)]
    painter.drawPolygon(QPolygonF([_mirrored(point) for point in head]))


def _mirrored(point: QPointF) -> QPointF:
    return QPointF(16 - point.x(), point.y())


def _new_weights(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2.4, 2.4)
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y in ((5.4, 5.4), (10.6, 5.4), (8, 8), (5.4, 10.6), (10.6, 10.6)):
        painter.drawEllipse(QPointF(x, y), 1.2, 1.2)


def _float(painter: QPainter) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(6, 3, 7, 7))
    painter.drawPolyline(QPolygonF([QPointF(3, 6), QPointF(3, 13), QPointF(10, 13)]))


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(4, 4), QPointF(12, 12))
    painter.drawLine(QPointF(12, 4), QPointF(4, 12))


DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "run": _run,
    "pause": _pause,
    "step": _step,
    "back": _back,
    "epoch": _epoch,
    "reset": _reset,
    "new_weights": _new_weights,
    "float": _float,
    "close": _close,
}
