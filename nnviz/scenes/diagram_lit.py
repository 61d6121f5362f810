"""What is lit in the diagram: who takes part in an operation, or a path, and the numbers there.

Everything else fades, so that one sees where an operation happens. Of a layer with many units only
the unit that is looked at has its number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.chain_way import Path
from nnviz.diagnostics.working import Seen, Working
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import words
from nnviz.scenes.marks import UnitMark, WeightMark
from nnviz.scenes.tiles import TILED

ELSEWHERE, TAKES_PART, LOOKED_AT = 0.16, 0.5, 1.0  # of an edge's opacity
DIGITS = 3


class Tag(Struct, frozen=True):
    """A number at a unit: "δ −0.0036"; `slope` where it is an f'."""

    layer: int
    unit: int
    text: str
    slope: bool = False


class Lit(Struct, frozen=True, eq=False):
    """What takes part.

    Parameters
    ----------
    units
        A mask a layer, the inputs first, each of shape (units,).
    into
        The layer into which the edges lead that take part; 0 for none, -1 for all.
    unit
        The unit whose numbers are put in; None for none.
    edges
        Edges that are looked at by themselves: they are drawn in any case.
    tags
        Numbers at units.
    """

    units: tuple[NDArray[np.bool_], ...]
    into: int
    unit: UnitMark | None
    edges: tuple[WeightMark, ...] = ()
    tags: tuple[Tag, ...] = ()

    def strength(self, layer: Indices, row: Indices, column: Indices) -> Array:
        """Return how much of its opacity each edge keeps, shape (edges,)."""
        found = np.full(len(layer), ELSEWHERE)
        found[(layer == self.into) | (self.into < 0)] = TAKES_PART
        if self.unit is not None and not self.edges:
            found[self._touching(self.unit, layer, row, column)] = LOOKED_AT
        for edge in self.edges:
            here = (layer == edge.layer) & (row == edge.row) & (column == edge.column)
            found[here] = LOOKED_AT
        return found

    def _touching(
        self, unit: UnitMark, layer: Indices, row: Indices, column: Indices
    ) -> NDArray[np.bool_]:
        ends = (layer == unit.layer) & (column == unit.unit)
        begins = (layer == unit.layer + 1) & (row == unit.unit)
        return np.asarray((ends | begins) & ((layer == self.into) | (self.into < 0)))


def lit_by(working: Working, units: tuple[int, ...]) -> Lit:
    """Return what an operation lights in a network of `units` (inputs first)."""
    place = working.place
    taking_part = {place.layer, *(seen.layer for seen in working.seen)}
    if working.edges_into < 0:
        taking_part = set(range(len(units)))
    masks = tuple(np.full(n, layer in taking_part) for layer, n in enumerate(units))
    has_edge = place.row is not None and place.row < units[place.layer - 1]
    edges = (WeightMark(place.layer, place.row or 0, place.unit),) if has_edge else ()
    tags = tuple(tag for seen in working.seen for tag in _tags(seen, working))
    unit = UnitMark(place.layer, place.unit)
    return Lit(masks, working.edges_into, unit, edges, tags)


def _tags(seen: Seen, working: Working) -> list[Tag]:
    """Return the numbers of a layer; where it is wide, those of the units looked at."""
    chosen = range(len(seen.values)) if len(seen.values) <= TILED else _looked_at(seen, working)
    values = seen.values.tolist()
    return [
        Tag(seen.layer, unit, f"{seen.symbol} {words.number(values[unit], DIGITS)}")
        for unit in chosen
    ]


def _looked_at(seen: Seen, working: Working) -> Sequence[int]:
    """Return which of a wide layer's units the working is about."""
    place = working.place
    if place.layer == seen.layer:
        return (place.unit,)
    comes_from = place.row is not None and seen.layer == place.layer - 1
    return (place.row,) if place.row is not None and comes_from else ()


def lit_path(mark: WeightMark, path: Path, units: tuple[int, ...]) -> Lit:
    """Return what one path from a weight to the cost lights."""
    masks = [np.zeros(n, dtype=np.bool_) for n in units]
    is_bias = mark.row == units[mark.layer - 1]
    if not is_bias:
        masks[mark.layer - 1][mark.row] = True
    for layer, unit in enumerate(path.units, start=mark.layer):
        masks[layer][unit] = True
    ends = zip(path.units, path.units[1:], strict=False)
    steps = [WeightMark(layer, *both) for layer, both in enumerate(ends, start=mark.layer + 1)]
    edges = (*(() if is_bias else (mark,)), *steps)
    tags = tuple(
        Tag(layer, unit, _slope_text(path, layer, unit), slope=True)
        for layer, unit in enumerate(path.units, start=mark.layer)
        if _slope_text(path, layer, unit)
    )
    return Lit(tuple(masks), 0, None, edges, tags)


def _slope_text(path: Path, layer: int, unit: int) -> str:
    """Return the f' of a unit on the path, where it has one there."""
    name = f"f′(z {layer}.{unit + 1})"
    found = [factor.value for factor in path.factors if factor.symbol == name]
    return f"f′ {words.number(found[0], DIGITS)}" if found else ""
