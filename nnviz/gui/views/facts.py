"""Names and values one under the other, and sentences that are broken where they must be.

All is painted by one widget: labels of their own would lay out the whole panel anew whenever a
number gets longer, sixty times a second. Its height only grows while the same thing is shown.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz.gui.views.drawing import LEFT, RIGHT, caption_font, colour
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.parameter_facts import Fact

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class _Piece(Struct, frozen=True):
    """A text in its box; its colour by the name it has in the theme."""

    box: QRectF
    text: str
    flags: Qt.AlignmentFlag | Qt.TextFlag
    ink: str


class Facts(QWidget):
    """Draws facts and sentences; explains a fact in a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._facts: tuple[Fact, ...] = ()
        self._sentences: tuple[tuple[str, str], ...] = ()
        self._subject: object = None
        self._pieces: list[_Piece] = []
        self._kept = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_facts(
        self, subject: object, facts: tuple[Fact, ...], sentences: tuple[tuple[str, str], ...]
    ) -> None:
        """Show facts and, under them, sentences.

        Parameters
        ----------
        subject
            What it is about: as long as it is the same, the height does not shrink.
        facts
            One a line, or two lines where it is narrow.
        sentences
            (text, the name of its colour in the theme) pairs.
        """
        if subject != self._subject:
            self._subject, self._kept = subject, 0
        if (facts, sentences) != (self._facts, self._sentences):
            self._facts, self._sentences = facts, sentences
            self._arrange()

    def _arrange(self) -> None:
        font = caption_font(self)
        metrics = QFontMetricsF(font)
        line, width = 1.32 * metrics.height(), float(self.width())
        pieces: list[_Piece] = []
        top = 0.0
        for fact in self._facts:
            top = self._place_fact(pieces, fact, top, line, metrics)
        for text, ink in self._sentences:
            unbroken = text.replace(" %", "\N{NO-BREAK SPACE}%")
            room = metrics.boundingRect(QRectF(0, 0, width, 1e4), int(_WRAP), unbroken)
            box = QRectF(0.0, top + 0.2 * line, width, room.height())
            pieces.append(_Piece(box, unbroken, _WRAP, ink))
            top = box.bottom()
        self._kept = max(self._kept, round(top + 0.3 * line))
        if self._kept != self.height():
            self.setFixedHeight(self._kept)
        self._show(pieces)

    def _show(self, pieces: list[_Piece]) -> None:
        """Paint these, where they differ from what is there; where they lie differently, all."""
        shown, self._pieces = self._pieces, pieces
        if [piece.box for piece in shown] != [piece.box for piece in pieces]:
            self.update()
            return
        for old, new in zip(shown, pieces, strict=True):
            if old.text != new.text or old.ink != new.ink:
                self.update(new.box.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _place_fact(
        self, pieces: list[_Piece], fact: Fact, top: float, line: float, metrics: QFontMetricsF
    ) -> float:
        width = float(self.width())
        row = QRectF(0.0, top, width, line)
        name = QRectF(0.0, top, min(metrics.horizontalAdvance(f"{fact.name}  "), width), line)
        pieces.append(_Piece(name, fact.name, LEFT, "muted"))
        if name.width() + metrics.horizontalAdvance(f" {fact.value}") > width:
            row = row.translated(0.0, 0.85 * line)
        else:
            row.setLeft(name.right() + 2.0)
        cut = metrics.elidedText(fact.value, Qt.TextElideMode.ElideRight, width)
        pieces.append(_Piece(row, cut, RIGHT, "text"))
        return row.bottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._kept = 0
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Break the lines anew where the font has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._kept = 0
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """Explain the fact under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos().y())
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def tip_at(self, y: float) -> str:
        """Return the explanation of the fact at the height `y`; "" where there is none."""
        for number, fact in enumerate(self._facts):
            name, value = self._pieces[2 * number : 2 * number + 2]
            if name.box.top() <= y <= value.box.bottom():
                return fact.tip
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the texts that are to be painted."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self._theme.panel))
        painter.setFont(caption_font(self))
        touched = event.region()
        for piece in self._pieces:
            if not touched.intersects(piece.box.toAlignedRect()):
                continue
            painter.setPen(colour(getattr(self._theme, piece.ink)))
            painter.drawText(piece.box, int(piece.flags), piece.text)
