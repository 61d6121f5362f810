"""A matrix as a book writes it: formulas between brackets, and beside them their numbers."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.painted import PaintedBlock
from nnviz.scenes.derivatives_page import Matrix

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LINE = 1.35  # heights of the font, from row to row


class MatrixView(PaintedBlock):
    """Shows a Matrix: its name, its formulas, and what they are now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Matrix | None = None

    def set_matrix(self, matrix: Matrix) -> None:
        """Show a matrix."""
        if matrix != self._matrix:
            self._matrix = matrix
            rows = "; ".join(", ".join(row) for row in matrix.numbers)
            self.setAccessibleName(f"{matrix.name} = {rows}")
            self.arrange()

    def lay_out(self, _width: float) -> float:
        """As high as the rows, and never narrower than all that is written."""
        rows = len(self._matrix.formulas) if self._matrix else 0
        self.setMinimumWidth(round(self._wide()))
        return (_LINE * rows + 0.4) * QFontMetricsF(self.font()).height()

    def _wide(self) -> float:
        """Return the room that name, formulas and numbers take side by side."""
        if self._matrix is None:
            return 0.0
        metrics = QFontMetricsF(self.font())
        gap = metrics.averageCharWidth()
        cells = sum(
            len(rows[0]) * (_widest(metrics, rows) + 1.6 * gap) + 1.6 * gap
            for rows in (self._matrix.formulas, self._matrix.numbers)
        )
        return metrics.horizontalAdvance(f"{self._matrix.name} = =") + cells + gap

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name, formulas, numbers."""
        if self._matrix is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        gap = metrics.averageCharWidth()
        x = self._write(painter, 0.0, f"{self._matrix.name} =", self.theme.muted)
        x = self._draw_cells(painter, x + gap, self._matrix.formulas, self.theme.text)
        x = self._write(painter, x + gap, "=", self.theme.muted)
        self._draw_cells(painter, x + gap, self._matrix.numbers, self.theme.slope_text)

    def _write(self, painter: QPainter, x: float, text: str, ink: str) -> float:
        wide = QFontMetricsF(self.font()).horizontalAdvance(text)
        painter.setPen(colour(ink))
        painter.drawText(QRectF(x, 0, wide + 2, self.height()), _CENTRE, text)
        return x + wide

    def _draw_cells(
        self, painter: QPainter, x: float, rows: tuple[tuple[str, ...], ...], ink: str
    ) -> float:
        """Draw the entries between their brackets; return where the closing one ends."""
        metrics = QFontMetricsF(self.font())
        line, gap = _LINE * metrics.height(), metrics.averageCharWidth()
        cell = _widest(metrics, rows) + 1.6 * gap
        top, left = 0.2 * metrics.height(), x + 0.6 * gap
        painter.setPen(colour(ink))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                box = QRectF(left + column * cell, top + number * line, cell, line)
                painter.drawText(box, _CENTRE, text)
        right, bottom = left + len(rows[0]) * cell, top + len(rows) * line
        painter.setPen(QPen(colour(self.theme.muted), 1.4))
        for edge, inward in ((left, 1.0), (right, -1.0)):
            tip = edge + inward * 0.6 * gap
            painter.drawLines(
                [
                    QLineF(edge, top, edge, bottom),
                    QLineF(edge, top, tip, top),
                    QLineF(edge, bottom, tip, bottom),
                ]
            )
        return right


def _widest(metrics: QFontMetricsF, rows: tuple[tuple[str, ...], ...]) -> float:
    return max(metrics.horizontalAdvance(one) for row in rows for one in row)
