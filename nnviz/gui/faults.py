"""An exception that nobody caught is shown, with its report, instead of vanishing.

The hooks may be called in any thread; a queued signal carries the report to the window's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from nnviz.gui.report import failure_report


class Faults(QObject):
    """Takes the place of Python's hooks between `watch` and `release`.

    Attributes
    ----------
    found : Signal(str)
        The report of an exception.
    """

    found = Signal(str)

    def __init__(self, show: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._before: tuple[Any, Any, Any] | None = None
        self.found.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Begin to catch."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._report(args.exc_value)
        sys.unraisablehook = lambda args: self._report(args.exc_value)

    def release(self) -> None:
        """Put Python's own hooks back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
            self._before = None

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
        else:
            self._report(error.with_traceback(trace))

    def _report(self, error: BaseException | None) -> None:
        if error is not None:
            self.found.emit(failure_report(error))

    def _tell(self, report: str) -> None:
        self._show(report)
