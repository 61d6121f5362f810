"""From panel to panel by keys: F6 goes to the next one that is open, Shift+F6 to the one before.

Tab goes through all that takes keys inside a panel, and on to the next; F6 is the shorter way.
Escape gives the keys back to the run. Return presses buttons, for Space runs and pauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from nnviz.gui.docks import Panel
from nnviz.gui.labs.card import Card

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


def go_to_panel(window: MainWindow, by: int) -> None:
    """Give the keys to an open panel of the workspace in front, where it has any; else to the page.

    A panel that lies behind others, as a tab, comes to the front.

    Parameters
    ----------
    window
        Whose focus moves.
    by
        1 for the next panel, -1 for the one before.
    """
    places = _stops(window.tabs.front.widget)
    if not places:
        return
    wholes = list(places)
    here = _whole_around(window.focusWidget(), wholes)
    start = wholes.index(here) if here is not None else (-1 if by > 0 else 0)
    whole = wholes[(start + by) % len(wholes)]
    if isinstance(whole, Panel):
        whole.raise_()
    way = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
    places[whole].setFocus(way)


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


def _stops(page: QWidget) -> dict[QWidget, QWidget]:
    """Return the open panels of a page in the order of Tab, each with its first stop.

    What stands in no panel belongs to the page itself, which is left out where there are panels.
    """
    found: dict[QWidget, QWidget] = {}
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        if page.isAncestorOf(widget) and _takes_keys(widget):
            found.setdefault(_panel_around(widget, page), widget)
        widget = widget.nextInFocusChain()
    panels = {whole: first for whole, first in found.items() if whole is not page}
    return panels or found


def _takes_keys(widget: QWidget) -> bool:
    stops_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return stops_tab and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def _panel_around(widget: QWidget, page: QWidget) -> QWidget:
    """Return the panel or card that a widget of a page stands in, or the page."""
    whole: QWidget | None = widget
    while whole is not None and whole is not page and not isinstance(whole, Panel | Card):
        whole = whole.parentWidget()
    return whole or page


def _whole_around(focus: QWidget | None, wholes: Sequence[QWidget]) -> QWidget | None:
    """Return which of the panels the focus is in."""
    if focus is None:
        return None
    return next((whole for whole in wholes if whole.isAncestorOf(focus)), None)
