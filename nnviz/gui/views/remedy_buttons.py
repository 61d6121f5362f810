"""Remedies as buttons: what can be tried, and why; pressing one asks for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.remedies import Remedy

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_GAP = 4.0  # pixels
USUAL = 3  # made at once: a button that is made later comes last of all by Tab


class RemedyButton(QPushButton):
    """One remedy.

    Signals
    -------
    pressedFor(object)
        Its Remedy.
    """

    pressedFor = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._remedy: Remedy | None = None
        self.setObjectName("remedy")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._tell)

    def show_remedy(self, remedy: Remedy) -> None:
        """Offer a remedy."""
        self._remedy = remedy
        self.setText(remedy.label)
        self.setToolTip(f"{remedy.why} Begins a branch: the run as it is stays beside it.")
        self.setAccessibleDescription(remedy.why)

    def _tell(self) -> None:
        self.pressedFor.emit(self._remedy)


class RemedyButtons(QWidget):
    """A button a remedy, one below the other with its sentence, or in a row without.

    Parameters
    ----------
    told
        Whether the sentences stand below the buttons; else they are tooltips only.

    Signals
    -------
    remedyRequested(object)
        The Remedy whose button was pressed.
    """

    remedyRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, told: bool = True) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._told = told
        self._remedies: tuple[Remedy, ...] = ()
        self._sentences: list[tuple[QRectF, str]] = []
        self.buttons: list[RemedyButton] = []
        self._make(USUAL)
        self.setAccessibleName("What can be tried")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_remedies(self, remedies: tuple[Remedy, ...]) -> None:
        """Offer these; emits nothing."""
        if remedies == self._remedies:
            return
        self._remedies = remedies
        self._make(len(remedies))
        if any(button.hasFocus() for button in self.buttons[len(remedies) :]):
            # Else the next field took the keys, and the Space that shall pause the run.
            self.window().setFocus()
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(remedies))
        for button, remedy in zip(self.buttons, remedies, strict=False):
            button.show_remedy(remedy)
        self.setVisible(bool(remedies))
        self._arrange()

    def _make(self, count: int) -> None:
        """Have so many buttons at least."""
        while len(self.buttons) < count:
            button = RemedyButton(self)
            button.hide()
            button.pressedFor.connect(self.remedyRequested)
            self.buttons.append(button)

    def _arrange(self) -> None:
        """Place buttons and sentences, and take the height that they need."""
        font = caption_font(self)
        metrics = QFontMetricsF(font)
        wide, left, top = float(self.width()), 0.0, _GAP
        high = round(1.7 * metrics.height())
        self._sentences = []
        for button, remedy in zip(self.buttons, self._remedies, strict=False):
            button.setFont(font)
            across = min(wide, metrics.horizontalAdvance(remedy.label) + 2.2 * metrics.height())
            if left and left + across > wide:
                left, top = 0.0, top + high + _GAP
            button.setGeometry(round(left), round(top), round(across), high)
            left += across + _GAP
            if self._told:
                top, left = top + high + 0.5 * _GAP, 0.0
                room = metrics.boundingRect(QRectF(0, 0, wide, 1e4), int(_WRAP), remedy.why)
                self._sentences.append((QRectF(0.0, top, wide, room.height()), remedy.why))
                top += room.height() + 1.5 * _GAP
        end = top if self._told else top + high
        self.setFixedHeight(max(1, round(end)) if self._remedies else 0)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as what is offered."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sentences."""
        painter = QPainter(self)
        painter.setFont(caption_font(self))
        painter.setPen(colour(self._theme.muted))
        for box, text in self._sentences:
            painter.drawText(box, _WRAP, text)
