"""A box for the name of a weight or bias: typed, or stepped through with the keys Up and Down."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.nn.parameters import name_of
from nnviz.scenes.landscape_choice import beside, read_parameter

_STEPS = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10,
}  # fmt: skip


class NameBox(QLineEdit):
    """Names one parameter of a network.

    Parameters
    ----------
    axis
        Which axis of the map it is for.

    Attributes
    ----------
    wished : Signal(int)
        The flat index of another parameter.
    refused : Signal(str)
        Why the text can't be used; "" when that is over.
    """

    wished = Signal(int)
    refused = Signal(str)

    def __init__(self, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._units: tuple[int, ...] = (1, 1)
        self._index = 0
        self.setMaxLength(40)
        self.setAccessibleName(f"Weight {axis}")
        self.setToolTip(
            f"The weight or bias that goes {axis}: W1[0, 1] joins input 0 to unit 1 of layer 1,"
            " b1[1] is that unit's bias. Up and Down step to the next."
        )
        self.editingFinished.connect(self._read)

    def show_parameter(self, index: int, units: tuple[int, ...]) -> None:
        """Show which parameter is chosen; asks for nothing."""
        changed = (index, units) != (self._index, self._units)
        self._index, self._units = index, units
        if changed or not self.text():
            self._restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to a neighbour, or with Escape take the typing back."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
        elif event.key() in _STEPS:
            self.wished.emit(beside(self._index, _STEPS[Qt.Key(event.key())], self._units))
        else:
            super().keyPressEvent(event)

    def _restore(self) -> None:
        self.setText(name_of(self._units, self._index))
        self.setCursorPosition(0)
        self._mark("")

    def _read(self) -> None:
        if not self.isModified():
            return
        try:
            index = read_parameter(self.text(), self._units)
        except ValueError as error:
            self._mark(str(error))
            return
        changed = index != self._index
        self._index = index
        self._restore()
        if changed:
            self.wished.emit(index)

    def _mark(self, message: str) -> None:
        if self.property("wrong") != bool(message):
            self.setProperty("wrong", bool(message))
            self.style().polish(self)
        self.refused.emit(message)
