"""Draws what is lit in the diagram: a veil over all else, a glow along a path, numbers at units."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from nnviz.gui.views.diagram_ground import Frame
from nnviz.gui.views.drawing import colour
from nnviz.scenes.diagram_layout import Column
from nnviz.scenes.diagram_lit import Lit, Tag
from nnviz.scenes.marks import UnitMark
from nnviz.scenes.palette import Theme

WIDEST = "open 100 %"  # of the captions that numbers stand in place of
VEIL = 0.62  # opacity of the panel's colour over units that take no part


class LitPainter:
    """Draws on top of units and edges."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def draw(self, painter: QPainter, frame: Frame, lit: Lit) -> None:
        """Veil the units that take no part, and write numbers at those that do.

        Where there is no room under the units, only the one that is looked at has its number.
        """
        for layer, mask in enumerate(lit.units):
            if not mask.all():
                self._veil(painter, frame.arrangement.columns[layer], mask.tolist())
        self._draw_tags(painter, frame, lit)

    def _veil(self, painter: QPainter, column: Column, takes_part: list[bool]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.panel, VEIL))
        if column.cells is not None and not any(takes_part):
            painter.drawRect(QRectF(*column.box))
        else:
            half = 0.5 * column.size + 2.0
            for (x, y), lit in zip(column.centres.tolist(), takes_part, strict=True):
                if not lit:
                    painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_tags(self, painter: QPainter, frame: Frame, lit: Lit) -> None:
        font = QFont(frame.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        taken: dict[int, float] = {}
        for tag in self._ordered(lit):
            column = frame.arrangement.columns[tag.layer]
            box = _box_of(tag, column, frame, metrics)
            looked_at = lit.unit == UnitMark(tag.layer, tag.unit)
            covered = not column.captioned or box.top() < taken.get(tag.layer, -1.0)
            if covered and not looked_at:
                continue
            taken[tag.layer] = box.bottom()
            self._draw_tag(painter, box, tag, looked_at)
        painter.setFont(frame.font)

    def _ordered(self, lit: Lit) -> list[Tag]:
        """Return the tags from top to bottom."""
        return sorted(lit.tags, key=lambda tag: (tag.layer, tag.unit))

    def _draw_tag(self, painter: QPainter, box: QRectF, tag: Tag, looked_at: bool) -> None:
        theme = self._theme
        plain = theme.slope_text if tag.slope else theme.text
        painter.setPen(colour(theme.accent if looked_at else theme.border))
        painter.setBrush(colour(theme.accent_soft if looked_at else theme.panel, 0.94))
        painter.drawRoundedRect(box, 0.5 * box.height(), 0.5 * box.height())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colour(theme.accent if looked_at else plain))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag.text)


def _box_of(tag: Tag, column: Column, frame: Frame, metrics: QFontMetricsF) -> QRectF:
    """Return where a tag stands: in place of the caption, else over the lower end of its unit."""
    wide, high = metrics.horizontalAdvance(tag.text) + metrics.height(), 1.15 * frame.em
    if column.captioned:
        wide = max(wide, metrics.horizontalAdvance(WIDEST))
    x, y = column.centres[tag.unit].tolist()
    below = 0.5 * column.size + (0.75 * frame.em if column.captioned else 0.1 * frame.em)
    box = QRectF(0.0, 0.0, wide, high)
    box.moveCenter(QPointF(x, y + below))
    width = frame.heading.width()
    box.moveLeft(min(max(box.left(), 2.0), width - wide - 2.0))
    return box
