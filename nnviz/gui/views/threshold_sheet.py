"""A small card in which the thresholds of the verdicts are seen and typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.scenes.thresholds import DEFAULT, FIELDS, Thresholds, typed_thresholds


class ThresholdSheet(QFrame):
    """Asks where the verdicts begin; a click beside it or Escape closes it.

    Signals
    -------
    thresholdsRequested(object)
        The Thresholds that are wanted: when Enter or a button is pressed.
    """

    thresholdsRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("sheet")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("Where the verdicts begin")
        self._shown = DEFAULT
        self.fields: dict[str, QLineEdit] = {}
        self._problem = QLabel(self)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        self._problem.setObjectName("note")
        self._problem.setProperty("wrong", True)
        self._problem.hide()
        box = QVBoxLayout(self)
        box.addWidget(_plain("A unit counts as…", self))
        box.addLayout(self._grid())
        box.addWidget(self._problem)
        box.addLayout(self._buttons())

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        for row, field in enumerate(FIELDS):
            line = QLineEdit(self)
            line.setAccessibleName(f"{field.label} {field.unit}".strip())
            line.setMaximumWidth(round(5.5 * self.fontMetrics().height()))
            line.returnPressed.connect(self._apply)
            self.fields[field.name] = line
            parts = (_plain(field.label, self), line, _plain(field.unit, self))
            for column, part in enumerate(parts):
                part.setToolTip(field.tip)
                grid.addWidget(part, row, column)
        return grid

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.first = QPushButton("As at first", self)
        self.first.setToolTip("Takes the thresholds that the program begins with.")
        self.first.clicked.connect(self._restore)
        self.take = QPushButton("Take these", self)
        self.take.setToolTip("Judges all units anew. What the timeline marks keeps the first ones.")
        self.take.clicked.connect(self._apply)
        row.addWidget(self.first)
        row.addStretch(1)
        row.addWidget(self.take)
        return row

    def show_thresholds(self, thresholds: Thresholds) -> None:
        """Put the thresholds in force into the fields; emits nothing."""
        self._shown = thresholds
        for field in FIELDS:
            self.fields[field.name].setText(field.text(thresholds))
        self._problem.hide()

    def open_at(self, at: QPoint) -> None:
        """Open with its top right corner at a place of the screen, as far as there is room."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = min(max(at.x() - self.width(), screen.left()), screen.right() - self.width())
        top = min(max(at.y(), screen.top()), screen.bottom() - self.height())
        self.move(left, top)
        self.show()
        first = self.fields[FIELDS[0].name]
        first.setFocus()
        first.selectAll()

    def _apply(self) -> None:
        texts = {name: line.text() for name, line in self.fields.items()}
        try:
            wanted = typed_thresholds(self._shown, texts)
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self.adjustSize()
            return
        self.hide()
        self.thresholdsRequested.emit(wanted)

    def _restore(self) -> None:
        self.hide()
        self.thresholdsRequested.emit(DEFAULT)


def _plain(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
