"""What all pictures of twin runs share: each run's name, colour and dash.

A run is named by what it differs in. It is never told by colour alone: its line has a dash of its
own, its dot a shape, and its name stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from nnviz.engine.differences import Difference, differences
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.scenes import experiment_words as say
from nnviz.scenes import words
from nnviz.scenes.line_labels import Label, moved_apart
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.ticks import Axis

LONGEST_NAME = 28  # letters of a run's name
MOST_IN_NAME = 2  # differences that a name tells

# Apart in lightness as well as in hue, and from the colours of sign and of gradients.
INKS: dict[str, tuple[Colour, ...]] = {
    "light": ("#2563c9", "#b8326f", "#0b7a75", "#4a4f5c"),
    "dark": ("#7fb0ff", "#f083b3", "#3fc9bd", "#d5d9e2"),
}
SIGNS = {"sigma": "σ", "range": "±", "l1": "L1", "l2": "L2"}  # of settings, in a run's name
SHAPES = ("o", "s", "t", "d")  # of dots: circle, square, triangle, diamond


class RunMark(Struct, frozen=True):
    """How a run is told from the others.

    Parameters
    ----------
    number
        From 1.
    name
        What it differs in.
    colour, dash, shape
        Of its line and its dots; `dash` counts from 0, the unbroken line.
    """

    number: int
    name: str
    colour: Colour
    dash: int
    shape: str


def run_marks(specs: Sequence[ExperimentSpec], theme: Theme) -> tuple[RunMark, ...]:
    """Return how runs of these specs are told apart."""
    return _marks(tuple(specs), theme.name)


@lru_cache(maxsize=8)
def _marks(specs: tuple[ExperimentSpec, ...], theme: str) -> tuple[RunMark, ...]:
    inks = INKS[theme]
    return tuple(
        RunMark(place + 1, name, inks[place], place, SHAPES[place])
        for place, name in enumerate(run_names(specs))
    )


def run_names(specs: Sequence[ExperimentSpec]) -> tuple[str, ...]:
    """Return a name for each run: the values in which it differs from the others.

    Runs that do not differ are told by their number.
    """
    found = told_differences(specs)
    names = []
    for place in range(len(specs)):
        values = dict.fromkeys(_short(one, one.values[place]) for one in found)
        told = [value for value in values if value][:MOST_IN_NAME]
        names.append(words.shortened(", ".join(told), LONGEST_NAME))
    return tuple(
        name if name and names.count(name) == 1 else f"{name or 'run'} ({place})"
        for place, name in enumerate(names, start=1)
    )


def run_labels(
    ends: Sequence[tuple[RunMark, float]], axis: Axis, rows: int, longest: int = LONGEST_NAME
) -> tuple[Label, ...]:
    """Return the names of runs at the heights where their lines end, moved apart.

    Parameters
    ----------
    ends
        Runs, and heights on `axis`; runs without a height have no name there.
    rows
        Names that fit below one another on it.
    longest
        Letters of a name.
    """
    apart = axis.span / max(1, rows)
    known = [(mark, min(max(y, axis.low), axis.high)) for mark, y in ends if math.isfinite(y)]
    known.sort(key=lambda end: end[1])
    heights = moved_apart([y for _, y in known], apart, axis.high)
    return tuple(
        Label(words.shortened(mark.name, longest), height, mark.colour)
        for (mark, _), height in zip(known, heights, strict=True)
    )


def told_differences(specs: Sequence[ExperimentSpec]) -> tuple[Difference, ...]:
    """Return what specs differ in, worth telling: of another kind of part only its name and rate.

    Layers that differ alike are told once, as a setting "network.hidden.…".
    """
    found = differences(specs)
    kinds = [one.name.removesuffix("name") for one in found if one.name.endswith(".name")]
    told = [
        one
        for one in found
        if one.name.endswith((".name", ".rate", ".sigma", ".range")) or not _inside(one, kinds)
    ]
    return _merged_layers(told, specs)


def _inside(one: Difference, kinds: Sequence[str]) -> bool:
    return any(one.name.startswith(kind) for kind in kinds)


def _merged_layers(
    told: Sequence[Difference], specs: Sequence[ExperimentSpec]
) -> tuple[Difference, ...]:
    """Return the differences with those of all hidden layers as one, where they are the same."""
    depths = {len(spec.network.layers) for spec in specs}
    kept, merged = list(told), []
    for what in ("activation", "units"):
        paths = [f"network.layers.{n}.{what}" for n in range(1, max(depths))]
        same = [one for one in kept if one.name in paths]
        if len(depths) == 1 and len(same) == len(paths) > 1 and len({o.values for o in same}) == 1:
            kept = [one for one in kept if one not in same]
            merged.append(Difference(f"network.hidden.{what}", same[0].values))
    return (*merged, *kept)


def setting_words(path: str, depth: int = 0) -> str:
    """Return what a setting is called on screen: "Layer 1 activation", "Rate".

    In a network of `depth` layers the last one is the output.
    """
    parts = path.split(".")
    if parts[:2] == ["network", "hidden"]:
        return f"Hidden {parts[2]}"
    if parts[:2] == ["network", "layers"]:
        what = "weights" if "initializer" in parts else parts[3]
        return f"{'Output' if parts[2] == str(depth) else f'Layer {parts[2]}'} {what}"
    if parts[-1] == "name":
        parts = parts[:-1]
    kinds = ("", "optimizer.", "schedule.", "initializer.")
    named = (f"{kind}{parts[-1]}" for kind in kinds)
    known = say.SETTINGS.get(".".join(parts))
    known = known or next((say.SETTINGS[n] for n in named if n in say.SETTINGS), None)
    label = known.label if known else parts[-1]
    return f"{label} of weights" if parts[-2:] == ["network", "seed"] else label


def value_words(path: str, value: Any) -> str:
    """Return a setting's value on screen: "sigmoid", "0.03"; "–" where a run has none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return words.exact(float(value))
    return _label(path, str(value))


def _label(path: str, name: str) -> str:
    tables: dict[str, dict[str, Any]] = {
        "activation": ACTIVATIONS,
        "cost": LOSSES,
        "backward": BACKWARD_RULES,
        "optimizer": OPTIMIZERS,
        "schedule": say.SCHEDULES,
        "initializer": say.INITIALIZERS,
    }
    parts = [part for part in path.split(".") if part in tables]
    entry = tables[parts[-1]].get(name) if parts else None
    return str(entry.label) if entry is not None else name


def _short(one: Difference, value: Any) -> str:
    """Return a value as it stands in a name: numbers with their setting, choices alone."""
    if value is None:
        return ""
    told = value_words(one.name, value)
    if isinstance(value, str):
        return told
    return f"{SIGNS.get(one.name.rpartition('.')[2]) or setting_words(one.name).lower()} {told}"
