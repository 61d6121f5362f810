"""The menu bar, made of the one table of commands, the docks' toggles and the undo stack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QAction, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from nnviz.gui.actions import Actions

TITLES = {"File": "&File", "Edit": "&Edit", "View": "&View", "Run": "&Run", "Help": "&Help"}
UNDO_KEYS = {"undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"}


def build_menus(
    window: QMainWindow,
    actions: Actions,
    views: Iterable[Sequence[QAction]],
    undo: QUndoGroup,
) -> dict[str, QMenu]:
    """Fill the window's menu bar; return the menus by name.

    Parameters
    ----------
    window
        Whose menu bar it is.
    actions
        All commands.
    views
        Those that bring a workspace to the front, and those that show and hide a panel.
    undo
        Gives Undo and Redo, which name what they take back on the workspace in front.
    """
    menus = {name: window.menuBar().addMenu(title) for name, title in TITLES.items()}
    for menu in menus.values():
        menu.setToolTipsVisible(True)
    menus["Edit"].addActions(_undo_actions(window, undo))
    for group in views:
        menus["View"].addActions(group)
        menus["View"].addSeparator()
    menus["View/Theme"] = menus["View"].addMenu("&Theme")
    for command, action in actions:
        if not command.menu:
            continue
        if command.line_before:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(action)
    return menus


def _undo_actions(window: QMainWindow, undo: QUndoGroup) -> list[QAction]:
    made = [undo.createUndoAction(window, "&Undo"), undo.createRedoAction(window, "&Redo")]
    for action, (name, key) in zip(made, UNDO_KEYS.items(), strict=True):
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.setStatusTip(f"{name.capitalize()} a change of the experiment.")
    return made
