"""From panel to panel by keys: F6 goes to the next one that is seen, Shift+F6 to the one before.

Tab goes through all that takes keys inside a panel, and on to the next; F6 is the shorter way.
Escape gives the keys back to the run. Return presses buttons, for Space runs and pauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from nnviz.gui.docks import Panel

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


def go_to_panel(window: MainWindow, by: int) -> None:
    """Give the keys to a panel of the workspace in front; where it has none, to its first widget.

    Parameters
    ----------
    window
        Whose focus moves.
    by
        1 for the next panel, -1 for the one before.
    """
    page = window.tabs.front.widget
    seen = [one for one in page.findChildren(Panel) if not one.visibleRegion().isEmpty()]
    wholes: list[QWidget] = [*seen] or [page]
    places = [(whole, first) for whole in wholes if (first := _first_in(whole)) is not None]
    if places:
        here = _place_of(window.focusWidget(), [whole for whole, _ in places])
        start = here if here is not None else (-1 if by > 0 else 0)
        reason = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
        places[(start + by) % len(places)][1].setFocus(reason)


def take_key(window: QWidget, event: QKeyEvent) -> bool:
    """Do what a key does that nothing in the window has taken; return whether it does anything."""
    if event.key() == Qt.Key.Key_Escape:
        window.setFocus()
        return True
    button = window.focusWidget()
    is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not (is_return and isinstance(button, QAbstractButton)):
        return False
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True


def _place_of(focus: QWidget | None, panels: list[QWidget]) -> int | None:
    """Return in which panel the focus is."""
    if focus is None:
        return None
    return next((k for k, panel in enumerate(panels) if panel.isAncestorOf(focus)), None)


def _first_in(whole: QWidget) -> QWidget | None:
    """Return the first widget in a panel or page that Tab would stop at."""
    widget = whole.nextInFocusChain()
    while widget is not None and widget is not whole:
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_keys and whole.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None
