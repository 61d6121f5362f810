"""The sign of a run: a piece of its line, with its dash and its dot; and the sign with its name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.plots import DASHES
from nnviz.scenes.compare import RunMark
from nnviz.scenes.palette import LIGHT, Theme

LONG = 1.7  # of a sign, in lines of text
_HALF = 0.26  # of a dot, in lines of text


def draw_run_sign(painter: QPainter, box: QRectF, mark: RunMark) -> None:
    """Draw a piece of a run's line over the width of `box`, with its dot in the middle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink, middle = colour(mark.colour), box.center()
    painter.setPen(QPen(ink, 2.0, DASHES[mark.dash]))
    painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    half = _HALF * box.height()
    if mark.shape == "o":
        painter.drawEllipse(middle, half, half)
    else:
        painter.drawPolygon(_corners(mark.shape, middle, half))
    painter.restore()


def _corners(shape: str, at: QPointF, half: float) -> QPolygonF:
    ways = {
        "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "t": ((-1.1, -0.9), (1.1, -0.9), (0, 1.1)),
        "d": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    }
    return QPolygonF([QPointF(at.x() + x * half, at.y() + y * half) for x, y in ways[shape]])


class RunName(QWidget):
    """A run's sign and its name, cut where there is no room for all of it; below it a note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._mark: RunMark | None = None
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_run(self, mark: RunMark, note: str = "") -> None:
        """Show a run; the note is in the colour of what went wrong."""
        if (mark, note) != (self._mark, self._note):
            self._mark, self._note = mark, note
            told = f"{mark.name}: {note}" if note else mark.name
            self.setToolTip(told)
            self.setAccessibleName(told)
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(80, round(1.35 * QFontMetricsF(self.font()).height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw sign, name and note in a row."""
        if self._mark is None:
            return
        painter = QPainter(self)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        line, middle = metrics.height(), self.height() / 2
        sign = QRectF(0, middle - line / 2, LONG * line, line)
        draw_run_sign(painter, sign, self._mark)
        left = sign.right() + 0.5 * line
        room = self.width() - left
        cut = Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(colour(self._theme.text))
        name = metrics.elidedText(self._mark.name, cut, room)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 0, room, self.height()), flags, name)
        left += metrics.horizontalAdvance(name) + 0.8 * line
        painter.setFont(self.font())
        painter.setPen(colour(self._theme.bad))
        note = painter.fontMetrics().elidedText(self._note, cut, max(0, round(self.width() - left)))
        painter.drawText(QRectF(left, 0, self.width(), self.height()), flags, note)
