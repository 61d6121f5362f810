"""The signs of points: a circle, and shapes with corners that are told apart without colours."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

CORNERS = {
    "s": ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "t": ((-0.5, -0.5), (0.0, 0.5), (0.5, -0.5)),
    "t1": ((-0.5, 0.5), (0.0, -0.5), (0.5, 0.5)),
    "d": ((0.0, -0.5), (-0.4, 0.0), (0.0, 0.5), (0.4, 0.0)),
    "p": (
        (0.0, -0.5), (-0.4755, -0.1545), (-0.2939, 0.4045), (0.2939, 0.4045), (0.4755, -0.1545),
    ),
    "h": (
        (0.433, 0.25), (0.0, 0.5), (-0.433, 0.25), (-0.433, -0.25), (0.0, -0.5), (0.433, -0.25),
    ),
    "star": (
        (0.0, -0.5), (-0.1123, -0.1545), (-0.4755, -0.1545), (-0.1816, 0.059), (-0.2939, 0.4045),
        (0.0, 0.191), (0.2939, 0.4045), (0.1816, 0.059), (0.4755, -0.1545), (0.1123, -0.1545),
    ),
}  # fmt: skip


@lru_cache(maxsize=16)
def symbol_path(name: str) -> QPainterPath:
    """Return the outline of "o", the circle, or of one of CORNERS: about 0, one pixel across."""
    path = QPainterPath()
    if name == "o":
        path.addEllipse(QRectF(-0.5, -0.5, 1.0, 1.0))
        return path
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in CORNERS[name]]))
    path.closeSubpath()
    return path
