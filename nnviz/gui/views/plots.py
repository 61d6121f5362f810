"""One plot for all views: axes, what is drawn between them, and a clear pane for the pointer.

Axes come ready from the scene; here their numbers are only thinned until none touches its
neighbour. The ground with the numbers is kept as a picture: a frame draws what lies on it.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font, colour, is_drawing, sharpness
from nnviz.gui.views.pane import Pane
from nnviz.gui.views.plot_ground import Ground, Wish, laid_out, write_ground
from nnviz.gui.views.plot_items import GRID, Mapping, PlotItem, PlotLine
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.ticks import Axis

DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)

Item = TypeVar("Item", bound=PlotItem)


class Plot(QWidget):
    """Curves, boxes, images and points between two axes.

    Parameters
    ----------
    name
        What the plot shows, for those who can't see it.

    Attributes
    ----------
    pane : Pane
        Its signals tell of the pointer; its `set_marks` draws lines and words.
    font_used : QFont
        Of everything that is written on it; `metrics` are its measures.
    axes_below : bool
        Whether the axes lie below all items, so that their ticks cut into none.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.theme = LIGHT
        self.x_axis, self.y_axis = Axis(0.0, 1.0), Axis(0.0, 1.0)
        self.axes_below = False
        self._wish = Wish()
        self._items: list[PlotItem] = []
        self._ground: Ground | None = None
        self._picture: QPixmap | None = None
        self.pane = Pane(self)
        self.set_theme(LIGHT)

    # What it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the present size of text."""
        self.theme = theme
        self._fit()
        self.pane.set_theme(theme)

    def set_square(self, square: bool) -> None:
        """Give both axes the same length on screen, for planes whose sides are alike."""
        self._want(replace(self._wish, square=square))

    def set_right_room(self, room: float) -> None:
        """Keep so many pixels free right of the curves."""
        self._want(replace(self._wish, right=room))

    def set_left_room(self, room: float) -> None:
        """Keep at least so many pixels left of the curves, as plots above one another want it."""
        self._want(replace(self._wish, left=room))

    def _want(self, wish: Wish) -> None:
        if wish != self._wish:
            self._wish = wish
            self._fit()

    def set_axes(self, x_axis: Axis, y_axis: Axis) -> None:
        """Show these ranges and numbers."""
        if (x_axis, y_axis) != (self.x_axis, self.y_axis):
            self.x_axis, self.y_axis = x_axis, y_axis
            self._fit()

    def add(self, item: Item) -> Item:
        """Draw an item from now on; return it."""
        self._items.append(item)
        item.changed = self.update
        return item

    def add_line(self) -> PlotLine:
        """Return a new curve."""
        return self.add(PlotLine())

    # Where things are

    def _fit(self) -> None:
        """Forget where everything stands, and the ground: size, axes or look have changed."""
        self._ground = self._picture = None
        self.font_used = caption_font(self)
        self.metrics = QFontMetricsF(self.font_used)
        self.update()

    @property
    def ground(self) -> Ground:
        """Where axes and numbers stand."""
        if self._ground is None:
            size = (float(self.width()), float(self.height()))
            self._ground = laid_out(self.x_axis, self.y_axis, size, self.metrics, self._wish)
        return self._ground

    @property
    def area(self) -> QRectF:
        """Where the curves are, in pixels."""
        return self.ground.area

    @property
    def columns(self) -> int:
        """Pixels of the screen across the curves."""
        return max(16, round(self.area.width() * self.devicePixelRatioF()))

    def place(self, x: float, y: float) -> QPointF:
        """Return where (x, y) is, in pixels."""
        return self.ground.place(x, y)

    def width_of(self, text: str) -> float:
        """Return how much of the x axis a word takes."""
        return self.metrics.horizontalAdvance(text) / self.area.width() * self.x_axis.span

    def fits_below(self, y: float) -> bool:
        """Whether there is room for a word between y and the x axis."""
        return self.area.bottom() - self.ground.y_of(y) > self.metrics.height()

    def at(self, place: QPointF) -> tuple[float, float]:
        """Return which (x, y) is at a place in pixels."""
        return self.ground.at(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew, and keep the pane as large as the plot."""
        super().resizeEvent(event)
        self.pane.setGeometry(self.rect())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew when the size of text changes."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        super().changeEvent(event)

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything but the marks."""
        painter = QPainter(self)
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Draw the ground, the grid, the items in their order, and the axes."""
        ground = self.ground
        if is_drawing(painter):
            painter.fillRect(self.rect(), colour(self.theme.panel))
            write_ground(painter, ground, self.font_used, self.theme)
        else:
            painter.drawPixmap(0, 0, self._drawn_ground(ground, sharpness(painter)))
        if self.axes_below:
            self._draw_axes(painter, ground)
        mapping = Mapping(self.x_axis, self.y_axis, ground.area)
        shown = sorted((item for item in self._items if item.visible), key=_height)
        painter.setClipRect(ground.area.adjusted(0.0, 0.0, 1.0, 1.0))  # lines on the edges too
        for item in shown:
            if item.z < GRID:
                item.draw(painter, mapping)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen(self.theme.faint))
        painter.drawLines(ground.grid)
        for item in shown:
            if item.z >= GRID:
                item.draw(painter, mapping)
        painter.setClipping(False)
        if not self.axes_below:
            self._draw_axes(painter, ground)

    def _draw_axes(self, painter: QPainter, ground: Ground) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(pen(self.theme.border))
        painter.drawLines(ground.axes)

    def _drawn_ground(self, ground: Ground, scale: float) -> QPixmap:
        """Return the ground with all that is written on it, drawn where it is not there yet."""
        if self._picture is None or self._picture.devicePixelRatio() != scale:
            picture = QPixmap(self.size() * scale)
            picture.setDevicePixelRatio(scale)
            picture.fill(colour(self.theme.panel))
            painter = QPainter(picture)
            write_ground(painter, ground, caption_font(self), self.theme)
            painter.end()
            self._picture = picture
        return self._picture


def _height(item: PlotItem) -> float:
    return item.z


def pen(theme_colour: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen of so many pixels of the screen, however large a point is there."""
    made = QPen(colour(theme_colour), width, style)
    made.setCosmetic(True)
    return made
