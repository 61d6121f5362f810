"""The confusion matrix: a cell for each true and each predicted class, with its count."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font, colour, image_of
from nnviz.gui.views.pictures import draw_hard
from nnviz.gui.views.strokes import fill_boxes
from nnviz.scenes import words
from nnviz.scenes.output_confusion import ConfusionScene
from nnviz.scenes.palette import LIGHT, Theme

DARK_GROUND = 150  # grey value below which a number on a cell is white
MOST_NAME = 0.3  # of the picture's side, for the names of the classes


class ConfusionView(QWidget):
    """The matrix: true classes down, predicted classes across.

    Signals
    -------
    read(str)
        What the cell under the pointer tells; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: ConfusionScene | None = None
        self._cell: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scene(self, scene: ConfusionScene) -> None:
        """Show the matrix."""
        self._scene = scene
        self._tell()
        self.update()

    def _matrix(self, scene: ConfusionScene) -> QRectF:
        """Return where the cells are: a square right of and below the names."""
        metrics = QFontMetricsF(caption_font(self))
        longest = max(metrics.horizontalAdvance(name) for name in scene.names)
        side = min(self.width(), self.height())
        beside = min(longest, MOST_NAME * side) + metrics.averageCharWidth()
        line = metrics.height() * 1.4
        left, top = line + beside, line + self._names_height(scene, longest)
        square = max(1.0, min(self.width() - left - 1, self.height() - top - 1))
        left += (self.width() - left - square) / 2
        return QRectF(left, top, square, square)

    def _names_height(self, scene: ConfusionScene, longest: float) -> float:
        """Return the height of the names above: upright where they are wider than a cell."""
        metrics = QFontMetricsF(caption_font(self))
        if self._upright(scene, longest):
            side = min(self.width(), self.height())
            return min(longest, MOST_NAME * side) + metrics.averageCharWidth()
        return metrics.height() * 1.1

    def _upright(self, scene: ConfusionScene, longest: float) -> bool:
        side = min(self.width(), self.height())
        cells = side - min(longest, MOST_NAME * side)
        return longest > 0.85 * cells / len(scene.names)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names and cells."""
        if self._scene is None:
            return
        painter = QPainter(self)
        painter.setFont(caption_font(self))
        box = self._matrix(self._scene)
        self._draw_cells(painter, self._scene, box)
        self._draw_names(painter, self._scene, box)

    def _draw_cells(self, painter: QPainter, scene: ConfusionScene, box: QRectF) -> None:
        count, metrics = len(scene.names), QFontMetricsF(painter.font())
        side = box.width() / count
        widest = metrics.horizontalAdvance(words.count(int(scene.counts.max())))
        numbers = widest < 0.95 * side and metrics.height() < side
        gap = 1.0 if side > 8 else 0.0
        self._fill_cells(painter, scene, box, gap)
        for row, column in np.argwhere(scene.counts).tolist() if numbers else ():
            cell = QRectF(box.left() + column * side, box.top() + row * side, side, side)
            painter.setPen(_ink_on(QColor(*scene.pixels[row, column].tolist())))
            text = words.count(int(scene.counts[row, column]))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._cell is not None:
            row, column = self._cell
            cell = QRectF(box.left() + column * side, box.top() + row * side, side, side)
            painter.setPen(colour(self._theme.accent))
            painter.drawRect(cell.adjusted(0, 0, -gap, -gap))

    def _fill_cells(
        self, painter: QPainter, scene: ConfusionScene, box: QRectF, gap: float
    ) -> None:
        """Fill all cells by one picture, and draw the gaps over it."""
        count = len(scene.names)
        # Of this format, for the pixels of any other are converted one by one as they are enlarged.
        cells = image_of(scene.pixels).convertToFormat(QImage.Format.Format_RGB32)
        draw_hard(painter, box, cells)
        if gap:
            ends = np.arange(1, count + 1) * (box.width() / count) - gap
            across, down = np.rint(box.left() + ends), np.rint(box.top() + ends)
            full, thin = np.full(count, box.width()), np.full(count, gap)
            upright = np.stack([across, np.full(count, box.top()), thin, full], axis=1)
            level = np.stack([np.full(count, box.left()), down, full, thin], axis=1)
            fill_boxes(painter, np.concatenate([upright, level]), colour(self._theme.panel))

    def _draw_names(self, painter: QPainter, scene: ConfusionScene, box: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        gap, line, count = metrics.averageCharWidth(), metrics.height(), len(scene.names)
        side = box.width() / count
        every = max(1, int(-(-line // side)))
        longest = max(metrics.horizontalAdvance(name) for name in scene.names)
        upright = self._upright(scene, longest)
        room = MOST_NAME * min(self.width(), self.height())
        painter.setPen(colour(self._theme.muted))
        for place in range(0, count, every):
            name = metrics.elidedText(scene.names[place], Qt.TextElideMode.ElideRight, room)
            middle = box.top() + (place + 0.5) * side
            beside = QRectF(0, middle - line / 2, box.left() - gap / 2, line)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight, name)
            self._draw_above(painter, name, box, (place + 0.5) * side, upright=upright)
        painter.setPen(colour(self._theme.text))
        painter.drawText(
            QRectF(box.left(), 0, box.width(), line), Qt.AlignmentFlag.AlignCenter, "predicted"
        )
        widest = min(longest, room) + gap
        painter.translate(box.left() - widest - line * 1.3, box.center().y())
        painter.rotate(-90)
        true = QRectF(-box.height() / 2, 0, box.height(), line)
        painter.drawText(true, Qt.AlignmentFlag.AlignCenter, "true")

    def _draw_above(
        self, painter: QPainter, name: str, box: QRectF, at: float, *, upright: bool
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        line, wide = metrics.height(), metrics.horizontalAdvance(name) + 2
        painter.save()
        painter.translate(box.left() + at, box.top() - metrics.averageCharWidth() / 2)
        if upright:
            painter.rotate(-90)
            painter.drawText(QRectF(0, -line / 2, wide, line), Qt.AlignmentFlag.AlignLeft, name)
        else:
            area = QRectF(-wide / 2, -line, wide, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        painter.restore()

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        if self._scene is None:
            return None
        box = self._matrix(self._scene)
        side = box.width() / len(self._scene.names)
        column, row = (place.x() - box.left()) // side, (place.y() - box.top()) // side
        last = len(self._scene.names) - 1
        inside = 0 <= column <= last and 0 <= row <= last
        return (int(row), int(column)) if inside else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the cell under the pointer."""
        self._cell = self._cell_at(event.position())
        self._tell()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        self._cell = None
        self._tell()
        self.update()
        super().leaveEvent(event)

    def _tell(self) -> None:
        if self._scene is None:
            return
        if self._cell is not None and max(self._cell) >= len(self._scene.names):
            self._cell = None
        self.read.emit(self._scene.read(*self._cell) if self._cell else "")


def _ink_on(ground: QColor) -> QColor:
    """Return white or near black, whichever is read better on `ground`."""
    grey = 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue()
    return QColor("#ffffff" if grey < DARK_GROUND else "#1a1f2b")
