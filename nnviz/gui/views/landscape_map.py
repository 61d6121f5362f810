"""The map of a network's cost: shades and contour lines below the run's way."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.gui.views.lab_plot import LabPlotView
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import pen
from nnviz.scenes.landscape_map import MapScene


class LandscapeMapView(LabPlotView):
    """Draws a MapScene."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The cost over a plane", parent)
        self.map: MapScene | None = None
        self._contours = self.add(PlotLine(connect="pairs"))
        self._contours.z = -60.0

    def set_map(self, scene: MapScene | None) -> None:
        """Show a map; None for none."""
        self.map = scene
        if scene is None:
            return
        self._contours.set_line(pen(scene.ink), scene.lines_x, scene.lines_y)
        self.set_scene(scene.plot, scene.moving)
