"""The branches of a run: from one start, futures that differ in what was changed on the way.

Going back and changing something does not undo what came after: it begins a branch, named by the
difference. All branches share what lies before the fork, and each can be gone on with.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.history import History

MOST = 16


class BranchError(ValueError):
    """A branch that is not there, or can't be made or deleted; the message says why."""


class Branch(Struct, frozen=True, eq=False):
    """One line of a run, as it is now; any thread may keep and read it.

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
    named
        Whether it was named by hand: else its name follows what it differs in.
    """

    number: int
    name: str
    parent: int | None
    fork_step: int
    history: History
    step: int
    named: bool = False


class Branches:
    """The branches of one run, and which of them one is on."""

    def __init__(self, history: History) -> None:
        self._all = {0: Branch(0, "first run", None, 0, history, 0)}
        self._next = 1
        self._current = 0

    @property
    def current(self) -> Branch:
        """The branch that one is on."""
        return self._all[self._current]

    def all(self) -> tuple[Branch, ...]:
        """Return every branch, in the order in which they began."""
        return tuple(self._all.values())

    def fork(self, name: str, step: int, *, named: bool = False) -> Branch:
        """Begin a branch at `step` of the present one and go over to it.

        Raises
        ------
        BranchError
            Where there are too many already, or the name is empty.
        """
        if len(self._all) >= MOST:
            raise BranchError(
                f"there are {MOST} branches, which is the most; delete one to begin another"
            )
        parent = self.current
        branch = Branch(
            self._next,
            _checked(name),
            parent.number,
            step,
            parent.history.fork(step),
            step,
            named,
        )
        self._leave(step)
        self._all[branch.number] = branch
        self._next += 1
        self._current = branch.number
        return branch

    def switch(self, number: int, step: int) -> Branch:
        """Go over to a branch, leaving the present one at `step`."""
        self._there(number)
        self._leave(step)
        self._current = number
        return self.current

    def rename(self, number: int, name: str, *, named: bool = True) -> None:
        """Give a branch another name."""
        self._all[number] = replace(self._there(number), name=_checked(name), named=named)

    def delete(self, number: int) -> None:
        """Forget a branch that one is not on."""
        if self._there(number) is self.current:
            raise BranchError("this is the branch that you are on; go to another first")
        del self._all[number]

    def _leave(self, step: int) -> None:
        self._all[self._current] = replace(self.current, step=step)

    def _there(self, number: int) -> Branch:
        if number not in self._all:
            raise BranchError(f"there is no branch {number}")
        return self._all[number]


def parting(branches: Sequence[Branch], one: Branch, other: Branch) -> int:
    """Return the last step that two branches share; 0 where what joined them was deleted."""
    mine, theirs = _shared_until(branches, one), _shared_until(branches, other)
    return max((min(mine[n], theirs[n]) for n in mine.keys() & theirs.keys()), default=0)


def _shared_until(branches: Sequence[Branch], branch: Branch) -> dict[int, int]:
    """Return, for a branch and all that it comes from, up to which step it is the same."""
    by_number = {one.number: one for one in branches}
    until = branch.history.head
    found = {branch.number: until}
    while branch.parent is not None:
        until = min(until, branch.fork_step)
        found[branch.parent] = until
        if branch.parent not in by_number:
            break
        branch = by_number[branch.parent]
    return found


def _checked(name: str) -> str:
    if not name.strip():
        raise BranchError("a branch needs a name of at least one letter")
    return name.strip()
