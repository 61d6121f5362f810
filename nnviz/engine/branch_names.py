"""The name of a branch that nobody has named: what it differs in from the one it left."""

from __future__ import annotations

from nnviz.engine.branches import Branches
from nnviz.engine.differences import differences
from nnviz.engine.journal import Edit
from nnviz.engine.settings import told_setting

MOST_TOLD = 3  # differences in a name


def unnamed(step: int) -> str:
    """Return the name of a branch that does not differ yet."""
    return f"from step {step:,}"


def name_by_difference(branches: Branches, step: int) -> None:
    """Name the present branch by what was changed where it began, if it stands there still."""
    branch = branches.current
    parents = [one for one in branches.all() if one.number == branch.parent]
    if branch.named or not parents or step != branch.fork_step:
        return
    mine, theirs = branch.history.journal, parents[0].history.journal
    specs = [journal.problem_before(step + 1).spec for journal in (theirs, mine)]
    found = {one.name: one.values[1] for one in differences(specs)}
    kinds = tuple(f"{name.removesuffix('name')}" for name in found if name.endswith(".name"))
    told = [
        told_setting(name.removesuffix(".name"), value)
        for name, value in found.items()
        if name.endswith(".name") or not name.startswith(kinds)
    ]
    known = theirs.at(step)
    told += [one.text for one in mine.at(step) if isinstance(one, Edit) and one not in known]
    more = len(told) - MOST_TOLD
    name = ", ".join(told[:MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
    branches.rename(branch.number, name or unnamed(step), named=False)
