"""Predicted against true values, with the diagonal on which they are the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.output_points import PointClouds
from nnviz.gui.views.plots import Plot, pen
from nnviz.scenes.output_scatter import ScatterScene
from nnviz.scenes.palette import LIGHT, Theme


class ScatterView(QWidget):
    """Predicted against true.

    Signals
    -------
    read(str)
        The sample nearest to the pointer; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: ScatterScene | None = None
        self._pointer: tuple[float, float] | None = None
        self.plot = Plot("Predicted against true values", self)
        self.plot.set_square(True)
        self._diagonal = self.plot.add_line()
        self._points = PointClouds(self.plot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.plot)
        self.plot.pane.pointed.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)

    def set_scene(self, scene: ScatterScene) -> None:
        """Show the points."""
        self._scene = scene
        self.plot.set_axes(scene.x_axis, scene.y_axis)
        ends = np.array([scene.x_axis.low, scene.x_axis.high])
        self._diagonal.set_line(pen(self._theme.muted, 1.0, Qt.PenStyle.DashLine), ends, ends)
        self._points.show(scene.points, scene.options, self._theme)
        self._tell()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            self.read.emit(self._scene.read(*self._pointer) if self._pointer else "")
