"""A value for each layer of every run: dots, joined so that one sees it fall or rise."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.line_names import LineNames
from nnviz.gui.views.plots import Plot
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.run_lines import RunLines
from nnviz.scenes.compare_layers import LayersScene
from nnviz.scenes.palette import LIGHT, Theme


class CompareLayersView(QWidget):
    """Layers across, values up.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._scene: LayersScene | None = None
        self._pointer: float | None = None
        self.plot = Plot(name, self)
        self._lines = RunLines(self.plot, dots=True)
        self.names = LineNames(self.plot)
        self.caption = ReadingLabel(self, lines=2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.plot, 1)
        box.addWidget(self.caption)
        self.plot.pane.pointed.connect(self._point)
        self.set_theme(LIGHT)

    def rows(self) -> int:
        """Return how many names fit below one another."""
        return self.names.rows

    def sizeHint(self) -> QSize:
        """A plot of some width."""
        return QSize(300, 190)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self.caption.set_theme(theme)

    def set_scene(self, scene: LayersScene) -> None:
        """Show the scene."""
        self._scene = scene
        self.names.set_names(scene.labels)
        self.plot.set_axes(scene.x_axis, scene.y_axis)
        self._lines.show(scene.lines)
        self.caption.set_text(scene.caption)
        self._tell()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            told = "" if self._pointer is None else self._scene.read(self._pointer)
            self.caption.set_reading(told)
