"""The edges of a crowded network, kept as a picture of strips, one between two layers each.

While the network trains a frame draws some strips anew and the next one others, so that it costs
as much as a small network's. Where nothing follows, all that has changed is drawn at once.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from nnviz.gui.views.diagram_lines import LinesPainter
from nnviz.scenes.diagram import DiagramScene
from nnviz.scenes.diagram_edges import CROWDED, Edges


class Strips:
    """A picture of the edges on the ground that they lie on."""

    def __init__(self) -> None:
        self._ends: list[tuple[int, int]] = []
        self._drawn: list[Edges | None] = []
        self._look: tuple[object, ...] = ()
        self._picture = QPixmap()
        self._turn = 0

    @property
    def is_behind(self) -> bool:
        """Whether there are strips that show edges of an earlier scene than others do."""
        return len(set(map(id, self._drawn))) > 1

    def drawn(self, ground: QPixmap, lines: LinesPainter, scene: DiagramScene) -> QPixmap:
        """Return the ground with edges on it: those of the scene, or while it moves, some of them.

        Parameters
        ----------
        ground
            What lies below the edges.
        lines
            Draws them.
        scene
            Which edges, and whether another scene follows at once.
        """
        look = (ground.cacheKey(), lines, scene.marks, scene.lit)
        if look != self._look:
            self._look, self._picture, self._turn = look, ground.copy(), 0
            self._ends = [
                (math.floor(before.right) - 1, math.ceil(after.left) + 1)
                for before, after in pairwise(lines.arrangement.columns)
            ]
            self._drawn = [None] * len(self._ends)
        stale = [k for k, edges in enumerate(self._drawn) if edges is not scene.edges]
        if stale:
            known = all(edges is not None for edges in self._drawn)
            most = CROWDED if scene.moving and known else scene.edges.total
            self._draw(ground, lines, scene.edges, self._in_turn(stale, scene.edges, most))
        return self._picture

    def _in_turn(self, stale: list[int], edges: Edges, most: int) -> list[int]:
        """Return strips of at least `most` edges, first the one behind that drawn last."""
        chosen, count = [], 0
        for strip in sorted(stale, key=lambda k: (k < self._turn, k)):
            if count >= most:
                break
            chosen.append(strip)
            count += int((edges.layer == strip + 1).sum())
        self._turn = chosen[-1] + 1
        return chosen

    def _draw(self, ground: QPixmap, lines: LinesPainter, edges: Edges, strips: list[int]) -> None:
        scale = ground.devicePixelRatio()
        size = ground.deviceIndependentSize().toSize()
        painter = QPainter(self._picture)
        for strip in strips:
            left, right = self._ends[strip]
            box = QRect(left, 0, right - left, size.height())
            device = QRect(round(left * scale), 0, round(box.width() * scale), ground.height())
            painter.setClipRect(box)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.drawPixmap(box, ground, device)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            lines.draw(painter, edges, strip + 1)
            self._drawn[strip] = edges
        painter.setClipping(False)
        painter.end()
