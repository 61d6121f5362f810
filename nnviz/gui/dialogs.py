"""Dialogs: a report that can be copied, help on keys, the list of all commands.

None of them stops the window: they are not modal, and a text that comes from data or files is shown
as plain text. They are loaded when one is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

ACTION_ROLE = Qt.ItemDataRole.UserRole + 1
TITLE = "title"  # property of an action: its name where it stands without its menu


class ReportDialog(QDialog):
    """A report of a fault, as plain text that can be copied.

    Parameters
    ----------
    summary
        What happened and what is left, in a sentence.
    report
        All of it.
    """

    def __init__(self, summary: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Something went wrong")
        label = QLabel(summary, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.text = QPlainTextEdit(report, self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Report")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        for widget in (label, self.text, buttons):
            column.addWidget(widget)
        line = self.fontMetrics().height()
        self.resize(48 * line, 28 * line)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class KeysDialog(QDialog):
    """What each key does."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * self.fontMetrics().height())
        with_keys = [action for action in actions if not action.shortcut().isEmpty()]
        for row, action in enumerate(with_keys):
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            for column, text in enumerate((key, action.statusTip())):
                label = QLabel(text, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(label, row, column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column_box = QVBoxLayout(self)
        column_box.addLayout(grid)
        column_box.addWidget(buttons)


class CommandPalette(QDialog):
    """All commands in one list, narrowed by what is typed."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find a command")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Type a part of a command's name")
        self.search.setAccessibleName("Command")
        self._actions = [action for action in actions if action.isEnabled()]
        self._found = QStandardItemModel(self)
        self.list = QListView(self)
        self.list.setModel(self._found)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName("Commands found")
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._do_current)
        self.list.activated.connect(self._do_current)
        self.search.installEventFilter(self)
        line = self.fontMetrics().height()
        self.resize(34 * line, 26 * line)
        self._narrow("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Up and Down move in the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if way is not None:
                self._choose(self.list.currentIndex().row() + way)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        """List the commands with `text` in their name: the nearer to its beginning, the higher."""
        wanted = text.strip().lower()
        places = [(title_of(action).lower().find(wanted), action) for action in self._actions]
        found = sorted((e for e in places if e[0] >= 0), key=lambda entry: entry[0])
        self._found.clear()
        for _, action in found:
            self._found.appendRow(_item_of(action))
        self._choose(0)

    def _choose(self, row: int) -> None:
        last = self._found.rowCount() - 1
        self.list.setCurrentIndex(self._found.index(min(max(row, 0), last), 0))

    def _do_current(self) -> None:
        action = self.list.currentIndex().data(ACTION_ROLE)
        self.close()
        if isinstance(action, QAction):
            action.trigger()


def title_of(action: QAction) -> str:
    """Return a command's name where it stands without its menu."""
    title = action.property(TITLE)
    return title if isinstance(title, str) else action.text().replace("&", "").rstrip("…")


def _item_of(action: QAction) -> QStandardItem:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    item = QStandardItem(f"{title_of(action)}    {key}" if key else title_of(action))
    item.setData(action, ACTION_ROLE)
    item.setToolTip(action.statusTip())
    return item


def tell(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Show a message box with plain text that does not stop the window; return it."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
