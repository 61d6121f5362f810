"""The cost plot: it draws the scene, and asks for another range or scale.

The legend above tells the costs at the current step, or at the step under the pointer. How it is
zoomed is in `step_zoom`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import colour
from nnviz.gui.views.legend import Legend
from nnviz.gui.views.plot_items import Band, PlotLine
from nnviz.gui.views.plots import DASHES, Plot, pen
from nnviz.gui.views.step_zoom import StepZoom
from nnviz.scenes.curves import BranchLine, CurvesScene, Line
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.plot_marks import Note, step_marks

WHERE_NAMED = (1.0, 0.75, 0.5, 0.3)  # of a branch's line: where its name may stand, best first


class CurvesView(QWidget):
    """Cost over the steps.

    Signals
    -------
    viewRangeRequested(object)
        The range of steps wanted: (first, last), or None for the whole run.
    logRequested(bool)
        Whether the cost axis shall be logarithmic.
    """

    viewRangeRequested = Signal(object)
    logRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Cost over the steps")
        self._theme = LIGHT
        self._scene: CurvesScene | None = None
        self._pointer: float | None = None
        self.legend = Legend(self)
        self.plot = Plot("Cost over the steps", self)
        self.zoom = StepZoom(self.plot)
        self._band = self.plot.add(Band())
        self._test, self._train = (self.plot.add_line() for _ in range(2))
        for line in (self._test, self._train):
            line.z = 1.0
        self._others: list[PlotLine] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.legend)
        box.addWidget(self.plot, 1)
        self._log = Chip("log", "Show the cost on a logarithmic axis")
        self.plot.pane.pointed.connect(self._point)
        self.zoom.rangeRequested.connect(self.viewRangeRequested)
        self._log.clicked.connect(self._ask_log)
        self.set_theme(LIGHT)

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the panel's title bar."""
        return [self.zoom.chip, self._log]

    def view_range(self) -> tuple[float, float] | None:
        """Return the steps that are wanted: first and last, or None for the whole run."""
        return self.zoom.range

    def columns(self) -> int:
        """Return how many pixels the plot has across."""
        return self.plot.columns

    def sizeHint(self) -> QSize:
        """A plot of some width."""
        return QSize(260, 230)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.legend.set_theme(theme)
        for chip in (self._log, self.zoom.chip):
            chip.set_theme(theme)
        if self._scene is not None:
            self.set_scene(self._scene)

    def set_scene(self, scene: CurvesScene) -> None:
        """Show the scene."""
        self._scene = scene
        self._log.show_checked(scene.log)
        self.zoom.set_axes(scene.x_axis, scene.y_axis, log=scene.log)
        x, y = scene.band.x[::2], scene.band.y
        self._band.set_band(colour(scene.band.colour), x, y[::2], y[1::2])
        drawn = {line.name: line for line in scene.lines}
        empty = Line("", self._theme.train, scene.band.x[:0], scene.band.y[:0])
        self._draw(self._train, drawn.get("train", empty), 2.0)
        self._draw(self._test, drawn.get("test", empty), 2.0)
        self._draw_others(scene.others)
        self._show_reading()

    def _draw(self, item: PlotLine, line: Line, width: float) -> None:
        item.set_line(pen(line.colour, width), line.x, line.y)

    def _draw_others(self, lines: tuple[BranchLine, ...]) -> None:
        """Draw the other branches as thin dashed lines, between the band and the run's lines."""
        while len(self._others) < len(lines):
            item = self.plot.add_line()
            item.z = 0.5
            self._others.append(item)
        for number, item in enumerate(self._others):
            item.set_visible(number < len(lines))
        for item, line in zip(self._others, lines, strict=False):
            item.set_line(pen(line.colour, 1.0, DASHES[line.dash]), line.x, line.y)

    def _show_reading(self) -> None:
        """Write the legend, and draw the marks of the current step and of the pointer."""
        scene = self._scene
        if scene is None:
            return
        pointed = self._pointer is not None
        reading = scene.now if self._pointer is None else scene.read(self._pointer)
        marks = step_marks(scene.step, reading.step if pointed else None, self._theme)
        self.legend.set_reading(reading, scene.note)
        self.plot.pane.set_marks((*marks, *self._all_names(scene)))
        self.setAccessibleDescription(reading.sentence)

    def _all_names(self, scene: CurvesScene) -> list[Note]:
        """Return the names of the run's lines, and those of branches that do not cover others."""
        words = self._names(scene)
        for line in scene.others:
            tried = (word for word in _places_for(line) if self._is_free(word, words))
            words += islice(tried, 1)
        return list(words)

    def _is_free(self, word: Note, words: list[Note]) -> bool:
        box = self.plot.pane.box_of(word)
        return not any(box.intersects(self.plot.pane.box_of(other)) for other in words)

    def _names(self, scene: CurvesScene) -> list[Note]:
        """Return the lines' names at their ends: the upper one above, the lower one below.

        Where the lower line lies on the plot's ground, both stand above, in the lines' order. A
        line shorter than its name, as at a run's start, has none.
        """
        near = 1.5 * self.plot.width_of("train")
        long = (line for line in scene.lines if len(line.x) and line.x[-1] - line.x[0] > near)
        lines = sorted(long, key=lambda line: line.y[-1])
        names: list[Note] = []
        above = 0
        for place, line in enumerate(lines):
            least, _ = _reach(line, near)
            if place < len(lines) - 1 and self.plot.fits_below(least):
                side, height = (-1, -1), least
            else:
                side, height = (-1, 1 + 2 * above), _reach(lines[-1], near)[1]
                above += 1
            names.append(Note(float(line.x[-1]), height, line.name, line.colour, side))
        return names

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._show_reading()

    def show_whole_run(self) -> None:
        """Go back to the automatic range."""
        self.zoom.show_whole_run()

    def _ask_log(self) -> None:
        self.logRequested.emit(self._log.isChecked())


def _places_for(line: BranchLine) -> Iterator[Note]:
    """Yield where a line's name could stand: at its end, else further back along it."""
    for share in WHERE_NAMED:
        place = round(share * (len(line.x) - 1))
        x, y = float(line.x[place]), float(line.y[place])
        if np.isfinite(y):
            for side in ((-1, 1), (-1, -1)):
                yield Note(x, y, line.name, line.colour, side)


def _reach(line: Line, beside: float) -> tuple[float, float]:
    """Return the least and the greatest y of a line's last steps, beside which its name stands."""
    near = line.y[np.searchsorted(line.x, line.x[-1] - beside) :]
    return float(np.fmin.reduce(near)), float(np.fmax.reduce(near))
