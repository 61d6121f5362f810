"""What a window is like at first: as the last one was when it closed, as far as that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow

USUAL_SIZE = QSize(1440, 900)
USUAL_SPEED = 0.9
GRANULARITIES = {"by_operation": "operation", "by_iteration": "iteration", "by_epoch": "epoch"}


def take_up(window: MainWindow) -> None:
    """Give a window the size, the look and the choices that were remembered."""
    settings, actions = window.settings, window.actions_
    actions["by_iteration"].setChecked(True)
    wanted = settings.text("granularity", "iteration")
    for name, granularity in GRANULARITIES.items():
        if granularity == wanted:
            actions[name].setChecked(True)
    actions[f"theme_{window.appearance.choice}"].setChecked(True)
    actions["projector"].setChecked(window.appearance.projector)
    actions["numpy_only"].setChecked(window.backends.numpy_only)
    window.set_speed(settings.share("speed", USUAL_SPEED))
    window.dress()
    if not window.restoreGeometry(settings.state("geometry")):
        room = window.screen().availableSize()
        window.resize(USUAL_SIZE.boundedTo(room))


def keep(window: MainWindow, *, arranged: bool) -> None:
    """Remember what a window is like as it closes; its layout if that has been arranged."""
    window.settings.keep("geometry", window.saveGeometry())
    if arranged:
        window.settings.keep("layout", window.workspace.saved())
    window.settings.keep("granularity", window.granularity)
