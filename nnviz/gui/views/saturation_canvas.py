"""The picture of the saturation map: bands of rows, the layers' names, and the colour bar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import LEFT, caption_font, colour
from nnviz.gui.views.mark_picture import MarkPicture
from nnviz.gui.views.pictures import argb_image, draw_hard
from nnviz.scenes.marks import UnitMark
from nnviz.scenes.palette import Theme
from nnviz.scenes.saturation_bands import Band, Room
from nnviz.scenes.saturation_map import Cell, SaturationMapScene

_NAMES = "L00"
_MARGIN = 3.0  # pixels
_LEAST_PARTED = 9.0  # pixels: higher rows have a line between them


class SaturationCanvas(MarkPicture):
    """Draws the map; tells where the pointer or the arrow keys are.

    Signals
    -------
    read(str)
        What the pointer is on, in words; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SaturationMapScene | None = None
        self.setAccessibleName("Learning ability of every unit on every sample")
        self.setAccessibleDescription(
            "Arrow keys go from unit to unit and from sample to sample, Enter selects the unit."
        )

    # Where things stand

    def _em(self) -> float:
        return QFontMetricsF(caption_font(self)).height()

    def _left(self) -> float:
        return float(
            round(QFontMetricsF(caption_font(self)).horizontalAdvance(_NAMES) + 2 * _MARGIN)
        )

    def room(self) -> Room:
        """Return how many pixels the map has, names and colour bar left out."""
        em = self._em()
        across = self.width() - self._left() - _MARGIN
        return Room(
            max(1, round(across)), max(1, round(self.height() - _MARGIN - 1.7 * em)), round(em)
        )

    # What it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scene(self, scene: SaturationMapScene) -> None:
        """Show a scene; what is pointed at is read from it."""
        self._scene = scene
        if self._pointer is not None:
            self._pointed = self.thing_at(self._pointer)
        elif self._pointed is not None and not scene.has(self._pointed):
            self._pointed = None
        self._tell()
        self.update()

    # What the user points at

    def thing_at(self, place: QPointF) -> Cell | None:
        """Return the unit and the sample at a place of the widget."""
        if self._scene is None:
            return None
        return self._scene.at(place.x() - self._left(), place.y() - _MARGIN)

    def thing_beside(self, across: int, down: int) -> Cell | None:
        """Return the cell to which the arrow keys lead."""
        if self._scene is None:
            return None
        return self._scene.beside(self._pointed, across, down)

    def mark_of(self, thing: Cell | None) -> UnitMark | None:
        """Return the unit of a cell."""
        return None if thing is None else UnitMark(thing.layer, thing.unit)

    def point_at(self, thing: Cell | None) -> None:
        """Point at a cell, tell which unit it is where that is another one, and read it."""
        super().point_at(thing)
        self._tell()
        self.update()

    def _tell(self) -> None:
        scene, cell = self._scene, self._pointed
        self.read.emit(scene.read(cell) if scene is not None and cell is not None else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop to point at anything by keys; what the mouse points at stays."""
        if self._pointer is None:
            super().focusOutEvent(event)
        else:
            self.update()

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scene."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._theme.panel))
        if self._scene is None:
            return
        painter.setFont(caption_font(self))
        self._draw_bar(painter)
        painter.translate(0.0, _MARGIN)
        for band in self._scene.bands:
            self._draw_name(painter, band)
            self._draw_band(painter, band)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_marks(painter, self._scene)
        painter.resetTransform()
        self.draw_focus(painter)

    def _draw_name(self, painter: QPainter, band: Band) -> None:
        em = self._em()
        if band.height < 0.7 * em:
            return
        painter.setPen(colour(self._theme.muted))
        high = min(float(band.height), 1.3 * em)
        painter.drawText(QRectF(_MARGIN, band.top, self._left(), high), LEFT, band.label)

    def _draw_band(self, painter: QPainter, band: Band) -> None:
        assert self._scene is not None
        box = QRectF(self._left(), band.top, self._scene.columns, band.height)
        draw_hard(painter, box, argb_image(band.colours))
        each = band.height / len(band.colours)
        if band.dead.any():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour(self._theme.muted), Qt.BrushStyle.BDiagPattern))
            for row in band.dead.nonzero()[0].tolist():
                painter.drawRect(QRectF(box.left(), box.top() + row * each, box.width(), each))
        painter.setPen(QPen(colour(self._theme.border), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        for row in range(1, len(band.colours) if each >= _LEAST_PARTED else 0):
            y = band.top + round(row * each)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _draw_bar(self, painter: QPainter) -> None:
        """Draw the colours with their numbers: 0, tau and 1."""
        assert self._scene is not None
        em, metrics = self._em(), QFontMetricsF(painter.font())
        top = self.height() - 1.35 * em
        painter.setPen(colour(self._theme.muted))
        name = "shut 0"
        wide = metrics.horizontalAdvance(name) + 0.4 * em
        painter.drawText(QRectF(_MARGIN, top, wide, em), LEFT, name)
        last = "1 open"
        tau = f"dark below τ = {self._scene.tau:g}"
        aside = metrics.horizontalAdvance(tau) + 0.8 * em
        rest = self.width() - wide - metrics.horizontalAdvance(last) - 0.8 * em - _MARGIN
        aside = aside if rest - aside > 4 * em else 0.0
        bar = QRectF(_MARGIN + wide, top + 0.22 * em, min(12 * em, rest - aside), 0.6 * em)
        painter.drawImage(bar, argb_image(self._scene.table[None, :].copy()))
        painter.drawText(QRectF(bar.right() + 0.4 * em, top, wide, em), LEFT, last)
        if aside:
            left = bar.right() + 0.4 * em + metrics.horizontalAdvance(last) + 0.8 * em
            painter.drawText(QRectF(left, top, aside, em), LEFT, tau)

    def _draw_marks(self, painter: QPainter, scene: SaturationMapScene) -> None:
        """Outline the marked units, and draw the sample under the pointer over all layers."""
        if self._pointed is not None and scene.has(self._pointed):
            left, _, wide, _ = scene.box(self._pointed)
            x = self._left() + left + 0.5 * wide
            last = scene.bands[-1]
            for ink, width in ((self._theme.panel, 2.5), (self._theme.accent, 1.0)):
                painter.setPen(QPen(colour(ink), width))
                painter.drawLine(QPointF(x, 0), QPointF(x, last.top + last.height))
        for mark, ink in ((scene.hovered, self._theme.text), (scene.selected, self._theme.accent)):
            if mark is not None:
                self._outline(painter, scene, mark, ink)

    def _outline(
        self, painter: QPainter, scene: SaturationMapScene, mark: UnitMark, ink: str
    ) -> None:
        top, high = scene.bands[mark.layer - 1].row_box(mark.unit)
        box = QRectF(self._left(), top, scene.columns, max(high, 3.0)).adjusted(-1, 0, 1, 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for shade, width in ((self._theme.panel, 4.0), (ink, 1.8)):
            painter.setPen(QPen(colour(shade), width))
            painter.drawRoundedRect(box, 2, 2)
