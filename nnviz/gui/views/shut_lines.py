"""The share of shut units of every layer over the steps, each line named at its end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.line_names import LineNames
from nnviz.gui.views.pane import Mark
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import DASHES, Plot, pen
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.plot_marks import upright
from nnviz.scenes.saturation import SaturationScene


class ShutLinesPlot(QWidget):
    """One line a layer; the chosen layer's is amber and wide.

    Signals
    -------
    read(str)
        What the pointer is on, in words; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: SaturationScene | None = None
        self._pointer: float | None = None
        self._lines: list[PlotLine] = []
        self.plot = Plot("Share of shut units over the steps", self)
        self.names = LineNames(self.plot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.plot, 1)
        self.plot.pane.pointed.connect(self._point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names over the plot."""
        super().resizeEvent(event)
        self.names.setGeometry(self.rect())

    @property
    def columns(self) -> int:
        """Pixels across the lines."""
        return self.plot.columns

    @property
    def rows(self) -> int:
        """How many names fit below one another."""
        line = QFontMetricsF(caption_font(self)).height()
        return max(1, int(self.plot.area.height() / line))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)

    def set_scene(self, scene: SaturationScene) -> None:
        """Show the lines."""
        self._scene = scene
        self.plot.set_axes(scene.x_axis, scene.shares)
        while len(self._lines) < len(scene.lines):
            self._lines.append(self.plot.add_line())
        for number, item in enumerate(self._lines):
            item.set_visible(number < len(scene.lines))
        for item, line in zip(self._lines, scene.lines, strict=False):
            wide = 2.0 if line.chosen else 1.0
            dash = DASHES[0 if line.chosen else line.dash]
            item.set_line(pen(line.colour, wide, dash), line.x, line.y)
        self.names.set_names(scene.labels)
        self._mark()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._mark()

    def _mark(self) -> None:
        if self._scene is None:
            return
        marks: list[Mark] = [upright(self._scene.step, self._theme.muted, dashed=True)]
        if self._pointer is not None:
            marks.append(upright(self._pointer, self._theme.accent))
        self.plot.pane.set_marks(tuple(marks))
        self.read.emit("" if self._pointer is None else self._scene.read(self._pointer))
