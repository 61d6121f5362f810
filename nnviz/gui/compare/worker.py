"""The twins' worker: it drives two to four sessions as one.

A run that can't go on stays where it is, and the others go on; only when none can it stops.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from nnviz.engine.intents import Intent, Reset, StartTwins
from nnviz.engine.twins import Standing, Twins
from nnviz.gui.work_loop import WorkLoop


class TwinsSeen(NamedTuple):
    """Where all runs stand, and where they parted; None where they have not.

    `number` tells these twins from those before them.
    """

    number: int
    runs: tuple[Standing, ...]
    parted: int | None

    @property
    def key(self) -> Hashable:
        """What tells this from what was seen before, without a look at its arrays."""
        return (self.number, *(run.record.key for run in self.runs))

    @property
    def step(self) -> int:
        """Of the run that has gone furthest."""
        return max(run.record.step for run in self.runs)

    @property
    def head(self) -> int:
        """The furthest step that any run has reached."""
        return max(run.history.head for run in self.runs)


class TwinsWorker(WorkLoop[TwinsSeen]):
    """Drives twins from a thread of its own.

    Any thread may call `take` and `seen`.

    Parameters
    ----------
    twins
        What to train. They are the worker's alone from here on.
    """

    def __init__(self, twins: Twins) -> None:
        self._twins, self._number = twins, 1
        super().__init__(twins.sessions)

    @property
    def seen(self) -> TwinsSeen:
        """What was published last."""
        return self._newest.seen

    def go_to(self, step: int) -> None:
        """Bring every run to a step at once: for a picture, without a thread."""
        self._twins.seek(step)
        self._publish()

    def _change(self, intent: Intent, undoable: bool) -> None:
        """Begin again, as before or with other twins."""
        del undoable
        if isinstance(intent, StartTwins):
            self._twins = Twins(intent.specs, intent.source, self._sessions[0].backend)
            self._sessions = self._twins.sessions
            self._number += 1
        elif isinstance(intent, Reset):
            self._twins.reset()
        self._stand_still()
        self.applied.emit(intent, None)

    def _look(self) -> TwinsSeen:
        return TwinsSeen(self._number, self._twins.standings(), self._twins.parting())

    def _tell_stuck(self) -> None:
        """Each run tells by itself why it can't go on."""
