"""Zooming a plot whose x axis counts steps: the steps are a wish, the costs are the plot's own.

The wheel zooms the steps about the pointer (over the cost axis, or with Ctrl, the costs), dragging
pans, a double click or the chip "whole run" goes back.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.plots import Plot
from nnviz.scenes.ticks import Axis, linear_axis, log_axis

ZOOM = 0.8  # of the range is left after one notch of the wheel
CLOSEST = 10.0  # steps across
TIP = "Wheel: zoom the steps (with Ctrl: the costs). Drag: pan. Double click: whole run."


class StepZoom(QObject):
    """Which part of a plot is shown.

    Parameters
    ----------
    plot
        Whose pane tells of wheel and drags.

    Attributes
    ----------
    rangeRequested : Signal(object)
        The range of steps wanted: (first, last), or None for the whole run.
    chip : Chip
        "whole run", for the panel's header; shown while only a part is.
    """

    rangeRequested = Signal(object)

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self.range: tuple[float, float] | None = None
        self._costs: tuple[float, float] | None = None
        self._log = False
        self.chip = Chip("whole run", "Show all steps again", checkable=False)
        self.chip.hide()
        self.chip.clicked.connect(self.show_whole_run)
        plot.setToolTip(TIP)
        pane = plot.pane
        pane.interactive = True
        pane.turned.connect(self._zoom)
        pane.dragged.connect(self._pan)
        pane.doubled.connect(self.show_whole_run)

    def set_axes(self, x_axis: Axis, y_axis: Axis, *, log: bool) -> None:
        """Show these axes, the costs only as far as they are zoomed to; another scale is whole."""
        if log != self._log:
            self._log, self._costs = log, None
        if self._costs is not None:
            y_axis = (log_axis if log else linear_axis)(*self._costs, 5)
        self._plot.set_axes(x_axis, y_axis)
        zoomed = self.range is not None or self._costs is not None
        self.chip.setVisible(zoomed and self.chip.parentWidget() is not None)

    def show_whole_run(self) -> None:
        """Go back to the automatic range."""
        self._costs = None
        self._ask(None)

    def _zoom(self, x: float, y: float, notches: float, aside: bool) -> None:
        factor = ZOOM**notches
        control = Qt.KeyboardModifier.ControlModifier
        if aside or QApplication.keyboardModifiers() & control:
            axis = self._plot.y_axis
            self._costs = (y - (y - axis.low) * factor, y + (axis.high - y) * factor)
            self._ask(self.range)
            return
        axis = self._plot.x_axis
        low, high = x - (x - axis.low) * factor, x + (axis.high - x) * factor
        if high - low < CLOSEST:
            low, high = x - CLOSEST / 2, x + CLOSEST / 2
        self._ask((max(0.0, low), high))

    def _pan(self, steps: float, cost: float) -> None:
        axis = self._plot.x_axis
        low = max(0.0, axis.low - steps)
        if self._costs is not None:
            self._costs = (self._costs[0] - cost, self._costs[1] - cost)
        self._ask((low, low + axis.span))

    def _ask(self, wanted: tuple[float, float] | None) -> None:
        self.range = wanted
        self.rangeRequested.emit(wanted)
