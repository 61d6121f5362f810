"""The table of iterates: rows of the scene, the present one marked, those ahead quiet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.scenes.descent_table import IteratesScene
from nnviz.scenes.palette import LIGHT, Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PAD = 3
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class IteratesModel(QAbstractTableModel):
    """Answers Qt's questions from the scene; nothing is made before it is asked for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.scene: IteratesScene | None = None
        self.theme = LIGHT
        self.font = caption_font(parent)

    def show_scene(self, scene: IteratesScene) -> None:
        """Show another scene."""
        old = self.scene
        if old is not None and _grows(old, scene):
            if scene.rows > old.rows:
                self.beginInsertRows(_NOWHERE, old.rows, scene.rows - 1)
                self.scene = scene
                self.endInsertRows()
            self.scene = scene
            if scene.step != old.step:
                low, high = sorted((old.step, scene.step))
                self.dataChanged.emit(self.index(low, 0), self.index(high, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.scene = scene
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """The number of iterates."""
        return 0 if self.scene is None or parent.isValid() else self.scene.rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """The number of columns."""
        return 0 if self.scene is None or parent.isValid() else len(self.scene.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        scene = self.scene
        if scene is None or not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return scene.cell(index.row(), index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return scene.tip(index.row())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if self.scene is None or orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.scene.headings[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.scene.tips[section]
        if role == Qt.ItemDataRole.FontRole:
            return self.font
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None


def _grows(old: IteratesScene, new: IteratesScene) -> bool:
    """Whether the new rows begin with the old ones, written alike."""
    return (
        new.rows >= old.rows
        and new.headings == old.headings
        and new.cut == old.cut
        and new.states[0] is old.states[0]
        and new.states[old.rows - 1] is old.states[-1]
    )


class IteratesCells(QStyledItemDelegate):
    """Draws the cells: plain text at the right, for a fraction of what Qt's own style asks for."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        model = index.model()
        if not isinstance(model, IteratesModel) or model.scene is None:
            return
        scene, theme, row = model.scene, model.theme, index.row()
        box: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or row == scene.step:
            painter.fillRect(box, colour(theme.accent if chosen else theme.accent_soft))
        painter.setFont(model.font)
        ink = theme.muted if row > scene.step else theme.text
        painter.setPen(colour(theme.on_accent if chosen else ink))
        painter.drawText(box.adjusted(_PAD, 0, -_PAD, 0), _RIGHT, scene.cell(row, index.column()))


class IteratesTable(QTableView):
    """Shows the iterates of one method.

    Signals
    -------
    stepRequested(int)
        The step of the row that was clicked.
    copyRequested(object)
        The rows that shall be copied; all where none is selected.
    """

    stepRequested = Signal(int)
    copyRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Iterates")
        self.setToolTip("A click on a row shows that step; Ctrl+C copies the selected rows.")
        self._model = IteratesModel(self)
        self.setModel(self._model)
        self.setItemDelegate(IteratesCells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(self._tell)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the caption size."""
        self._model.theme = theme
        font = caption_font(self.parentWidget() or self)
        self.setFont(font)
        self._model.font = font
        line = round(1.45 * QFontMetricsF(font).height())
        self.verticalHeader().setMinimumSectionSize(line)
        self.verticalHeader().setDefaultSectionSize(line)

    def set_scene(self, scene: IteratesScene) -> None:
        """Show a scene; the row that is looked at comes into sight when it moves."""
        old = self._model.scene
        self._model.show_scene(scene)
        if old is None or len(old.headings) != len(scene.headings):
            self._fit_columns(scene)
        if old is None or old.step != scene.step or old.states[0] is not scene.states[0]:
            self.selectionModel().clearSelection()
            at = self._model.index(scene.step, 0)
            self.selectionModel().setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(at)

    def _fit_columns(self, scene: IteratesScene) -> None:
        """Give counts the room that they need, and numbers the rest."""
        header, last = self.horizontalHeader(), len(scene.headings) - 1
        em = QFontMetricsF(self._model.font).height()
        for column in range(last + 1):
            counts = column in (0, last)
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.Fixed if counts else mode.Stretch)
            if counts:
                header.resizeSection(column, round(3.0 * em))

    def chosen_rows(self) -> list[int]:
        """Return the selected rows; all where fewer than two are."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return rows if len(rows) > 1 else list(range(self._model.rowCount()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, or go to the row in focus."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyRequested.emit(self.chosen_rows())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid() and len(self.selectionModel().selectedRows()) <= 1:
            self.stepRequested.emit(index.row())
