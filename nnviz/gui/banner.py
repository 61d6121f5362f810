"""What is said across the window, with what can be done about it; it stops nothing.

A text that comes from data or files is shown as plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class Banner(QFrame):
    """A message across the window, with what can be done about it; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName("Message")
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._label.text()

    def ask(
        self,
        text: str,
        choices: Sequence[tuple[str, Callable[[], object]]] = (),
        tip: str = "",
    ) -> None:
        """Show a message; each choice is a button that closes the banner and does something."""
        self._clear()
        self.setToolTip(tip)
        self._label.setText(text)
        self.setAccessibleDescription(text)
        for place, (name, action) in enumerate(choices):
            button = self._add(name)
            button.setProperty("primary", "true" if place == 0 else "false")
            button.clicked.connect(action)
        self._add("Dismiss")
        self.show()

    def _add(self, name: str) -> QPushButton:
        button = QPushButton(name, self)
        button.setAutoDefault(False)
        button.clicked.connect(self.hide)
        self._row.addWidget(button)
        self.buttons.append(button)
        return button

    def _clear(self) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = []
