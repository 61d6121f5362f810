"""What lies under the pointer in the diagram: a bias dot, a unit, or the nearest edge.

And which unit the arrow keys come to from there.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes.diagram_edges import Edges
from nnviz.scenes.diagram_layout import Arrangement, Column, along
from nnviz.scenes.marks import Mark, UnitMark, WeightMark

REACH = 0.5  # em: an edge is hit from so far away


def hit(arrangement: Arrangement, edges: Edges, points: Array | None, at: Array) -> Mark | None:
    """Return what is at a place.

    Parameters
    ----------
    arrangement
        Where things stand.
    edges
        Those drawn.
    points
        Their `along`, shape (edges, places, 2); None where nothing is drawn.
    at
        The place, shape (2,), in pixels.
    """
    return _bias(arrangement, at) or _unit(arrangement, at) or _edge(arrangement, edges, points, at)


def edge_points(arrangement: Arrangement, edges: Edges) -> Array:
    """Return points along the edges, which `hit` measures distances to."""
    return along(arrangement.curves(edges.layer, edges.row, edges.column))


def _bias(arrangement: Arrangement, at: Array) -> WeightMark | None:
    reach = 0.45 * arrangement.room.em
    for layer, column in enumerate(arrangement.columns):
        if layer == 0 or column.cells is not None:
            continue
        distances = np.hypot(*(arrangement.bias_at(layer) - at).T)
        nearest = int(distances.argmin())
        if distances[nearest] <= reach:
            return WeightMark(layer, arrangement.units[layer - 1], nearest)
    return None


def _unit(arrangement: Arrangement, at: Array) -> UnitMark | None:
    for layer, column in enumerate(arrangement.columns):
        if column.left - 3.0 <= at[0] <= column.right + 3.0:
            unit = _unit_in(column, at)
            return None if unit is None else UnitMark(layer, unit)
    return None


def _unit_in(column: Column, at: Array) -> int | None:
    offsets = np.abs(column.centres - at)
    distances = offsets.max(axis=1) if column.cells else np.hypot(*offsets.T)
    nearest = int(distances.argmin())
    reach = 0.5 * column.size + (0.0 if column.cells else 3.0)
    return nearest if distances[nearest] <= reach else None


def _edge(
    arrangement: Arrangement, edges: Edges, points: Array | None, at: Array
) -> WeightMark | None:
    if points is None or not len(points):
        return None
    starts, steps = points[:, :-1], np.diff(points, axis=1)
    lengths = np.maximum((steps * steps).sum(axis=2), 1e-12)
    shares = np.clip(((at - starts) * steps).sum(axis=2) / lengths, 0.0, 1.0)
    distances = np.hypot(*np.moveaxis(starts + shares[..., None] * steps - at, 2, 0)).min(axis=1)
    # The last one among equals lies on top.
    nearest = len(distances) - 1 - int(distances[::-1].argmin())
    near = distances[nearest] <= REACH * arrangement.room.em
    return edges.mark(nearest) if near else None


def neighbour(arrangement: Arrangement, mark: Mark | None, across: int, down: int) -> UnitMark:
    """Return the unit that an arrow key leads to.

    Parameters
    ----------
    arrangement
        Where things stand.
    mark
        Where one is: a unit; from a weight one goes on at the unit that it leads to, and from
        nothing one begins at the first unit.
    across, down
        -1, 0 or 1: one layer (or cell) to the right, one unit down.
    """
    if mark is None:
        return UnitMark(1, 0)
    if isinstance(mark, WeightMark):
        return UnitMark(mark.layer, mark.column)
    columns = arrangement.columns
    column, here = columns[mark.layer], columns[mark.layer].centres[mark.unit]
    wanted = here + column.size * np.array([across, down])
    inside = _beside(column, mark.unit, across, down, wanted)
    if inside is not None:
        return UnitMark(mark.layer, inside)
    layer = mark.layer + across
    if down or not 0 <= layer < len(columns):
        return mark
    nearest = np.hypot(*(columns[layer].centres - here).T).argmin()
    return UnitMark(layer, int(nearest))


def _beside(column: Column, unit: int, across: int, down: int, wanted: Array) -> int | None:
    """Return the unit of the same layer that lies there, if there is one."""
    count = len(column.centres)
    if column.cells is None:
        return min(max(unit + down, 0), count - 1) if down else None
    found = unit + across + down * column.cells[0]
    there = 0 <= found < count
    return found if there and np.hypot(*(column.centres[found] - wanted)) < 1.0 else None
