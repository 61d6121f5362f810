"""The trainer's worker: it drives one session, and grants the wishes that change its run."""

from __future__ import annotations

import copy
from typing import NamedTuple

from PySide6.QtCore import Signal, Slot

from nnviz.engine.branches import Branch
from nnviz.engine.history import History
from nnviz.engine.intents import Intent, Reset, SwitchBranch
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.gui.before import Forked, value_before
from nnviz.gui.goals import Goal
from nnviz.gui.parking import Parking
from nnviz.gui.work_loop import WorkLoop


class Seen(NamedTuple):
    """A record, the history that it is part of, and all branches of the run."""

    record: StepRecord
    history: History
    branches: tuple[Branch, ...]


class TrainerWorker(WorkLoop[Seen]):
    """Drives a session from a thread of its own.

    Any thread may call `take`, `latest`, `history` and `branches`: what they return is immutable,
    or (the histories) may be read by any thread.

    Parameters
    ----------
    session
        What to train. It is the worker's alone from here on.

    Attributes
    ----------
    applied : Signal(object, object)
        A wish that changed something, and what undoes it: the old value for SetParameter and
        EditWeight, the old name for RenameBranch, (number of the old run, number of the new) for
        Reset; Forked for any wish that began a branch.
    diverged : Signal(object, int)
        The Divergence at which the run was paused, and the last good step.
    """

    diverged = Signal(object, int)

    def __init__(self, session: Session) -> None:
        super().__init__((session,))
        self._parking = Parking()

    # For any thread

    @property
    def latest(self) -> StepRecord:
        """The newest record published."""
        return self._newest.seen.record

    @property
    def history(self) -> History:
        """The history that `latest` is part of."""
        return self._newest.seen.history

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches of the run; that with `history` is the present one."""
        return self._newest.seen.branches

    @property
    def session(self) -> Session:
        """The session in use; another thread must not touch it while the worker's runs."""
        return self._sessions[0]

    # Wishes

    @Slot(int)
    def restore(self, number: int) -> None:
        """Go back to the run that a reset put aside; that of the reset is put aside instead."""
        session = self._parking.exchange(number, self.session)
        if session is None:
            self.refused.emit(Reset(), "that run is no longer kept: only the last few are")
            return
        self._sessions = (session,)
        self._stand_still()

    def _change(self, intent: Intent, undoable: bool) -> None:
        """Grant a wish that changes the run, and say what undoes it."""
        session = self.session
        if isinstance(intent, SwitchBranch):
            self._go(Goal(session.enter_branch(intent.number)))
            return
        before, branch = value_before(session, intent), session.branch.number
        if isinstance(intent, Reset):
            earlier = copy.copy(session)
            session.apply(intent)
            before = self._parking.put_aside(earlier)
            self._stand_still()
        else:
            session.apply(intent)
            if session.branch.number != branch:
                before = Forked(branch, session.branch.number)
            self._publish()
        if undoable:
            self.applied.emit(intent, before)

    # What the loop asks for

    def _look(self) -> Seen:
        session = self.session
        return Seen(session.record, session.history, session.branches)

    def _tell_stuck(self) -> None:
        divergence = self.session.divergence
        assert divergence is not None
        self.diverged.emit(divergence, self.session.history.last_good_step())
