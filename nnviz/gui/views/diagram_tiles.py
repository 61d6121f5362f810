"""Draws the units of the diagram: tiles with their rings, or blocks of cells.

What does not change (the empty ring, the ground around a round tile) is one small picture for all
units of a size; what does is a picture or a colour, an arc of amber, a dot for the bias, a caption.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen, QStaticText

from nnviz.gui.views.diagram_ground import Frame
from nnviz.gui.views.drawing import colour, sharpness
from nnviz.gui.views.pictures import argb_image, draw_hard, packed_ink
from nnviz.scenes.cells import cell_picture
from nnviz.scenes.diagram import DEAD, DiagramScene, Layer
from nnviz.scenes.diagram_layout import SQUARE as DISC
from nnviz.scenes.diagram_layout import Arrangement, Column
from nnviz.scenes.packed import ink_on, packed_colour
from nnviz.scenes.palette import Theme

RING = 0.065
FROM_TOP, WHOLE = 90 * 16, 360 * 16  # Qt counts sixteenths of a degree, against the clock
NUMBERED = 2.7  # em: smaller tiles have no number in them


class UnitsPainter:
    """Draws all units of a scene with a theme's colours."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._collars: dict[tuple[float, float, bool], QImage] = {}
        self._hatching = QBrush(colour(theme.muted), Qt.BrushStyle.BDiagPattern)
        self._texts: dict[str, QStaticText] = {}
        self._font = QFont()

    def draw(self, painter: QPainter, frame: Frame, scene: DiagramScene) -> None:
        """Draw the units with rings, biases and captions."""
        painter.setFont(frame.font)
        if self._font is not frame.font:
            self._font = frame.font
            self._texts.clear()
        for number, layer in enumerate(scene.layers):
            column = frame.arrangement.columns[number]
            if column.cells is not None:
                self._draw_cells(painter, column, column.cells, layer)
            elif number == 0:
                self._draw_squares(painter, frame, column, layer)
            else:
                self._draw_tiles(painter, frame, column, layer)
                self._draw_biases(painter, frame, number, layer)

    def _draw_cells(
        self, painter: QPainter, column: Column, cells: tuple[int, int], layer: Layer
    ) -> None:
        across, rows = cells
        is_image = layer.ability is None and rows == across
        scale = sharpness(painter)
        side = 1 if is_image else max(1, round(column.size * scale))
        hatch = packed_colour(self._theme.faint), packed_colour(self._theme.muted)
        inside = layer.tiles.one_colour_each
        picture = cell_picture(inside, layer.frames, layer.dead, across, side, hatch)
        left, top, _, _ = column.box
        box = QRectF(left, top, across * column.size, rows * column.size)
        draw_hard(painter, box, argb_image(picture))
        if is_image:
            painter.setPen(QPen(colour(self._theme.border), 1.0))
            painter.drawRect(box)

    def _draw_squares(self, painter: QPainter, frame: Frame, column: Column, layer: Layer) -> None:
        boxes = _boxes(column, DISC)
        _draw_pictures(painter, boxes, layer)
        if layer.tiles.colours is not None:
            for box, ink in zip(boxes, layer.tiles.colours.tolist(), strict=True):
                painter.fillRect(box, packed_ink(ink))
            self._draw_numbers(painter, frame, boxes, layer)
        painter.setPen(QPen(colour(self._theme.border), 1.0))
        painter.drawRects(boxes)

    def _draw_tiles(self, painter: QPainter, frame: Frame, column: Column, layer: Layer) -> None:
        boxes = _boxes(column, DISC)
        _draw_pictures(painter, boxes, layer)
        _draw_discs(painter, boxes, layer)
        collar = self._collar(painter, column.size, layer.ability is not None)
        half = 0.5 * collar.deviceIndependentSize().width()
        for x, y in column.centres.tolist():
            painter.drawImage(QPointF(x - half, y - half), collar)
        if layer.dead.any():
            self._draw_hatching(painter, boxes, layer)
        if layer.ability is not None:
            self._draw_rings(painter, column, layer.ability.tolist())
        self._draw_numbers(painter, frame, boxes, layer)
        if column.captioned:
            self._draw_captions(painter, frame, column, layer)

    def _collar(self, painter: QPainter, size: float, has_ring: bool) -> QImage:
        """Return the empty ring, and inside it a band of ground that rounds off a tile."""
        scale = sharpness(painter)
        key = (size, scale, has_ring)
        if key not in self._collars:
            self._collars[key] = _collar(size, scale, has_ring, self._theme)
        return self._collars[key]

    def _draw_hatching(self, painter: QPainter, boxes: list[QRectF], layer: Layer) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for place in np.flatnonzero(layer.dead).tolist():
            for brush in (QBrush(colour(self._theme.faint)), self._hatching):
                painter.setBrush(brush)
                painter.drawEllipse(boxes[place])
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_rings(self, painter: QPainter, column: Column, abilities: list[float]) -> None:
        """Draw each learning ability as an arc from the top, clockwise."""
        thick = _thickness(column.size)
        pen = QPen(colour(self._theme.slope), thick)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        radius = 0.5 * (column.size - thick)
        for (x, y), ability in zip(column.centres.tolist(), abilities, strict=True):
            if ability > 0.0:
                box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
                painter.drawArc(box, FROM_TOP, -max(24, round(ability * WHOLE)))

    def _draw_biases(self, painter: QPainter, frame: Frame, number: int, layer: Layer) -> None:
        """Draw each bias as a dot low on the left: its colour the sign, its area the size."""
        places = _bias_places(frame.arrangement, number)
        size = frame.arrangement.columns[number].size
        radii = min(0.03 * size, 0.12 * frame.em) + 0.085 * size * layer.bias_shares**0.5
        painter.setPen(QPen(colour(self._theme.panel), max(1.0, 0.02 * size)))
        colours = layer.bias_colours.tolist()
        there = (layer.bias_shares > 0.0).tolist()
        for (x, y), radius, ink, shown in zip(places, radii.tolist(), colours, there, strict=True):
            if shown:
                painter.setBrush(packed_ink(ink))
                painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_numbers(
        self, painter: QPainter, frame: Frame, boxes: list[QRectF], layer: Layer
    ) -> None:
        tiles = layer.tiles
        if tiles.colours is None or not tiles.numbers or boxes[0].width() < NUMBERED * frame.em:
            return
        inks = tiles.colours.tolist()
        for place, (box, text) in enumerate(zip(boxes, tiles.numbers, strict=True)):
            if layer.dead.size and layer.dead[place]:
                continue
            painter.setPen(colour(ink_on(inks[place])))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_captions(self, painter: QPainter, frame: Frame, column: Column, layer: Layer) -> None:
        quiet, alarm = colour(self._theme.muted), colour(self._theme.bad)
        below = 0.5 * column.size + 0.2 * frame.em
        for (x, y), text in zip(column.centres.tolist(), layer.captions, strict=True):
            painter.setPen(alarm if text == DEAD else quiet)
            laid = self._laid(text)
            painter.drawStaticText(QPointF(x - 0.5 * laid.size().width(), y + below), laid)

    def _laid(self, text: str) -> QStaticText:
        """Return a caption laid out; there are few, and they come again and again."""
        if text not in self._texts:
            self._texts[text] = laid = QStaticText(text)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.prepare(font=self._font)
        return self._texts[text]


def _thickness(size: float) -> float:
    return max(1.6, RING * size)


@lru_cache(maxsize=64)
def _bias_places(arrangement: Arrangement, layer: int) -> list[list[float]]:
    places: list[list[float]] = arrangement.bias_at(layer).tolist()
    return places


@lru_cache(maxsize=64)
def _boxes(column: Column, share: float) -> list[QRectF]:
    """Return the boxes of a column's tiles: the same as long as nothing is laid out anew."""
    side = share * column.size
    return [QRectF(x - 0.5 * side, y - 0.5 * side, side, side) for x, y in column.centres.tolist()]


def _draw_pictures(painter: QPainter, boxes: list[QRectF], layer: Layer) -> None:
    """Draw the pictures with hard edges, which is quicker: a collar or a line covers them."""
    if layer.tiles.pictures is None:
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for box, picture in zip(boxes, layer.tiles.pictures, strict=True):
        painter.drawImage(box, argb_image(picture))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _draw_discs(painter: QPainter, boxes: list[QRectF], layer: Layer) -> None:
    if layer.tiles.colours is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        for box, ink in zip(boxes, layer.tiles.colours.tolist(), strict=True):
            painter.setBrush(packed_ink(ink))
            painter.drawEllipse(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _collar(size: float, scale: float, has_ring: bool, theme: Theme) -> QImage:
    side = int(np.ceil(size * scale)) + 2
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(0.5 * side / scale, 0.5 * side / scale)
    thick = _thickness(size)
    inner, outer = 0.5 * DISC * size, 0.5 * size - thick + 0.5
    painter.setPen(QPen(colour(theme.panel), outer - inner + 1.0))
    painter.drawEllipse(middle, 0.5 * (inner + outer + 1.0), 0.5 * (inner + outer + 1.0))
    if has_ring:
        painter.setPen(QPen(colour(theme.faint), thick))
        painter.drawEllipse(middle, 0.5 * (size - thick), 0.5 * (size - thick))
    painter.end()
    return image
