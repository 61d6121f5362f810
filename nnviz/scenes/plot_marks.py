"""Words and straight lines on a plot, whichever it is: in a panel of the run or in a lab."""

from __future__ import annotations

from msgspec import Struct

from nnviz.scenes.palette import Colour, Theme


class Note(Struct, frozen=True):
    """Words at (x, y); `side` tells by how many half words and half lines they stand beside."""

    x: float
    y: float
    text: str
    colour: Colour
    side: tuple[int, int] = (0, 0)


class Level(Struct, frozen=True):
    """A thin line over the whole plot: across at a height, or upright at an x."""

    place: float
    colour: Colour
    upright: bool = False
    dashed: bool = False


def upright(x: float, colour: Colour, *, dashed: bool = False) -> Level:
    """Return a line over the whole height at x."""
    return Level(x, colour, upright=True, dashed=dashed)


def step_marks(step: float, pointed: float | None, theme: Theme) -> tuple[Level, ...]:
    """Return where over the steps the run stands, and which step is pointed at, if one is."""
    now = upright(step, theme.muted, dashed=True)
    return (now,) if pointed is None else (now, upright(pointed, theme.accent))
