"""Boxes that numbers are typed into.

A text counts when Enter is pressed or the box is left; steps of whole numbers count by themselves
a moment later. What is no number, or not an allowed one, is refused with a sentence: the text
stays, marked, to be mended, and Escape brings the old value back.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from nnviz.gui.panels.fields import ListBox
from nnviz.scenes.experiment_fields import Field

STEPS = {
    Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10,
}  # fmt: skip
PAUSE = 350  # milliseconds after the last step or letter until a whole number counts


class TypedText(QObject):
    """What is typed into one line, read as a field's number.

    Parameters
    ----------
    box
        The box that is marked where the text is wrong.
    line
        Where the text is typed.

    Attributes
    ----------
    wished : Signal(object)
        Another value, typed by the user.
    refused : Signal(str)
        Why the text can't be used; "" when that is over.
    """

    wished = Signal(object)
    refused = Signal(str)

    def __init__(self, box: QWidget, line: QLineEdit) -> None:
        super().__init__(box)
        self._box, self._line = box, line
        self._field: Field | None = None
        self._asked: object = None
        self._wrong = False
        box.installEventFilter(self)

    @property
    def busy(self) -> bool:
        """Whether the user is typing, or has typed what must be mended."""
        return self._wrong or (self._line.hasFocus() and self._line.isModified())

    @property
    def field(self) -> Field:
        """What the box shows."""
        if self._field is None:
            raise RuntimeError("the box has been given no field yet")
        return self._field

    def show_field(self, field: Field) -> None:
        """Show a field's value, unless the user is typing another."""
        moved = self._field is None or field.value != self._field.value
        self._field, self._asked = field, field.value
        if moved and self._wrong:
            self._mark("")
        if not self.busy and self._line.text() != field.text:
            self._write(field.text)

    def commit(self) -> None:
        """Take the text for a wish, if it is another value; refuse it if it is none."""
        try:
            value = self.field.read(self._line.text())
        except ValueError as error:
            self._mark(str(error))
            return
        self._mark("")
        self._write(self.field.text_of(value))
        self._ask(value)

    def commit_if_right(self) -> None:
        """Take the text for a wish if it is an allowed number; else leave it to be finished."""
        try:
            value = self.field.read(self._line.text())
        except ValueError:
            return
        self._mark("")
        self._ask(value)

    def _ask(self, value: float) -> None:
        """Tell a wish, once: leaving the box after Enter is not another."""
        if value != self._asked:
            self._asked = value
            self.wished.emit(value)

    def give_up(self) -> None:
        """Bring back the value that counts."""
        self._mark("")
        self._write(self.field.text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Escape bring back the old value where another text stands."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and self._field is not None
            and self._line.text() != self._field.text
        ):
            self.give_up()
            return True
        return super().eventFilter(watched, event)

    def _write(self, text: str) -> None:
        """Put a text in the line, its beginning in sight."""
        self._line.setText(text)
        self._line.setCursorPosition(0)

    def _mark(self, message: str) -> None:
        if not message and not self._wrong:
            return
        self._wrong = bool(message)
        self._box.setProperty("wrong", self._wrong)
        self._box.style().polish(self._box)
        self.refused.emit(message)


class NumberBox(QLineEdit):
    """A number; a whole one can be stepped with the keys Up and Down and, when in use, the wheel.

    Attributes
    ----------
    wished : Signal(object)
        Another value, typed or stepped to.
    refused : Signal(str)
        Why the text can't be used; "" when that is over.
    """

    wished = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_whole = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.typed = TypedText(self, self)
        self.typed.wished.connect(self.wished)
        self.typed.refused.connect(self.refused)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.typed.commit_if_right)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(self._wait)
        self.textChanged.connect(self.updateGeometry)

    def show_field(self, field: Field) -> None:
        """Show a field's value and limits."""
        self._is_whole = field.kind == "whole"
        if not self._pause.isActive():
            self.typed.show_field(field)
        self.setEnabled(not field.fixed)
        self.setToolTip(field.whole_tip)
        self.setAccessibleName(field.label)
        self.setAccessibleDescription(field.tip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step a whole number up or down, by 10 with the page keys; else edit the text."""
        steps = STEPS.get(Qt.Key(event.key()))
        if steps is not None and self._is_whole:
            self.step(steps)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step a whole number when the box is in use; else let the form scroll."""
        turned = event.angleDelta().y()
        if self.hasFocus() and self._is_whole and turned:
            self.step(1 if turned > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def step(self, steps: int) -> None:
        """Go up or down within the limits; it counts a moment later."""
        field = self.typed.field
        value = min(max(self._present() + steps, field.low), field.high)
        self.setText(field.text_of(value))
        self._pause.start()

    def _present(self) -> float:
        """Return the number in the box; the field's where it is none."""
        try:
            return self.typed.field.read(self.text())
        except ValueError:
            return float(self.typed.field.value)

    def _finish(self) -> None:
        self._pause.stop()
        self.typed.commit()

    def _wait(self) -> None:
        if self._is_whole:
            self._pause.start()

    def sizeHint(self) -> QSize:
        """Return the room for the number in the box."""
        line = self.fontMetrics().height()
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(round(2.6 * line), text + round(1.3 * line)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the room for two figures: the box may be narrow."""
        return QSize(round(2.3 * self.fontMetrics().height()), super().minimumSizeHint().height())


class OfferBox(ListBox):
    """A number that is typed or taken from those offered.

    Attributes
    ----------
    wished : Signal(object)
        Another value, typed or chosen.
    refused : Signal(str)
        Why the text can't be used; "" when that is over.
    """

    wished = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = QLineEdit(self)
        self.setLineEdit(line)
        self.setCompleter(None)  # type: ignore[arg-type]  # None takes it away, says Qt
        self.typed = TypedText(self, line)
        self.typed.wished.connect(self.wished)
        self.typed.refused.connect(self.refused)
        line.editingFinished.connect(self.typed.commit)
        self.activated.connect(self.typed.commit)

    def show_field(self, field: Field) -> None:
        """Show a field's value and what is offered."""
        texts = [field.text_of(number) for number in field.offered]
        if texts != [self.itemText(place) for place in range(self.count())]:
            self.clear()
            self.addItems(texts)
        if not self.typed.busy:
            below = [place for place, number in enumerate(field.offered) if number <= field.value]
            self.setCurrentIndex(max(below, default=-1))
        self.typed.show_field(field)
        self.setToolTip(field.whole_tip)
        self.setAccessibleName(field.label)
        self.setAccessibleDescription(field.tip)
