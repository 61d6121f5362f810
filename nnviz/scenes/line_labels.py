"""The names of lines, one a layer, at the heights where the lines end.

Lines that end close together share a name; names that would touch are moved apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.scenes.palette import Colour
from nnviz.scenes.ticks import Axis


class Label(Struct, frozen=True):
    """The name of a line, or of lines too close to be named apart, at a height of the axis."""

    text: str
    height: float
    colour: Colour


class LineEnd(Struct, frozen=True):
    """Where a layer's line ends; `value` is told beside its name where it is named alone."""

    layer: int
    height: float
    colour: Colour
    chosen: bool = False
    value: str = ""


def layer_labels(ends: Sequence[LineEnd], axis: Axis, rows: int) -> tuple[Label, ...]:
    """Return a label a line at its end, moved apart; lines that end together share one.

    Parameters
    ----------
    ends
        One a line.
    axis
        On which the heights are.
    rows
        Labels that fit below one another on it.
    """
    apart = axis.span / max(1, rows)
    groups: list[list[LineEnd]] = []
    for end in sorted(ends, key=lambda end: (end.height, end.layer)):
        if groups and end.height - groups[-1][0].height < 0.5 * apart:
            groups[-1].append(end)
        else:
            groups.append([end])
    labels = [_label(group) for group in groups]
    heights = moved_apart([label.height for label in labels], apart, axis.high)
    return tuple(replace(label, height=h) for label, h in zip(labels, heights, strict=True))


def moved_apart(heights: list[float], least: float, top: float) -> list[float]:
    """Return rising heights at least `least` apart, moved up, then down from `top`, as need be."""
    for place in range(1, len(heights)):
        heights[place] = max(heights[place], heights[place - 1] + least)
    for place in reversed(range(len(heights))):
        heights[place] = min(heights[place], top)
        top = heights[place] - least
    return heights


def _label(group: Sequence[LineEnd]) -> Label:
    layers = sorted(end.layer for end in group)
    row = len(layers) > 2 and layers[-1] - layers[0] == len(layers) - 1
    text = f"L{layers[0]}–{layers[-1]}" if row else " ".join(f"L{layer}" for layer in layers)
    if len(group) == 1 and group[0].value:
        text = f"{text} {group[0].value}"
    colour = next((end.colour for end in group if end.chosen), group[0].colour)
    return Label(text, float(np.mean([end.height for end in group])), colour)
