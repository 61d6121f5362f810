"""Where the microscope looks: which operation of which step, and for which sample.

Going on past the last operation of an iteration is a step of the run, going back past the first
one a step back; until its record is there, what is shown stays. Slow running plays operations.
"""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.diagnostics.operations import Cursor, explained, operations
from nnviz.engine.intents import Pause, Run, Step
from nnviz.engine.record import StepRecord
from nnviz.gui import pace
from nnviz.gui.controller import Controller, Moment
from nnviz.scenes.chain_paths import path_lit
from nnviz.scenes.diagram_lit import Lit, lit_by
from nnviz.scenes.microscope import focus_of
from nnviz.scenes.sample_choice import sample_choice


class Magnifier(QObject):
    """The microscope's place in the run.

    Parameters
    ----------
    controller
        Where steps are asked for.
    view
        The microscope's; while it can't be seen nothing is lit in the diagram.

    Attributes
    ----------
    changed : Signal()
        Operation, sample or path is another.
    playingChanged : Signal(bool)
        Operations began or ended to be played.
    sample : int or None
        The row of the batch that is looked at; None for the whole batch.
    """

    changed = Signal()
    playingChanged = Signal(bool)

    def __init__(self, controller: Controller, view: QWidget) -> None:
        super().__init__(controller)
        self._controller, self._view = controller, view
        self.sample: int | None = 0
        self._by_operation = False
        self._path: int | None = None
        self._run = 0
        self._cursor = self._seen = Cursor(0)
        self._awaited = False
        self._speed = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._play_on)
        worker = controller.trainer.worker
        worker.diverged.connect(self._give_up)
        worker.failed.connect(self._give_up)

    # Where it looks

    def cursor_for(self, record: StepRecord) -> Cursor:
        """Return the operation to show of `record`: the newest one whose step is there."""
        if record.run != self._run:
            self._run, self._awaited = record.run, False
            self._cursor = Cursor(record.step)
        if record.step == self._cursor.step:
            self._awaited = False
            self._seen = self._cursor
        elif not self._awaited:
            self._seen = self._cursor = Cursor(record.step, self._cursor.operation)
        else:
            self._seen = Cursor(record.step, self._seen.operation)
        return self._seen

    def move(self, by: int) -> None:
        """Go so many operations on, or back."""
        record = self._controller.record
        self.cursor_for(record)
        before = self._cursor
        self._cursor = before.moved(by, len(operations(record.problem.network)))
        steps = self._cursor.step - before.step
        if steps:
            self._awaited = True
            self._controller.ask(Step("iteration", steps))
        self.changed.emit()

    @Slot(int)
    def go_to(self, operation: int) -> None:
        """Look at another operation of this iteration."""
        self._cursor = Cursor(self.cursor_for(self._controller.record).step, operation)
        self.changed.emit()

    @Slot(object)
    def choose_sample(self, row: int | None) -> None:
        """Look at one sample of the batch, or at all of it."""
        self.sample = row
        self.changed.emit()

    @Slot()
    def _give_up(self) -> None:
        """Stay at the step that the run stands at: the next one was not made."""
        self._awaited = False
        self.stop_playing()

    # What it lights

    def set_by_operation(self, on: bool) -> None:
        """Light the operation in the diagram, or no longer."""
        self._by_operation = on
        if not on:
            self.stop_playing()
        self.changed.emit()

    def show_path(self, place: int | None) -> None:
        """Light a path of the selected weight in the diagram, by its place; None for none."""
        if place != self._path:
            self._path = place
            self.changed.emit()

    def light_key(self, moment: Moment) -> Hashable:
        """Return all that the light depends on; None where there is none."""
        if self._path is not None:
            return (self._path, self.sample)
        if not self._lights:
            return None
        return (self.cursor_for(moment.record), self.sample)

    def lit(self, moment: Moment) -> Lit | None:
        """Return what is lit in the diagram of a moment."""
        record, selected = moment.record, moment.marks.selected
        if self._path is not None:
            return path_lit(record, selected, self.sample, self._path)
        if not self._lights:
            return None
        place = self.cursor_for(record).operation
        sample = sample_choice(record, self.sample).row
        operation = operations(record.problem.network)[place]
        working = explained(record, operation, sample, focus_of(record, selected))
        return lit_by(working, record.params.units)

    @property
    def _lights(self) -> bool:
        return self._by_operation and self._view.isVisible()

    # Playing

    @property
    def playing(self) -> bool:
        """Whether operations are being played."""
        return self._timer.isActive()

    def set_speed(self, speed: float) -> None:
        """Take the speed, from 0 to 1; where it becomes too fast to see operations, run."""
        self._speed = speed
        if self.playing and not pace.plays_operations(speed):
            self.stop_playing()
            self._controller.ask(Run())
        elif self.playing:
            self._timer.setInterval(self._interval)
        elif self._by_operation and self._controller.running and pace.plays_operations(speed):
            self._controller.ask(Pause())
            self._start()

    def switch_running(self) -> None:
        """Play operations, run where that is too fast to see them, or stop."""
        if self.playing:
            self.stop_playing()
        elif pace.plays_operations(self._speed) and not self._controller.running:
            self._start()
        else:
            self._controller.switch_running()

    def stop_playing(self) -> None:
        """Stay at this operation."""
        if self.playing:
            self._timer.stop()
            self.playingChanged.emit(False)

    def _start(self) -> None:
        self._timer.start(self._interval)
        self.playingChanged.emit(True)

    @property
    def _interval(self) -> int:
        return round(1000.0 / pace.steps_per_second(self._speed))

    @Slot()
    def _play_on(self) -> None:
        """Go on, unless the step asked for is not there yet."""
        if not self._awaited or self._controller.record.step == self._cursor.step:
            self.move(1)
