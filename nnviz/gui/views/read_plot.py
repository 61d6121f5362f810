"""A plot that fills its widget and tells in words what is under the pointer."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.plots import Plot
from nnviz.scenes.palette import LIGHT, Theme


class ReadPlot(QWidget):
    """A plot, and where the pointer is on it.

    Parameters
    ----------
    name
        What the plot shows, for those who can't see it.

    Signals
    -------
    read(str)
        What the pointer is on, in words; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._pointer: tuple[float, float] | None = None
        self.plot = Plot(name, self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.plot, 1)
        self.plot.pane.pointed.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._show_pointer()

    @abstractmethod
    def _show_pointer(self) -> None:
        """Mark where the pointer is, and tell what it is on; nothing while nothing is shown."""

    def _tell(self, read: Callable[[float, float], str]) -> None:
        """Tell what `read` says of the (x, y) under the pointer."""
        self.read.emit("" if self._pointer is None else read(*self._pointer))
