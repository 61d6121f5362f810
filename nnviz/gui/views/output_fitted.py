"""The output over one input as a curve, with the samples at their targets."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.output_points import PointClouds
from nnviz.gui.views.pane import Mark, Ring
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import pen
from nnviz.gui.views.read_plot import ReadPlot
from nnviz.scenes.output_fitted import FittedScene
from nnviz.scenes.plot_marks import Note, upright


class FittedView(ReadPlot):
    """The fitted curve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Output over the input", parent)
        self._scene: FittedScene | None = None
        self._points = PointClouds(self.plot)
        self._gap = self.plot.add_line()
        self._curves: list[PlotLine] = []

    def set_scene(self, scene: FittedScene) -> None:
        """Show the curve."""
        self._scene = scene
        self.plot.set_axes(scene.x_axis, scene.y_axis)
        while len(self._curves) < len(scene.curves):
            self._curves.append(self.plot.add_line())
            self._curves[-1].z = 10.0
        for place, item in enumerate(self._curves):
            item.set_visible(place < len(scene.curves))
        for item, curve in zip(self._curves, scene.curves, strict=False):
            item.set_line(pen(curve.colour, 2.0), curve.x, curve.y)
        self._points.show(scene.points, scene.options, self._theme)
        self._gap.set_visible(scene.gap is not None)
        if scene.gap is not None:
            ends = np.array([scene.gap.output, scene.gap.target])
            self._gap.set_line(pen(self._theme.bad, 2.0), np.full(2, scene.gap.x), ends)
        self._show_pointer()

    def _show_pointer(self) -> None:
        """Draw the gap's names, the curves' names where they are several, and the cursor."""
        scene = self._scene
        if scene is None:
            return
        marks: list[Mark] = []
        if scene.gap is not None:
            gap = scene.gap
            marks.append(Note(gap.x, gap.target, "target", self._theme.text, (1, 0)))
            marks.append(Note(gap.x, gap.output, "output", self._theme.text, (1, 0)))
            marks.append(Ring(gap.x, gap.output, self._theme.text))
        if len(scene.curves) > 1:
            for curve in scene.curves:
                top = int(curve.y.argmax())
                where = float(curve.x[top]), float(curve.y[top])
                marks.append(Note(*where, curve.name, curve.colour, (0, -1)))
        if self._pointer is not None:
            marks.append(upright(self._pointer[0], self._theme.accent))
        self.plot.pane.set_marks(tuple(marks))
        self._tell(scene.read)
