"""A layer's z as bars under the amber curve of f', the shut zones shaded."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.pane import Mark
from nnviz.gui.views.plot_items import Bars
from nnviz.gui.views.plots import Plot, pen
from nnviz.gui.views.strokes import Floats
from nnviz.scenes.palette import LIGHT, Theme, mix
from nnviz.scenes.plot_marks import Note
from nnviz.scenes.slope_histogram import SlopeHistogram


class HistogramPlot(QWidget):
    """The histogram of one layer.

    Signals
    -------
    read(str)
        What the pointer is on, in words; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SlopeHistogram | None = None
        self._theme = LIGHT
        self._pointer: float | None = None
        self.plot = Plot("Pre-activations z under the curve of f′", self)
        self._zones, self._bars = self.plot.add(Bars()), self.plot.add(Bars())
        self._zones.z = -200.0
        self._curve = self.plot.add_line()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.plot)
        self.plot.pane.pointed.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)

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
        self._tell()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            self.read.emit("" if self._pointer is None else self._scene.read(self._pointer))


def _boxes(scene: SlopeHistogram) -> Floats:
    """Return the bars that are not empty, with some room between them."""
    there = np.flatnonzero(scene.counts)
    left, right, high = scene.edges[there], scene.edges[there + 1], scene.heights[there]
    room = 0.08 * (right - left)
    return np.stack([left + room, np.zeros(len(there)), right - room, high], axis=1)
