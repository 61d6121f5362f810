"""Steps by the clock: how many fill a slice, how many a speed owes, and which code makes them.

It knows nothing of threads and wishes; the worker asks it for steps, and it asks the sessions.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from nnviz.engine.backends import Backend, load_compiled
from nnviz.engine.session import Session
from nnviz.gui.pace import FRAME, SLICE, Meter, SliceSize, steps_per_second


class Drive:
    """Makes the steps of a session, or of several led as one.

    Attributes
    ----------
    speed : float
        0 (a step every two seconds) to 1 (as fast as it goes).
    meter : Meter
        Steps a second of the run.
    """

    def __init__(self, backend: Backend) -> None:
        self.speed = 1.0
        self.meter = Meter()
        self._backend: Backend = backend
        self._slice = SliceSize()
        self._last, self._owed = 0.0, 0.0

    @property
    def rate(self) -> float:
        """Steps a second that the speed asks for; infinity for as fast as it goes."""
        return steps_per_second(self.speed)

    @property
    def slice_steps(self) -> int:
        """Steps that fill a slice."""
        return self._slice.steps

    def start(self) -> None:
        """Owe nothing: what the speed asks for counts from now on."""
        self._last, self._owed = time.perf_counter(), 0.0

    def due(self) -> int:
        """Return how many steps the speed owes by now; a few frames' worth at most."""
        now, rate = time.perf_counter(), self.rate
        self._owed += (now - self._last) * rate
        self._last = now
        due = 1 if rate * FRAME <= 1.0 else int(self._owed)
        self._owed -= due
        return min(due, math.ceil(rate * 4 * FRAME))

    def advance(self, sessions: Sequence[Session], steps: int, *, counted: bool) -> None:
        """Make so many steps beyond the furthest session, and learn from how long they took.

        What counts is this thread's own work: a wait for the interpreter must not make slices
        shorter, for there would only be more waits.
        """
        self.swap_at_head(sessions)
        begin, before = time.thread_time(), _furthest(sessions)
        for session in sessions:
            session.step(before + steps - session.step_count)
        made = _furthest(sessions) - before
        self._slice.learn(made, time.thread_time() - begin, SLICE[sessions[0].backend])
        if counted:
            self.meter.count(made, time.perf_counter())

    def prefer(self, backend: Backend, sessions: Sequence[Session]) -> None:
        """Let this backend make the steps from the runs' heads on.

        Loading the compiled one takes about a second. Where it fails, numpy goes on and the
        error is raised.
        """
        self._backend = backend
        try:
            if backend == "compiled":
                load_compiled()
            self.swap_at_head(sessions)
        except Exception:
            self._backend = "numpy"
            raise

    def swap_at_head(self, sessions: Sequence[Session]) -> None:
        """Change the backend where the wished one is not in force; only a run's head can."""
        for session in sessions:
            if session.backend != self._backend and session.step_count == session.history.head:
                session.use_backend(self._backend)


def _furthest(sessions: Sequence[Session]) -> int:
    return max(session.step_count for session in sessions)
