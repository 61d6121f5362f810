"""The values at the cursor of the activation lab: a row for each activation, the chosen one lit.

A click or the keys Up and Down choose another one. A bar tells how open each unit is there.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import LEFT, RIGHT, caption_font, colour, light_row
from nnviz.gui.views.keys import arrow, claims
from nnviz.scenes.activation_reading import ReadingRow, ReadingTable
from nnviz.scenes.palette import LIGHT, Theme

_NAME_SHARE = 0.28  # of the width: line and name
_VALUE_SHARE = 0.175  # of the width: each of f, f', f''


class ReadingTableView(QWidget):
    """Draws a ReadingTable.

    Signals
    -------
    chosen(str)
        The name of the activation that was clicked.
    stepped(int)
        So many rows further down are wanted.
    """

    chosen = Signal(str)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._table: ReadingTable | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Values at the cursor")
        self.setToolTip(
            "f, f′, f″ at the cursor, and how open a unit is there: |f′(z)| / max |f′|."
            " Click a row, or press Up and Down: shut zones, tangent and differences follow."
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_table(self, table: ReadingTable) -> None:
        """Show these values."""
        if table == self._table:
            return
        rows = -1 if self._table is None else len(self._table.rows)
        self._table = table
        if rows != len(table.rows):
            self.updateGeometry()
        self.setAccessibleDescription(table.text.replace("\t", " "))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the head and all rows."""
        rows = 1 + (len(self._table.rows) if self._table is not None else 1)
        return QSize(0, round(rows * self._line))

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    @property
    def _line(self) -> float:
        return 1.45 * QFontMetricsF(caption_font(self)).height()

    # What the user does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row that was clicked."""
        place = int(event.position().y() / self._line) - 1
        if self._table is not None and 0 <= place < len(self._table.rows):
            self.chosen.emit(self._table.rows[place].name)

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys before the window's shortcuts."""
        return claims(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the row above or below."""
        step = arrow(event)
        if step is None or not step[1]:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step[1])

    # How it looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw head and rows."""
        if self._table is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        self._draw_head(painter, self._table)
        for place, row in enumerate(self._table.rows, start=1):
            self._draw_row(painter, row, place * self._line)

    def _columns(self, top: float) -> list[QRectF]:
        """Return the boxes of name, f, f', f'' and open, in the row that begins at `top`."""
        width, pad = float(self.width()), 6.0
        edges = [pad, _NAME_SHARE * width]
        edges += [edges[1] + k * _VALUE_SHARE * width for k in (1, 2, 3)] + [width - pad]
        return [QRectF(left, top, right - left, self._line) for left, right in pairwise(edges)]

    def _draw_head(self, painter: QPainter, table: ReadingTable) -> None:
        inks = (self._theme.muted, self._theme.text, self._theme.slope_text, self._theme.falling)
        name, *boxes = self._columns(0.0)
        painter.setPen(colour(inks[0]))
        painter.drawText(name, LEFT, f"at z = {table.z}")
        for box, text, ink in zip(boxes, table.columns, (*inks[1:], inks[2]), strict=True):
            painter.setPen(colour(ink))
            painter.drawText(box, RIGHT, text)

    def _draw_row(self, painter: QPainter, row: ReadingRow, top: float) -> None:
        plain = painter.font()
        if row.chosen:
            row_box = QRectF(0.0, top, self.width(), self._line)
            light_row(painter, row_box, self._theme, focused=self.hasFocus())
        name, *values, open_ = self._columns(top)
        self._draw_name(painter, row, name)
        inks = (self._theme.text, self._theme.slope_text, self._theme.falling)
        for box, text, ink in zip(values, row.values, inks, strict=True):
            painter.setPen(colour(ink))
            painter.drawText(box, RIGHT, text)
        self._draw_open(painter, row, open_)
        painter.setFont(plain)

    def _draw_name(self, painter: QPainter, row: ReadingRow, box: QRectF) -> None:
        long = 2.2 * QFontMetricsF(painter.font()).height()
        middle = box.center().y()
        pen = QPen(colour(self._theme.text), 2.2 if row.chosen else 1.6)
        if row.dash:
            pen.setDashPattern(list(row.dash))
        painter.setPen(pen)
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + long, middle))
        painter.setPen(colour(self._theme.text))
        painter.drawText(box.adjusted(1.25 * long, 0, 0, 0), LEFT, row.label)

    def _draw_open(self, painter: QPainter, row: ReadingRow, box: QRectF) -> None:
        """Draw how open it is: a bar where there is room, and the share in percent."""
        metrics = QFontMetricsF(painter.font())
        words = metrics.horizontalAdvance("8.2e−7 %")
        bar = QRectF(
            box.left() + metrics.height(),
            box.center().y() - 0.22 * metrics.height(),
            box.width() - words - 1.6 * metrics.height(),
            0.44 * metrics.height(),
        )
        if bar.width() > 2 * metrics.height():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._theme.faint))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setBrush(colour(self._theme.slope))
            painter.drawRoundedRect(
                QRectF(
                    bar.topLeft(), QPointF(bar.left() + row.ability * bar.width(), bar.bottom())
                ),
                2,
                2,
            )
        painter.setPen(colour(self._theme.bad if row.shut else self._theme.slope_text))
        painter.drawText(box, RIGHT, row.ability_text)
