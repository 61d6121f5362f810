"""Small flat switches for the headers of panels: a word that lights up when it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.palette import LIGHT, Theme


class Chip(QAbstractButton):
    """A word to click: on a pale ground and bold while it is on.

    Parameters
    ----------
    text
        The word.
    tip
        What it does, in one sentence.
    checkable
        Whether it stays on; else it acts on each click.
    """

    def __init__(
        self, text: str, tip: str, *, checkable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def show_checked(self, checked: bool) -> None:
        """Show the state that was decided elsewhere; emits nothing."""
        if self.isChecked() != checked:
            blocked = self.blockSignals(True)
            self.setChecked(checked)
            self.blockSignals(blocked)

    def _font(self) -> QFont:
        font = caption_font(self)
        if self.isChecked():
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def sizeHint(self) -> QSize:
        """Room for the word in bold, so that nothing moves when it is switched."""
        font = caption_font(self)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        wide = metrics.horizontalAdvance(self.text()) + 1.1 * metrics.height()
        return QSize(round(wide), round(1.45 * metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """As the size hint: a word is not cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the word, and its ground while it is on or under the pointer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        round_corner = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setPen(colour(self._theme.accent))
        if self.isChecked():
            painter.setBrush(colour(self._theme.accent_soft))
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(colour(self._theme.faint))
        painter.drawRoundedRect(box, round_corner, round_corner)
        painter.setFont(self._font())
        on = self.isChecked() or (self.underMouse() and self.isEnabled())
        painter.setPen(colour(self._theme.accent if on else self._theme.muted))
        text = self.text()
        if self.width() < self.sizeHint().width():
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
