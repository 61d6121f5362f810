"""The iterates of one method as a table: on screen rounded or cut, in a file with every digit."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from nnviz.optim.method import MethodState
from nnviz.scenes import words
from nnviz.scenes.descent_race import Track
from nnviz.scenes.descent_state import Descent

DECIMALS = 2


class IteratesScene(Struct, frozen=True, eq=False):
    """A table.

    Parameters
    ----------
    title
        Whose iterates they are.
    headings, tips
        Of the columns.
    step
        The row that is looked at; those below lie ahead.
    cut
        Whether coordinates are cut after two decimals.
    """

    title: str
    headings: tuple[str, ...]
    tips: tuple[str, ...]
    step: int
    cut: bool
    states: tuple[MethodState, ...]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.states)

    def cell(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        state = self.states[row]
        size = state.point.size
        if column == 0:
            return words.count(state.number)
        if column <= size:
            value = float(state.point[column - 1])
            return cut_off(value) if self.cut else _short(value, size)
        if column == size + 1:
            return _short(state.value, size)
        if column == size + 2:
            return slope_text(state)
        return words.count(state.counts.total)

    def tip(self, row: int) -> str:
        """Return what happened at a step."""
        state = self.states[row]
        return f"{state.happened} {state.stop.reason}" if state.stop else state.happened

    def text(self, rows: Iterable[int]) -> str:
        """Return rows as a spreadsheet takes them from the clipboard, with every digit."""
        return self._written(rows, "\t")

    def csv(self) -> str:
        """Return all rows as a CSV file, with every digit."""
        return self._written(range(self.rows), ",")

    def _written(self, rows: Iterable[int], delimiter: str) -> str:
        made = io.StringIO()
        writer = csv.writer(made, delimiter=delimiter, lineterminator="\n")
        writer.writerow((*self.headings, "happened"))
        for row in rows:
            state = self.states[row]
            slope = _slope(state)
            numbers = (*(float(one) for one in state.point), state.value)
            writer.writerow(
                (
                    state.number,
                    *(repr(one) for one in numbers),
                    "" if slope is None else repr(slope),
                    state.counts.total,
                    self.tip(row),
                )
            )
        return made.getvalue()


def iterates_scene(descent: Descent) -> IteratesScene:
    """Return the table of the selected method, or of the first where that does not race."""
    track = descent.race.track(descent.selected) or descent.race.tracks[0]
    return iterates_of(track, descent)


def iterates_of(track: Track, descent: Descent) -> IteratesScene:
    """Return the table of a track."""
    names = descent.function.variables
    one = len(names) == 1
    headings = ("step", *names, "f", "f′" if one else "|∇f|", "calls")
    tips = (
        "The number of the step",
        *(f"Coordinate {name} of the iterate" for name in names),
        "The value there",
        "The slope there" if one else "The length of the gradient there",
        "Calls of f, its gradient and Hessian, all together, since the start",
    )
    return IteratesScene(
        track.method.label,
        headings,
        tips,
        min(descent.race.step, len(track.states) - 1),
        descent.cut,
        track.states,
    )


def _short(value: float, size: int) -> str:
    """Return a number as it fits its column: with fewer digits where others take their room."""
    digits = 5 if size == 1 else 4
    text = words.number(value, digits)
    if "e" in text:
        return words.number(value, digits - 2)
    return words.number(value, digits - 1) if abs(value) < 0.01 else text


def cut_off(value: float) -> str:
    """Return a number with what stands after its second decimal cut off, not rounded."""
    if not abs(value) < 1e9:
        return words.number(value, 6)
    # A number such as 3.57, which binary can't hold, must not lose a hundredth to that.
    near = round(value, 10)
    whole = math.trunc(near * 10**DECIMALS + math.copysign(1e-7, near)) / 10**DECIMALS
    return f"{whole:,.{DECIMALS}f}".replace("-", words.MINUS)


def _slope(state: MethodState) -> float | None:
    if state.gradient is None:
        return None
    if state.gradient.size == 1:
        return float(state.gradient[0])
    return float(np.linalg.norm(state.gradient))


def slope_text(state: MethodState) -> str:
    """Return the slope or the gradient's length at a state; a dash where it is not known."""
    slope = _slope(state)
    return "–" if slope is None else _short(slope, 2)
