"""Packed colours (scenes.packed) as Qt paints them."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

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
