"""The branches of a run as a list to choose from, and where they part as marks on the timeline."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from nnviz.engine.branches import Branch, parting
from nnviz.engine.history import History
from nnviz.engine.journal import Event
from nnviz.engine.record import StepRecord
from nnviz.scenes import words


class BranchRow(Struct, frozen=True):
    """One branch in the list.

    Parameters
    ----------
    number, name
        The branch's.
    figures
        Where one stood on it and the cost there: "step 1,240 · cost 0.0641".
    tip
        Where it comes from, and how far it goes.
    present
        Whether one is on it.
    loss
        What would be lost with it, in words; empty where nothing would.
    """

    number: int
    name: str
    figures: str
    tip: str
    present: bool
    loss: str


class BranchesScene(Struct, frozen=True):
    """All branches of a run.

    Parameters
    ----------
    rows
        In the order in which they began.
    present
        The name of the one that one is on.
    forks
        Where other branches part from it, as events of the timeline.
    """

    rows: tuple[BranchRow, ...] = ()
    present: str = ""
    forks: tuple[Event, ...] = ()

    @property
    def others(self) -> tuple[BranchRow, ...]:
        """All rows but that of the present branch."""
        return tuple(row for row in self.rows if not row.present)

    def row(self, number: int) -> BranchRow:
        """Return the row of a branch."""
        return next(row for row in self.rows if row.number == number)


def present_branch(branches: Sequence[Branch], history: History) -> Branch | None:
    """Return the branch that a history is of; None where it is of none of them."""
    return next((branch for branch in branches if branch.history is history), None)


def branches_scene(
    branches: Sequence[Branch], history: History, record: StepRecord
) -> BranchesScene:
    """Return the branches of a run.

    Parameters
    ----------
    branches
        All of them.
    history, record
        Of the present one.
    """
    present = present_branch(branches, history)
    rows = tuple(_row(branch, branch is present, branches, record) for branch in branches)
    if present is None:
        return BranchesScene(rows)
    forks = [
        Event(parting(branches, present, other), "fork", f"parts from “{other.name}”")
        for other in branches
        if other is not present
    ]
    forks.sort(key=lambda event: event.step)
    return BranchesScene(rows, present.name, tuple(forks))


def _row(
    branch: Branch, present: bool, branches: Sequence[Branch], record: StepRecord
) -> BranchRow:
    step = record.step if present else branch.step
    costs = record.costs if present else branch.history.costs_at(step)
    cost = f" · cost {words.number(costs.train)}" if costs is not None else ""
    return BranchRow(
        branch.number,
        branch.name,
        f"step {words.count(step)}{cost}",
        _origin(branch, branches),
        present,
        _loss(branch, branches),
    )


def _origin(branch: Branch, branches: Sequence[Branch]) -> str:
    reach = f"reaches step {words.count(branch.history.head)}"
    if branch.parent is None:
        return f"The run as it began; {reach}."
    names = [one.name for one in branches if one.number == branch.parent]
    parent = f"“{names[0]}”" if names else "a branch that was deleted"
    return f"Left {parent} at step {words.count(branch.fork_step)}; {reach}."


def _loss(branch: Branch, branches: Sequence[Branch]) -> str:
    """Return what a branch has that no other one has: steps, or changes where they part."""
    shared = {other: parting(branches, branch, other) for other in branches if other is not branch}
    nearest = max(shared, key=lambda other: shared[other], default=None)
    until = shared[nearest] if nearest is not None else 0
    steps = branch.history.head - until
    if steps:
        return f"{words.count(steps)} step{'s' if steps > 1 else ''}"
    known = nearest.history.journal.at(until) if nearest is not None else []
    changed = any(entry not in known for entry in branch.history.journal.at(until))
    return "what was changed on it" if changed else ""
