"""The Help menu, the command palette, and what goes to the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMainWindow

from nnviz import __version__
from nnviz.gui.actions import COMMANDS
from nnviz.gui.report import versions

ABOUT = (
    f"nnviz {__version__}\n\nA microscope for gradients: build a small network, train it one step"
    " at a time, and see where the derivative of the activation lets learning through and where"
    " it stops it."
)


RUNNING = {command.name for command in COMMANDS if command.menu == "Run"}


class Help(QObject):
    """Shows what there is to know about the program itself.

    Parameters
    ----------
    window
        Over which dialogs stand, and whose commands they show.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def find_command(self) -> None:
        """Open the list of all commands."""
        from nnviz.gui.dialogs import CommandPalette

        CommandPalette(self._commands(), self._window).show()

    @Slot()
    def show_keys(self) -> None:
        """Show what each key does."""
        from nnviz.gui.dialogs import KeysDialog

        KeysDialog(self._commands(), self._window).show()

    @Slot()
    def show_about(self) -> None:
        """Say what this program is."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.NoIcon, "About nnviz", ABOUT, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot()
    def copy_diagnostics(self) -> None:
        """Put versions, platform and screen on the clipboard."""
        screen, app = self._window.screen(), QGuiApplication.platformName()
        size = screen.size()
        shown = f"{size.width()} x {size.height()} at {screen.devicePixelRatio():g}"
        self.copy(f"{versions()}\nQt platform {app}, screen {shown}")

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def _commands(self) -> list[QAction]:
        """Return all commands, those of running first."""
        found = [a for a in self._window.findChildren(QAction) if a.statusTip() and a.text()]
        return sorted(found, key=lambda action: action.objectName() not in RUNNING)
