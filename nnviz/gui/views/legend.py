"""The legend of the cost plot: each curve's name in its colour, with its value at a step."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.curves import Entry, Reading
from nnviz.scenes.palette import LIGHT, Theme

WIDEST_COST = "train 0.0000e-00"
USUAL_COST = "batch 0.00000"
# Of the entries: column and row, in two columns and in one.
PLACES = {"train": (0, 1), "test": (1, 1), "batch": (1, 0)}
STACKED = {"train": (0, 1), "test": (0, 2), "batch": (0, 3)}
MARK = 0.98  # of a line's height: a curve's mark and the gap before its name


class Legend(QWidget):
    """Step and costs in two columns, or in one where it is narrow; a note as its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._reading = Reading(0, ())
        self._note = ""
        self._measures: tuple[str, tuple[QFont, float, dict[str, float]]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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
            for text in (WIDEST_COST, USUAL_COST):
                widths[text] = metrics.horizontalAdvance(text)
            self._measures = key, (font, metrics.height(), widths)
        return self._measures[1]

    @property
    def _stacked(self) -> bool:
        """Whether there is only room for one column."""
        return self.width() < 2 * self._column

    @property
    def _column(self) -> float:
        """How wide a column is with usual costs."""
        _, line, widths = self._measured()
        return MARK * line + widths[USUAL_COST]

    def sizeHint(self) -> QSize:
        """Two rows of captions, or four."""
        _, line, _ = self._measured()
        return QSize(0, round((4 if self._stacked else 2) * line + 2))

    def minimumSizeHint(self) -> QSize:
        """Room for one column of costs with a digit less."""
        _, line, _ = self._measured()
        return QSize(math.ceil(0.9 * self._column), round(2 * line + 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take more height, or less, where the columns change."""
        self.updateGeometry()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw step and batch above, train and test below, or all in a column: each has a place."""
        painter = QPainter(self)
        font, line, widths = self._measured()
        painter.setFont(font)
        stacked = self._stacked
        half = self.width() if stacked else min(self.width() / 2, widths[WIDEST_COST] * 1.25)
        title = self._reading.title
        self._write(painter, QRectF(0, 0, half, line), title, self._theme.text)
        for entry in self._reading.entries:
            column, row = (STACKED if stacked else PLACES)[entry.name]
            box = QRectF(column * half, row * line, half, line)
            self._draw_entry(painter, box, entry, widths[entry.name])

    def _draw_entry(self, painter: QPainter, box: QRectF, entry: Entry, name: float) -> None:
        long, start = box.height() * 0.7, box.height() * MARK
        painter.fillRect(QRectF(box.left(), box.center().y() - 1, long, 2.5), colour(entry.colour))
        self._write(painter, box.adjusted(start, 0, 0, 0), entry.name, self._theme.muted)
        value = box.adjusted(start + name, 0, 0, 0)
        self._write(painter, value, entry.value, self._theme.text)

    def _write(self, painter: QPainter, box: QRectF, text: str, ink: str) -> None:
        painter.setPen(colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
