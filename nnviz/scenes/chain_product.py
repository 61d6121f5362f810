"""A gradient taken apart into factors, paths and samples: what the chain rule strip lists."""

from __future__ import annotations

from msgspec import Struct

from nnviz.scenes import words
from nnviz.scenes.palette import Colour, Theme

SHOWN = 3  # rows while the list is folded
MOST = 10  # rows while it is open


class Cell(Struct, frozen=True):
    """One factor.

    Parameters
    ----------
    value, symbol, derivative
        "0.0391", "f′(z 2.1)", "∂a 2.1/∂z 2.1".
    tip
        What it is, in words.
    ink
        Of the value: amber for f'.
    tightest
        Whether it is the f' that lets the smallest share through.
    """

    value: str
    symbol: str
    derivative: str
    tip: str
    ink: Colour
    tightest: bool


class Row(Struct, frozen=True):
    """A path, or a sample of the batch.

    Parameters
    ----------
    key
        The path's place by size, or the sample's row in the batch.
    name, value
        "2.1 → 3.1", "−0.0021".
    share
        Of the largest, with its sign: from -1 to 1.
    ink
        Of the bar.
    chosen
        Whether its factors are those shown.
    """

    key: int
    name: str
    value: str
    share: float
    ink: Colour
    chosen: bool


class Product(Struct, frozen=True, eq=False):
    """The gradient taken apart: for one sample into paths, for the batch into samples.

    Parameters
    ----------
    value
        What comes out.
    latex
        The product, typeset.
    cells
        The factors of the chosen path; empty for the batch.
    tightest
        What the smallest f' does, in a sentence; "" for the batch.
    heading
        Of the rows.
    rows
        Paths or samples, the largest first.
    more
        What the others add up to; "" where all are shown.
    foldable
        Whether there are more rows than are shown while the list is folded.
    sum
        That all of it is the engine's gradient.
    """

    value: str
    latex: str
    cells: tuple[Cell, ...]
    tightest: str
    heading: str
    rows: tuple[Row, ...]
    more: str
    foldable: bool
    sum: str


def bar(value: float, theme: Theme) -> Colour:
    """Return the colour of a gradient's bar, by its sign."""
    return theme.falling if value < 0.0 else theme.rising


def same(of: str, ours: float, engine: float) -> str:
    """Say that a sum is the engine's number, and how far apart the two are."""
    gap = abs(ours - engine)
    apart = "to the last digit" if gap == 0.0 else f"apart by {words.number(gap, 1)}"
    return f"{of} {words.number(ours)} = engine {words.number(engine)}, {apart}"
