"""Runs a race by the clock: so many steps a second, or as many as a frame has time for."""

from __future__ import annotations

import math
import time
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.gui import pace

USUAL_RATE = 12.0  # steps a second that are still seen one by one
STEPS_A_PASS = 10  # what "epoch" steps by


class Raced(Protocol):
    """What is driven."""

    def advance(self, steps: int) -> bool:
        """Go on, or back; say whether there is a step to come."""

    def begin_again(self) -> None:
        """Go back to the start, with nothing ahead."""

    def fit_methods(self) -> None:
        """Give the methods the settings that suit the function."""

    def told(self) -> str:
        """Return what is shown as text."""

    def touch(self) -> None:
        """Draw soon."""

    def refresh(self) -> None:
        """Draw now."""


class DescentDriver(QObject):
    """Obeys the toolbar for a race.

    Attributes
    ----------
    runningChanged : Signal(bool)
        It began or ended to run.
    """

    runningChanged = Signal(bool)

    def __init__(self, race: Raced, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._race = race
        self.in_front = False
        self._rate = USUAL_RATE
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def switch_running(self) -> None:
        """Run, or pause."""
        if self.running:
            self.pause()
        elif self._race.advance(1):
            self._due = 0.0
            self._timer.start(self._interval)
            self.runningChanged.emit(True)

    def pause(self) -> None:
        """Stop; everything stays."""
        if self.running:
            self._timer.stop()
            self.runningChanged.emit(False)

    def step(self, count: int, granularity: str) -> None:
        """Go on, or back; an epoch is ten steps, an operation one."""
        self._race.advance(count * (STEPS_A_PASS if granularity == "epoch" else 1))

    def reset(self) -> None:
        """Go back to the start."""
        self.pause()
        self._race.begin_again()

    def new_weights(self) -> None:
        """Begin again with the settings that suit the function: there are no weights here."""
        self.pause()
        self._race.fit_methods()

    def set_speed(self, speed: float) -> None:
        """Go on at a speed from 0 to 1."""
        self._rate = pace.steps_per_second(speed)
        if self.running:
            self._timer.start(self._interval)

    def readout(self) -> str:
        """Return what is shown now as text."""
        return self._race.told()

    def refresh(self) -> None:
        """Show everything anew."""
        self._race.touch()

    def draw_all(self) -> None:
        """Bring everything up to date at once: for a picture."""
        self._race.refresh()

    @property
    def _interval(self) -> int:
        return max(round(1000.0 * pace.FRAME), round(1000.0 / self._rate))

    def _tick(self) -> None:
        """Make the steps that are due since the last frame, within half a frame's time."""
        self._due += self._rate * self._timer.interval() / 1000.0
        end = time.perf_counter() + 0.5 * pace.FRAME
        going = True
        while going and (self._due >= 1.0 or math.isinf(self._due)):
            going = self._race.advance(1)
            self._due -= 1.0
            if time.perf_counter() > end:
                self._due = 0.0
                break
        if not going:
            self.pause()
