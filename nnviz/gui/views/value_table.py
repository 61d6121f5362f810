"""A small table of figures that is painted: a head, rows, one of them lit where one is chosen."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.gui.views.drawing import LEFT, RIGHT, caption_font, colour, light_row
from nnviz.gui.views.keys import arrow, claims
from nnviz.scenes.lab_plot import Dash
from nnviz.scenes.palette import LIGHT, Colour, Theme


class Line(Struct, frozen=True):
    """A row: its cells, whether it is chosen, a tip, and the line of the plot that it is about.

    `marked` cells, by their places, are written in the theme's colour for what is wrong.
    """

    cells: tuple[str, ...]
    chosen: bool = False
    tip: str = ""
    ink: Colour = ""
    dash: Dash | None = None
    marked: tuple[int, ...] = ()


class ValueTable(QWidget):
    """Draws rows of figures; the first column is a name.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    shares
        How the width is shared among the columns.

    Signals
    -------
    chosen(int)
        The place of the row that was clicked, or gone to with Up and Down.
    """

    chosen = Signal(int)

    def __init__(self, name: str, shares: tuple[float, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._shares = tuple(share / sum(shares) for share in shares)
        self._head: tuple[str, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_lines(self, head: tuple[str, ...], lines: tuple[Line, ...]) -> None:
        """Show these rows."""
        if (head, lines) == (self._head, self._lines):
            return
        other = len(lines) != len(self._lines)
        self._head, self._lines = head, lines
        self.setAccessibleDescription("\n".join(" ".join(line.cells) for line in lines))
        if other:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the head and all rows."""
        return QSize(0, round((1 + max(1, len(self._lines))) * self._line))

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    @property
    def _line(self) -> float:
        return 1.42 * QFontMetricsF(caption_font(self)).height()

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys, and explain the row under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = int(event.pos().y() / self._line) - 1
            tip = self._lines[place].tip if 0 <= place < len(self._lines) else self.toolTip()
            QToolTip.showText(event.globalPos(), tip or self.toolTip(), self)
            return True
        return claims(event) or bool(super().event(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row that was clicked."""
        place = int(event.position().y() / self._line) - 1
        if 0 <= place < len(self._lines):
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the row above or below."""
        step = arrow(event)
        if step is None or not step[1] or not self._lines:
            super().keyPressEvent(event)
            return
        here = next((k for k, line in enumerate(self._lines) if line.chosen), 0)
        self.chosen.emit((here + step[1]) % len(self._lines))

    # How it looks

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw head and rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        painter.setPen(colour(self._theme.muted))
        for place, (box, text) in enumerate(zip(self._boxes(0.0), self._head, strict=False)):
            painter.drawText(box, RIGHT if place else LEFT, _cut(painter, text, box))
        for number, line in enumerate(self._lines, start=1):
            self._draw_line(painter, line, number * self._line)

    def _boxes(self, top: float) -> list[QRectF]:
        pad = 6.0
        room, left, boxes = self.width() - 2 * pad, pad, []
        for share in self._shares:
            boxes.append(QRectF(left, top, share * room, self._line))
            left += share * room
        return boxes

    def _draw_line(self, painter: QPainter, line: Line, top: float) -> None:
        plain = painter.font()
        if line.chosen:
            row_box = QRectF(0.0, top, self.width(), self._line)
            light_row(painter, row_box, self._theme, focused=self.hasFocus())
        for place, (box, text) in enumerate(zip(self._boxes(top), line.cells, strict=True)):
            if not place and line.dash is not None:
                box = self._draw_sample(painter, line, box)
            bad = place in line.marked
            painter.setPen(colour(self._theme.bad if bad else self._theme.text))
            painter.drawText(box, RIGHT if place else LEFT, _cut(painter, text, box))
        painter.setFont(plain)

    def _draw_sample(self, painter: QPainter, line: Line, box: QRectF) -> QRectF:
        """Draw the line of the plot, and return the room that is left for the name."""
        long = 1.9 * QFontMetricsF(painter.font()).height()
        pen = QPen(colour(line.ink), 2.2)
        if line.dash:
            pen.setDashPattern(list(line.dash))
        painter.setPen(pen)
        middle = box.center().y()
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + long, middle))
        return box.adjusted(1.25 * long, 0, 0, 0)


def _cut(painter: QPainter, text: str, box: QRectF) -> str:
    metrics = QFontMetricsF(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
