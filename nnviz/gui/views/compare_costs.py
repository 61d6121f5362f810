"""The cost plot of twins: a line a run, named at its end; where they parted is marked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.line_names import LineNames
from nnviz.gui.views.pane import Mark
from nnviz.gui.views.plots import Plot
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.run_lines import RunLines
from nnviz.gui.views.step_zoom import StepZoom
from nnviz.scenes.compare_costs import CompareCostsScene
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.plot_marks import Note, upright

QUANTITIES = {
    "train": "Cost of the whole training part",
    "test": "Cost of the test part: samples that no run learns from",
    "accuracy": "Share of the test samples put in the right class",
}


class CompareCostsView(QWidget):
    """Costs or accuracies over the steps.

    Signals
    -------
    viewRangeRequested(object)
        The range of steps wanted: (first, last), or None for all.
    quantityRequested(str)
        "train", "test" or "accuracy".
    logRequested(bool)
        Whether the cost axis shall be logarithmic.
    """

    viewRangeRequested = Signal(object)
    quantityRequested = Signal(str)
    logRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Cost of every run over the steps")
        self._theme = LIGHT
        self._scene: CompareCostsScene | None = None
        self._pointer: float | None = None
        self.plot = Plot("Cost of every run over the steps", self)
        self.zoom = StepZoom(self.plot)
        self._lines = RunLines(self.plot)
        self.names = LineNames(self.plot)
        self.caption = ReadingLabel(self, lines=1)
        self.chips = {name: Chip(name, tip) for name, tip in QUANTITIES.items()}
        self.log = Chip("log", "Show the cost on a logarithmic axis")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.plot, 1)
        box.addWidget(self.caption)
        for name, chip in self.chips.items():
            chip.clicked.connect(partial(self._ask_quantity, name))
        self.log.clicked.connect(self._ask_log)
        self.plot.pane.pointed.connect(self._point)
        self.zoom.rangeRequested.connect(self.viewRangeRequested)
        self.set_theme(LIGHT)

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the panel's title."""
        return [self.zoom.chip, *self.chips.values(), self.log]

    def columns(self) -> int:
        """Return how many pixels the plot has across."""
        return self.plot.columns

    def rows(self) -> int:
        """Return how many names fit below one another."""
        return self.names.rows

    def sizeHint(self) -> QSize:
        """A plot of some width."""
        return QSize(420, 220)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.caption.set_theme(theme)
        for chip in (*self.chips.values(), self.log, self.zoom.chip):
            chip.set_theme(theme)

    def set_scene(self, scene: CompareCostsScene) -> None:
        """Show the scene."""
        self._scene = scene
        for name, chip in self.chips.items():
            chip.setVisible(name in scene.quantities and chip.parentWidget() is not None)
            chip.show_checked(name == scene.quantity)
        self.log.show_checked(scene.log)
        self.log.setVisible(scene.quantity != "accuracy" and self.log.parentWidget() is not None)
        self.names.set_names(scene.labels)
        self.zoom.set_axes(scene.x_axis, scene.y_axis, log=scene.log)
        self._lines.show(scene.lines)
        self.caption.set_text(scene.note or "Point at a step to read every run there.")
        self._mark()

    def _mark(self) -> None:
        scene = self._scene
        if scene is None:
            return
        marks: list[Mark] = [upright(scene.step, self._theme.muted, dashed=True)]
        if scene.parted is not None:
            ink = self._theme.slope_text
            marks += [
                upright(scene.parted, ink),
                Note(scene.parted, scene.y_axis.high, "part", ink, (1, -1)),
            ]
        if self._pointer is not None:
            marks.append(upright(self._pointer, self._theme.accent))
        self.plot.pane.set_marks(tuple(marks))
        self.caption.set_reading("" if self._pointer is None else scene.read(self._pointer))

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._mark()

    def _ask_quantity(self, name: str) -> None:
        if self._scene is not None:
            self.chips[name].show_checked(name == self._scene.quantity)
        self.quantityRequested.emit(name)

    def _ask_log(self) -> None:
        self.logRequested.emit(self.log.isChecked())
