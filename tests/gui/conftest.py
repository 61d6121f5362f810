"""The real window, on the default experiment, closed at the end of each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.engine.session import Session
from nnviz.gui import app
from nnviz.gui.main_window import MainWindow
from nnviz.gui.settings import Settings

Opener = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Opener]:
    """Open windows on a session; they are closed and deleted after the test."""
    opened: list[MainWindow] = []

    def open_on(session: Session | None = None, settings: Settings | None = None) -> MainWindow:
        window = MainWindow(session or Session(), settings or Settings(lasting=False))
        opened.append(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: not window.clock.is_active, timeout=10_000)
        return window

    yield open_on
    for window in opened:
        app.delete(window)


@pytest.fixture
def window(open_window: Opener) -> MainWindow:
    """The window on circle, at step 0."""
    return open_window()
