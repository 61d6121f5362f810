"""Starts a worker's thread, sends it wishes, and ends it: the window's side of the training.

Nothing here blocks but `stop`, which waits until the thread has ended: closing a window in
mid-training without that wait aborts the process.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.engine.intents import Intent
from nnviz.gui import turns
from nnviz.gui.garbage import Collector
from nnviz.gui.work_loop import WorkLoop

Worker = TypeVar("Worker", bound=WorkLoop[Any])


class WorkerThread(QObject, Generic[Worker]):
    """A worker, and the thread that it lives in once `start` is called.

    Without `start` the worker does what it is told at once, in the caller's thread: that is how
    a picture is drawn without a window.

    Parameters
    ----------
    worker
        What works in it.
    name
        The thread's.
    parent
        Owner in the window's thread.
    """

    _wished = Signal(object, bool)
    _speed_wished = Signal(float)
    _compiled_wished = Signal(bool)
    _finish_wished = Signal()

    def __init__(self, worker: Worker, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.garbage = Collector()
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._wished.connect(self.worker.apply)
        self._speed_wished.connect(self.worker.set_speed)
        self._compiled_wished.connect(self.worker.prefer_compiled)
        self._finish_wished.connect(self.worker.finish)

    @property
    def is_threaded(self) -> bool:
        """Whether the worker's thread is running."""
        return self._thread.isRunning()

    def start(self) -> None:
        """Move the worker to its thread and start that."""
        self.garbage.start()
        turns.shorten()
        self.worker.moveToThread(self._thread)
        self._thread.start()

    def send(self, intent: Intent, *, undoable: bool = True) -> None:
        """Queue a wish; `applied` or `refused` of the worker answers."""
        self._wished.emit(intent, undoable)

    def set_speed(self, speed: float) -> None:
        """Queue a speed, from 0 to 1."""
        self._speed_wished.emit(speed)

    def prefer_compiled(self, wanted: bool) -> None:
        """Queue the wish that compiled code, or numpy, makes the steps from the head on."""
        self._compiled_wished.emit(wanted)

    def stop(self) -> None:
        """End the thread and wait for it; a slice is a few ms, so this is soon."""
        if not self._thread.isRunning():
            return
        self.worker.gate.set()
        self._finish_wished.emit()
        self._thread.wait()
        turns.restore()
        self.garbage.stop()
