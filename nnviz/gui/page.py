"""What a workspace gives to the window: its widget, and who obeys the toolbar while it is in front.

A page is built at its first showing and kept; while another one is in front it costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QWidget

from nnviz.scenes.palette import Theme


class Driver(Protocol):
    """Who obeys the toolbar: something that runs, steps and starts again.

    Attributes
    ----------
    in_front
        Whether toolbar, status line and title are about it; set by the window.
    """

    in_front: bool

    @property
    def running(self) -> bool:
        """Whether it goes on by itself."""

    @property
    def runningChanged(self) -> SignalInstance:
        """Tells, as a bool, that it began or ended to run."""

    def switch_running(self) -> None:
        """Run, or pause."""

    def pause(self) -> None:
        """Stop; everything stays."""

    def step(self, count: int, granularity: str) -> None:
        """Go on, or back where `count` is negative, by "operation", "iteration" or "epoch".

        What has no operations, or no epochs, goes by the next larger or smaller step.
        """

    def reset(self) -> None:
        """Begin again as before."""

    def new_weights(self) -> None:
        """Begin again with weights of the next seed."""

    def set_speed(self, speed: float) -> None:
        """Go on at a speed from 0 to 1."""

    def readout(self) -> str:
        """Return what is shown now as text."""

    def refresh(self) -> None:
        """Show everything anew."""

    def draw_all(self) -> None:
        """Bring everything up to date at once: for a picture."""


class Idle(QObject):
    """The driver of a page on which nothing runs: it has nothing to obey with."""

    runningChanged = Signal(bool)
    running = False

    def __init__(self) -> None:
        super().__init__()
        self.in_front = False

    def switch_running(self) -> None:
        """Nothing runs."""

    def pause(self) -> None:
        """Nothing runs."""

    def step(self, _count: int, _granularity: str) -> None:
        """Nothing steps."""

    def reset(self) -> None:
        """Nothing has begun."""

    def new_weights(self) -> None:
        """There are none."""

    def set_speed(self, _speed: float) -> None:
        """Nothing has a speed."""

    def readout(self) -> str:
        """There is nothing to tell."""
        return ""

    def refresh(self) -> None:
        """The page shows itself."""

    def draw_all(self) -> None:
        """The page is as it is."""


class Page:
    """A workspace as built.

    Parameters
    ----------
    widget
        All of it.
    driver
        Who obeys the toolbar; `Idle` where nothing runs: then its commands are switched off.
    actions
        Commands that make sense only while it is in front, such as those that show its panels.
    undo
        What Undo takes back while it is in front; None for nothing.

    Attributes
    ----------
    tells : bool
        Whether the toolbar's figures, status line and title are its driver's to fill.
    """

    tells = True

    def __init__(
        self,
        widget: QWidget,
        driver: Driver | None = None,
        actions: Sequence[QAction] = (),
        undo: QUndoStack | None = None,
    ) -> None:
        self.widget, self.actions, self.undo = widget, tuple(actions), undo
        self.driver: Driver = driver or Idle()

    @property
    def drives(self) -> bool:
        """Whether there is something to run."""
        return not isinstance(self.driver, Idle)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""

    def enter(self) -> None:
        """Come to the front."""

    def leave(self) -> None:
        """Make room for a page with another driver: nothing runs unseen."""
        if self.driver.running:
            self.driver.pause()

    def moment(self) -> str:
        """Return when it is that is shown, such as "step 120"; "" where nothing goes on."""
        return ""

    def go_to(self, step: int) -> None:
        """Bring a run of its own to a step, at once: for a picture, without a thread."""

    def arrange(self) -> None:
        """Put everything where it was at first."""

    def stop(self) -> None:
        """End what is under way: the window closes."""
