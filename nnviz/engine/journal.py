"""The journal of a run: every wish that changed it, with the step at which it was made.

A keyframe and the journal from there on give any later state again, bit for bit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.backends import Backend
from nnviz.engine.record import TrainingState
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices, frozen
from nnviz.optim.first_order import OptimizerState


class Change(Struct, frozen=True, eq=False):
    """From `step` on, another problem is in force.

    Parameters
    ----------
    step
        Updates made when it was wished.
    problem
        The problem from here on.
    text
        What changed, in words.
    """

    step: int
    problem: Problem
    text: str


class Edit(Struct, frozen=True, eq=False):
    """At `step`, parameters were set by hand or drawn anew.

    Parameters
    ----------
    step
        Updates made when it was wished.
    problem
        The problem in force.
    places
        Which, in the flat vector.
    values
        What they were set to.
    text
        What was done, in words.
    forgotten
        Whether the optimiser forgets what it remembers of them, as a first weight's.
    """

    step: int
    problem: Problem
    places: Indices
    values: Array
    text: str
    forgotten: bool = False


class Swap(Struct, frozen=True, eq=False):
    """From `step` on, another backend makes the steps: the same run, told apart for replays."""

    step: int
    problem: Problem
    backend: Backend


Entry: TypeAlias = Change | Edit | Swap


class Event(Struct, frozen=True):
    """Something to be marked on the timeline.

    Parameters
    ----------
    step
        Where.
    kind
        "change", "edit" (made by the user) or "closure" (found: a unit died or shut).
    text
        What, in words.
    unit
        The layer (from 1) and unit (from 0) that it is about, where it is about one.
    """

    step: int
    kind: str
    text: str
    unit: tuple[int, int] | None = None

    @property
    def sentence(self) -> str:
        """Where and what: "step 37: unit 2.3 died: …"."""
        return f"step {self.step:,}: {self.text}"


def applied(entry: Entry, state: TrainingState, before: Problem) -> TrainingState:
    """Return the state after a journal entry made under the problem `before`.

    Another kind of optimiser begins with an empty memory; another rate keeps it.
    """
    if isinstance(entry, Swap):
        return state
    if isinstance(entry, Edit):
        return _edited(entry, state)
    optimizer = entry.problem.spec.training.optimizer
    if type(optimizer) is type(before.spec.training.optimizer):
        return state
    fresh = optimizer.init(state.parameters)
    for slot in fresh.slots:
        frozen(slot)
    return replace(state, optimizer=OptimizerState(0, fresh.slots))


def _edited(entry: Edit, state: TrainingState) -> TrainingState:
    parameters = state.parameters.copy()
    parameters[entry.places] = entry.values
    frozen(parameters)
    if not entry.forgotten:
        return replace(state, parameters=parameters)
    memory = state.optimizer.copy()
    for slot in memory.slots:
        slot[entry.places] = 0.0
        frozen(slot)
    return replace(state, parameters=parameters, optimizer=memory)


class Journal:
    """Entries in the order of their steps, on top of the problem and backend of the start."""

    def __init__(self, problem: Problem, backend: Backend) -> None:
        self._first = problem
        self._first_backend = backend
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def copy(self) -> Journal:
        """Return a journal with the same entries, to be written on differently."""
        other = Journal(self._first, self._first_backend)
        other._entries = list(self._entries)
        return other

    def add(self, entry: Entry) -> None:
        """Write an entry behind all others; its step is not before theirs."""
        self._entries.append(entry)

    def cut(self, step: int) -> None:
        """Forget what was wished after `step`."""
        del self._entries[bisect_right(self._entries, step, key=_step_of) :]

    def at(self, step: int) -> list[Entry]:
        """Return the entries made at `step`, in order."""
        begin = bisect_left(self._entries, step, key=_step_of)
        return self._entries[begin : bisect_right(self._entries, step, key=_step_of)]

    def next_step(self, step: int) -> int | None:
        """Return the first step after `step` that has an entry."""
        place = bisect_right(self._entries, step, key=_step_of)
        return self._entries[place].step if place < len(self._entries) else None

    def problem_before(self, step: int) -> Problem:
        """Return the problem in force on arriving at `step`, before that step's own entries."""
        place = bisect_left(self._entries, step, key=_step_of)
        return self._entries[place - 1].problem if place else self._first

    def backend_before(self, step: int) -> Backend:
        """Return the backend in force on arriving at `step`."""
        place = bisect_left(self._entries, step, key=_step_of)
        swaps = (e.backend for e in reversed(self._entries[:place]) if isinstance(e, Swap))
        return next(swaps, self._first_backend)

    def events(self) -> tuple[Event, ...]:
        """Return everything that the user changed, as marks for the timeline."""
        kinds = {Change: "change", Edit: "edit"}
        wished = [e for e in list(self._entries) if not isinstance(e, Swap)]
        return tuple(Event(e.step, kinds[type(e)], e.text) for e in wished)


def _step_of(entry: Entry) -> int:
    return entry.step
