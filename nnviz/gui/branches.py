"""The branches of the run in the window: their menu, and what is asked before they change."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QWidget

from nnviz.engine.intents import BeginBranch, DeleteBranch, RenameBranch, SwitchBranch
from nnviz.gui.banner import Banner
from nnviz.gui.controller import Controller
from nnviz.gui.panels.branch_menu import BranchMenu
from nnviz.scenes.branches import BranchesScene, branches_scene


class Branches(QObject):
    """Turns what the user picks in the menu into wishes.

    Parameters
    ----------
    window
        Over which a name is asked for.
    controller
        Of the run.
    banner
        Asks before something is lost.
    begin
        The command that begins a branch.
    """

    def __init__(
        self, window: QWidget, controller: Controller, banner: Banner, begin: QAction
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._banner = window, controller, banner
        self.menu = BranchMenu(begin, self.scene, window)
        self.menu.switchRequested.connect(self.switch)
        self.menu.renameRequested.connect(self.ask_name)
        self.menu.deleteRequested.connect(self.delete)
        begin.triggered.connect(self.begin)

    def scene(self) -> BranchesScene:
        """Return the branches as they are now."""
        worker = self._controller.trainer.worker
        return branches_scene(worker.branches, worker.history, worker.latest)

    def open_at(self, widget: QWidget) -> None:
        """Open the menu at a widget."""
        self.menu.popup(widget.mapToGlobal(QPoint(0, widget.height())))

    @Slot()
    def begin(self) -> None:
        """Begin a branch at the present step."""
        self._controller.ask(BeginBranch())

    @Slot(int)
    def switch(self, number: int) -> None:
        """Go over to a branch, unless one is on it."""
        if not self.scene().row(number).present:
            self._controller.ask(SwitchBranch(number))

    @Slot(int)
    def ask_name(self, number: int) -> None:
        """Ask for another name of a branch."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Rename a branch")
        dialog.setLabelText("Name of the branch")
        dialog.setTextValue(self.scene().row(number).name)
        dialog.textValueSelected.connect(lambda name: self._rename(number, name))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rename(self, number: int, name: str) -> None:
        self._controller.ask(RenameBranch(number, name))

    @Slot(int)
    def delete(self, number: int) -> None:
        """Delete a branch; where that loses something, only when it is confirmed."""
        row = self.scene().row(number)
        if not row.loss:
            self._delete(number)
            return
        self._banner.ask(
            f"Delete the branch “{row.name}”? {row.loss[:1].upper()}{row.loss[1:]} of its own"
            " would be lost for good.",
            [("Delete it", lambda: self._delete(number))],
        )

    def _delete(self, number: int) -> None:
        self._controller.ask(DeleteBranch(number))
