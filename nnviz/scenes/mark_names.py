"""A unit or a parameter by the name that it has on the screen: "unit 1.1", "W1[0, 0]", "b2[1]".

Units and layers count from 1, rows and columns of weights from 0, as everywhere in the window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.scenes import words
from nnviz.scenes.marks import Mark, UnitMark, WeightMark
from nnviz.scenes.readouts import exists

_UNIT = re.compile(r"(?:unit\s+)?(\d{1,4})\.(\d{1,4})", re.IGNORECASE)
_INPUT = re.compile(r"input\s+(\d{1,4})", re.IGNORECASE)
_WEIGHT = re.compile(r"W(\d{1,4})\[\s*(\d{1,4})\s*,\s*(\d{1,4})\s*\]", re.IGNORECASE)
_BIAS = re.compile(r"b(\d{1,4})\[\s*(\d{1,4})\s*\]", re.IGNORECASE)


def mark_named(name: str, units: Sequence[int]) -> Mark:
    """Return what is called `name` in a network.

    Parameters
    ----------
    name
        "unit 2.1" (or "2.1"), "input 1", "W2[1, 0]" or "b2[0]".
    units
        Of every layer, the inputs first.

    Raises
    ------
    ValueError
        Where nothing is called so; the message is a sentence.
    """
    mark = _read(name.strip(), units)
    if mark is None:
        raise ValueError(
            f"“{words.shortened(name, 40)}” is no name of a unit or a weight; write unit 1.1,"
            " input 1, W1[0, 0] or b1[0]"
        )
    if not exists(tuple(units), mark):
        network = "-".join(map(str, units))
        raise ValueError(f"there is no {name.strip()} in this network of {network} units")
    return mark


def _read(name: str, units: Sequence[int]) -> Mark | None:
    """Return what a name stands for, there or not; None for no name."""
    if found := _UNIT.fullmatch(name):
        layer, unit = map(int, found.groups())
        return UnitMark(layer, unit - 1)
    if found := _INPUT.fullmatch(name):
        return UnitMark(0, int(found[1]) - 1)
    if found := _WEIGHT.fullmatch(name):
        layer, row, column = map(int, found.groups())
        beyond = row >= _before(units, layer)  # that row is the bias's, which has its own name
        return WeightMark(layer, row + 1 if beyond else row, column)
    if found := _BIAS.fullmatch(name):
        layer, column = map(int, found.groups())
        return WeightMark(layer, _before(units, layer), column)
    return None


def _before(units: Sequence[int], layer: int) -> int:
    """Return how many units lead into a layer; 0 where there is none such."""
    return units[layer - 1] if 1 <= layer < len(units) else 0
