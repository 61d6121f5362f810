"""What every test is held to: it leaves no thread, timer, window or setting behind.

Warnings are errors (pyproject), and so is any message of Qt's. Qt runs offscreen, and settings go
to a folder of the test's own.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is slow to draw examples; that says nothing about what is tested.
settings.register_profile("nnviz", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nnviz")

GRACE = 2.0  # seconds in which a thread that was told to end may do so


@pytest.fixture(autouse=True)
def no_leaks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fail the test that leaves a thread, a running timer or a top-level widget behind."""
    before = set(threading.enumerate())
    with_qt = "qtbot" in request.fixturenames or "qapp" in request.fixturenames
    if with_qt:
        _redirect_settings(tmp_path_factory.mktemp("settings"))
        gc.freeze()  # what was there before is no leak of this test's, and need not be looked at
    yield
    if with_qt:
        _check_qt()
    for thread in set(threading.enumerate()) - before:
        # A thread of Qt's shows as a dummy once Python code has run in it; `_check_qt` sees it.
        if not isinstance(thread, threading._DummyThread):
            thread.join(GRACE)
            assert not thread.is_alive(), f"the test left a thread behind: {thread.name}"


def _redirect_settings(folder: Path) -> None:
    from PySide6.QtCore import QSettings

    for scope in QSettings.Scope:
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(folder))


def _check_qt() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from PySide6.QtWidgets import QApplication, QMenu
    from shiboken6 import isValid

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    main = QCoreApplication.instance().thread()
    kinds = (QThread, QTimer)
    made = [one for one in gc.get_objects() if issubclass(type(one), kinds) and isValid(one)]
    threads = [t for t in made if isinstance(t, QThread) and t.isRunning() and t != main]
    # pyqtgraph's plots have menus without a parent, which live as long as the test's names do.
    windows = [w for w in QApplication.topLevelWidgets() if isValid(w) and not isinstance(w, QMenu)]
    shown = [_told(widget) for widget in windows]
    timers = [_told(t.parent()) for t in made if isinstance(t, QTimer) and t.isActive()]
    for widget in windows:
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not threads, f"the test left threads of Qt running: {threads}"
    assert not timers, f"the test left timers running, of {timers}"
    assert not shown, f"the test left top-level widgets behind: {shown}"


def _told(thing: object) -> str:
    name = thing.objectName() if hasattr(thing, "objectName") else ""
    return f"{type(thing).__name__} {name}".strip()
