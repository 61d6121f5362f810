"""What specs differ in, setting by setting: what tells twin runs and branches apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from nnviz.experiment.spec import ExperimentSpec


class Difference(Struct, frozen=True):
    """A setting that is not the same in all specs, and its value in each (None: it has none)."""

    name: str
    values: tuple[Any, ...]


def differences(specs: Sequence[ExperimentSpec]) -> tuple[Difference, ...]:
    """Return every setting in which specs differ, by its dotted path; their names don't count.

    Where the kind of a part differs ("training.optimizer.name") the settings that only one of
    the kinds has come after it.
    """
    flat = [_flattened(spec.to_dict()) for spec in specs]
    names = dict.fromkeys(name for one in flat for name in one if name != "name")
    found = (Difference(name, tuple(one.get(name) for one in flat)) for name in names)
    return tuple(one for one in found if len(set(map(repr, one.values))) > 1)


def _flattened(value: Any, path: str = "") -> dict[str, Any]:
    """Return every leaf of a spec's content by its dotted path; layers count from 1."""
    if isinstance(value, list):
        value = {str(number): inner for number, inner in enumerate(value, start=1)}
    if not isinstance(value, dict):
        return {path: value}
    leaves: dict[str, Any] = {}
    for key, inner in value.items():
        leaves.update(_flattened(inner, f"{path}.{key}" if path else key))
    return leaves
