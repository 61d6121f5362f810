"""Predicted against true values, with the diagonal on which they are the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.output_points import PointClouds
from nnviz.gui.views.plots import pen
from nnviz.gui.views.read_plot import ReadPlot
from nnviz.scenes.output_scatter import ScatterScene


class ScatterView(ReadPlot):
    """Predicted against true."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Predicted against true values", parent)
        self._scene: ScatterScene | None = None
        self.plot.set_square(True)
        self._diagonal = self.plot.add_line()
        self._points = PointClouds(self.plot)

    def set_scene(self, scene: ScatterScene) -> None:
        """Show the points."""
        self._scene = scene
        self.plot.set_axes(scene.x_axis, scene.y_axis)
        ends = np.array([scene.x_axis.low, scene.x_axis.high])
        self._diagonal.set_line(pen(self._theme.muted, 1.0, Qt.PenStyle.DashLine), ends, ends)
        self._points.show(scene.points, scene.options, self._theme)
        self._show_pointer()

    def _show_pointer(self) -> None:
        if self._scene is not None:
            self._tell(self._scene.read)
