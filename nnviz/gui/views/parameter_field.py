"""A field in which one weight or bias can be changed: Enter sets it, Escape leaves it as it is.

While nobody types in it, it follows the run. What is no number changes nothing; a sentence under
the field says why.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes import words
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.parameter_facts import Edit

_TIP = "Type a number and press Enter; Escape leaves it as it is."


class ParameterField(QWidget):
    """A name, a field with the value, and room for a refusal.

    Signals
    -------
    valueRequested(object, float)
        The mark of the parameter, and what it shall be.
    """

    valueRequested = Signal(object, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._edit: Edit | None = None
        self._name, self._refusal = QLabel(self), QLabel(self)
        for label in (self._name, self._refusal):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self.field = QLineEdit(self)
        self.field.setToolTip(_TIP)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMaxLength(60)
        self.field.installEventFilter(self)
        self._name.setBuddy(self.field)
        room = QGridLayout(self)
        room.setContentsMargins(0, 0, 0, 0)
        room.setVerticalSpacing(2)
        room.addWidget(self._name, 0, 0)
        room.addWidget(self.field, 0, 1)
        room.addWidget(self._refusal, 1, 0, 1, 2)
        room.setColumnStretch(0, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()
        self._dress()

    @property
    def refusal(self) -> str:
        """Why what was typed could not be taken; "" where it could."""
        return self._refusal.text()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._dress()

    def set_edit(self, edit: Edit | None) -> None:
        """Show another value of the parameter, or another parameter; None hides the field."""
        if edit == self._edit:
            return
        other = edit is None or self._edit is None or edit.mark != self._edit.mark
        self._edit = edit
        self.setVisible(edit is not None)
        if edit is None:
            return
        if other:
            self._name.setText(edit.name)
            self.field.setAccessibleName(edit.name)
            self._refuse("")
        if other or not self.field.isModified():
            self._show_value()

    def _show_value(self) -> None:
        """Write the value; what was selected as a whole stays so, to be typed over."""
        if self._edit is None:
            return
        everything = self.field.hasSelectedText() and self.field.selectedText() == self.field.text()
        self.field.setText(self._edit.text)
        self.field.setCursorPosition(0)
        if everything and self.field.hasFocus():
            self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Escape, and drop what was typed and not entered."""
        if watched is self.field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._take_key(Qt.Key(event.key()))
            if event.type() == QEvent.Type.FocusOut:
                self._show_value()
                self._refuse("")
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        return False

    def _enter(self) -> None:
        if self._edit is None:
            return
        typed, mark = self.field.text(), self._edit.mark
        if typed == self._edit.text:
            self._leave()
            return
        try:
            value = words.read_number(typed)
        except ValueError as refusal:
            self._refuse(str(refusal))
            return
        self._leave()
        self.valueRequested.emit(mark, value)

    def _leave(self) -> None:
        self._refuse("")
        self._show_value()
        self.field.clearFocus()

    def _refuse(self, sentence: str) -> None:
        if sentence != self._refusal.text():
            self._refusal.setText(sentence)
            self._refusal.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground: a number that changes then leaves the panels below it as they are."""
        QPainter(self).fillRect(event.rect(), colour(self._theme.panel))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _dress(self) -> None:
        small = caption_font(self)
        for label, ink in ((self._name, self._theme.muted), (self._refusal, self._theme.bad)):
            label.setFont(small)
            label.setStyleSheet(f"color: {ink}; background: transparent;")
        wide = self.field.fontMetrics().horizontalAdvance("−0.000000e−00")
        self.field.setMaximumWidth(round(wide * 1.25))
        self.field.setMinimumWidth(round(wide * 0.8))
