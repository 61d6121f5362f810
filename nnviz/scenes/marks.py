"""What the user points at or has chosen: a unit or a parameter, the same word in every view."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class UnitMark(Struct, frozen=True):
    """A unit: its layer (0 is the inputs) and its place in it, from 0 (on screen from 1)."""

    layer: int
    unit: int


class WeightMark(Struct, frozen=True):
    """W[layer][row, column]; `row` = units of the layer before stands for the bias."""

    layer: int
    row: int
    column: int


Mark: TypeAlias = UnitMark | WeightMark


class Marks(Struct, frozen=True):
    """What is chosen by a click and what the pointer is over; None for nothing."""

    selected: Mark | None = None
    hovered: Mark | None = None
