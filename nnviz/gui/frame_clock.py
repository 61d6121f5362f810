"""When to draw: at most 60 times a second, and not at all while nothing can change.

A frame begins with `tick`; what is set there is painted by Qt afterwards, and an event queued
behind the painting says when it is done. While the trainer shares the interpreter with the window
the clock leaves it as long a turn as the frame took.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from nnviz.gui.pace import Meter

FRAME = 0.016  # seconds
PATIENCE = 0.016  # seconds that a frame waits for what was asked for
_PAINTED = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


class FrameClock(QObject):
    """Ticks while it is awake.

    Attributes
    ----------
    tick : Signal()
        Draw a frame now.
    painted : Signal()
        The frame is on the screen.
    """

    tick = Signal()
    painted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._begin)
        self._awake = False
        self._drawing = False
        self._began = 0.0
        self._expected_by = 0.0
        self._meter = Meter()
        self.shares = False
        self.spent = 0.0

    @property
    def is_active(self) -> bool:
        """Whether a frame is due or being drawn."""
        return self._timer.isActive() or self._drawing

    @property
    def rate(self) -> float:
        """Frames a second, lately; 0 while at rest."""
        return self._meter.rate

    def wake(self) -> None:
        """Draw a frame soon, at once where it was expected; go on until told to `rest`."""
        self._awake = True
        expected = self._expected_by > 0.0
        self._expected_by = 0.0
        if not self._drawing and (expected or not self._timer.isActive()):
            since = time.perf_counter() - self._began
            due = FRAME / 2 if expected else FRAME
            self._timer.start(max(0, round(1000.0 * (due - since))))

    def expect(self) -> None:
        """Let the next frame wait for `wake`, a little: one without what was asked for is late."""
        self._awake = True
        if not self._expected_by:
            self._expected_by = time.perf_counter() + PATIENCE
            if not self._drawing:
                self._timer.start(round(1000.0 * PATIENCE))

    def rest(self) -> None:
        """Draw no more frames after this one."""
        self._awake = False
        self._meter.stop()

    def stop(self) -> None:
        """End at once: the window closes."""
        self._awake = self._drawing = False
        self._timer.stop()

    def event(self, event: QEvent) -> bool:
        """Take the event that comes behind the painting."""
        if event.type() == _PAINTED:
            self._end()
            return True
        return super().event(event)

    def _begin(self) -> None:
        self._drawing = True
        self._expected_by = 0.0
        self._began = time.perf_counter()
        self.tick.emit()
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    def _end(self) -> None:
        if not self._drawing:
            return
        self._drawing = False
        now = time.perf_counter()
        self.spent = now - self._began
        self.painted.emit()
        if self._awake:
            self._meter.count(1, now)
            pause = max(FRAME - self.spent, self.spent if self.shares else 0.001)
            pause = max(pause, self._expected_by - now)
            self._timer.start(round(1000.0 * pause))
