"""Draws heatmaps: pictures of one pixel a cell, enlarged without smoothing, under a fine lattice.

The lattice (lines between the cells, their round corners), names and colour bars stay while the
network trains; they are drawn once for a size.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from nnviz.gui.views.drawing import colour, sharpness
from nnviz.gui.views.pictures import argb_image, draw_hard
from nnviz.gui.views.reading_line import LINE, lines_needed
from nnviz.scenes.heatmaps import Bar, HeatmapsScene, colours_of_layers
from nnviz.scenes.heatmaps_layout import Area, Grid, Pair, arrange_heatmaps
from nnviz.scenes.marks import Mark, UnitMark, WeightMark
from nnviz.scenes.packed import Packed
from nnviz.scenes.palette import Theme

LONGEST_READING = 26.0  # em
BAR = 7.0  # em
ABOVE = 0.3  # em: a frame about the view touches no name


class Frame(Struct, frozen=True, eq=False):
    """Where everything stands in a view of a certain size."""

    grid: Grid
    bars: QRectF
    rows: int
    reading: QRectF
    font: QFont

    @property
    def em(self) -> float:
        """The height of a line."""
        return QFontMetricsF(self.font).height()


def frame_of(units: tuple[int, ...], width: float, height: float, font: QFont) -> Frame:
    """Return where everything stands in so much room."""
    em = QFontMetricsF(font).height()
    margin = 0.8 * em
    across = width - 2 * margin
    lines = lines_needed(across, em, LONGEST_READING, most=2)
    reading = QRectF(margin, height - 0.4 * em - lines * LINE * em, across, lines * LINE * em)
    rows = 1 if across > 31 * em else 2
    bars = QRectF(margin, reading.top() - (rows * 1.3 + 0.2) * em, across, rows * 1.3 * em)
    top = ABOVE * em
    grid = arrange_heatmaps(units, Area(margin, top, across, bars.top() - top - 0.2 * em, em))
    spare = bars.top() - max(pair.top + pair.height for pair in grid.pairs) - 0.9 * em
    up = max(0.0, spare)
    return Frame(grid, bars.translated(0, -up), rows, reading.translated(0, -up), font)


def draw_names_and_bars(
    painter: QPainter, frame: Frame, scene: HeatmapsScene, theme: Theme
) -> None:
    """Draw the layers' names and the colour bars."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(frame.font)
    painter.setPen(colour(theme.muted))
    em = frame.em
    for pair in frame.grid.pairs:
        room = pair.right - pair.left + pair.width
        box = QRectF(pair.left, pair.top - 1.2 * em, room, 1.1 * em)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"L{pair.layer}")
    metrics = QFontMetricsF(frame.font)
    names = max(metrics.horizontalAdvance(bar.name) for bar in scene.bars) + 0.5 * em
    ends = max(metrics.horizontalAdvance(bar.low) for bar in scene.bars) + 0.4 * em
    for place, (bar, table) in enumerate(zip(scene.bars, scene.tables, strict=True)):
        column, row = (place, 0) if frame.rows == 1 else (0, place)
        left = frame.bars.left() + column * 0.5 * frame.bars.width()
        at = QPointF(left, frame.bars.top() + row * 1.3 * em)
        _draw_bar(painter, at, (names, ends), bar, table, em)


def _draw_bar(
    painter: QPainter, at: QPointF, room: tuple[float, float], bar: Bar, table: Packed, em: float
) -> None:
    names, ends = room
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(at.x(), at.y(), names, 1.2 * em), middle, bar.name)
    low = QRectF(at.x() + names, at.y(), ends - 0.4 * em, 1.2 * em)
    painter.drawText(low, middle | Qt.AlignmentFlag.AlignRight, bar.low)
    scale = QRectF(at.x() + names + ends, at.y() + 0.3 * em, BAR * em, 0.6 * em)
    row = np.ascontiguousarray(table[None, :])
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(scale, argb_image(row))
    high = QRectF(scale.right() + 0.4 * em, at.y(), ends + em, 1.2 * em)
    painter.drawText(high, middle, bar.high)


def lattice(frame: Frame, width: int, height: int, scale: float, theme: Theme) -> QImage | None:
    """Return the ground between the cells, clear where cells are; None where they are tiny."""
    if not frame.grid.lined:
        return None
    image = QImage(
        math.ceil(width * scale),
        math.ceil(height * scale),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(scale)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.panel))
    for pair in frame.grid.pairs:
        for start in (pair.left, pair.right):
            painter.drawPath(_around_cells(pair, start))
    painter.end()
    return image


def _around_cells(pair: Pair, start: float) -> QPainterPath:
    """Return the box of a map without its cells."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRect(QRectF(start - 1, pair.top - 1, pair.width + 2, pair.height + 2))
    cell = min(pair.across, pair.down)
    inset, corner = (1.0 if cell >= 12 else 0.5), 0.14 * cell
    for row in range(pair.rows + 1):
        for column in range(pair.columns):
            box = QRectF(*pair.box(start, row, column))
            box.adjust(inset, inset, -inset, -inset)
            path.addRoundedRect(box, corner, corner)
    return path


def draw_cells(painter: QPainter, frame: Frame, scene: HeatmapsScene) -> None:
    """Draw all weights and gradients."""
    scale = sharpness(painter)
    pairs = frame.grid.pairs
    rooms = [
        (max(1, round(p.rows * p.down * scale)), max(1, round(p.width * scale))) for p in pairs
    ]
    for pair, (weights, gradients) in zip(pairs, colours_of_layers(scene, rooms), strict=True):
        _draw_map(painter, pair, pair.left, weights)
        _draw_map(painter, pair, pair.right, gradients)


def _draw_map(painter: QPainter, pair: Pair, start: float, cells: Packed) -> None:
    image = argb_image(cells)
    rows, columns = cells.shape[0] - 1, cells.shape[1]
    tall = pair.rows * pair.down
    weights = QRectF(start, pair.top, pair.width, tall)
    draw_hard(painter, weights, image, QRect(0, 0, columns, rows))
    bias = QRectF(start, pair.top + tall + pair.gap, pair.width, pair.bias)
    draw_hard(painter, bias, image, QRect(0, rows, columns, 1))


def draw_mark(
    painter: QPainter, grid: Grid, mark: Mark | None, theme: Theme, *, selected: bool
) -> None:
    """Draw an outline about a cell in both maps; about column and row of a unit."""
    if mark is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ink = colour(theme.accent if selected else theme.text)
    for box in _outlines(grid, mark):
        box.adjust(-1.0, -1.0, 1.0, 1.0)
        if isinstance(mark, WeightMark):
            painter.setPen(QPen(colour(theme.panel), 4.0))
            painter.drawRoundedRect(box, 2.5, 2.5)
        painter.setPen(QPen(ink, 1.8 if isinstance(mark, WeightMark) else 1.2))
        painter.drawRoundedRect(box, 2.5, 2.5)


def _outlines(grid: Grid, mark: Mark) -> list[QRectF]:
    boxes = []
    for pair in grid.pairs:
        for start in (pair.left, pair.right):
            if isinstance(mark, WeightMark) and pair.layer == mark.layer:
                boxes.append(_at_least(QRectF(*pair.box(start, mark.row, mark.column))))
            elif isinstance(mark, UnitMark) and pair.layer == mark.layer:
                left, _, wide, _ = pair.box(start, 0, mark.unit)
                boxes.append(_at_least(QRectF(left, pair.top, wide, pair.height)))
            elif isinstance(mark, UnitMark) and pair.layer == mark.layer + 1:
                _, top, _, tall = pair.box(start, mark.unit, 0)
                boxes.append(_at_least(QRectF(start, top, pair.width, tall)))
    return boxes


def _at_least(box: QRectF, side: float = 5.0) -> QRectF:
    """Return the box, made large enough to be seen."""
    more = QPointF(max(0.0, side - box.width()) / 2, max(0.0, side - box.height()) / 2)
    return box.adjusted(-more.x(), -more.y(), more.x(), more.y())
