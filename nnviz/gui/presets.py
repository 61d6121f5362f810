"""The presets as commands: in the File menu, and by their titles in the list of all commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from nnviz.engine.intents import Reset
from nnviz.experiment.presets import PRESETS, Preset

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


def add_presets(window: MainWindow) -> None:
    """Put a menu with all presets at the top of the File menu."""
    file = window.menus["File"]
    menu = file.addMenu("&Presets")
    menu.setToolTipsVisible(True)
    menu.addActions([_action(window, preset) for preset in PRESETS.values()])
    file.insertMenu(file.actions()[0], menu)


def _action(window: MainWindow, preset: Preset) -> QAction:
    action = QAction(preset.title.replace("&", "&&"), window)
    action.setObjectName(f"preset_{preset.name}")
    action.setProperty("title", f"Preset: {preset.title}")
    action.setStatusTip(preset.text)
    action.setToolTip(preset.text)
    action.triggered.connect(lambda: _open(window, preset))
    return action


def _open(window: MainWindow, preset: Preset) -> None:
    window.tabs.show("train")
    window.controller.ask(Reset(preset.spec))
