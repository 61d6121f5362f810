"""What a wish is about to replace, so that it can be undone."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from nnviz.engine.intents import EditWeight, Intent, RenameBranch, SetParameter
from nnviz.engine.session import Session
from nnviz.engine.settings import full_name
from nnviz.nn.parameters import index_of


class Forked(Struct, frozen=True):
    """A wish began a branch: the numbers of the branch that was left, and of the new one."""

    old: int
    new: int


def value_before(session: Session, intent: Intent) -> Any:
    """Return the present value of the setting, weight or name that `intent` is about; else None.

    Raises
    ------
    SpecError
        Where there is no such setting.
    """
    if isinstance(intent, SetParameter):
        value: Any = session.spec.to_dict()
        for word in full_name(session.spec, intent.name).split("."):
            value = value[int(word) - 1] if isinstance(value, list | tuple) else value[word]
        return value
    if isinstance(intent, EditWeight):
        units, flat = session.problem.network.units, session.parameters
        if not 1 <= intent.layer < len(units):
            return None
        place = index_of(units, intent.layer, intent.row, intent.column)
        return float(flat[place]) if 0 <= place < len(flat) else None
    if isinstance(intent, RenameBranch):
        return next((b.name for b in session.branches if b.number == intent.number), None)
    return None
