"""The menu of branches: go to one, begin, rename or delete one.

It is filled anew whenever it opens, so its figures are those of that moment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.scenes.branches import BranchesScene, BranchRow

ON_IT = "One is on this branch; go to another to delete it."


class BranchMenu(QMenu):
    """All branches of a run, and what can be done with them.

    Parameters
    ----------
    begin
        The command that begins a branch.
    look
        Returns the branches as they are now.

    Attributes
    ----------
    switchRequested, renameRequested, deleteRequested : Signal(int)
        The number of the branch to go to, to rename, to delete.
    """

    switchRequested = Signal(int)
    renameRequested = Signal(int)
    deleteRequested = Signal(int)

    def __init__(
        self, begin: QAction, look: Callable[[], BranchesScene], parent: QWidget | None = None
    ) -> None:
        super().__init__("&Branches", parent)
        self._begin, self._look = begin, look
        self.setToolTipsVisible(True)
        self._rename = QMenu("&Rename", self)
        self._delete = QMenu("&Delete", self)
        self._delete.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.fill()

    @Slot()
    def fill(self) -> None:
        """Show the branches as they are now."""
        scene = self._look()
        for menu in (self, self._rename, self._delete):
            menu.clear()
        for row in scene.rows:
            text = f"{_plain(row.name)}\t{row.figures}"
            action = self._add(self, text, self.switchRequested, row)
            action.setCheckable(True)
            action.setChecked(row.present)
            action.setToolTip(row.tip)
            name = self._add(self._rename, f"{_plain(row.name)}…", self.renameRequested, row)
            name.setToolTip(row.tip)
            gone = self._add(self._delete, _plain(row.name), self.deleteRequested, row)
            gone.setEnabled(not row.present)
            gone.setToolTip(ON_IT if row.present else f"Would lose: {row.loss or 'nothing'}.")
        self.addSeparator()
        self.addAction(self._begin)
        self.addMenu(self._rename)
        self.addMenu(self._delete)
        self._delete.setEnabled(bool(scene.others))

    def _add(self, menu: QMenu, text: str, wish: SignalInstance, row: BranchRow) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _=False, number=row.number: wish.emit(number))
        return action


def _plain(name: str) -> str:
    """Return a name as a menu shows it: its ampersands are no mnemonics."""
    return name.replace("&", "&&").replace("\t", " ")
