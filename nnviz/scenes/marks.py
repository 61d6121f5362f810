"""What the user points at or has chosen: a unit or a parameter, the same word in every view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class UnitMark:
    """A unit: its layer (0 is the inputs) and its place in it, from 0 (on screen from 1)."""

    layer: int
    unit: int


@dataclass(frozen=True, slots=True)
class WeightMark:
    """W[layer][row, column]; `row` = units of the layer before stands for the bias."""

    layer: int
    row: int
    column: int


Mark: TypeAlias = UnitMark | WeightMark


@dataclass(frozen=True, slots=True)
class Marks:
    """What is chosen by a click and what the pointer is over; None for nothing."""

    selected: Mark | None = None
    hovered: Mark | None = None
