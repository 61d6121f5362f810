"""A costly question, answered piece by piece in a thread of its own.

One question at a time: a new one takes the place of the one before, whose late answer is dropped
by its number. Between pieces the thread sleeps now and then, for the window needs the interpreter.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from nnviz.gui.report import failure_report

WORK, REST = 0.002, 0.001  # seconds
TELL = 0.05  # seconds between two reports of how much is done

Pieces = Callable[[], Iterator[Any]]


class _Runner(QObject):
    """Lives in the thread; `wanted` is the number of the question whose answer is wanted."""

    advanced = Signal(int, int)
    finished = Signal(int, object)
    failed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.wanted = 0

    @Slot(int, object)
    def run(self, number: int, make: Pieces) -> None:
        """Collect the pieces of an answer, as long as it is wanted."""
        try:
            found = self._collected(number, make)
        except Exception as error:
            self.failed.emit(number, failure_report(error))
            return
        if self.wanted == number:
            self.finished.emit(number, found)

    def _collected(self, number: int, make: Pieces) -> list[Any]:
        found: list[Any] = []
        rested = told = time.perf_counter()
        for piece in make():
            found.append(piece)
            now = time.perf_counter()
            if self.wanted != number:
                break
            if now - told > TELL:
                told = now
                self.advanced.emit(number, len(found))
            if now - rested > WORK:
                time.sleep(REST)
                rested = time.perf_counter()
        return found


class Background(QObject):
    """Asks, and tells how far the answer is.

    All of it belongs to the window's thread. `stop` must be called before the window is gone.

    Attributes
    ----------
    advanced : Signal(int)
        So many pieces of the present question are there.
    finished : Signal(object)
        The list of all its pieces.
    failed : Signal(str)
        The report of an exception; there will be no answer.
    """

    advanced = Signal(int)
    finished = Signal(object)
    failed = Signal(str)
    _wished = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = _Runner()
        self._number = 0
        self._thread = QThread(self)
        self._thread.setObjectName("background")
        self._wished.connect(self._runner.run)
        self._runner.advanced.connect(self._advance)
        self._runner.finished.connect(self._finish)
        self._runner.failed.connect(self._fail)

    def ask(self, make: Pieces) -> None:
        """Ask for the pieces that `make()` yields; it is called in the thread."""
        if not self._thread.isRunning():
            self._runner.moveToThread(self._thread)
            self._thread.start()
        self._number += 1
        self._runner.wanted = self._number
        self._wished.emit(self._number, make)

    def drop(self) -> None:
        """Want no answer any more."""
        self._number += 1
        self._runner.wanted = self._number

    def stop(self) -> None:
        """End the thread and wait for it."""
        self.drop()
        if self._thread.isRunning():
            self._thread.quit()
            self._thread.wait()

    @Slot(int, int)
    def _advance(self, number: int, pieces: int) -> None:
        if number == self._number:
            self.advanced.emit(pieces)

    @Slot(int, object)
    def _finish(self, number: int, found: list[Any]) -> None:
        if number == self._number:
            self.finished.emit(found)

    @Slot(int, str)
    def _fail(self, number: int, report: str) -> None:
        if number == self._number:
            self.failed.emit(report)
