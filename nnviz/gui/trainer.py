"""The window's side of the training: the thread of a run's worker."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nnviz.engine.session import Session
from nnviz.gui.thread import WorkerThread
from nnviz.gui.worker import TrainerWorker


class Trainer(WorkerThread[TrainerWorker]):
    """The thread in which a session is trained.

    Parameters
    ----------
    session
        What to train; it belongs to the worker from here on.
    parent
        Owner in the window's thread.
    """

    _restore_wished = Signal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(TrainerWorker(session), "trainer", parent)
        self._restore_wished.connect(self.worker.restore)

    def restore(self, token: int) -> None:
        """Queue the wish to go back to a run put aside by a reset."""
        self._restore_wished.emit(token)
