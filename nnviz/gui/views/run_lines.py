"""A line a run in one plot, each with its colour and dash, its dots where that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import DASHES, Plot, pen
from nnviz.gui.views.point_cloud import PointCloud, Sign
from nnviz.scenes.compare import RunMark

DOT = 8  # pixels across
MOST_SMOOTH = 120  # points of a dashed line: a longer one, smoothed, takes 5 ms a frame


class RunCurve(Protocol):
    """A run, and its points in the plot's coordinates."""

    @property
    def mark(self) -> RunMark:
        """How the run is told from the others."""

    @property
    def x(self) -> NDArray[np.float64]:
        """Where."""

    @property
    def y(self) -> NDArray[np.float64]:
        """How much."""


class RunLines:
    """The lines in a plot; those that are there are used again.

    Parameters
    ----------
    plot
        Where they are drawn.
    dots
        Whether each point has the dot of its run.
    """

    def __init__(self, plot: Plot, *, dots: bool = False) -> None:
        self._plot, self._with_dots = plot, dots
        self._lines: list[PlotLine] = []
        self._dots: list[PointCloud] = []

    def show(self, curves: Sequence[RunCurve]) -> None:
        """Draw these."""
        while len(self._lines) < len(curves):
            self._add()
        for place, line in enumerate(self._lines):
            line.set_visible(place < len(curves))
        for place, dots in enumerate(self._dots):
            dots.set_visible(place < len(curves))
        for line, curve in zip(self._lines, curves, strict=False):
            solid = curve.mark.dash == 0
            line.smooth = solid or len(curve.x) < MOST_SMOOTH
            dashes = DASHES[curve.mark.dash]
            line.set_line(pen(curve.mark.colour, 2.0, dashes), curve.x, curve.y)
        for dots, curve in zip(self._dots, curves, strict=False):
            ink, there = colour(curve.mark.colour), np.isfinite(curve.y)
            kinds = np.zeros(np.count_nonzero(there), dtype=np.int64)
            dots.set_points(
                curve.x[there], curve.y[there], kinds, [Sign(curve.mark.shape, DOT, ink, ink, 0.0)]
            )

    def _add(self) -> None:
        self._lines.append(self._plot.add_line())
        if self._with_dots:
            self._dots.append(self._plot.add(PointCloud()))
