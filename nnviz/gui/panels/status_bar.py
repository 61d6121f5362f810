"""The line at the window's foot: the most telling verdict in words, and how fast all goes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.scenes.palette import LIGHT, Theme


class StatusBar(QWidget):
    """A dot, a sentence that is cut where it must be, and some words at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._shade, self._sentence, self._aside = LIGHT.good, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Status")

    def set_theme(self, theme: Theme) -> None:
        """Use another theme's colours."""
        self._theme = theme
        self.update()

    def show_texts(self, shade: str, sentence: str, aside: str, note: str = "") -> None:
        """Show a dot in this colour, a sentence, and words at the right.

        A note stands behind the sentence in the tooltip only.
        """
        texts = (shade, sentence, aside)
        told = f"{sentence}\n{note}" if note else sentence
        if texts == (self._shade, self._sentence, self._aside) and told == self.toolTip():
            return
        if told != self.toolTip():
            self.setToolTip(told)
            self.setAccessibleDescription(told)
        self._shade, self._sentence, self._aside = texts
        self.update()

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return self._sentence

    @property
    def aside(self) -> str:
        """The words at the right."""
        return self._aside

    def sizeHint(self) -> QSize:
        """Return one line of text with air above and below."""
        return QSize(0, round(1.9 * self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: the line is as narrow as it must be."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw dot, sentence, and words at the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, line = self.fontMetrics(), self.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(line, 0, -line, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colour(self._theme.muted))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._aside)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._shade))
        painter.drawEllipse(
            QPointF(room.left() + line * 0.3, room.center().y()), *(line * 0.3,) * 2
        )
        left = line * 1.0
        free = room.width() - left - metrics.horizontalAdvance(self._aside) - line
        cut = metrics.elidedText(self._sentence, Qt.TextElideMode.ElideRight, round(free))
        painter.setPen(colour(self._theme.text))
        painter.drawText(room.adjusted(left, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, cut)
