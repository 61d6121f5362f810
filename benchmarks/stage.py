"""A window to be measured: opened, shown records, trained, waited for. In a process of its own.

Nothing here touches the user's settings. What the trainer's thread does is told by the window's
own signals, so that the window runs as it does for a user.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from unittest import mock

from PySide6.QtCore import QEventLoop, QTimer

from nnviz.engine.backends import Backend, BackendError, trainer_for
from nnviz.engine.intents import Pause, Run
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.gui.app import application
from nnviz.gui.main_window import MainWindow
from nnviz.gui.settings import Settings
from nnviz.gui.worker import Seen

SIZE = (1440, 900)
SETTLING = 0.5  # seconds until layouts have come to rest
LONGEST = 60.0  # seconds to wait for anything


def best_backend() -> Backend:
    """Return "compiled" where it can run here."""
    try:
        trainer_for("compiled", build(ExperimentSpec()))
    except BackendError:
        return "numpy"
    return "compiled"


class Stage:
    """The real window on a preset, at the size of the figures.

    Parameters
    ----------
    name
        The preset.
    threaded
        Whether the trainer has its thread, as for a user.
    """

    def __init__(self, name: str, *, threaded: bool = True) -> None:
        self.app = application()
        self._failures: list[BaseException] = []
        sys.excepthook = self._note_failure
        session = Session(preset(name), backend=best_backend())
        self.window = MainWindow(session, Settings(lasting=False), threaded=threaded)
        self.window.resize(*SIZE)
        self.window.set_speed(1.0)
        self.window.show()
        self.frames = 0
        self.window.clock.painted.connect(self._count)
        self.spin(SETTLING)

    def _count(self) -> None:
        self.frames += 1

    def _note_failure(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        """Take note of what failed in a slot: Qt would go on, and the figures mean nothing."""
        self._failures.append(error)

    def close(self) -> None:
        """Close the window and end its thread; raise what failed meanwhile."""
        self.window.close()
        if self._failures:
            raise self._failures[0]

    def spin(self, seconds: float) -> None:
        """Let the event loop run so long."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()

    def until(self, reached: Callable[[], bool]) -> float:
        """Let the event loop run until a painted frame finds it `reached`; return the seconds.

        Raises
        ------
        TimeoutError
            Where that takes more than a minute.
        """
        loop, begin = QEventLoop(), time.perf_counter()
        late = QTimer(singleShot=True, interval=round(1000 * LONGEST))
        late.timeout.connect(loop.quit)
        late.start()
        ends: list[float] = []

        def look() -> None:
            if not ends and reached():
                ends.append(time.perf_counter())
                loop.quit()

        self.window.clock.painted.connect(look)
        loop.exec()
        self.window.clock.painted.disconnect(look)
        if not ends:
            raise TimeoutError("the window never showed what was waited for")
        return ends[0] - begin

    # Training

    def run(self) -> None:
        """Train, and wait until the window shows that."""
        self.window.controller.ask(Run())
        self.until(lambda: self.window.controller.running)

    def pause(self) -> None:
        """Stop training, and wait until the window shows that."""
        self.window.controller.ask(Pause())
        self.until(lambda: not self.window.controller.running)

    @property
    def step(self) -> int:
        """The step of the newest record."""
        return self.window.trainer.worker.latest.step

    # Records that are shown without training

    @contextmanager
    def shown(self, records: Sequence[StepRecord]) -> Iterator[None]:
        """Show these records over and over, one a frame, as if the run went on."""
        worker, clock = self.window.trainer.worker, self.window.clock
        history = worker.history
        turns = itertools.cycle(records)

        def take() -> Seen:
            return Seen(next(turns), history, worker.branches)

        with mock.patch.object(worker, "take", take):
            worker.runningChanged.emit(True)
            clock.shares = False
            yield
        worker.runningChanged.emit(False)

    @contextmanager
    def kept(self, records: list[StepRecord]) -> Iterator[None]:
        """Keep the records that the window takes."""
        worker = self.window.trainer.worker
        original = worker.take

        def take() -> Seen:
            seen = original()
            records.append(seen.record)
            return seen

        with mock.patch.object(worker, "take", take):
            yield


def records_along(session: Session, count: int, spacing: int) -> list[StepRecord]:
    """Train on, and return a record every so many steps."""
    found = []
    for _ in range(count):
        session.step(spacing)
        found.append(session.record)
    return found
