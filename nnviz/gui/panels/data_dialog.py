"""Before a table is opened: a look at its first rows, and what is to be learned from it.

The table is read in a thread of its own, so that a large one does not stop the window; an answer
to an older question is dropped by its number. Nothing changes until Open is pressed.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.experiment.suggest import Examination, TableChoices, examine
from nnviz.gui.files import TABLES
from nnviz.gui.panels.experiment_rows import Boxes, caption
from nnviz.scenes.data_preview import HOLE, ROWS, DataPreview, data_preview

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class _Answer(QObject):
    """Carries what was found to the thread of the window; it may outlive the dialog."""

    given = Signal(int, object)


class _Look(QRunnable):
    """Reads a table; touches nothing but its own arguments.

    Parameters
    ----------
    number
        Of the question.
    path, choices
        What to read, and how.
    answer
        Emits the number and an Examination.
    """

    def __init__(self, number: int, path: str, choices: TableChoices, answer: _Answer) -> None:
        super().__init__()
        self._number, self._path, self._choices = number, path, choices
        self._answer = answer

    def run(self) -> None:
        """Read, and tell."""
        self._answer.given.emit(self._number, examine(self._path, self._choices))


class Preview(QTableWidget):
    """The first rows of a table, the column to be learned in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setAccessibleName("First rows of the table")

    def show_preview(self, preview: DataPreview) -> None:
        """Show the rows of a preview."""
        line = self.fontMetrics().height()
        self.verticalHeader().setDefaultSectionSize(round(1.6 * line))
        self.setColumnCount(len(preview.columns))
        self.setRowCount(len(preview.cells))
        for column, name in enumerate(preview.columns):
            side = RIGHT if preview.numbers[column] else LEFT
            bold = column == preview.target
            self.setHorizontalHeaderItem(column, self._item(name, side, bold=bold))
            for row, cells in enumerate(preview.cells):
                self.setItem(row, column, self._item(cells[column], side, bold=bold))
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column) + line, 14 * line))
        self.setMinimumHeight(round((ROWS + 1.5) * 1.6 * line))

    def _item(self, text: str, side: Qt.AlignmentFlag, *, bold: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        font = QFont(self.font())
        font.setBold(bold)
        font.setItalic(text == HOLE)
        item.setFont(font)
        return item


class DataDialog(QDialog):
    """Asks what is to be learned from a table.

    Parameters
    ----------
    path
        The table's file.
    parent
        The window.

    Attributes
    ----------
    experimentRequested : Signal(object)
        The ExperimentSpec that the user opens.
    """

    experimentRequested = Signal(object)

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Open data")
        self._path = path
        self._number = 0
        self._choices = TableChoices()
        self._seen = Examination()
        self._answer = _Answer()
        self._answer.given.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._make_parts()
        self._lay_out()
        self._look()

    def _make_parts(self) -> None:
        self.size_label = caption("", self)
        self.preview = Preview(self)
        self.rows: dict[str, Boxes] = {}
        self.form = QGridLayout()
        self.report = caption("", self)
        self.report.setObjectName("note")
        self.report.setWordWrap(True)
        self.either = caption("or", self)
        self.test_file = QPushButton("a file of its own…", self)
        self.test_file.setAutoDefault(False)
        self.test_file.setToolTip("Take the test part from another file with the same columns.")
        self.test_file.clicked.connect(self._switch_test_file)
        self.buttons = QDialogButtonBox(self)
        cancel = QDialogButtonBox.StandardButton.Cancel
        self.buttons.addButton(cancel)
        self.open_button = self.buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self.open_button.setDefault(True)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        line = self.fontMetrics().height()
        title = QLabel(Path(self._path).name, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setObjectName("panelTitle")
        title.setToolTip(self._path)
        self.form.setColumnMinimumWidth(1, 22 * line)
        self.form.setColumnStretch(2, 1)
        self.form.setHorizontalSpacing(line)
        self.form.setVerticalSpacing(round(0.4 * line))
        column = QVBoxLayout(self)
        column.setContentsMargins(line, line, line, line)
        column.setSpacing(round(0.6 * line))
        for widget in (title, self.size_label):
            column.addWidget(widget)
        column.addWidget(self.preview, 1)
        column.addLayout(self.form)
        column.addWidget(self.report)
        column.addStretch()
        column.addWidget(self.buttons)
        self.resize(44 * line, 38 * line)

    def _look(self) -> None:
        """Read the table with the present choices; the answer comes to `_take`."""
        self._number += 1
        self.open_button.setEnabled(False)
        self.report.setText("Reading…")
        look = _Look(self._number, self._path, self._choices, self._answer)
        QThreadPool.globalInstance().start(look)

    @Slot(int, object)
    def _take(self, number: int, seen: Examination) -> None:
        if number != self._number:
            return
        self._seen = seen
        shown = data_preview(seen, self._choices)
        self.size_label.setText(shown.size)
        self.preview.show_preview(shown)
        self.preview.setVisible(bool(shown.columns))
        self._show_fields(shown)
        self.report.setProperty("wrong", not shown.usable)
        self.report.style().polish(self.report)
        self.report.setText(shown.report)
        self.open_button.setEnabled(shown.usable)

    def _show_fields(self, shown: DataPreview) -> None:
        first = not self.rows
        for place, field in enumerate(shown.fields):
            if field.name not in self.rows:
                self._add_row(place, field.name, field.label)
            self.rows[field.name].set_fields((field,))
        test = self._choices.test_path
        self.test_file.setText(f"{Path(test).name}  ×" if test else "a file of its own…")
        for widget in (self.rows["test_share"], self.either):
            widget.setVisible(not test)
        if first:
            self.rows["target"].by_name["target"].setFocus()

    def _add_row(self, place: int, name: str, label: str) -> None:
        boxes = self.rows[name] = Boxes(self)
        boxes.wished.connect(self._wish)
        boxes.refused.connect(self._refuse)
        self.form.addWidget(caption(label, self), place, 0)
        if name != "test_share":
            self.form.addWidget(boxes, place, 1)
            return
        both = QHBoxLayout()
        both.addWidget(boxes, 1)
        both.addWidget(self.either)
        both.addWidget(self.test_file)
        both.setSpacing(self.fontMetrics().height() // 2)
        self.form.addLayout(both, place, 1)

    def _wish(self, name: str, value: object) -> None:
        self._choices = replace(self._choices, **{name: value})
        self._look()

    def _refuse(self, text: str) -> None:
        """Say why a number can't be used; when that is over, what was said before."""
        self.report.setProperty("wrong", True)
        self.report.style().polish(self.report)
        self.report.setText(text)
        self.open_button.setEnabled(False)
        if not text:
            self._take(self._number, self._seen)

    def _switch_test_file(self) -> None:
        """Ask for a test file, or do without the one that was chosen."""
        if self._choices.test_path:
            self._wish("test_path", "")
            return
        folder = str(Path(self._path).parent)
        path, _ = QFileDialog.getOpenFileName(self, "Test part", folder, TABLES)
        if path:
            self._wish("test_path", path)

    def _accept(self) -> None:
        if self._seen.spec is not None:
            self.experimentRequested.emit(self._seen.spec)
            self.accept()
