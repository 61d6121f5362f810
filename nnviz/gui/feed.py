"""What all feeds have in common: whether their view can be seen, and what it shows by now."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class SeenFeed(QObject):
    """Knows whether its view can be seen (see `presenter.Feed`).

    Parameters
    ----------
    view
        What it feeds, and its owner.
    """

    changed = Signal()
    heavy = False

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._widget = view
        self.shown: Hashable = None

    def is_visible(self) -> bool:
        """Whether any of the view can be seen."""
        view = self._widget
        hidden = not view.isVisible() or view.window().isMinimized()
        return not hidden and not view.visibleRegion().isEmpty()

    def _set(self, option: str, value: object) -> None:
        if getattr(self, option) != value:
            setattr(self, option, value)
            self.changed.emit()
