"""The application: it opens the window, from the command line or from a script, or draws it.

`open_window` works with or without a Qt application of the caller's own; `render` draws the real
window into a picture, without a thread and without touching the user's settings.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from nnviz.gui.imports import quick_imports

with quick_imports():
    from PySide6.QtCore import (
        QBuffer,
        QByteArray,
        QCoreApplication,
        QEvent,
        QEventLoop,
        QIODevice,
        QThread,
    )
    from PySide6.QtGui import QIcon, QPixmap
    from PySide6.QtWidgets import QApplication

    from nnviz.engine.session import Session
    from nnviz.experiment.files import write_atomically
    from nnviz.experiment.spec import ExperimentSpec
    from nnviz.gui.faults import Faults
    from nnviz.gui.main_window import MainWindow
    from nnviz.gui.qt_log import leave_out_offscreen_noise
    from nnviz.gui.settings import APPLICATION, ORGANISATION, Settings
    from nnviz.gui.sight import Sight, look
    from nnviz.gui.workspaces import WORKSPACES
    from nnviz.resources import resource

_open: list[MainWindow] = []


def run(session_or_spec: Session | ExperimentSpec | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code.

    Parameters
    ----------
    session_or_spec
        What to show; the default experiment where it is None.
    """
    app = application()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = MainWindow(session_of(session_or_spec))
    faults = Faults(window.answers.show_report, window)
    faults.watch()
    window.show()
    window.backends.start()
    try:
        return app.exec()
    finally:
        faults.release()
        delete(window)


def open_window(session_or_spec: Session | ExperimentSpec | None = None) -> Session:
    """Open the window from a script or a notebook.

    In a script this returns when the window has been closed. Where an event loop of Qt is running
    already (a program of the caller's own, or IPython after `%gui qt`) it returns at once, and
    the session belongs to the window until that is closed.

    Parameters
    ----------
    session_or_spec
        A Session to go on with, an ExperimentSpec to begin, or None for the default experiment.

    Returns
    -------
    Session
        That of the window, at the step where the window was closed; to be used after closing.

    Raises
    ------
    SpecError, DataError
        Where the spec can't be run.
    """
    application()
    window = MainWindow(session_of(session_or_spec))
    window.show()
    window.backends.start()
    if _loop_runs():
        _open.append(window)
        window.closed.connect(window.deleteLater)
        window.destroyed.connect(lambda: _open.remove(window))
        return window.session
    loop = QEventLoop()
    window.closed.connect(loop.quit)
    loop.exec()
    session = window.session
    delete(window)
    return session


def render(
    session: Session,
    out: str | Path,
    *,
    workspace: str = "train",
    size: tuple[int, int] = (1440, 900),
    theme: str = "light",
    sight: Sight | None = None,
) -> None:
    """Draw the window, fully laid out at the session's step, and save it as a PNG.

    Parameters
    ----------
    session
        What is shown.
    out
        The picture's file; written whole or not at all.
    workspace
        A name of `workspaces.WORKSPACES`.
    size
        Width and height of the window. The picture has as many times more pixels as Qt's scale
        factor says (QT_SCALE_FACTOR).
    theme
        "light" or "dark".
    sight
        What to look at in the workspace Train.

    Raises
    ------
    OSError
        Where the file can't be written.
    ValueError
        Where there is no such workspace, panel or operation.
    """
    if workspace not in WORKSPACES:
        there = ", ".join(WORKSPACES)
        raise ValueError(f'there is no workspace "{workspace}"; choose from {there}')
    app = application()
    settings = Settings(lasting=False)
    settings.keep("theme", theme)
    window = MainWindow(session, settings, threaded=False)
    window.resize(*size)
    window.show()
    window.tabs.show(workspace)
    window.tabs.front.go_to(session.step_count)
    try:
        look(window, sight or Sight())
    except ValueError:
        delete(window)
        raise
    for _ in range(3):
        app.processEvents()
        window.driver.draw_all()
    app.processEvents()
    picture = window.grab()
    delete(window)
    write_atomically(out, _png(picture))


def application() -> QApplication:
    """Return the application; one made here gets a name and the style that the theme is for."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setOrganizationName(ORGANISATION)
    app.setApplicationName(APPLICATION)
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(resource("icons/nnviz.svg"))))
    if app.platformName() == "offscreen":
        leave_out_offscreen_noise()
    return app


def session_of(given: Session | ExperimentSpec | None) -> Session:
    """Return the session itself, or a new one of the spec.

    Raises
    ------
    SpecError, DataError
        Where the spec can't be run.
    """
    return given if isinstance(given, Session) else Session(given)


def _loop_runs() -> bool:
    """Whether an event loop of Qt will go on after the caller returns."""
    if QThread.currentThread().loopLevel() > 0:
        return True
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return str(getattr(running, "active_eventloop", None)).startswith("qt")


def _png(picture: QPixmap) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(data.data())


def delete(window: MainWindow) -> None:
    """Close a window and delete it now, while the application is still there."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
