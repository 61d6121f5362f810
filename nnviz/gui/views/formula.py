"""Formulas, typeset: LaTeX becomes an SVG drawing once, and a picture once a size and colour.

Typesetting takes some 40 ms and its package a third of a second to load, so it happens when the
first formula is shown, and never twice for the same one.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZE = 24.0  # of the letters in the drawing
MOST = 64  # pictures that a view keeps


@lru_cache(maxsize=256)
def formula_svg(latex: str, ink: str) -> bytes:
    """Return a formula as an SVG drawing whose letters are SIZE high, in the colour `ink`."""
    drawn: str = _typesetter().Latex(latex, size=SIZE, color=ink).svg()
    return drawn.encode()


@lru_cache(maxsize=1)
def _typesetter() -> Any:
    """Return the package that typesets, set to write SVG as QSvgRenderer reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the way it opens its font
        import ziafont
        import ziamath
    ziafont.config.svg2 = False
    ziamath.config.svg2 = False
    return ziamath


class Formulas:
    """The formulas of one view, as pictures of the size in which it shows them."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, str, float, int, float], QPixmap] = {}

    def picture(self, latex: str, ink: str, em: float, widest: float, scale: float) -> QPixmap:
        """Return a formula as a picture.

        Parameters
        ----------
        latex, ink
            The formula and its colour, "#rrggbb".
        em
            The height of its letters in pixels.
        widest
            It is made smaller where it would be wider.
        scale
            Device pixels a pixel.
        """
        key = (latex, ink, round(em, 1), round(widest), scale)
        if key not in self._pictures:
            if len(self._pictures) >= MOST:
                self._pictures.clear()
            self._pictures[key] = _drawn(latex, ink, em, widest, scale)
        return self._pictures[key]


def _drawn(latex: str, ink: str, em: float, widest: float, scale: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(formula_svg(latex, ink)))
    natural = QSizeF(renderer.viewBoxF().size()) * (em / SIZE)
    size = natural * min(1.0, widest / max(1.0, natural.width()))
    pixmap = QPixmap((size * scale).toSize().expandedTo(QSize(1, 1)))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap
