"""Settings of a spec by name: what can be changed in mid-run, and how.

A setting's name is its dotted path in the experiment file ("training.optimizer.rate"), or the
path's last word where that is unique ("rate"). Layers are named by their number on screen:
"layers.1.activation".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.optim.schedules import SCHEDULES

Settings: TypeAlias = Sequence[tuple[str, Any]]  # names and values, to be changed together

_CHOICES = {"training.optimizer": OPTIMIZERS, "training.schedule": SCHEDULES}


def full_name(spec: ExperimentSpec, name: str) -> str:
    """Return the dotted path that `name` stands for.

    Raises
    ------
    SpecError
        Where there is no such setting, or several.
    """
    name = f"network.{name}" if name.startswith("layers.") else name
    paths = _paths(spec)
    if name in paths:
        return name
    found = [path for path in paths if path.rsplit(".", 1)[-1] == name]
    if len(found) == 1:
        return found[0]
    live = ", ".join(path for path in paths if not needs_reset(spec, path))
    what = "stands for several settings" if found else "is not a setting"
    raise SpecError(f'"{name}" {what}; what can be changed in mid-run: {live}')


def needs_reset(spec: ExperimentSpec, name: str) -> bool:
    """Whether a change of this setting is possible only from step 0 on."""
    del spec
    if name == "training.seed":
        return True
    if name.startswith("training."):
        return False
    return not (name.startswith("network.layers.") and name.endswith(".activation"))


def changed(spec: ExperimentSpec, name: str, value: Any) -> ExperimentSpec:
    """Return `spec` with one setting changed.

    Parameters
    ----------
    spec
        The spec in force.
    name
        As in `full_name`.
    value
        The new value, as it would stand in the experiment file. An optimiser or schedule may
        be given by name alone: an optimiser keeps the rate in force.

    Raises
    ------
    SpecError
        Where there is no such setting, or it can't have this value.
    """
    path = full_name(spec, name)
    if path in _CHOICES and isinstance(value, str):
        value = {"name": value}
        if path == "training.optimizer":
            value["rate"] = spec.training.optimizer.rate
    content = spec.to_dict()
    *way, last = path.split(".")
    place: Any = content
    for word in way:
        place = place[int(word) - 1] if isinstance(place, list | tuple) else place[word]
    if isinstance(value, float) and value.is_integer() and isinstance(place[last], int):
        value = int(value)
    place[last] = value
    return ExperimentSpec.from_dict(content)


def changed_live(spec: ExperimentSpec, changes: Settings) -> ExperimentSpec:
    """Return `spec` with settings changed that can be changed in mid-run.

    Raises
    ------
    SpecError
        As in `changed`, and where a setting can be changed only from step 0 on.
    """
    for name, value in changes:
        path = full_name(spec, name)
        if needs_reset(spec, path):
            raise SpecError(f"{path}: this can't change in mid-run; restart with another spec")
        spec = changed(spec, path, value)
    return spec


def told(spec: ExperimentSpec, changes: Settings) -> str:
    """Say changes in words for the timeline: "rate → 0.1"."""
    return ", ".join(told_setting(full_name(spec, name), value) for name, value in changes)


def told_setting(path: str, value: Any) -> str:
    """Say one change in words, by the setting's dotted path: "layer 1 → relu"."""
    what = path.removeprefix("training.").removeprefix("network.").removeprefix("optimizer.")
    if what.startswith("layers."):
        what = what.replace("layers.", "layer ", 1).removesuffix(".activation")
    shown = value.get("name", value) if isinstance(value, dict) else value
    return f"{what} → {shown}"


def _paths(spec: ExperimentSpec) -> list[str]:
    paths: list[str] = []
    for part in ("training", "network", "data"):
        _walk(spec.to_dict()[part], part, paths)
    return paths


def _walk(value: Any, path: str, paths: list[str]) -> None:
    if path.count(".") and path.rsplit(".", 1)[-1] != "name":
        paths.append(path)
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}", paths)
    elif path == "network.layers":
        for number, inner in enumerate(value, start=1):
            _walk(inner, f"{path}.{number}", paths)
