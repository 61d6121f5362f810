"""Gets the compiled backend ready while the window is in use already, and says how far it is.

Compiling takes many seconds and would disturb the window even from a thread, so a child process
does it, into numba's cache on disk. When that is done the trainer takes the compiled code over at
the edge of a slice; where it fails, numpy goes on and the status bar says why.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from nnviz.gui.settings import Settings
from nnviz.gui.trainer import Trainer

MODULE = "nnviz.engine.compiled.warmup"
SETTING = "numpy_only"
_PATIENCE = 1000  # milliseconds for a killed child to end
_AFTER_OPENING = 400  # milliseconds: the window comes first


class WarmUp(QObject):
    """A child process that fills the cache.

    Attributes
    ----------
    ready : Signal()
        The cache holds what is needed.
    failed : Signal(str)
        It could not be made; the last line that the child wrote about it.
    """

    ready = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._child = QProcess(self)
        self._child.finished.connect(self._ended)
        self._child.errorOccurred.connect(self._not_started)

    def start(self, module: str = MODULE) -> None:
        """Begin; does nothing while a child runs."""
        if self._child.state() == QProcess.ProcessState.NotRunning:
            self._child.setProcessEnvironment(child_environment())
            self._child.start(sys.executable, ["-m", module])

    def stop(self) -> None:
        """End the child, if there is one; it is no loss, for the next start takes it up again."""
        if self._child.state() != QProcess.ProcessState.NotRunning:
            was = self._child.blockSignals(True)
            self._child.kill()
            self._child.waitForFinished(_PATIENCE)
            self._child.blockSignals(was)

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        if status == QProcess.ExitStatus.NormalExit and code == 0:
            self.ready.emit()
            return
        lines = (
            bytes(self._child.readAllStandardError().data()).decode(errors="replace").split("\n")
        )
        said = [line.strip() for line in lines if line.strip()]
        self.failed.emit(said[-1] if said else "the process that compiles was ended")

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(f"a process that compiles can't be started: {sys.executable}")


class Backends(QObject):
    """Which code makes the steps: compiled as soon as it is ready, unless the user wants numpy.

    Parameters
    ----------
    trainer
        Whose worker swaps its backend.
    settings
        Remembers whether the user wants numpy alone.

    Attributes
    ----------
    changed : Signal()
        `words` or `note` did.
    note : str
        Why compiled code does not make the steps, in a sentence; empty where nothing is wrong.
    """

    changed = Signal()

    def __init__(self, trainer: Trainer, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer, self._settings = trainer, settings
        self._warm, self._aside = False, ""
        self.note = ""
        self.numpy_only = settings.flag(SETTING)
        self.warm_up = WarmUp(self)
        self.warm_up.ready.connect(self._take_over)
        self.warm_up.failed.connect(self._go_without)
        self._opening = QTimer(self)
        self._opening.setSingleShot(True)
        self._opening.setInterval(_AFTER_OPENING)
        self._opening.timeout.connect(self._begin)
        trainer.worker.backendChanged.connect(self._taken_over)

    @property
    def words(self) -> str:
        """What the status bar says of the backend: its name, and how far the other one is."""
        return f"{self._trainer.worker.backend}{self._aside}"

    def start(self) -> None:
        """Begin to get compiled code ready, once the window stands."""
        self._opening.start()

    @Slot()
    def _begin(self) -> None:
        if not self.numpy_only and not self._warm:
            self._tell(" (compiling…)", "")
            self.warm_up.start()

    def stop(self) -> None:
        """End what is under way, and begin nothing."""
        self._opening.stop()
        self.warm_up.stop()

    @Slot(bool)
    def choose_numpy(self, alone: bool) -> None:
        """Let numpy make every step, or compiled code as soon as it is ready."""
        self.numpy_only = alone
        self._settings.keep(SETTING, alone)
        if alone:
            self.warm_up.stop()
            self._tell("", "")
            self._trainer.prefer_compiled(False)
        elif self._warm:
            self._take_over()
        else:
            self._begin()

    @Slot()
    def _take_over(self) -> None:
        self._warm = True
        if not self.numpy_only:
            self._trainer.prefer_compiled(True)

    @Slot(str)
    def _taken_over(self, trouble: str) -> None:
        if trouble:
            self._go_without(trouble)
        else:
            self._tell("", "")

    @Slot(str)
    def _go_without(self, trouble: str) -> None:
        note = f"Compiled code can't make the steps, so numpy makes them: {trouble}"
        self._tell(" (no compiled code)", note)

    def _tell(self, aside: str, note: str) -> None:
        self._aside, self.note = aside, note
        self.changed.emit()


def child_environment() -> QProcessEnvironment:
    """Return the window's environment, with the same places to import from."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONPATH", _separator().join(path for path in sys.path if path))
    return environment


def _separator() -> str:
    return ";" if sys.platform == "win32" else ":"
