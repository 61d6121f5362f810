"""The legend of the cost plot: each curve's name in its colour, with its value at a step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.curves import Entry, Reading
from nnviz.scenes.palette import LIGHT, Theme

WIDEST_COST = "train 0.0000e-00"
PLACES = {"train": (0, 1), "test": (1, 1), "batch": (1, 0)}  # of the entries: column and row


class Legend(QWidget):
    """Step and costs in one row, or in two where it is narrow; a note in place of nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._reading = Reading(0, ())
        self._note = ""
        self._measures: tuple[str, tuple[QFont, float, dict[str, float]]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_reading(self, reading: Reading, note: str = "") -> None:
        """Show the costs of a step."""
        if (reading, note) != (self._reading, self._note):
            self._reading, self._note = reading, note
            self.setToolTip(note)
            self.update()

    def _measured(self) -> tuple[QFont, float, dict[str, float]]:
        """Return font, height of a line, and the widths of what always stands here."""
        key = self.font().key()
        if self._measures is None or self._measures[0] != key:
            font = caption_font(self)
            metrics = QFontMetricsF(font)
            widths = {name: metrics.horizontalAdvance(f"{name} ") for name in PLACES}
            widths[WIDEST_COST] = metrics.horizontalAdvance(WIDEST_COST)
            self._measures = key, (font, metrics.height(), widths)
        return self._measures[1]

    def sizeHint(self) -> QSize:
        """Two rows of captions."""
        return QSize(0, round(2 * QFontMetricsF(caption_font(self)).height() + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw step and batch above, train and test below: each keeps its place."""
        painter = QPainter(self)
        font, line, widths = self._measured()
        painter.setFont(font)
        half = min(self.width() / 2, widths[WIDEST_COST] * 1.25)
        title = self._reading.title
        self._write(painter, QRectF(0, 0, half, line), title, self._theme.text)
        for entry in self._reading.entries:
            column, row = PLACES[entry.name]
            box = QRectF(column * half, row * line, half, line)
            self._draw_entry(painter, box, entry, widths[entry.name])

    def _draw_entry(self, painter: QPainter, box: QRectF, entry: Entry, name: float) -> None:
        long = box.height() * 0.7
        painter.fillRect(QRectF(box.left(), box.center().y() - 1, long, 2.5), colour(entry.colour))
        self._write(painter, box.adjusted(long * 1.4, 0, 0, 0), entry.name, self._theme.muted)
        value = box.adjusted(long * 1.4 + name, 0, 0, 0)
        self._write(painter, value, entry.value, self._theme.text)

    def _write(self, painter: QPainter, box: QRectF, text: str, ink: str) -> None:
        painter.setPen(colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
