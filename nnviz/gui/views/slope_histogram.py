"""A layer's z as bars under the amber curve of f', the shut zones shaded."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.pane import Mark
from nnviz.gui.views.plot_items import Bars
from nnviz.gui.views.plots import pen
from nnviz.gui.views.read_plot import ReadPlot
from nnviz.gui.views.strokes import Floats
from nnviz.scenes.palette import mix
from nnviz.scenes.plot_marks import Note
from nnviz.scenes.slope_histogram import SlopeHistogram


class HistogramPlot(ReadPlot):
    """The histogram of one layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Pre-activations z under the curve of f′", parent)
        self._scene: SlopeHistogram | None = None
        self._zones, self._bars = self.plot.add(Bars()), self.plot.add(Bars())
        self._zones.z = -200.0
        self._curve = self.plot.add_line()

    def set_scene(self, scene: SlopeHistogram) -> None:
        """Show the histogram."""
        self._scene = scene
        theme = self._theme
        self.plot.set_axes(scene.z_axis, scene.ability_axis)
        top = scene.ability_axis.high
        zones = np.array([(low, 0.0, high, top) for low, high in scene.zones]).reshape(-1, 4)
        self._zones.set_boxes(zones, colour(mix(theme.panel, theme.faint, 0.8)))
        self._bars.set_boxes(_boxes(scene), colour(mix(theme.panel, theme.positive, 0.6)))
        self._curve.set_line(pen(theme.slope, 2.0), *scene.curve)
        marks: tuple[Mark, ...] = ()
        if scene.name_place is not None:
            marks = (Note(*scene.name_place, "f′", theme.slope_text, (1, 0)),)
        self.plot.pane.set_marks(marks)
        self._show_pointer()

    def _show_pointer(self) -> None:
        scene = self._scene
        if scene is not None:
            self._tell(lambda z, _: scene.read(z))


def _boxes(scene: SlopeHistogram) -> Floats:
    """Return the bars that are not empty, with some room between them."""
    there = np.flatnonzero(scene.counts)
    left, right, high = scene.edges[there], scene.edges[there + 1], scene.heights[there]
    room = 0.08 * (right - left)
    return np.stack([left + room, np.zeros(len(there)), right - room, high], axis=1)
