"""The branches of a run: from one start, futures that differ in what was changed on the way.

Going back and changing something does not undo what came after: it begins a branch, named by the
difference. All branches share what lies before the fork, and each can be gone on with.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.history import History

MOST = 16


class BranchError(ValueError):
    """A branch that is not there, or can't be made or deleted; the message says why."""


@dataclass(eq=False, slots=True)
class Branch:
    """One line of a run.

    Parameters
    ----------
    number
        Its own, never used twice in a run; the first is 0.
    name
        For the screen: what it differs in.
    parent
        The branch that it began on; None for the first.
    fork_step
        Where it began.
    history
        All it remembers, that before the fork included.
    step
        Where one stood on it when last there.
    """

    number: int
    name: str
    parent: int | None
    fork_step: int
    history: History
    step: int


class Branches:
    """The branches of one run, and which of them one is on."""

    def __init__(self, history: History) -> None:
        self._all = {0: Branch(0, "first run", None, 0, history, 0)}
        self._next = 1
        self.current = self._all[0]

    def all(self) -> tuple[Branch, ...]:
        """Return every branch, in the order in which they began."""
        return tuple(self._all.values())

    def fork(self, name: str, step: int) -> Branch:
        """Begin a branch at `step` of the present one and go over to it.

        Raises
        ------
        BranchError
            Where there are too many already.
        """
        if len(self._all) >= MOST:
            raise BranchError(
                f"there are {MOST} branches, which is the most; delete one to begin another"
            )
        parent = self.current
        parent.step = step
        branch = Branch(self._next, name, parent.number, step, parent.history.fork(step), step)
        self._all[branch.number] = branch
        self._next += 1
        self.current = branch
        return branch

    def switch(self, number: int, step: int) -> Branch:
        """Go over to a branch, leaving the present one at `step`."""
        branch = self._there(number)
        self.current.step = step
        self.current = branch
        return branch

    def rename(self, number: int, name: str) -> None:
        """Give a branch another name."""
        if not name.strip():
            raise BranchError("a branch needs a name of at least one letter")
        self._there(number).name = name.strip()

    def delete(self, number: int) -> None:
        """Forget a branch that one is not on."""
        if self._there(number) is self.current:
            raise BranchError("this is the branch that you are on; go to another first")
        del self._all[number]

    def _there(self, number: int) -> Branch:
        if number not in self._all:
            raise BranchError(f"there is no branch {number}")
        return self._all[number]
