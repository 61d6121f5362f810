"""What all labs have in common: a picture is made soon after a wish, and only while it is seen."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.scenes.palette import LIGHT, Theme


class Themed(Protocol):
    """What draws in the theme's colours."""

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""


class Lab(QWidget):
    """A workspace about one thing.

    Wishes change what is chosen at once; what is shown follows when all events that are waiting
    have been answered, so that ten moves of the pointer make one picture.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self.unit = 1.0
        self._stale = True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._refresh_if_seen)

    @abstractmethod
    def refresh(self) -> None:
        """Show what is chosen now."""

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.theme, self.unit = theme, unit
        self.touch()

    def touch(self) -> None:
        """Let the picture follow soon; where it can't be seen, when it next can."""
        self._stale = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was not drawn while it could not be seen."""
        super().showEvent(event)
        self._refresh_if_seen()

    def _refresh_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()
