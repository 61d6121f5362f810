"""The workspace Neuron for the window: its lab, and who obeys the toolbar while it is in front."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.gui import pace
from nnviz.gui.labs.neuron import NeuronLab
from nnviz.gui.page import Page
from nnviz.scenes.palette import Theme

FRAME = 0.016  # seconds between two pictures
SLICE = 0.007  # seconds of a frame in which as many steps are made as can be
LONGEST = 0.25  # seconds that count as one frame: after a pause no steps are made up for


class NeuronDriver(QObject):
    """Steps the unit, or the race, as the toolbar says (see `page.Driver`).

    Parameters
    ----------
    lab
        What it drives.
    """

    runningChanged = Signal(bool)

    def __init__(self, lab: NeuronLab) -> None:
        super().__init__(lab)
        self._lab = lab
        self.in_front = False
        self._speed = 0.5
        self._owed, self._last = 0.0, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * FRAME))
        self._timer.timeout.connect(self._tick)
        lab.changed.connect(self.pause)

    @property
    def running(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    @Slot()
    def pause(self) -> None:
        """Stop; everything stays."""
        if self.running:
            self._timer.stop()
            self.runningChanged.emit(False)

    def switch_running(self) -> None:
        """Run, or pause."""
        if self.running:
            self.pause()
            return
        self._owed, self._last = 1.0, time.perf_counter()
        self._timer.start()
        self.runningChanged.emit(True)

    def step(self, count: int, _granularity: str) -> None:
        """Go so many steps on, or back where `count` is negative."""
        self.pause()
        self._lab.step(count)

    def reset(self) -> None:
        """Go back to where the way, or the race, began."""
        self.pause()
        self._lab.reset()

    def new_weights(self) -> None:
        """Begin again: nothing here is drawn by lot."""
        self.reset()

    def set_speed(self, speed: float) -> None:
        """Go on at a speed from 0 to 1."""
        self._speed = speed

    def readout(self) -> str:
        """Return what is shown now as text."""
        return self._lab.text

    def refresh(self) -> None:
        """Show everything anew."""
        self._lab.touch()

    def draw_all(self) -> None:
        """Bring everything up to date at once."""
        self._lab.refresh()

    @Slot()
    def _tick(self) -> None:
        """Make the steps of a frame."""
        now = time.perf_counter()
        rate = pace.steps_per_second(self._speed)
        more = self._sprint() if math.isinf(rate) else self._walk(rate, now - self._last)
        self._last = now
        if not more:
            self.pause()

    def _walk(self, rate: float, seconds: float) -> bool:
        self._owed += rate * min(seconds, LONGEST)
        steps = int(self._owed)
        self._owed -= steps
        return self._lab.step(steps) if steps else True

    def _sprint(self) -> bool:
        end = time.perf_counter() + SLICE
        more = True
        while more and time.perf_counter() < end:
            more = self._lab.step(10)
        return more


class NeuronPage(Page):
    """The lab with its driver."""

    tells = False

    def __init__(self) -> None:
        self.lab = NeuronLab()
        super().__init__(self.lab, NeuronDriver(self.lab))

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.lab.dress(theme, unit)

    def enter(self) -> None:
        """Show what is chosen, and take the keys."""
        self.lab.touch()
        self.lab.setFocus()

    def stop(self) -> None:
        """End what runs: the window closes."""
        self.driver.pause()
