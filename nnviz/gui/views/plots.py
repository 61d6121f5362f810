"""One plot for all views: a pyqtgraph canvas, and a clear pane above it for marks and pointer.

The canvas draws curves, images and points; the pane draws words and marks in pixels, and tells
where the pointer is in the plot's own coordinates. Axes come ready from the scene; here their
numbers are only thinned until none touches its neighbour.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font, colour, style_plot
from nnviz.gui.views.pane import Pane
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.ticks import Axis, Tick

DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)
_TICK_GAP = 6  # pixels from the axis to its numbers, with the tick itself


class Plot(QWidget):
    """A canvas with two axes.

    Parameters
    ----------
    name
        What the plot shows, for those who can't see it.

    Attributes
    ----------
    y_name_offset : float
        Pixels from the curves to the name of the y axis.
    corner_room : float
        Pixels that the first number of the x axis takes left of the curves.
    pane : Pane
        Its signals tell of the pointer; its `set_marks` draws lines and words.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.theme = LIGHT
        self.x_axis, self.y_axis = Axis(0.0, 1.0), Axis(0.0, 1.0)
        self.y_name_offset = 0.0
        self.corner_room = 0.0
        self._area: QRectF | None = None
        self._square = False
        self._left_room = self._right_room = 0.0
        self._shown: dict[str, object] = {}
        self.canvas: Any = pg.PlotWidget(parent=self)
        self.canvas.setMenuEnabled(False)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._box: Any = self.canvas.getViewBox()
        self._box.setMouseEnabled(False, False)
        self._box.disableAutoRange()
        self._grid = self.add(pg.PlotCurveItem(connect="pairs"))
        self._grid.setZValue(-100)
        self.pane = Pane(self)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.canvas.setBackground(colour(theme.panel))
        style_plot(self.canvas.getPlotItem(), theme, caption_font(self))
        for side in ("left", "bottom"):
            self.canvas.getPlotItem().getAxis(side).setStyle(hideOverlappingLabels=False)
        self.canvas.getPlotItem().showGrid(x=False, y=False)
        self._grid.setPen(pen(theme.faint))
        self._shown.clear()
        self.set_axes(self.x_axis, self.y_axis)
        self.pane.set_theme(theme)

    def set_square(self, square: bool) -> None:
        """Give both axes the same length on screen, for planes whose sides are alike."""
        if square != self._square:
            self._square = square
            self._fit()

    def set_right_room(self, room: float) -> None:
        """Keep so many pixels free right of the curves."""
        if room != self._right_room:
            self._right_room = room
            self._fit()

    def set_left_room(self, room: float) -> None:
        """Keep at least so many pixels left of the curves, as plots above one another want it."""
        if room != self._left_room:
            self._left_room = room
            self._fit()

    def set_axes(self, x_axis: Axis, y_axis: Axis) -> None:
        """Show these ranges and numbers."""
        if self._differs("axes", (x_axis, y_axis)):
            self.x_axis, self.y_axis = x_axis, y_axis
            self._box.setRange(
                xRange=(x_axis.low, x_axis.high), yRange=(y_axis.low, y_axis.high), padding=0
            )
            self._fit()

    def _differs(self, what: str, value: object) -> bool:
        """Whether `value` is not what is shown already; remembers it."""
        differs = self._shown.get(what) != value
        self._shown[what] = value
        return differs

    def _fit(self) -> None:
        """Make room for the numbers and names of the axes, and thin the numbers."""
        metrics = QFontMetricsF(caption_font(self))
        plot = self.canvas.getPlotItem()
        left, bottom = plot.getAxis("left"), plot.getAxis("bottom")
        beside = max((metrics.horizontalAdvance(t.text) for t in self.y_axis.ticks), default=0.0)
        # Room that depends on no single number: zooming moves no edge.
        half = max((metrics.horizontalAdvance(t.text) for t in self.x_axis.ticks), default=0.0) / 2
        self.corner_room = metrics.horizontalAdvance("000") / 2 + 0.7 * metrics.averageCharWidth()
        corner = metrics.horizontalAdvance(self.x_axis.name) + self.corner_room + 2
        short = self.corner_name
        wide = max(beside + _TICK_GAP + 2, corner if short else 0.0, metrics.height())
        wide = max(wide + (metrics.height() if self.y_axis.name else 0.0), self._left_room)
        self.y_name_offset = wide
        deep = metrics.height() + _TICK_GAP
        deep += metrics.height() if self.x_axis.name and not short else 0.0
        top = np.ceil(metrics.height() / 2)
        right = max(np.ceil(half), self._right_room)
        width, height = self.width() - wide - right, self.height() - deep - top
        spare_x = max(0.0, width - height) if self._square else 0.0
        spare_y = max(0.0, height - width) if self._square else 0.0
        left.setWidth(round(wide + spare_x / 2))
        bottom.setHeight(round(deep))
        plot.layout.setContentsMargins(0, round(top), round(right + spare_x / 2), round(spare_y))
        self._set_ticks(left, self.y_axis, height - spare_y, metrics, upright=True)
        self._set_ticks(bottom, self.x_axis, width - spare_x, metrics, upright=False)
        self._area = None
        self.pane.update()

    @property
    def corner_name(self) -> bool:
        """Whether the x axis has a name so short that it stands left of its numbers."""
        name = self.x_axis.name
        return bool(name) and len(name) <= 5 and not self.y_axis.name

    def _set_ticks(
        self, axis: Any, shown: Axis, length: float, metrics: QFontMetricsF, *, upright: bool
    ) -> None:
        need = metrics.height() * 1.3
        if not upright:
            widest = max((metrics.horizontalAdvance(t.text) for t in shown.ticks), default=0.0)
            need = widest + 1.5 * metrics.averageCharWidth()
        kept = thinned(shown, length, need)
        if self._differs("left" if upright else "bottom", kept):
            axis.setTicks([[(tick.position, tick.text) for tick in kept]])
        if upright:
            heights = np.repeat([tick.position for tick in kept], 2)
            self._grid.setData(np.tile([self.x_axis.low, self.x_axis.high], len(kept)), heights)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep canvas and pane as large as the plot."""
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())
        self.pane.setGeometry(self.rect())
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure again: the canvas takes its size only when it is shown."""
        super().showEvent(event)
        self._fit()

    @property
    def area(self) -> QRectF:
        """Where the curves are, in pixels."""
        if self._area is None:
            self.canvas.getPlotItem().layout.activate()
            self._area = QRectF(self._box.sceneBoundingRect())
        return self._area

    @property
    def columns(self) -> int:
        """Pixels of the screen across the curves."""
        return max(16, round(self.area.width() * self.devicePixelRatioF()))

    def place(self, x: float, y: float) -> QPointF:
        """Return where (x, y) is, in pixels."""
        area = self.area
        return QPointF(
            area.left() + (x - self.x_axis.low) / (self.x_axis.span or 1.0) * area.width(),
            area.bottom() - (y - self.y_axis.low) / (self.y_axis.span or 1.0) * area.height(),
        )

    def width_of(self, text: str) -> float:
        """Return how much of the x axis a word takes."""
        wide = QFontMetricsF(caption_font(self)).horizontalAdvance(text)
        return wide / (self.area.width() or 1.0) * self.x_axis.span

    def fits_below(self, y: float) -> bool:
        """Whether there is room for a word between y and the x axis."""
        line = QFontMetricsF(caption_font(self)).height()
        return self.area.bottom() - self.place(self.x_axis.low, y).y() > line

    def at(self, place: QPointF) -> tuple[float, float]:
        """Return which (x, y) is at a place in pixels."""
        area = self.area
        return (
            self.x_axis.low + (place.x() - area.left()) / (area.width() or 1.0) * self.x_axis.span,
            self.y_axis.low
            + (area.bottom() - place.y()) / (area.height() or 1.0) * self.y_axis.span,
        )

    def add(self, item: Any) -> Any:
        """Put an item of pyqtgraph on the canvas and return it."""
        self.canvas.addItem(item, ignoreBounds=True)
        return item

    def add_line(self) -> Any:
        """Return a new curve; give it points by `setData` and a pen by `setPen`."""
        line = pg.PlotCurveItem(connect="finite", antialias=True)
        line.setSegmentedLineMode("on")
        return self.add(line)


def thinned(axis: Axis, length: float, need: float) -> tuple[Tick, ...]:
    """Return every k-th tick, with the least k at which each has `need` pixels of `length`."""
    ticks = axis.ticks
    if len(ticks) < 2 or length <= 0:
        return ticks
    apart = (ticks[1].position - ticks[0].position) / (axis.span or 1.0) * length
    keep = max(1, int(np.ceil(need / max(apart, 1e-9))))
    zero = next((n for n, tick in enumerate(ticks) if tick.position == 0), 0)
    return ticks[zero % keep :: keep]


def pen(theme_colour: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Any:
    """Return a pen of so many pixels at any zoom."""
    return pg.mkPen(colour(theme_colour), width=width, style=style)
