"""A block of text and signs that is painted by one widget, as high as its content needs.

Labels of their own would lay out the whole panel anew whenever a number gets longer. And lines of
pieces in several colours, broken between words.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.scenes.palette import LIGHT, Theme

_STILL = 1e-6  # pixels: less is no move


class PaintedBlock(QWidget):
    """Lays itself out for its width, and is as high as that needs; while hidden, not at all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self._stale = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.arrange()

    @abstractmethod
    def lay_out(self, width: float) -> float:
        """Place everything in so much width, and return the height."""

    def arrange(self) -> None:
        """Lay out what there is now, and paint it; what can't be seen waits until it can."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        height = math.ceil(self.lay_out(float(self.width())))
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what was set meanwhile."""
        super().showEvent(event)
        if self._stale:
            self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Lay out with the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.arrange()


class Written(Struct, frozen=True):
    """A text at a place: the left end of its base line."""

    at: QPointF
    text: str
    ink: str
    font: QFont


class Lines:
    """Writes pieces one after the other and breaks the line where one does not fit.

    Parameters
    ----------
    box
        From where, and how wide; its height does not matter.
    font
        Of all pieces; a strong one is bold.
    """

    def __init__(self, box: QRectF, font: QFont) -> None:
        self._box, self._font = box, font
        self._strong = QFont(font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._plain, self._bold = QFontMetricsF(font), QFontMetricsF(self._strong)
        self._line = 1.3 * self._plain.height()
        self._x, self._top = box.left(), box.top()
        self._end = (0.0, 0.0)  # where the last word written ends
        self.written: list[Written] = []

    @property
    def bottom(self) -> float:
        """Where the last line ends."""
        return self._top + self._line

    def write(self, pieces: Iterable[tuple[str, str, bool]]) -> None:
        """Write (text, colour, strong) pieces on."""
        for text, ink, strong in pieces:
            font = self._strong if strong else self._font
            metrics = self._bold if strong else self._plain
            for word in _words(text.replace(" %", "\N{NO-BREAK SPACE}%")):
                self._put(word, ink, font, metrics)

    def new_line(self) -> None:
        """Go on below."""
        self._x = self._box.left()
        self._top += self._line

    def move_down(self, by: float) -> None:
        """Put all that is written lower."""
        if abs(by) < _STILL:
            return
        self._top += by
        down = QPointF(0.0, by)
        self.written = [replace(one, at=one.at + down) for one in self.written]

    def _put(self, word: str, ink: str, font: QFont, metrics: QFontMetricsF) -> None:
        wide = metrics.horizontalAdvance(word.rstrip())
        if self._x > self._box.left() and self._x + wide > self._box.right():
            self.new_line()
            word = word.lstrip()
        across = metrics.horizontalAdvance(word)
        if word.strip():
            self._append(word, ink, font)
            self._end = (self._x + across, self._top)
        self._x += across

    def _append(self, word: str, ink: str, font: QFont) -> None:
        """Write a word: to the piece before it where that is alike and ends here, else on its own.

        A line in one colour is then drawn at once, not word by word.
        """
        last = self.written[-1] if self.written else None
        goes_on = self._end == (self._x, self._top)
        if last and goes_on and last.ink == ink and last.font is font:
            self.written[-1] = Written(last.at, last.text + word, ink, font)
            return
        baseline = self._top + 0.15 * self._plain.height() + self._plain.ascent()
        self.written.append(Written(QPointF(self._x, baseline), word, ink, font))


def _words(text: str) -> list[str]:
    """Return a text's words, each with the spaces that follow it."""
    found, word = [], ""
    for sign in text:
        if sign != " " and word.endswith(" "):
            found.append(word)
            word = ""
        word += sign
    return [*found, word] if word else found


def draw_written(painter: QPainter, written: Iterable[Written]) -> None:
    """Draw texts at their places."""
    for one in written:
        painter.setFont(one.font)
        painter.setPen(colour(one.ink))
        painter.drawText(one.at, one.text)
