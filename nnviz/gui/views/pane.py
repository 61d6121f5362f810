"""The clear pane above a plot: marks and words in pixels, and where the pointer is.

A mark is a small record (a line, words at a place); the pane draws those it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.plot_marks import box_of, line_of, pixel_of
from nnviz.scenes.palette import LIGHT, Colour, Theme
from nnviz.scenes.plot_marks import Level, Note

if TYPE_CHECKING:
    from nnviz.gui.views.plots import Plot


class Ring(Struct, frozen=True):
    """A small ring about (x, y)."""

    x: float
    y: float
    colour: Colour


Mark: TypeAlias = Level | Note | Ring


class Pane(QWidget):
    """Draws marks over a plot and tells of the pointer in the plot's coordinates.

    Signals
    -------
    pointed(object)
        (x, y) under the pointer, or None when it has left the curves.
    turned(float, float, float, bool)
        x, y and the notches of the wheel; whether the pointer is left of the y axis.
    dragged(float, float)
        By how much the plot was dragged, in x and y.
    doubled()
        A double click.
    """

    pointed = Signal(object)
    turned = Signal(float, float, float, bool)
    dragged = Signal(float, float)
    doubled = Signal()

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._theme = LIGHT
        self._marks: tuple[Mark, ...] = ()
        self._held: QPointF | None = None
        self.interactive = False
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._plot.update()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Draw these marks."""
        if marks != self._marks:
            self._marks = marks
            self._plot.update()  # with all on it: asked for by both, the plot would be drawn twice

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the marks."""
        painter = QPainter(self)
        painter.setFont(self._plot.font_used)
        for mark in self._marks:
            if isinstance(mark, Level):
                self._draw_level(painter, mark)
            elif isinstance(mark, Ring):
                self._draw_ring(painter, mark)
            else:
                self._draw_note(painter, mark)

    def _draw_level(self, painter: QPainter, mark: Level) -> None:
        area = self._plot.area
        line = line_of(mark, pixel_of(mark, self._plot.place), area)
        if area.adjusted(-0.5, -0.5, 0.5, 0.5).contains(line.p1()):
            style = Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour(mark.colour), 1.0, style))
            painter.drawLine(line)

    def _draw_ring(self, painter: QPainter, mark: Ring) -> None:
        size = self._plot.metrics.height() * 0.3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(self._theme.panel), 3.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = self._plot.place(mark.x, mark.y)
        painter.drawEllipse(at, size, size)
        painter.setPen(QPen(colour(mark.colour), 1.6))
        painter.drawEllipse(at, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def box_of(self, mark: Note) -> QRectF:
        """Return where words stand, in pixels: beside their place, within the curves' area."""
        at, room = self._plot.place(mark.x, mark.y), self._plot.area.adjusted(2, 0, -1, 0)
        return box_of(mark, mark.text, at, self._plot.metrics, room)

    def _draw_note(self, painter: QPainter, mark: Note) -> None:
        box = self.box_of(mark)
        painter.fillRect(box, colour(self._theme.panel, 0.75))
        painter.setPen(colour(mark.colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is, or by how much it drags."""
        place = event.position()
        if self._held is not None:
            was, now = self._plot.at(self._held), self._plot.at(place)
            self._held = place
            self.dragged.emit(now[0] - was[0], now[1] - was[1])
            return
        inside = self._plot.area.contains(place)
        self.pointed.emit(self._plot.at(place) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag."""
        if self.interactive and event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End to drag."""
        if self._held is not None:
            self._held = None
            self.unsetCursor()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of a double click."""
        if self.interactive:
            self.doubled.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tell by how many notches the wheel turned, and where."""
        if not self.interactive:
            super().wheelEvent(event)
            return
        x, y = self._plot.at(event.position())
        aside = event.position().x() < self._plot.area.left()
        self.turned.emit(x, y, event.angleDelta().y() / 120.0, aside)
        event.accept()
