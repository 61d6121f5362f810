"""Many points on a plot: each kind's sign is drawn once, and stamped wherever a point is.

As long as neither the points nor the plot change, what was stamped is kept as a picture: samples
stand still while the surface below them moves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from nnviz.gui.views.drawing import sharpness
from nnviz.gui.views.plot_items import Mapping, PlotItem
from nnviz.gui.views.strokes import Floats, first_of
from nnviz.gui.views.symbols import symbol_path


class Sign(Struct, frozen=True, eq=False):
    """How points of a kind are drawn.

    Parameters
    ----------
    symbol
        As in `symbols`.
    size
        Pixels across.
    fill, edge, width
        Colour inside, colour of the outline, and its width in pixels; 0 for none.
    """

    symbol: str
    size: float
    fill: QColor
    edge: QColor
    width: float


class PointCloud(PlotItem):
    """Points of several kinds."""

    def __init__(self) -> None:
        super().__init__()
        self._x = self._y = np.empty(0)
        self._kinds: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._signs: Sequence[Sign] = ()
        self._stamps: tuple[float, QPixmap] | None = None
        self._kept: tuple[tuple[float, ...], QPixmap] | None = None

    def set_points(
        self, x: Floats, y: Floats, kinds: NDArray[np.int64], signs: Sequence[Sign]
    ) -> None:
        """Draw points, shape (points,), each with the sign at its place in `kinds`."""
        self._x, self._y, self._kinds, self._signs = x, y, kinds, signs
        self._stamps = self._kept = None
        self.changed()

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw the points, or the picture of them."""
        scale = sharpness(painter)
        key = (*mapping.key, scale)
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._stamped(mapping, scale)
        painter.drawPixmap(mapping.area.topLeft(), self._kept[1])

    def _stamped(self, mapping: Mapping, scale: float) -> QPixmap:
        """Return a clear picture of the plot's area with the points on it."""
        area = mapping.area
        picture = QPixmap(round(area.width() * scale), round(area.height() * scale))
        picture.fill(Qt.GlobalColor.transparent)
        across = (mapping.across(self._x) - area.left()) * scale
        down = (mapping.down(self._y) - area.top()) * scale
        inside = (across > -99) & (across < picture.width() + 99)
        inside &= (down > -99) & (down < picture.height() + 99)
        painter = QPainter(picture)
        self._stamp(painter, across[inside], down[inside], self._kinds[inside], scale)
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def _stamp(
        self, painter: QPainter, x: Floats, y: Floats, kinds: NDArray[np.int64], scale: float
    ) -> None:
        """Stamp the signs about so many places, in pixels of the screen."""
        if self._stamps is None or self._stamps[0] != scale:
            self._stamps = scale, stamps_of(self._signs, scale)
        stamps, side = self._stamps[1], float(self._stamps[1].height())
        pieces = np.zeros((len(x), 10))
        pieces[:, 0], pieces[:, 1] = np.rint(x), np.rint(y)
        pieces[:, 2] = kinds * side
        pieces[:, 4:6] = side
        pieces[:, 6:8] = 1.0
        pieces[:, 9] = 1.0
        if len(pieces):
            first = first_of(pieces, QPainter.PixmapFragment)
            painter.drawPixmapFragments(first, len(pieces), stamps)


def stamps_of(signs: Sequence[Sign], scale: float) -> QPixmap:
    """Return the signs beside one another, each in the middle of a square of an even side."""
    largest = max((sign.size + sign.width for sign in signs), default=0.0)
    side = 2 * int(np.ceil(0.5 * scale * largest + 1.0))
    stamps = QPixmap(side * max(1, len(signs)), side)
    stamps.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamps)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, sign in enumerate(signs):
        painter.resetTransform()
        size, shift = scale * sign.size, 0.0
        if sign.symbol == "s" and scale * sign.width <= 1.0:  # sharp: in the middles of pixels
            size = float(round(size))
            shift = 0.5 * (size % 2 == 0)
        painter.translate((place + 0.5) * side + shift, 0.5 * side + shift)
        painter.scale(size, size)
        wide = scale * sign.width / size
        pen = QPen(sign.edge, wide) if wide else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.setBrush(QBrush(sign.fill))
        painter.drawPath(symbol_path(sign.symbol))
    painter.end()
    return stamps
