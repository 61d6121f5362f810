"""Arrays of numbers as Qt draws them: many lines in one call, without an object for each.

Lines of several pixels are drawn piece by piece: a long polyline of such a pen is first turned
into an outline, which takes three times as long and looks the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from shiboken6 import Shiboken

Floats: TypeAlias = NDArray[np.float64]

Primitive = TypeVar("Primitive")

FARTHEST = 1e6  # pixels: what lies farther out is drawn here, for Qt's numbers end somewhere


def first_of(rows: Floats, kind: type[Primitive]) -> Primitive:
    """Return the first row of contiguous memory as one of Qt's, to be drawn with those after it.

    Whoever draws them keeps `rows` until that is done.
    """
    return cast(Primitive, Shiboken.wrapInstance(rows.ctypes.data, kind))


def joined(x: Floats, y: Floats) -> Floats:
    """Return the pieces from each point to the next, shape (points - 1, 4); none at gaps.

    Parameters
    ----------
    x, y
        In pixels, shape (points,); what is not finite is a gap.
    """
    found = np.empty((max(0, len(x) - 1), 4))
    found[:, 0], found[:, 1], found[:, 2], found[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
    return _drawable(found)


def paired(x: Floats, y: Floats) -> Floats:
    """Return the pieces from every first to every second point, shape (points // 2, 4)."""
    pairs = len(x) // 2
    return _drawable(np.stack([x, y], axis=1)[: 2 * pairs].reshape(pairs, 4))


def _drawable(pieces: Floats) -> Floats:
    """Return the finite pieces, none of their ends farther out than Qt can draw."""
    if not np.isfinite(pieces.sum()):
        pieces = pieces[np.isfinite(pieces).all(axis=1)]
    return np.ascontiguousarray(np.minimum(np.maximum(pieces, -FARTHEST), FARTHEST))


def draw_pieces(painter: QPainter, pieces: Floats) -> None:
    """Draw lines, shape (lines, 4): x and y of both ends."""
    if len(pieces):
        painter.drawLines(first_of(pieces, QLineF), len(pieces))


def fill_boxes(painter: QPainter, boxes: Floats, colour: QColor) -> None:
    """Fill boxes, shape (boxes, 4): left, top, width and height."""
    if len(boxes):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        boxes = np.ascontiguousarray(boxes)
        painter.drawRects(first_of(boxes, QRectF), len(boxes))


def runs(x: Floats, y: Floats) -> Iterator[QPolygonF]:
    """Yield a polyline for each part without gaps: dashes go on from piece to piece."""
    there = np.isfinite(x) & np.isfinite(y)
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False))
    for begin, end in edges.reshape(-1, 2).tolist():
        across = np.clip(x[begin:end], -FARTHEST, FARTHEST).tolist()
        down = np.clip(y[begin:end], -FARTHEST, FARTHEST).tolist()
        yield QPolygonF(list(map(QPointF, across, down)))
