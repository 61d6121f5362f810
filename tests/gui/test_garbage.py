"""While a trainer's thread lives, nothing is collected there; afterwards all is as it was."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.gui.garbage import Collector
from nnviz.gui.main_window import MainWindow


class Knot:
    """A cycle, which only a collection can free."""

    def __init__(self) -> None:
        self.itself = self


def test_cycles_are_freed_in_the_windows_thread_while_training(
    qtbot: QtBot, window: MainWindow
) -> None:
    freed_in: list[int] = []
    window.set_speed(1.0)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    knots = [Knot() for _ in range(2000)]
    for knot in knots:
        weakref.finalize(knot, lambda: freed_in.append(threading.get_ident()))
    del knots, knot
    qtbot.waitUntil(lambda: len(freed_in) >= 1000, timeout=20_000)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert set(freed_in) == {threading.get_ident()}


def test_automatic_collection_is_back_when_the_last_window_has_closed(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()


def test_a_collector_that_was_not_started_collects_nothing() -> None:
    Collector().collect()
    assert gc.isenabled()
