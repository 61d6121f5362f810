"""What the colours of a picture mean: a bar with numbers, or a symbol and a name for each class."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.symbols import symbol_path
from nnviz.scenes.output_data import SYMBOLS
from nnviz.scenes.output_surface import Key
from nnviz.scenes.palette import LIGHT, Theme


class ColourKey(QWidget):
    """One row in caption size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._key = Key((), ())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_key(self, key: Key) -> None:
        """Show this key."""
        if key != self._key:
            self._key = key
            self.setToolTip(", ".join(key.names))
            self.setAccessibleName("Colours: " + ", ".join(key.names or key.ends))
            self.update()

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(0, round(QFontMetricsF(caption_font(self)).height() + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bar or names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        if self._key.names:
            self._draw_classes(painter)
        elif self._key.ends:
            self._draw_bar(painter)

    def _draw_bar(self, painter: QPainter) -> None:
        """Draw the numbers of the ends beside the bar, and one of the middle on it."""
        metrics = QFontMetricsF(painter.font())
        gap = metrics.averageCharWidth()
        low, *middle, high = self._key.ends
        first, last = (metrics.horizontalAdvance(text) + gap for text in (low, high))
        wide = min(self.width() - first - last, 18 * metrics.height())
        bar = QRectF(first, self.height() * 0.2, max(0.0, wide), self.height() * 0.6)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place, ink in enumerate(self._key.colours):
            gradient.setColorAt(place / (len(self._key.colours) - 1), colour(ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(colour(self._theme.muted))
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, first, self.height()), centre, low)
        painter.drawText(QRectF(bar.right() + gap, 0, last, self.height()), centre, high)
        for text in middle:
            painter.setPen(colour(self._theme.text))
            room = QRectF(bar.left(), 0, bar.width(), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_classes(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(painter.font())
        each = self.width() / len(self._key.names)
        size = metrics.height() * 0.62
        for place, (name, ink) in enumerate(zip(self._key.names, self._key.colours, strict=True)):
            left = place * each
            painter.save()
            painter.translate(left + size * 0.6, self.height() / 2)
            painter.scale(size, size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(ink))
            painter.drawPath(symbol_path(SYMBOLS[place % len(SYMBOLS)]))
            painter.restore()
            painter.setPen(colour(self._theme.muted))
            box = QRectF(left + size * 1.5, 0, each - size * 1.6, self.height())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
