"""The trainer in its own thread: an event loop that trains in slices and obeys between them.

A timer calls `_tick`, which trains for about two milliseconds and returns; so a wish is an
ordinary queued call, there is no lock and no abort flag, and the thread ends when it is asked to.
The newest record is published by reference, and built only when the last one has been taken.
"""

from __future__ import annotations

import copy
import math
import threading
import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.engine.history import History
from nnviz.engine.intents import Intent, Pause, Reset, Run, Seek, Step
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.dataset import DataError
from nnviz.experiment.spec import SpecError
from nnviz.gui.before import value_before
from nnviz.gui.drive import Drive
from nnviz.gui.goals import Goal, goal_of, may_replace, set_out
from nnviz.gui.pace import FRAME
from nnviz.gui.parking import Parking
from nnviz.gui.report import failure_report

BREATH = 5e-5  # seconds asleep after a slice: without it the window waits for the interpreter


class TrainerWorker(QObject):
    """Drives a session from a thread of its own.

    Everything but `take`, `latest`, `history`, `rate` and `gate` belongs to that thread: others
    send wishes by queued signals. What `take` returns is immutable, or (the history) may be read
    by any thread.

    Parameters
    ----------
    session
        What to train. It is the worker's alone from here on.

    Attributes
    ----------
    stepped : Signal(int)
        The step count: after every step when stepping or slow, once a slice at full speed.
    recordChanged : Signal()
        There is a new record, though nothing runs.
    runningChanged : Signal(bool)
        It began or ended to run.
    applied : Signal(object, object)
        A wish that changed something, and what undoes it: the old value for SetParameter and
        EditWeight, (number of the old run, number of the new) for Reset.
    refused : Signal(object, str)
        A wish that can't be granted, and why; the run is as it was.
    diverged : Signal(object, int)
        The Divergence at which the run was paused, and the last good step.
    failed : Signal(str)
        The report of an exception; the run has stopped in its last good state.
    backendChanged : Signal(str)
        Compiled code can't make the steps, and why; empty where nothing is wrong.
    gate : threading.Event
        Set unless the window is drawing a frame. The interpreter runs one thread at a time: who
        trains meanwhile only draws the frame out.
    """

    stepped = Signal(int)
    recordChanged = Signal()
    runningChanged = Signal(bool)
    applied = Signal(object, object)
    refused = Signal(object, str)
    diverged = Signal(object, int)
    failed = Signal(str)
    backendChanged = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._running = False
        self._goal: Goal | None = None
        self._waiting: deque[tuple[Intent, bool]] = deque()
        self._wanted = False
        self._drive = Drive(session.backend)
        self._parking = Parking()
        self._published = (session.record, session.history)
        self.gate = threading.Event()
        self.gate.set()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    # For any thread

    @property
    def latest(self) -> StepRecord:
        """The newest record published."""
        return self._published[0]

    @property
    def history(self) -> History:
        """The history that `latest` is part of."""
        return self._published[1]

    @property
    def session(self) -> Session:
        """The session in use; another thread must not touch it while the worker's runs."""
        return self._session

    @property
    def rate(self) -> float:
        """Steps a second, lately."""
        return self._drive.meter.rate

    @property
    def backend(self) -> str:
        """What makes the steps: "numpy" or "compiled"."""
        return self._session.backend

    @property
    def goes_flat_out(self) -> bool:
        """Whether it trains as fast as it can, so that window and training share the time."""
        return self._goal is not None or math.isinf(self._drive.rate)

    def take(self) -> tuple[StepRecord, History]:
        """Return the newest record and its history, and ask for the next one."""
        self._wanted = True
        return self._published

    # Wishes

    @Slot(object, bool)
    def apply(self, intent: Intent, undoable: bool = True) -> None:
        """Do what a wish says; those that need the run to stand still wait for it to arrive."""
        try:
            self._obey(intent, undoable)
        except (SpecError, DataError) as error:
            self.refused.emit(intent, str(error))
        except Exception as error:
            self._fail(error)

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Train at a speed from 0 (a step every two seconds) to 1 (as fast as it goes)."""
        self._drive.speed = speed
        self._schedule()

    @Slot(int)
    def restore(self, number: int) -> None:
        """Go back to the run that a reset put aside; that of the reset is put aside instead."""
        session = self._parking.exchange(number, self._session)
        if session is None:
            self.refused.emit(Reset(), "that run is no longer kept: only the last few are")
            return
        self._session = session
        self._stand_still()

    @Slot(bool)
    def prefer_compiled(self, wanted: bool) -> None:
        """Let compiled code, or numpy, make the steps from the run's head on.

        Loading takes about a second; training waits for it, the window does not.
        """
        try:
            self._drive.prefer("compiled" if wanted else "numpy", self._session)
        except Exception as error:  # a broken cache can fail in any way: numpy goes on
            self.backendChanged.emit(f"{type(error).__name__}: {error}")
        else:
            self.backendChanged.emit("")

    @Slot()
    def finish(self) -> None:
        """Stop for good, and end the thread's event loop."""
        self._running, self._goal = False, None
        self._timer.stop()
        QThread.currentThread().quit()

    def _obey(self, intent: Intent, undoable: bool) -> None:
        match intent:
            case Run():
                self._run()
            case Pause():
                self._waiting.clear()
                self._stand_still()
            case Reset():
                self._waiting.clear()
                self._change(intent, undoable)
            case Seek() | Step() if not self._waiting and may_replace(self._goal, intent):
                self._go(goal_of(intent, self._session, self._goal))
            case _ if self._goal is not None:
                self._waiting.append((intent, undoable))
            case _:
                self._change(intent, undoable)

    def _run(self) -> None:
        if self._goal is not None:
            self._waiting.append((Run(), False))
        elif not self._running:
            self._running = True
            self.runningChanged.emit(True)
            self._schedule()

    def _go(self, goal: Goal) -> None:
        self._halt()
        set_out(self._session, goal)
        self._goal = goal
        self._schedule()

    def _change(self, intent: Intent, undoable: bool) -> None:
        """Grant a wish that changes the run, and say what undoes it."""
        before = value_before(self._session, intent)
        if isinstance(intent, Reset):
            earlier = copy.copy(self._session)
            self._session.apply(intent)
            before = self._parking.put_aside(earlier)
            self._stand_still()
        else:
            self._session.apply(intent)
            self._publish()
        if undoable:
            self.applied.emit(intent, before)

    # Training

    def _schedule(self) -> None:
        """Set the timer as the run, the goal and the speed want it."""
        if not (self._running or self._goal):
            self._timer.stop()
            return
        rate = math.inf if self._goal else self._drive.rate
        self._drive.start()
        self._timer.start(0 if math.isinf(rate) else round(1000.0 * max(FRAME, 1.0 / rate)))

    @Slot()
    def _tick(self) -> None:
        try:
            self.gate.wait(0.05)
            if self._goal is not None:
                self._towards(self._goal)
            elif self._running:
                self._train_on()
        except Exception as error:
            self._fail(error)

    def _train_on(self) -> None:
        if math.isinf(self._drive.rate):
            self._advance(self._drive.slice_steps)
            self.stepped.emit(self._session.step_count)
            time.sleep(BREATH)
        else:
            self._one_by_one(self._drive.due())
        self._after_slice()

    def _towards(self, goal: Goal) -> None:
        left = goal.step - self._session.step_count
        if goal.each and left > 0:
            self._one_by_one(min(left, self._drive.slice_steps))
        else:
            self._advance(min(left, self._drive.slice_steps))
            time.sleep(BREATH)
        if self._session.divergence is None and self._session.step_count < goal.step:
            if goal.shown and self._wanted:
                self._wanted = False
                self._publish()
            return
        self._goal = None
        if not goal.each:
            self.stepped.emit(self._session.step_count)
        self._after_slice()
        self._arrive()

    def _one_by_one(self, steps: int) -> None:
        for _ in range(steps):
            self._advance(1)
            if self._session.divergence is not None:
                return
            self.stepped.emit(self._session.step_count)

    def _advance(self, steps: int) -> None:
        self._drive.advance(self._session, steps, counted=self._running)

    def _after_slice(self) -> None:
        divergence = self._session.divergence
        if divergence is not None:
            self._waiting.clear()
            self._stand_still()
            self.diverged.emit(divergence, self._session.history.last_good_step())
        elif self._wanted and self._running:
            self._wanted = False
            self._published = (self._session.record, self._session.history)

    def _arrive(self) -> None:
        """Publish where the run is, and grant the wishes that waited for it to get there."""
        self._publish()
        self._schedule()
        while self._waiting and self._goal is None:
            intent, undoable = self._waiting.popleft()
            self.apply(intent, undoable)

    def _halt(self) -> None:
        if self._running:
            self._running = False
            self._drive.meter.stop()
            self.runningChanged.emit(False)

    def _stand_still(self) -> None:
        self._goal = None
        self._halt()
        self._schedule()
        self._publish()

    def _publish(self) -> None:
        self._published = (self._session.record, self._session.history)
        self.recordChanged.emit()

    def _fail(self, error: Exception) -> None:
        """Stop, keep what is published, and tell."""
        self._goal = None
        self._waiting.clear()
        self._halt()
        self._timer.stop()
        self.failed.emit(failure_report(error, self._session.spec))
