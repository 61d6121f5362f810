"""Packed colours (scenes.packed) as Qt paints them, without a copy."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from nnviz.scenes.packed import Packed


def argb_image(colours: Packed) -> QImage:
    """Return packed colours, shape (height, width), as an image that borrows their memory.

    Whoever paints it must keep `colours` until it is painted.
    """
    height, width = colours.shape
    return QImage(colours.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)


def packed_ink(colour: int) -> QColor:
    """Return one packed colour, with its opacity."""
    return QColor.fromRgba(colour)
