"""The edges of the diagram: which are drawn, in which colour, how wide.

A small network shows all its weights. Of a large one each pair of layers shows its strongest, and
the scene says how many of how many: a line for each would cost much and show nothing.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.parameters import index_of
from nnviz.scenes.diagram_lit import Lit
from nnviz.scenes.marks import Mark, Marks, UnitMark, WeightMark
from nnviz.scenes.packed import (
    Packed,
    gradient_table,
    packed_colour,
    weight_table,
    with_opacity,
)
from nnviz.scenes.palette import Theme

Show: TypeAlias = Literal["weight", "gradient", "update"]

MOST_EDGES = 360
PALEST = 0.3  # how far from neutral the colour of the smallest edge is: it must still be seen
FADED = 56  # opacity, of 255, of edges that do not touch the unit pointed at
CROWDED = 100  # edges; where there are more, weak ones are let through


class Edges(Struct, frozen=True, eq=False):
    """The edges to draw, faded ones first, then weakest first: the strongest lie on top.

    Parameters
    ----------
    index
        Places in the flat parameter vector: an edge's identity, shape (edges,).
    layer, row, column
        As in W[layer][row, column], shape (edges,).
    share
        |value| as a share of the scale's end, 0 to 1, shape (edges,).
    colours
        Packed, shape (edges,); pale where another unit is pointed at.
    total
        How many edges the network has.
    """

    index: Indices
    layer: Indices
    row: Indices
    column: Indices
    share: Array
    colours: Packed
    total: int

    def mark(self, place: int) -> WeightMark:
        """Return the mark of one of the edges."""
        return WeightMark(int(self.layer[place]), int(self.row[place]), int(self.column[place]))


def shown_parameters(record: StepRecord, show: Show) -> Array:
    """Return the flat vector that edges stand for: weights, gradients, or the last update."""
    chosen = {"weight": record.params, "gradient": record.gradients, "update": record.update}
    return chosen[show].flat


def edge_table(theme: Theme, show: Show) -> Packed:
    """Return the colours of edges: orange and blue for weights, purple and green for the rest."""
    return weight_table(theme) if show == "weight" else gradient_table(theme)


def edge_colours(shares: Array, theme: Theme, show: Show) -> Packed:
    """Return the colours for shares of the scale from -1 to 1: one for exactly 0, too."""
    strength = PALEST + (1.0 - PALEST) * np.minimum(np.abs(shares), 1.0)
    places = 127.5 + 127.5 * np.copysign(strength, shares)
    colours = edge_table(theme, show).take(places.astype(np.uint8))
    colours[shares == 0.0] = packed_colour(theme.border)
    return colours


def edges_of(
    record: StepRecord,
    show: Show,
    limit: float,
    theme: Theme,
    marks: Marks,
    lit: Lit | None = None,
) -> Edges:
    """Return the edges to draw.

    Parameters
    ----------
    record
        The step.
    show
        What they stand for.
    limit
        The end of the scale.
    theme
        Its colours.
    marks
        An edge that is marked is always drawn; edges that do not touch a unit pointed at
        become pale.
    lit
        What takes part in the operation shown: its own edges are drawn, others become pale.
    """
    flat = shown_parameters(record, show)
    units = record.params.units
    always = (marks.selected, marks.hovered, *(lit.edges if lit else ()))
    index = _with_marked(_chosen(flat, units), units, always)
    values = flat[index]
    sizes = np.abs(values)
    order = np.argsort(sizes)
    index, values, sizes = index[order], values[order], sizes[order]
    layer, row, column = _ends(units, index)
    shares = np.minimum(sizes / limit, 1.0)
    colours = edge_colours(values / limit, theme, show)
    if len(index) > CROWDED:
        colours = with_opacity(colours, 70.0 + 185.0 * np.sqrt(shares))
    if lit is not None:
        opacity = (colours >> 24) * lit.strength(layer, row, column)
        colours = with_opacity(colours, opacity)
    elif isinstance(marks.hovered, UnitMark):
        elsewhere = ~_touches(layer, row, column, marks.hovered)
        colours[elsewhere] = with_opacity(colours[elsewhere], FADED)
    above = np.argsort(colours >> 24, kind="stable")  # what is faded lies below
    return Edges(
        index=index[above],
        layer=layer[above],
        row=row[above],
        column=column[above],
        share=shares[above],
        colours=colours[above],
        total=edge_total(units),
    )


def _touches(layer: Indices, row: Indices, column: Indices, unit: UnitMark) -> NDArray[np.bool_]:
    into = (layer == unit.layer) & (column == unit.unit)
    out_of = (layer == unit.layer + 1) & (row == unit.unit)
    return np.asarray(into | out_of)


def edge_total(units: tuple[int, ...]) -> int:
    """Return how many weights there are, without the biases."""
    return sum(n * m for n, m in pairwise(units))


def shown_per_layer(units: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many edges into each layer are drawn: all, or an even share of MOST_EDGES."""
    sizes = [n * m for n, m in pairwise(units)]
    left, shown = MOST_EDGES, dict.fromkeys(range(len(sizes)), 0)
    for done, place in enumerate(sorted(shown, key=sizes.__getitem__)):
        shown[place] = min(sizes[place], left // (len(sizes) - done))
        left -= shown[place]
    return tuple(shown.values())


@lru_cache(maxsize=4)
def _all_edges(units: tuple[int, ...]) -> Indices:
    """Return the places of all weights, without the biases, in the flat vector."""
    ranges = [
        np.arange(units[layer - 1] * units[layer]) + index_of(units, layer, 0, 0)
        for layer in range(1, len(units))
    ]
    return np.concatenate(ranges)


def _chosen(flat: Array, units: tuple[int, ...]) -> Indices:
    """Return the places of the edges that are drawn: all, or the strongest into each layer."""
    if edge_total(units) <= MOST_EDGES:
        return _all_edges(units)
    strongest = []
    for layer, count in enumerate(shown_per_layer(units), start=1):
        start = index_of(units, layer, 0, 0)
        sizes = np.abs(flat[start : start + units[layer - 1] * units[layer]])
        top = np.argpartition(sizes, sizes.size - count)[sizes.size - count :]
        strongest.append(top + start)
    return np.concatenate(strongest)


def _with_marked(
    index: Indices, units: tuple[int, ...], always: tuple[Mark | None, ...]
) -> Indices:
    """Return `index` with the marked edges, where they are not in it."""
    if edge_total(units) <= MOST_EDGES:
        return index
    marked = {
        index_of(units, mark.layer, mark.row, mark.column)
        for mark in always
        if isinstance(mark, WeightMark) and mark.row < units[mark.layer - 1]
    }
    extra = [place for place in marked if not (index == place).any()]
    return np.concatenate([index, np.array(extra, dtype=np.int64)]) if extra else index


def _ends(units: tuple[int, ...], index: Indices) -> tuple[Indices, Indices, Indices]:
    """Return layer, row and column of places in the flat vector."""
    starts = np.array([index_of(units, layer, 0, 0) for layer in range(1, len(units))])
    layer = np.searchsorted(starts, index, side="right")
    within = index - starts[layer - 1]
    row, column = np.divmod(within, np.array(units)[layer])
    return layer, row, column
