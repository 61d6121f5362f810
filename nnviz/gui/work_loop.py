"""Training in a thread of its own: an event loop that trains in slices and obeys between them.

A timer calls `_tick`, which trains for some milliseconds and returns; so a wish is an
ordinary queued call, there is no lock and no abort flag, and the thread ends when it is asked to.
What is newest is published by reference, and built only when the last has been taken.
"""

from __future__ import annotations

import math
import threading
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from typing import Generic

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from nnviz.engine.branches import BranchError
from nnviz.engine.intents import Intent, Pause, Reset, Run, Seek, StartTwins, Step
from nnviz.engine.session import Session
from nnviz.experiment.dataset import DataError
from nnviz.experiment.spec import SpecError
from nnviz.gui.drive import Drive
from nnviz.gui.goals import Goal, goal_of, may_replace, set_out
from nnviz.gui.newest import Newest, Seen
from nnviz.gui.pace import FRAME
from nnviz.gui.report import failure_report

BREATH = 5e-5  # seconds asleep after a slice: without it the window waits for the interpreter


class WorkLoop(QObject, Generic[Seen]):
    """Drives sessions, led as one, from a thread of its own.

    Other threads call `take`, `rate`, `backend`, `needs_turns`, `gate`, and send queued signals.

    Parameters
    ----------
    sessions
        What to train. They are the loop's alone from here on.

    Attributes
    ----------
    stepped : Signal(int)
        The step count: after every step when stepping or slow, once a slice at full speed.
    recordChanged : Signal()
        There is something new to see, though nothing runs.
    runningChanged : Signal(bool)
        It began or ended to run.
    applied : Signal(object, object)
        A wish that changed something, and what undoes it.
    refused : Signal(object, str)
        A wish that can't be granted, and why; all is as it was.
    failed : Signal(str)
        The report of an exception; training has stopped in its last good state.
    backendChanged : Signal(str)
        Compiled code can't make the steps, and why; empty where nothing is wrong.
    gate : threading.Event
        Set unless the window is drawing a frame: who trains meanwhile only draws that out.
    """

    stepped = Signal(int)
    recordChanged = Signal()
    runningChanged = Signal(bool)
    applied = Signal(object, object)
    refused = Signal(object, str)
    failed = Signal(str)
    backendChanged = Signal(str)

    def __init__(self, sessions: Sequence[Session]) -> None:
        super().__init__()
        self._sessions = tuple(sessions)
        self._running = False
        self._goal: Goal | None = None
        self._waiting: deque[tuple[Intent, bool]] = deque()
        self._drive = Drive(self._sessions[0].backend)
        self._newest = Newest(self._look)
        self.gate = threading.Event()
        self.gate.set()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    # What each kind of loop does in its own way

    @abstractmethod
    def _look(self) -> Seen:
        """Return what there is to see now: immutable, or for any thread to read."""

    @abstractmethod
    def _change(self, intent: Intent, undoable: bool) -> None:
        """Grant a wish that is not about going on or back."""

    @abstractmethod
    def _tell_stuck(self) -> None:
        """Tell that no session can go on."""

    # For any thread

    def take(self) -> Seen:
        """Return what was published last, and ask for the next."""
        return self._newest.take()

    @property
    def rate(self) -> float:
        """Steps a second, lately."""
        return self._drive.meter.rate

    @property
    def backend(self) -> str:
        """What makes the steps: "numpy" or "compiled"."""
        return self._sessions[0].backend

    @property
    def needs_turns(self) -> bool:
        """Whether window and training should take turns: numpy, as fast as it goes.

        It keeps the interpreter to itself for whole slices; compiled code leaves it free.
        """
        flat_out = self._goal is not None or math.isinf(self._drive.rate)
        return flat_out and self.backend == "numpy"

    # Wishes

    @Slot(object, bool)
    def apply(self, intent: Intent, undoable: bool = True) -> None:
        """Do what a wish says; those that need the run to stand still wait for it to arrive."""
        try:
            self._obey(intent, undoable)
        except (SpecError, DataError, BranchError) as error:
            self.refused.emit(intent, str(error))
        except Exception as error:
            self._fail(error)

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Train at a speed from 0 (a step every two seconds) to 1 (as fast as it goes)."""
        self._drive.speed = speed
        self._schedule()

    @Slot(bool)
    def prefer_compiled(self, wanted: bool) -> None:
        """Let compiled code, or numpy, make the steps from the run's head on.

        Loading takes about a second; training waits for it, the window does not.
        """
        try:
            self._drive.prefer("compiled" if wanted else "numpy", self._sessions)
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
            case Reset() | StartTwins():
                self._waiting.clear()
                self._change(intent, undoable)
            case Seek() | Step() if not self._waiting and may_replace(self._goal, intent):
                self._go(goal_of(intent, self._leader, self._goal))
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
        for session in self._sessions:
            set_out(session, goal)
        self._goal = goal
        self._schedule()

    # Training

    @property
    def _leader(self) -> Session:
        """The session that has gone furthest."""
        return max(self._sessions, key=lambda session: session.step_count)

    @property
    def _is_stuck(self) -> bool:
        """Whether no session can go on."""
        return all(session.divergence is not None for session in self._sessions)

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
            self.stepped.emit(self._leader.step_count)
            self._breathe()
        else:
            self._one_by_one(self._drive.due())
        self._after_slice()

    def _towards(self, goal: Goal) -> None:
        left = goal.step - self._leader.step_count
        if goal.each and left > 0:
            self._one_by_one(min(left, self._drive.slice_steps))
        else:
            self._advance(min(left, self._drive.slice_steps))
            self._breathe()
        if not self._is_stuck and self._leader.step_count < goal.step:
            if goal.shown and self._newest.offer():
                self.recordChanged.emit()
            return
        self._goal = None
        if not goal.each:
            self.stepped.emit(self._leader.step_count)
        self._after_slice()
        self._arrive()

    def _breathe(self) -> None:
        """Leave the interpreter to the window after a slice; compiled code did so all along."""
        if self.backend == "numpy":
            time.sleep(BREATH)

    def _one_by_one(self, steps: int) -> None:
        for _ in range(steps):
            self._advance(1)
            if self._is_stuck:
                return
            self.stepped.emit(self._leader.step_count)

    def _advance(self, steps: int) -> None:
        self._drive.advance(self._sessions, steps, counted=self._running)

    def _after_slice(self) -> None:
        if self._is_stuck:
            self._waiting.clear()
            self._stand_still()
            self._tell_stuck()
        elif self._running:
            self._newest.offer()

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
        self._newest.publish()
        self.recordChanged.emit()

    def _fail(self, error: Exception) -> None:
        """Stop, keep what is published, and tell."""
        self._goal = None
        self._waiting.clear()
        self._halt()
        self._timer.stop()
        self.failed.emit(failure_report(error, self._leader.spec))
