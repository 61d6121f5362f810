"""Packed colours (scenes.packed) as Qt paints them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.gui.views.drawing import IN_DRAWINGS, is_drawing
from nnviz.scenes.packed import Packed


def argb_image(colours: Packed) -> QImage:
    """Return packed colours, shape (height, width), as an image that borrows their memory.

    Whoever paints it must keep `colours` until it is painted.
    """
    height, width = colours.shape
    return QImage(colours.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)


def rgb_image(colours: Packed) -> QImage:
    """Return opaque packed colours, shape (height, width), as an image with memory of its own."""
    height, width = colours.shape
    rows = np.ascontiguousarray(colours)
    return QImage(rows.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def packed_ink(colour: int) -> QColor:
    """Return one packed colour, with its opacity."""
    return QColor.fromRgba(colour)


def draw_hard(painter: QPainter, box: QRectF, image: QImage, part: QRect | None = None) -> None:
    """Draw an image of few pixels, or a part of it, so that each is a cell with hard edges.

    In a drawing of lines it is enlarged before: not every program that shows one keeps the edges.
    """
    if is_drawing(painter):
        whole = image if part is None else image.copy(part)
        size = (box.size() * IN_DRAWINGS).toSize()
        painter.drawImage(box, whole.scaled(size))
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(box, image, QRectF(image.rect() if part is None else part))
