"""Draws the edges of the diagram, and what is selected or pointed at.

The curves are kept as long as nothing moves; a frame changes colours and widths only. A line of
one pixel has a fast path in Qt's rasteriser, so the many weak edges of a large network use it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.gui.views.diagram_ground import Frame
from nnviz.gui.views.drawing import colour
from nnviz.gui.views.pictures import packed_ink
from nnviz.scenes.diagram import DiagramScene
from nnviz.scenes.diagram_edges import Edges
from nnviz.scenes.marks import Mark, UnitMark, WeightMark
from nnviz.scenes.packed import laid_on, packed_colour
from nnviz.scenes.palette import Theme

MOST_KEPT = 4000  # curves; the strongest edges of a large network come and go
HAIRLINE_BELOW = 20.0  # pixels of em: with larger text, thin lines grow too


class LinesPainter:
    """Draws edges in one frame (sizes and places); a new frame needs a new painter."""

    def __init__(self, frame: Frame, theme: Theme) -> None:
        self._frame, self._theme = frame, theme
        self.arrangement = arrangement = frame.arrangement
        self._paths: dict[int, QPainterPath] = {}
        layers = range(1, len(arrangement.units))
        self._widest = np.array([0.0, *(arrangement.widest_edge(layer) for layer in layers)])
        self._thinnest = 1.0 if frame.em < HAIRLINE_BELOW else 0.07 * frame.em

    def draw(self, painter: QPainter, edges: Edges, layer: int | None = None) -> None:
        """Draw all edges, or those into a layer, weakest first.

        Pale ones do not shine through each other: Qt would deal each one out among threads,
        which takes four times as long as to draw it.
        """
        self._keep_paths(edges)
        pen = QPen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        chosen = slice(None) if layer is None else edges.layer == layer
        colours = laid_on(packed_colour(self._theme.panel), edges.colours[chosen])
        widths, places = self._widths(edges)[chosen].tolist(), edges.index[chosen].tolist()
        paths = self._paths
        for place, width, ink in zip(places, widths, colours.tolist(), strict=True):
            pen.setWidthF(width)
            pen.setColor(packed_ink(ink))
            painter.setPen(pen)
            painter.drawPath(paths[place])

    def _widths(self, edges: Edges) -> NDArray[np.float64]:
        widths = self._widest[edges.layer] * edges.share
        return np.asarray(np.maximum(widths, self._thinnest))

    def _keep_paths(self, edges: Edges) -> None:
        places = edges.index.tolist()
        missing = [k for k, place in enumerate(places) if place not in self._paths]
        if not missing:
            return
        if len(self._paths) > MOST_KEPT:
            self._paths.clear()
            missing = list(range(len(places)))
        chosen = np.array(missing)
        curves = self._frame.arrangement.curves(
            edges.layer[chosen], edges.row[chosen], edges.column[chosen]
        )
        for k, (start, one, other, end) in zip(missing, curves.tolist(), strict=True):
            path = QPainterPath(QPointF(*start))
            path.cubicTo(*one, *other, *end)
            self._paths[places[k]] = path

    def draw_marked_edges(self, painter: QPainter, scene: DiagramScene) -> None:
        """Draw a glow about the edges lit or pointed at, and dashes along the selected one."""
        hovered, selected = scene.marks.hovered, scene.marks.selected
        lit = scene.lit.edges if scene.lit is not None else ()
        for mark in (*lit, hovered, selected):
            place = _place_of(scene.edges, mark)
            if place is None:
                continue
            path = self._paths[int(scene.edges.index[place])]
            width = float(self._widths(scene.edges)[place])
            glow = QPen(colour(self._theme.accent, 0.28), width + 0.55 * self._frame.em)
            glow.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(glow)
            painter.drawPath(path)
            ink = packed_ink(int(scene.edges.colours[place]))
            painter.setPen(QPen(ink, max(width, 1.8)))
            painter.drawPath(path)
            if mark == selected:
                self._draw_dashes(painter, path, width)

    def _draw_dashes(self, painter: QPainter, path: QPainterPath, width: float) -> None:
        dashes = QPen(colour(self._theme.panel), max(1.4, 0.4 * width))
        dashes.setDashPattern([2.0, 2.4])
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(dashes)
        painter.drawPath(path)

    def draw_marked_units(self, painter: QPainter, scene: DiagramScene) -> None:
        """Draw a ring (or a box about a cell) at the unit or bias selected and pointed at."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        accent = self._theme.accent
        self._draw_outline(painter, scene.marks.hovered, QPen(colour(accent, 0.45), 3.0))
        self._draw_outline(painter, scene.marks.selected, QPen(colour(accent), 2.0))

    def _draw_outline(self, painter: QPainter, mark: Mark | None, pen: QPen) -> None:
        painter.setPen(pen)
        columns = self._frame.arrangement.columns
        if isinstance(mark, UnitMark):
            column = columns[mark.layer]
            x, y = column.centres[mark.unit].tolist()
            if column.cells is None and mark.layer > 0:
                painter.drawEllipse(QPointF(x, y), *(0.5 * column.size + 3.0,) * 2)
            else:
                half = 0.5 * column.size * (0.8 if column.cells is None else 1.0) + 2.5
                painter.drawRoundedRect(QRectF(x - half, y - half, 2 * half, 2 * half), 3, 3)
        elif isinstance(mark, WeightMark):
            column = columns[mark.layer]
            if mark.row == self._frame.arrangement.units[mark.layer - 1] and not column.cells:
                x, y = self._frame.arrangement.bias_at(mark.layer)[mark.column].tolist()
                painter.drawEllipse(QPointF(x, y), *(0.115 * column.size + 2.5,) * 2)


def _place_of(edges: Edges, mark: Mark | None) -> int | None:
    """Return which of the edges a mark points at."""
    if not isinstance(mark, WeightMark):
        return None
    here = (edges.layer == mark.layer) & (edges.row == mark.row) & (edges.column == mark.column)
    found = np.flatnonzero(here)
    return int(found[0]) if len(found) else None
