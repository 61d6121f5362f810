"""A chart with axes, painted in two layers: what stands still is kept, what moves is painted anew.

It tells where it is pressed, pointed at and turned over, in the chart's own coordinates; with the
focus the arrow keys move what can be moved.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.descent_axes import draw_axes, draw_grid, plane_of
from nnviz.gui.views.descent_shapes import ShapePainter
from nnviz.gui.views.drawing import caption_font, colour, is_drawing, sharpness
from nnviz.gui.views.keys import arrow, claims
from nnviz.gui.views.plane import Plane
from nnviz.scenes.descent_chart import Chart, Picture
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.ticks import Axis


class DescentChart(QWidget):
    """Draws a Picture.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    tip
        What can be done in it.

    Signals
    -------
    pointed(object)
        (x, y) under the pointer, or None when it has left.
    pressed(float, float)
        Where the left button was pressed.
    dragged(float, float)
        Where it was moved to while held.
    released()
        It was let go.
    turned(float, float, float)
        (x, y) and the notches of the wheel.
    moved(int, int)
        Steps across and down by the arrow keys.
    resized()
        There is another place to fill.
    """

    pointed = Signal(object)
    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal()
    turned = Signal(float, float, float)
    moved = Signal(int, int)
    resized = Signal()

    def __init__(self, name: str, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes: frozenset[str] = frozenset()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self._theme = LIGHT
        self._picture: Picture | None = None
        self._ground: tuple[Chart, QPixmap] | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def take(self, *what: str) -> None:
        """Let it be used: "press" with the mouse, "wheel", "keys" with the focus.

        A click gives no focus: the arrow keys stay the window's until Tab has led here.
        """
        self._takes = frozenset(what)
        if "press" in what:
            self.setCursor(Qt.CursorShape.CrossCursor)
        if "keys" in what:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._ground = None
        self.update()

    def set_picture(self, picture: Picture) -> None:
        """Show a picture."""
        self._picture = picture
        self.setAccessibleName(picture.chart.name)
        self.update()

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def sizeHint(self) -> QSize:
        """Room for a small chart."""
        return QSize(260, 180)

    @property
    def aspect(self) -> float:
        """Width over height of the place for the plane itself, about."""
        em = QFontMetricsF(caption_font(self)).height()
        return max(1.0, self.width() - 4.2 * em) / max(1.0, self.height() - 2.8 * em)

    # Where everything is

    @property
    def plane(self) -> Plane:
        """Where the axes lie now."""
        empty = Axis(0.0, 1.0)
        if self._picture is None:
            return Plane(QRectF(self.rect()), empty, empty)
        chart = self._picture.chart
        return plane_of(chart, QRectF(self.rect()), QFontMetricsF(caption_font(self)))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the kept ground, and what moves over it."""
        if self._picture is None or self.width() < 40 or self.height() < 40:
            return
        painter = QPainter(self)
        if is_drawing(painter):
            self._draw_ground(painter, self._picture.chart)
        else:
            painter.drawPixmap(0, 0, self._kept(self._picture.chart, sharpness(painter)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        ShapePainter(painter, self.plane, self._theme).draw(self._picture.moving)
        if self.hasFocus():
            painter.setPen(QPen(colour(self._theme.accent, 0.7), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.plane.area.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _kept(self, chart: Chart, ratio: float) -> QPixmap:
        size = self.size() * ratio
        old = self._ground
        if old is not None and old[1].size() == size and _alike(old[0], chart):
            return old[1]
        pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(colour(self._theme.panel))
        painter = QPainter(pixmap)
        self._draw_ground(painter, chart)
        painter.end()
        self._ground = (chart, pixmap)
        return pixmap

    def _draw_ground(self, painter: QPainter, chart: Chart) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        plane = self.plane
        if chart.grid:
            draw_grid(painter, plane, self._theme)
        ShapePainter(painter, plane, self._theme, careful=True).draw(chart.still)
        draw_axes(painter, plane, self._theme)
        painter.restore()

    # What the user does

    def resizeEvent(self, event: object) -> None:
        """Tell that there is another place to fill."""
        self._ground = None
        self.resized.emit()
        del event

    def changeEvent(self, event: QEvent) -> None:
        """Draw the ground anew with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._ground = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell where."""
        inside = self.plane.area.contains(event.position())
        if "press" in self._takes and event.button() == Qt.MouseButton.LeftButton and inside:
            self.pressed.emit(*self.plane.at(event.position()))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is, or where it drags to."""
        plane = self.plane
        inside = plane.area.contains(event.position())
        self.pointed.emit(plane.at(event.position()) if inside else None)
        if "press" in self._takes and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(*plane.at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell that the button was let go."""
        if "press" in self._takes and event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()
        else:
            super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tell by how many notches, and where."""
        plane = self.plane
        if "wheel" in self._takes and plane.area.contains(event.position()):
            self.turned.emit(*plane.at(event.position()), event.angleDelta().y() / 120.0)
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys before the window's shortcuts, while it has the focus."""
        return ("keys" in self._takes and claims(event)) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrow keys."""
        step = arrow(event) if "keys" in self._takes else None
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(*step)


def _alike(one: Chart, other: Chart) -> bool:
    """Whether the kept ground of a chart can be that of another one: nothing but the same axes."""
    if one is other:
        return True
    return not (one.still or other.still) and (one.x_axis, one.y_axis, one.equal, one.grid) == (
        other.x_axis,
        other.y_axis,
        other.equal,
        other.grid,
    )
