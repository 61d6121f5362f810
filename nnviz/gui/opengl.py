"""Whether OpenGL works here, asked in a child process, for a bad driver may end who asks it.

What can be known without asking is answered at once: a package that is missing, or a platform of
Qt's that has no OpenGL.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from nnviz.gui.warm_up import child_environment

MODULE = "nnviz.gui.opengl_check"
WITHOUT = ("offscreen", "minimal", "linuxfb", "vnc")  # platforms of Qt's that have no OpenGL
PATIENCE = 20_000  # milliseconds for the answer
_ENDING = 1_000  # milliseconds for a child that was ended to be gone


def refusal() -> str:
    """Return why OpenGL can't work, as far as it is known without trying; "" for nothing known."""
    if find_spec("OpenGL") is None:
        return "the package PyOpenGL is missing; pip install PyOpenGL"
    platform = QGuiApplication.platformName()
    if platform in WITHOUT:
        return f"Qt's platform “{platform}” has no OpenGL; start nnviz on a desktop"
    return ""


def choose_binding() -> None:
    """Let PyOpenGL speak to what Qt has its contexts from, not to what it would guess itself.

    In a session of Wayland's it guesses EGL, though Qt may run on X11 there, with GLX.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = QGuiApplication.platformName()
    by_egl = platform.startswith(("wayland", "eglfs"))
    by_egl |= os.environ.get("QT_XCB_GL_INTEGRATION") == "xcb_egl"
    os.environ.setdefault("PYOPENGL_PLATFORM", "egl" if by_egl else "glx")


class OpenGLCheck(QObject):
    """Asks once; a refusal may be asked about again.

    Attributes
    ----------
    works : Signal()
        A surface was drawn.
    refused : Signal(str)
        None was; a sentence that says why.
    """

    works = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passed = False
        self._child = QProcess(self)
        self._child.finished.connect(self._ended)
        self._child.errorOccurred.connect(self._not_started)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(PATIENCE)
        self._late.timeout.connect(self._give_up)

    @property
    def waiting(self) -> bool:
        """Whether the answer is on its way."""
        return self._child.state() != QProcess.ProcessState.NotRunning

    def ask(self, module: str = MODULE) -> None:
        """Ask; the answer is a signal, which may come at once."""
        said = refusal()
        if said:
            self.refused.emit(said)
        elif self._passed:
            self.works.emit()
        elif not self.waiting:
            choose_binding()
            self._child.setProcessEnvironment(child_environment())
            platform = ["-platform", QGuiApplication.platformName()]
            self._child.start(sys.executable, ["-m", module, *platform])
            self._late.start()

    def stop(self) -> None:
        """Want no answer any more."""
        self._late.stop()
        if self.waiting:
            was = self._child.blockSignals(True)
            self._child.kill()
            self._child.waitForFinished(_ENDING)
            self._child.blockSignals(was)

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._late.stop()
        self._passed = status == QProcess.ExitStatus.NormalExit and code == 0
        said = bytes(self._child.readAllStandardError().data()).decode(errors="replace")
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        if self._passed:
            self.works.emit()
        elif status == QProcess.ExitStatus.NormalExit and lines:
            self.refused.emit(lines[-1])
        else:
            self.refused.emit("the graphics driver ended the process that tried it")

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._late.stop()
            self.refused.emit(f"a process that tries it can't be started: {sys.executable}")

    @Slot()
    def _give_up(self) -> None:
        self.stop()
        self.refused.emit("the graphics driver did not answer")
