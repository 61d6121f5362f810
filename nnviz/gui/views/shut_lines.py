"""The share of shut units of every layer over the steps, each line named at its end."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.line_names import LineNames
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import DASHES, pen
from nnviz.gui.views.read_plot import ReadPlot
from nnviz.scenes.plot_marks import step_marks
from nnviz.scenes.saturation import SaturationScene


class ShutLinesPlot(ReadPlot):
    """One line a layer; the chosen layer's is amber and wide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Share of shut units over the steps", parent)
        self._scene: SaturationScene | None = None
        self._lines: list[PlotLine] = []
        self.names = LineNames(self.plot)

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
        self._show_pointer()

    def _show_pointer(self) -> None:
        scene = self._scene
        if scene is not None:
            step = None if self._pointer is None else self._pointer[0]
            self.plot.pane.set_marks(step_marks(scene.step, step, self._theme))
            self._tell(lambda step, _: scene.read(step))
