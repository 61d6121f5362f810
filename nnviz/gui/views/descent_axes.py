"""The axes of a chart: the room that they take, their numbers and names, and faint lines across."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.gui.views.drawing import RIGHT, colour
from nnviz.gui.views.plane import Plane
from nnviz.gui.views.plot_ground import thinned, widest
from nnviz.scenes.descent_chart import Chart
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Tick

_TICK = 4  # pixels
_CENTRE = Qt.AlignmentFlag.AlignCenter
_UNDER = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


def plane_of(chart: Chart, room: QRectF, metrics: QFontMetricsF) -> Plane:
    """Return where a chart's axes lie in so much room, with place for what is written on them."""
    line = metrics.height()
    left = widest(chart.y_axis, metrics) + _TICK + 4 + (line if chart.y_axis.name else 0.0)
    below = line + _TICK + 2 + (line if chart.x_axis.name else 0.0)
    last = chart.x_axis.ticks[-1].text if chart.x_axis.ticks else ""
    right = max(4.0, 0.5 * metrics.horizontalAdvance(last) + 1)
    area = room.adjusted(left, 0.5 * line, -right, -below)
    if chart.equal and area.width() > 0 and area.height() > 0:
        scale = min(area.width() / chart.x_axis.span, area.height() / chart.y_axis.span)
        fitted = QRectF(0, 0, scale * chart.x_axis.span, scale * chart.y_axis.span)
        fitted.moveCenter(area.center())
        fitted.moveTop(area.top())
        area = fitted
    return Plane(area, chart.x_axis, chart.y_axis)


def _ticks(painter: QPainter, plane: Plane) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """Return those numbers of both axes that have room."""
    metrics = QFontMetricsF(painter.font())
    need = widest(plane.x_axis, metrics) + metrics.averageCharWidth()
    across = thinned(plane.x_axis, plane.area.width(), need)
    return across, thinned(plane.y_axis, plane.area.height(), 1.3 * metrics.height())


def draw_grid(painter: QPainter, plane: Plane, theme: Theme) -> None:
    """Draw a faint line across at every number of the y axis."""
    painter.setPen(QPen(colour(theme.faint), 1.0))
    for tick in _ticks(painter, plane)[1]:
        at = round(plane.y_of(tick.position)) + 0.5
        painter.drawLine(QPointF(plane.area.left(), at), QPointF(plane.area.right(), at))


def draw_axes(painter: QPainter, plane: Plane, theme: Theme) -> None:
    """Draw both axes, and write their numbers and names."""
    area, line = plane.area, QFontMetricsF(painter.font()).height()
    across, up = _ticks(painter, plane)
    painter.setPen(QPen(colour(theme.border), 1.0))
    painter.drawLine(area.bottomLeft(), area.bottomRight())
    painter.drawLine(area.topLeft(), area.bottomLeft())
    painter.setPen(colour(theme.muted))
    for tick in across:
        box = QRectF(plane.x_of(tick.position) - 100, area.bottom() + _TICK, 200, line)
        painter.drawText(box, _UNDER, tick.text)
    for tick in up:
        middle = plane.y_of(tick.position)
        box = QRectF(area.left() - 204 - _TICK, middle - line / 2, 204, line)
        painter.drawText(box, RIGHT, tick.text)
    _write_names(painter, plane, line)


def _write_names(painter: QPainter, plane: Plane, line: float) -> None:
    area = plane.area
    below = QRectF(area.left(), area.bottom() + _TICK + line, area.width(), line)
    painter.drawText(below, _CENTRE, plane.x_axis.name)
    if plane.y_axis.name:
        wide = widest(plane.y_axis, QFontMetricsF(painter.font()))
        painter.translate(area.left() - wide - _TICK - 2 - line, area.center().y())
        painter.rotate(-90)
        box = QRectF(-area.height() / 2, 0, area.height(), line)
        painter.drawText(box, _CENTRE, plane.y_axis.name)
