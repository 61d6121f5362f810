"""The map of the gradient check: a block of cells a layer, pointed at for exact numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.gui.views.pictures import argb_image, draw_hard
from nnviz.scenes.gradient_check import ErrorMap, GradientCheckScene

LARGEST, LEAST = 0.8, 2.0  # sides of a cell: the largest in em, the least in pixels


class GradientMap(PaintedBlock):
    """Shows a GradientCheckScene."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: GradientCheckScene | None = None
        self._boxes: list[QRectF] = []
        self._scale = QRectF()
        self._reading_at = QPointF()
        self._reading = ""
        self._written: list[Written] = []
        self.setMouseTracking(True)
        self.setAccessibleName("Gradient check of the whole network")

    def set_scene(self, scene: GradientCheckScene | None) -> None:
        """Show a check; None for none."""
        if scene is self._scene:
            return
        self._scene, self._reading = scene, ""
        self.setVisible(scene is not None)
        if scene is not None:
            self.setAccessibleDescription(scene.text)
        self.arrange()

    def lay_out(self, width: float) -> float:
        """Verdict, maps side by side (in rows where they must), scale, worst, counts."""
        scene = self._scene
        if scene is None:
            return 0.0
        font, theme = caption_font(self), self.theme
        em = QFontMetricsF(font).height()
        said = Lines(QRectF(0, 0, width, 0), font)
        mark = "✓ " if scene.good else "! "
        ink = theme.good if scene.good else theme.bad
        said.write([(f"step {scene.step:,}: ", theme.muted, False), (mark, ink, True)])
        said.write([(scene.verdict, theme.text, False)])
        bottom = self._place_maps(scene.maps, said.bottom + 0.2 * em, width, em)
        low = QFontMetricsF(font).horizontalAdvance(scene.low) + 0.4 * em
        self._scale = QRectF(low, bottom + 0.45 * em, 0.45 * (width - low), 0.6 * em)
        self._reading_at = QPointF(0.0, bottom + 1.4 * em)
        words = Lines(QRectF(0, self._reading_at.y() + 1.3 * em, width, 0), font)
        words.write([(f"{scene.worst} {scene.counts}".strip(), theme.muted, False)])
        self._written = [*said.written, *words.written]
        return words.bottom

    def _place_maps(self, maps: tuple[ErrorMap, ...], top: float, width: float, em: float) -> float:
        widest = max(one.colours.shape[1] for one in maps)
        tallest = max(one.colours.shape[0] for one in maps)
        side = max(LEAST, min(LARGEST * em, width / widest, 16.0 * em / tallest))
        x, y, low = 0.0, top + 1.1 * em, 0.0
        self._boxes = []
        for one in maps:
            rows, columns = one.colours.shape
            wide = max(columns * side, 1.6 * em)
            if x > 0.0 and x + wide > width:
                x, y, low = 0.0, low + 1.3 * em, 0.0
            self._boxes.append(QRectF(x, y, columns * side, rows * side))
            x += wide + 0.7 * em
            low = max(low, y + rows * side)
        return low

    def reading_at(self, place: QPointF) -> str:
        """Return what the cell at a place says; "" where there is none."""
        if self._scene is None:
            return ""
        for one, box in zip(self._scene.maps, self._boxes, strict=True):
            if box.contains(place):
                rows, columns = one.colours.shape
                row = min(rows - 1, int((place.y() - box.top()) / box.height() * rows))
                column = min(columns - 1, int((place.x() - box.left()) / box.width() * columns))
                return one.reading(row, column)
        return ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the cell under the pointer."""
        self._read(self.reading_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing."""
        self._read("")
        super().leaveEvent(event)

    def _read(self, reading: str) -> None:
        if reading != self._reading:
            self._reading = reading
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw maps, scale, and words."""
        scene = self._scene
        if scene is None:
            return
        painter = QPainter(self)
        font = caption_font(self)
        draw_written(painter, self._written)
        painter.setFont(font)
        em = QFontMetricsF(font).height()
        for one, box in zip(scene.maps, self._boxes, strict=True):
            painter.setPen(colour(self.theme.muted))
            painter.drawText(QPointF(box.left(), box.top() - 0.25 * em), one.name)
            draw_hard(painter, box, argb_image(one.colours))
            painter.setPen(QPen(colour(self.theme.border), 1.0))
            painter.drawRect(box)
        self._draw_scale(painter, scene, em)
        painter.setPen(colour(self.theme.text if self._reading else self.theme.muted))
        told = self._reading or "Point at a cell to read it; the last row are the biases."
        metrics = QFontMetricsF(font)
        cut = metrics.elidedText(told, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self._reading_at + QPointF(0.0, metrics.ascent()), cut)

    def _draw_scale(self, painter: QPainter, scene: GradientCheckScene, em: float) -> None:
        painter.drawImage(self._scale, argb_image(scene.scale[None, :]))
        painter.setPen(colour(self.theme.muted))
        base = self._scale.bottom()
        painter.drawText(QPointF(0.0, base), scene.low)
        right = self._scale.right() + 0.4 * em
        painter.drawText(QPointF(right, base), f"{scene.high}  relative error")
