"""What a wish is about to replace, so that it can be undone."""

from __future__ import annotations

from typing import Any

from nnviz.engine.intents import EditWeight, Intent, SetParameter
from nnviz.engine.session import Session
from nnviz.engine.settings import full_name
from nnviz.nn.parameters import index_of


def value_before(session: Session, intent: Intent) -> Any:
    """Return the present value of the setting or weight that `intent` is about; else None.

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
    return None
