"""What lies over the curves of a lab's plot: names, words, and everything that moves.

It covers the plot, and shows the picture that was taken of it below its own marks: so the plot is
drawn only when something on it has changed.
"""

from __future__ import annotations

from math import atan2, cos, pi, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import LEFT, caption_font, colour
from nnviz.gui.views.plot_marks import box_of, line_of, pixel_of
from nnviz.scenes.lab_plot import Dot, EndName, LabPlot, Moving, Shade, Stroke, spread
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.plot_marks import Level, Note

if TYPE_CHECKING:
    from nnviz.gui.views.lab_plot import LabPlotView

GAP = 4.0  # pixels between a curve's end and its name
_CENTRE = Qt.AlignmentFlag.AlignCenter


class LabLayer(QWidget):
    """Draws over a plot; the pointer does not feel it."""

    def __init__(self, plot: LabPlotView) -> None:
        super().__init__(plot)
        self._plot = plot
        self._theme = LIGHT
        self._scene: LabPlot | None = None
        self._moving: tuple[Moving, ...] = ()
        self._focused = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scene(self, scene: LabPlot) -> None:
        """Show another plot's names and words; the plot keeps room for the widest name."""
        self._scene = scene
        strong = QFontMetricsF(self._strong())
        widths = [strong.horizontalAdvance(name.text) for name in scene.names]
        self._plot.set_right_room(max(widths, default=0.0) + 2 * GAP if widths else 0.0)
        self.update()

    def set_moving(self, moving: tuple[Moving, ...]) -> None:
        """Show what moves where it now is."""
        if moving != self._moving:
            self._moving = moving
            self.update()

    def set_focused(self, focused: bool) -> None:
        """Show whether the arrow keys work here."""
        self._focused = focused
        self.update()

    def _strong(self) -> QFont:
        font = caption_font(self)
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw words, names, and what moves."""
        painter = QPainter(self)
        self._plot.draw_still(painter)
        if self._scene is None:
            return
        painter.setFont(caption_font(self))
        area = self._plot.area
        for shade in self._scene.shades:
            self._draw_shade_word(painter, shade, area)
        self._draw_end_names(painter, self._scene.names, area)
        self._draw_moving(painter, area)
        for note in (*self._scene.notes, *(m for m in self._moving if isinstance(m, Note))):
            self._draw_note(painter, note, area)
        if self._focused:
            painter.setPen(QPen(colour(self._theme.accent, 0.7), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))

    # Words

    def _draw_shade_word(self, painter: QPainter, shade: Shade, area: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        left = max(self._plot.place(shade.low, 0.0).x(), area.left())
        right = min(self._plot.place(shade.high, 0.0).x(), area.right())
        box = QRectF(left, area.bottom() - 1.3 * metrics.height(), right - left, metrics.height())
        for text in (shade.text, shade.short):
            if text and metrics.horizontalAdvance(text) + metrics.height() <= box.width():
                painter.setPen(colour(self._theme.muted))
                painter.drawText(box, _CENTRE, text)
                return

    def _draw_end_names(self, painter: QPainter, names: tuple[EndName, ...], area: QRectF) -> None:
        """Write the names one below the other, as near to their curves' ends as they can be."""
        if not names:
            return
        plain, strong = painter.font(), self._strong()
        tall = QFontMetricsF(plain).height()
        rising = sorted(names, key=lambda name: -name.height)
        middles = [self._plot.place(0.0, name.height).y() for name in rising]
        room = (area.top() + 0.4 * tall, area.bottom() - 0.3 * tall)
        middles = spread([min(max(m, room[0]), room[1]) for m in middles], 0.95 * tall, *room)
        for name, middle in zip(rising, middles, strict=True):
            if middle < area.top() - 0.2 * tall:
                continue
            painter.setFont(strong if name.strong else plain)
            painter.setPen(colour(name.colour))
            box = QRectF(area.right() + GAP, middle - tall / 2, self.width(), tall)
            painter.drawText(box, LEFT, name.text)
        painter.setFont(plain)

    def _draw_note(self, painter: QPainter, note: Note, area: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(note.text, Qt.TextElideMode.ElideRight, area.width() - 4)
        at = self._plot.place(note.x, note.y)
        box = box_of(note, text, at, metrics, area.adjusted(3, 1, -2, 0))
        painter.fillRect(box.adjusted(-2, 0, 2, 0), colour(self._theme.panel, 0.72))
        painter.setPen(colour(note.colour))
        painter.drawText(box, _CENTRE, text)

    # What moves

    def _draw_moving(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.setClipRect(area.adjusted(-6, -6, 6, 6))
        for mark in self._moving:
            if isinstance(mark, Level):
                self._draw_level(painter, mark, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._moving:
            if isinstance(mark, Stroke):
                self._draw_stroke(painter, mark, area)
        for mark in self._moving:
            if isinstance(mark, Dot):
                self._draw_dot(painter, mark)
        painter.restore()

    def _draw_level(self, painter: QPainter, mark: Level, area: QRectF) -> None:
        style = Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour(mark.colour), 1.0, style))
        pixel = round(pixel_of(mark, self._plot.place)) + 0.5
        painter.drawLine(line_of(mark, pixel, area))

    def _draw_stroke(self, painter: QPainter, mark: Stroke, area: QRectF) -> None:
        painter.save()
        painter.setClipRect(area)
        style = Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour(mark.colour), mark.width, style))
        begin, end = self._plot.place(mark.x1, mark.y1), self._plot.place(mark.x2, mark.y2)
        painter.drawLine(begin, end)
        if mark.arrow:
            draw_head(painter, begin, end, 0.55 * QFontMetricsF(painter.font()).height())
        painter.restore()

    def _draw_dot(self, painter: QPainter, mark: Dot) -> None:
        at = self._plot.place(mark.x, mark.y)
        if not QRectF(self.rect()).contains(at):
            return
        size = 0.27 * QFontMetricsF(painter.font()).height()
        painter.setPen(QPen(colour(self._theme.panel), 1.4))
        painter.setBrush(colour(mark.colour))
        if mark.hollow:
            painter.setPen(QPen(colour(mark.colour), 1.8))
            painter.setBrush(colour(self._theme.panel))
        if mark.square:
            painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))
        else:
            painter.drawEllipse(at, size, size)


def draw_head(painter: QPainter, begin: QPointF, end: QPointF, size: float) -> None:
    """Draw an arrow head at `end` in the pen's colour; none on an arrow shorter than it."""
    run = end - begin
    if run.manhattanLength() < 0.7 * size:
        return
    angle = atan2(run.y(), run.x())
    wings = (
        QPointF(end.x() - size * cos(angle + by), end.y() - size * sin(angle + by))
        for by in (pi / 7, -pi / 7)
    )
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([end, *wings]))
