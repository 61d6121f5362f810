"""The table of the race: a row for every method, painted; a click selects one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.gui.views.descent_shapes import draw_marker
from nnviz.gui.views.drawing import LEFT, RIGHT, caption_font, colour
from nnviz.gui.views.keys import arrow, claims
from nnviz.gui.views.painted import PaintedBlock
from nnviz.scenes.descent_story import HEADINGS, Standing

_NUMBERS = ("0.0000e−00", "0calls f", "0,000", "0,000")  # what a column keeps room for
_NAME = 8.0  # the least room for a name, in heights of a caption


class StandingsView(PaintedBlock):
    """Shows how the race stands.

    Signals
    -------
    chosen(str)
        The name of the method whose row was clicked, or gone to by the keys.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Standing, ...] = ()
        self._line = 20.0
        self.setAccessibleName("Standings of the race")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_rows(self, rows: tuple[Standing, ...]) -> None:
        """Show these rows."""
        if rows == self._rows:
            return
        another = len(rows) != len(self._rows)
        self._rows = rows
        told = "; ".join(f"{one.label} {one.cells[0]}, {one.state}" for one in rows)
        self.setAccessibleDescription(told)
        if another:
            self.arrange()
        self.update()

    def lay_out(self, _width: float) -> float:
        """A line for the headings and one for each method."""
        self._line = 1.55 * QFontMetricsF(caption_font(self)).height()
        return self._line * (len(self._rows) + 1) + 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw headings and rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        columns = self._columns(QFontMetricsF(painter.font()))
        painter.setPen(colour(self.theme.muted))
        for column, (box, heading) in enumerate(zip(columns, HEADINGS, strict=True)):
            painter.drawText(box, RIGHT if 0 < column < 5 else LEFT, heading)
        for number, row in enumerate(self._rows, 1):
            self._draw_row(painter, row, columns, number * self._line)

    def _columns(self, metrics: QFontMetricsF) -> list[QRectF]:
        """Return the boxes of the columns in the first line; counts go where there is no room."""
        gap = metrics.averageCharWidth()
        sizes = [metrics.horizontalAdvance(text) + gap for text in _NUMBERS]
        state = metrics.horizontalAdvance("false valley") + 2 * gap
        name = self.width() - sum(sizes) - state
        least = _NAME * metrics.height()
        for place in (3, 2, 1):
            if name < least:
                name += sizes[place]
                sizes[place] = 0.0
        left, boxes = 0.0, []
        for column, wide in enumerate((max(name, least), *sizes, state)):
            inset = 2 * gap if column == 5 else 0.0
            boxes.append(QRectF(left + inset, 0.0, max(0.0, wide - inset), self._line))
            left += wide
        return boxes

    def _draw_row(
        self, painter: QPainter, row: Standing, columns: list[QRectF], top: float
    ) -> None:
        theme, line = self.theme, self._line
        if row.selected:
            painter.setPen(QPen(colour(theme.accent)) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour(theme.accent_soft))
            painter.drawRoundedRect(QRectF(0.5, top + 0.5, self.width() - 1, line - 1), 4, 4)
        metrics = QFontMetricsF(painter.font())
        boxes = [box.translated(0.0, top) for box in columns]
        radius = 0.3 * metrics.height()
        middle = QPointF(2.2 * radius, top + line / 2)
        painter.setBrush(colour(row.look.colour))
        cross = row.look.marker == "cross"
        painter.setPen(QPen(colour(row.look.colour), 2.0) if cross else Qt.PenStyle.NoPen)
        draw_marker(painter, middle, radius, row.look.marker)
        name = boxes[0].adjusted(4.2 * radius, 0, 0, 0)
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold if row.selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(colour(theme.text))
        elided = QFontMetricsF(font).elidedText(
            row.label, Qt.TextElideMode.ElideRight, name.width()
        )
        painter.drawText(name, LEFT, elided)
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        for box, text in zip(boxes[1:5], row.cells, strict=True):
            if box.width() > 0:
                painter.drawText(box, RIGHT, text)
        painter.setPen(colour(row.shade))
        painter.drawText(boxes[5], LEFT, row.state)

    def _row_at(self, y: float) -> Standing | None:
        number = int(y // self._line) - 1
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self._row_at(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row.name)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys while it has the focus, and tell of the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().y())
            about = "f: value. Then evaluations of f, of its gradient, of its Hessian."
            QToolTip.showText(event.globalPos(), row.tip if row else about, self)
            return True
        return claims(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the row above or below."""
        step = arrow(event)
        if step is None or not self._rows:
            super().keyPressEvent(event)
            return
        now = next((n for n, row in enumerate(self._rows) if row.selected), 0)
        self.chosen.emit(self._rows[min(max(now + step[1], 0), len(self._rows) - 1)].name)
