"""What can be drawn on a plot: curves, boxes, a picture. Each is told what to show, and draws it.

They are drawn in the order of `z`; the grid lies at GRID. Places are in the plot's coordinates,
and are turned to pixels all at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from nnviz.gui.views.drawing import sharpness
from nnviz.gui.views.strokes import Floats, draw_pieces, fill_boxes, joined, paired, runs
from nnviz.scenes.ticks import Axis

GRID = -100.0


class Mapping:
    """From a plot's coordinates to its pixels.

    Parameters
    ----------
    x_axis, y_axis
        What is shown.
    area
        Where, in pixels.
    """

    def __init__(self, x_axis: Axis, y_axis: Axis, area: QRectF) -> None:
        self.area = area
        self.per_x = area.width() / (x_axis.span or 1.0)
        self.per_y = area.height() / (y_axis.span or 1.0)
        self.left = area.left() - x_axis.low * self.per_x
        self.bottom = area.bottom() + y_axis.low * self.per_y

    @property
    def key(self) -> tuple[float, ...]:
        """All that places depend on."""
        area = self.area
        return (area.left(), area.bottom(), self.left, self.bottom, self.per_x, self.per_y)

    def across(self, x: Floats) -> Floats:
        """Return where each x is, in pixels."""
        return np.asarray(self.left + x * self.per_x)

    def down(self, y: Floats) -> Floats:
        """Return where each y is, in pixels."""
        return np.asarray(self.bottom - y * self.per_y)

    def box(self, box: QRectF) -> QRectF:
        """Return a box of which the top is the least y, in pixels."""
        high = box.height() * self.per_y
        return QRectF(
            self.left + box.left() * self.per_x,
            self.bottom - box.top() * self.per_y - high,
            box.width() * self.per_x,
            high,
        )


class PlotItem(ABC):
    """Something on a plot.

    Attributes
    ----------
    changed
        Called whenever it has to be drawn anew; the plot sets it.
    z
        What has a greater one lies above.
    """

    z = 0.0

    def __init__(self) -> None:
        self.changed: Callable[[], object] = bool
        self.visible = True

    def set_visible(self, visible: bool) -> None:
        """Draw it, or not."""
        if visible != self.visible:
            self.visible = visible
            self.changed()

    @abstractmethod
    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw it."""


class PlotLine(PlotItem):
    """A curve.

    Parameters
    ----------
    smooth
        Whether its edges are soft.
    connect
        "all" joins each point to the next, but for gaps, where a number is not finite; "pairs"
        every first to every second.
    """

    def __init__(self, *, smooth: bool = True, connect: Literal["all", "pairs"] = "all") -> None:
        super().__init__()
        self.smooth = smooth
        self._pairs = connect == "pairs"
        self._pen = QPen()
        self._x = self._y = np.empty(0)

    def set_line(self, pen: QPen, x: Floats, y: Floats) -> None:
        """Draw these points with this pen."""
        self._pen = pen
        self._x, self._y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        self.changed()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw the curve."""
        painter.setPen(self._pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.smooth)
        x, y = mapping.across(self._x), mapping.down(self._y)
        if self._pairs:
            draw_pieces(painter, paired(x, y))
        elif self._pen.style() == Qt.PenStyle.SolidLine:
            draw_pieces(painter, joined(x, y))
        else:
            for run in runs(x, y):
                painter.drawPolyline(run)


class Band(PlotItem):
    """From the least to the greatest of many values at each x."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = QColor()
        self._x = self._low = self._high = np.empty(0)

    def set_band(self, colour: QColor, x: Floats, low: Floats, high: Floats) -> None:
        """Draw a band; x rises."""
        self._colour, self._x, self._low, self._high = colour, x, low, high
        self.changed()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw a bar a pixel; where there are fewer values than pixels, a line up and down."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        x, low, high = mapping.across(self._x), mapping.down(self._low), mapping.down(self._high)
        pixel = 1.0 / sharpness(painter)
        if len(x) < 2 or x[-1] - x[0] > 1.01 * pixel * (len(x) - 1):
            pen = QPen(self._colour, 1.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            draw_pieces(painter, joined(np.repeat(x, 2), np.stack([low, high], 1).ravel()))
        else:
            top, bottom = _touching(high, low)
            left = np.floor(x / pixel) * pixel
            tall = np.maximum(bottom - top, pixel)
            fill_boxes(
                painter, np.stack([left, top, np.full(len(x), pixel), tall], 1), self._colour
            )


def _touching(top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """Return the ends of upright bars made so long that neighbours touch, as in one line."""
    above, below = np.maximum(top[:-1], top[1:]), np.minimum(bottom[:-1], bottom[1:])
    apart = np.flatnonzero(above > below)
    middle = 0.5 * (above[apart] + below[apart])
    for place in (apart, apart + 1):
        top[place] = np.minimum(top[place], middle)
        bottom[place] = np.maximum(bottom[place], middle)
    return top, bottom


class Bars(PlotItem):
    """Filled boxes without an outline."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes = np.empty((0, 4))
        self._colour = QColor()

    def set_boxes(self, boxes: Floats, colour: QColor) -> None:
        """Draw these boxes, shape (boxes, 4): least x and y, greatest x and y."""
        self._boxes, self._colour = boxes, colour
        self.changed()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Fill the boxes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        left, right = mapping.across(self._boxes[:, 0]), mapping.across(self._boxes[:, 2])
        top, bottom = mapping.down(self._boxes[:, 3]), mapping.down(self._boxes[:, 1])
        fill_boxes(painter, np.stack([left, top, right - left, bottom - top], 1), self._colour)


class Picture(PlotItem):
    """An image, stretched smoothly over a part of the plot."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._place = QRectF()

    def set_image(self, image: QImage, place: QRectF) -> None:
        """Draw an image whose first row is the topmost; the top of `place` is its least y."""
        self._image, self._place = image, place
        self.changed()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw the image."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(mapping.box(self._place), self._image)
