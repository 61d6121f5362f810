"""A small card in which the ends of the two colour scales are typed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QPushButton, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.scenes import words
from nnviz.scenes.limits import Limits
from nnviz.scenes.palette import LIGHT, Theme


class RangeSheet(QFrame):
    """Asks for the largest weight and the largest gradient of the scales.

    Signals
    -------
    limitsTyped(object)
        The Limits, when both are positive numbers and the button or Enter is pressed.
    """

    limitsTyped = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.setAccessibleName("Range of the heatmaps")
        self.weight, self.gradient = QLineEdit(), QLineEdit()
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.hide()
        fix = QPushButton("Fix this range")
        fix.setToolTip("Keeps the colour scales as typed, whatever the numbers become.")
        fix.clicked.connect(self._apply)
        layout = QFormLayout(self)
        for name, field in (("W  ±", self.weight), ("dC/dW  ±", self.gradient)):
            field.setAccessibleName(f"Largest {name.split()[0]} of the colour scale")
            field.setToolTip("The scale goes from minus this number to plus this number.")
            field.returnPressed.connect(self._apply)
            layout.addRow(name, field)
        layout.addRow(self._problem)
        layout.addRow(fix)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def start_from(self, limits: Limits) -> None:
        """Put the present limits into the fields."""
        self.weight.setText(words.typed(limits.weight))
        self.gradient.setText(words.typed(limits.gradient))
        self._problem.hide()
        self.weight.setFocus()
        self.weight.selectAll()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(self._theme.border))
        painter.setBrush(colour(self._theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _apply(self) -> None:
        try:
            limits = Limits(_positive(self.weight.text()), _positive(self.gradient.text()))
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self.adjustSize()
            return
        self.hide()
        self.limitsTyped.emit(limits)


def _positive(text: str) -> float:
    value = words.read_number(text)
    if value <= 0.0:
        raise ValueError("The end of a scale is above 0; type a number such as 2 or 0.05.")
    return value
