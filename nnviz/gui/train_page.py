"""The page of the workspace Train: the window's own panels around one run.

Its driver goes by operations where that is chosen: the microscope moves, and the run follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.gui.page import Page
from nnviz.scenes.palette import Theme

if TYPE_CHECKING:
    from nnviz.gui.controller import Controller
    from nnviz.gui.magnifier import Magnifier
    from nnviz.gui.main_window import MainWindow


class TrainDriver(QObject):
    """Obeys the toolbar: the run, or by operations the microscope (see `page.Driver`).

    Parameters
    ----------
    controller
        Of the run.
    magnifier
        Goes through the operations.
    """

    runningChanged = Signal(bool)

    def __init__(self, controller: Controller, magnifier: Magnifier) -> None:
        super().__init__(controller)
        self._controller, self._magnifier = controller, magnifier
        self.by_operation = False
        controller.runningChanged.connect(self._tell)
        magnifier.playingChanged.connect(self._tell)

    @property
    def running(self) -> bool:
        """Whether steps or operations go on by themselves."""
        return self._controller.running or self._magnifier.playing

    @property
    def in_front(self) -> bool:
        """Whether toolbar, status line and title are about the run."""
        return self._controller.in_front

    @in_front.setter
    def in_front(self, in_front: bool) -> None:
        self._controller.in_front = in_front

    def switch_running(self) -> None:
        """Run, or pause; by operations that is to play them."""
        (self._magnifier if self.by_operation else self._controller).switch_running()

    def pause(self) -> None:
        """Play and run no further."""
        self._magnifier.stop_playing()
        self._controller.pause()

    def step(self, count: int, granularity: str) -> None:
        """Go on or back by operations, iterations or epochs."""
        if granularity == "operation":
            self._magnifier.stop_playing()
            self._magnifier.move(count)
        else:
            self._controller.step(count, granularity)

    def reset(self) -> None:
        """Begin again with the same weights and the same order of samples."""
        self._controller.reset()

    def new_weights(self) -> None:
        """Begin again with weights of the next seed."""
        self._controller.new_weights()

    def set_speed(self, speed: float) -> None:
        """Train, or play operations, at a speed from 0 to 1."""
        self._controller.set_speed(speed)
        self._magnifier.set_speed(speed)

    def readout(self) -> str:
        """Return what the run is at now as text."""
        return self._controller.readout()

    def refresh(self) -> None:
        """Show everything anew."""
        self._controller.refresh()

    def draw_all(self) -> None:
        """Bring everything up to date at once."""
        self._controller.draw_all()

    @Slot()
    def _tell(self) -> None:
        self.runningChanged.emit(self.running)


class TrainPage(Page):
    """Panels around one run.

    Parameters
    ----------
    window
        Whose panels and controller they are.
    """

    def __init__(self, window: MainWindow) -> None:
        toggles = [panel.toggleViewAction() for panel in window.workspace.panels.values()]
        driver = TrainDriver(window.controller, window.contents.magnifier)
        super().__init__(window.workspace, driver, toggles, window.undo)
        self._window, self._driver = window, driver

    def set_by_operation(self, on: bool) -> None:
        """Go by operations, with the microscope open, or no longer."""
        self._driver.by_operation = on
        self._window.contents.magnifier.set_by_operation(on)
        if on:
            self._window.workspace.open_microscope()
        else:
            self._window.workspace.close_microscope()

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._window.workspace.dress(theme, unit)
        for content in self._window.contents.themed:
            content.set_theme(theme)
        self._window.controller.set_theme(theme)

    def moment(self) -> str:
        """Return the step of the run."""
        return f"step {self._window.controller.record.step}"

    def arrange(self) -> None:
        """Put every panel back."""
        self._window.workspace.arrange()

    def stop(self) -> None:
        """End what is under way in the panels."""
        self._window.contents.stop()
