"""What all views share: colours and fonts as Qt wants them, and one look for every plot."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from nnviz.scenes.palette import Image, Theme

CAPTION_SHARE = 0.86
TITLE_SHARE = 1.12


def colour(text: str, alpha: float = 1.0) -> QColor:
    """Return "#rrggbb" as a QColor with an opacity between 0 and 1."""
    made = QColor(text)
    made.setAlphaF(alpha)
    return made


def caption_font(widget: QWidget) -> QFont:
    """Return the widget's font in the size of captions, with figures of one width."""
    return _scaled(widget, CAPTION_SHARE)


def title_font(widget: QWidget) -> QFont:
    """Return the widget's font in the size and weight of titles."""
    font = _scaled(widget, TITLE_SHARE)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _scaled(widget: QWidget, share: float) -> QFont:
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * share)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def sharpness(painter: QPainter) -> float:
    """Return how many device pixels a pixel has where `painter` paints: what is kept needs as many.

    It is the screen's ratio, or that of a picture into which the widget is rendered.
    """
    return float(painter.deviceTransform().m11())


def image_of(pixels: Image) -> QImage:
    """Return colours of shape (height, width, 3) as a QImage with memory of its own."""
    rows = np.ascontiguousarray(pixels)
    height, width = rows.shape[:2]
    shown = QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return shown.copy()


def style_plot(plot: pg.PlotItem, theme: Theme, font: QFont) -> None:
    """Give a plot the panel's ground, quiet axes in caption size, and faint grid lines."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(colour(theme.border)))
        axis.setTextPen(pg.mkPen(colour(theme.muted)))
        axis.setTickFont(font)
        axis.setStyle(tickLength=-4, tickTextOffset=6)
    plot.showGrid(x=False, y=True, alpha=0.12)
    plot.getViewBox().setBackgroundColor(None)
    plot.hideButtons()
