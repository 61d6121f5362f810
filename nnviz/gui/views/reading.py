"""A caption that says what a picture shows, and while the pointer is on it, what it points at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.palette import LIGHT, Theme


class ReadingLabel(QWidget):
    """A few lines of plain text in caption size; its height does not follow what they say.

    Parameters
    ----------
    lines
        How many lines it keeps room for.
    """

    def __init__(self, parent: QWidget | None = None, lines: int = 2) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._lines = lines
        self._text = self._reading = ""
        self._ink = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._reading or self._text

    def set_lines(self, lines: int) -> None:
        """Keep room for so many lines."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_text(self, text: str, ink: str = "") -> None:
        """Say what the picture shows, in the colour of captions or another."""
        if (text, ink) != (self._text, self._ink):
            self._text, self._ink = text, ink
            self.setToolTip(text)
            self.update()

    def set_reading(self, reading: str) -> None:
        """Say what the pointer is on; "" when it has left."""
        if reading != self._reading:
            self._reading = reading
            self.update()

    def sizeHint(self) -> QSize:
        """The height of its lines."""
        return QSize(0, round(self._lines * QFontMetricsF(caption_font(self)).height() + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text."""
        painter = QPainter(self)
        painter.setFont(caption_font(self))
        quiet = self._ink or self._theme.muted
        painter.setPen(colour(self._theme.text if self._reading else quiet))
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        unbroken = self.text.replace(" %", "\N{NO-BREAK SPACE}%")
        painter.drawText(QRectF(self.rect()), wrap, unbroken)
