"""Where everything in the diagram stands: columns of tiles, or of cells where units are many.

Lengths are in pixels, and text is measured in `em`, the height of a caption, so that one
arrangement serves every screen and text size. It depends on the network's shape and on the room
alone: a view computes it once and keeps it while the numbers change.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.nn.arrays import Array, Indices
from nnviz.scenes.tiles import TILED

GAP = 0.35  # between one tile's caption and the next tile, em
CAPTION = 1.3  # room for the line under a tile, em
LEAST_TILE = 1.05  # em; below, a layer is drawn as cells
LEAST_CAPTIONED = 2.3  # em; below, tiles have no caption
LIKE = 1.35  # times the smallest tile: no tile is larger, so that they look of one kind
LARGEST_TILE = 5.4  # em, or a fifth of the height
SQUARE = 0.8  # of a tile's outer size: an input, which has no ring, and a unit's disc
LARGEST_CELL = 1.7  # em
IMAGE_FROM = 25  # so many inputs, and a square number, are an image


class Room(Struct, frozen=True):
    """The room for the network itself, without headings and legend.

    Parameters
    ----------
    left, top, right, bottom
        Its edges in pixels.
    em
        The height of a caption's line.
    names, answers
        The widths that the inputs' and the outputs' names need, in pixels.
    """

    left: float
    top: float
    right: float
    bottom: float
    em: float
    names: float = 0.0
    answers: float = 0.0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


class Column(Struct, frozen=True, eq=False):
    """One layer.

    Parameters
    ----------
    x
        Its middle.
    size
        Outer diameter of a tile (with its ring), or the side of a cell.
    centres
        Of the units, shape (units, 2).
    left, right
        Where edges arrive and leave.
    cells
        Cells a row and rows, where the layer is drawn as cells; None for tiles.
    captioned
        Whether a line of text stands under each tile.
    """

    x: float
    size: float
    centres: Array
    left: float
    right: float
    cells: tuple[int, int] | None = None
    captioned: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of all its tiles or cells."""
        half = 0.5 * self.size
        low, high = self.centres.min(axis=0) - half, self.centres.max(axis=0) + half
        return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


class Arrangement(Struct, frozen=True, eq=False):
    """Where the layers of a network stand; `columns[0]` are the inputs."""

    units: tuple[int, ...]
    room: Room
    columns: tuple[Column, ...]

    def curves(self, layer: Indices, row: Indices, column: Indices) -> Array:
        """Return the edges as cubic curves: end, two handles, end; shape (edges, 4, 2)."""
        ends = np.empty((len(layer), 4, 2))
        for number in set(layer.tolist()):
            here = layer == number
            before, after = self.columns[number - 1], self.columns[number]
            ends[here, 0, 0], ends[here, 3, 0] = before.right, after.left
            ends[here, 0, 1] = before.centres[row[here], 1]
            ends[here, 3, 1] = after.centres[column[here], 1]
        middle = 0.5 * (ends[:, 0, 0] + ends[:, 3, 0])
        ends[:, 1, 0] = ends[:, 2, 0] = middle
        ends[:, 1, 1], ends[:, 2, 1] = ends[:, 0, 1], ends[:, 3, 1]
        return ends

    def widest_edge(self, layer: int) -> float:
        """Return the width of the strongest edge into a layer: less where edges are many."""
        count = self.units[layer - 1] * self.units[layer]
        tile = min(self.columns[layer - 1].size, self.columns[layer].size, 5.0 * self.room.em)
        crowding = min(1.0, (24.0 / count) ** 0.5)
        return float(max(0.16 * self.room.em, 0.11 * tile * crowding))

    def bias_at(self, layer: int) -> Array:
        """Return where the dots of a layer's biases stand, shape (units, 2): low on the left."""
        column = self.columns[layer]
        return column.centres + 0.5 * column.size * np.array([-0.7071, 0.7071])


def arrange(units: tuple[int, ...], room: Room) -> Arrangement:
    """Return where the layers of a network with `units` (inputs first) stand in `room`."""
    share = (room.right - room.left - room.names - room.answers) / len(units)
    shapes = _same_size([_shape(n, layer, share, room) for layer, n in enumerate(units)])
    left, right = room.left + room.names, room.right - room.answers
    widths = [size * (cells[0] if cells else 1) for size, cells, _ in shapes]
    free = right - left - sum(widths)
    most = max(11.0 * room.em, 0.45 * room.height)
    gap = min(free / max(1, len(units) - 1), most) if len(units) > 1 else 0.0
    x = left + 0.5 * (free - gap * (len(units) - 1))
    columns = []
    for n, width, (size, cells, captioned) in zip(units, widths, shapes, strict=True):
        columns.append(_column(n, x, size, cells, captioned, room))
        x += width + gap
    if columns[0].cells is None:
        inputs = columns[0]
        columns[0] = replace(inputs, right=inputs.x + 0.5 * SQUARE * inputs.size + 1.0)
    return Arrangement(units, room, tuple(columns))


_Shape = tuple[float, tuple[int, int] | None, bool]


def _shape(n: int, layer: int, share: float, room: Room) -> _Shape:
    """Return tile size, cells, and whether there are captions, for a layer of n units."""
    em, pitch = room.em, room.height / n
    largest = min(max(LARGEST_TILE * em, 0.2 * room.height), 0.62 * share)
    with_caption = min(largest, pitch - (CAPTION + GAP) * em)
    bare = min(largest, pitch - max(0.12 * em, 0.14 * pitch))
    if n <= TILED and with_caption >= LEAST_CAPTIONED * em:
        return with_caption, None, True
    if n <= TILED and bare >= LEAST_TILE * em:
        return bare, None, False
    return (*_cells(n, layer, share, room), False)


def _cells(n: int, layer: int, share: float, room: Room) -> tuple[float, tuple[int, int]]:
    """Return the side of a cell, and cells a row and rows: a square image, or a tall block."""
    side = round(n**0.5)
    wide = min(0.72 * share, 0.8 * room.height)
    if layer == 0 and n >= IMAGE_FROM and side * side == n:
        return _whole(wide / side), (side, side)
    most = LARGEST_CELL * room.em
    fits = {
        across: min(room.height / -(-n // across), 0.62 * share / across, most)
        for across in range(1, n + 1)
    }
    across = max(fits, key=lambda a: (round(fits[a], 3), n % a == 0, -a))
    return _whole(fits[across]), (across, -(-n // across))


def _whole(side: float) -> float:
    """Return a cell's side in whole pixels, where that is much less than it."""
    return float(int(side)) if side >= 4.0 else side


def _same_size(shapes: list[_Shape]) -> list[_Shape]:
    """Let all tiles be of nearly one size: that of the smallest, or a little more."""
    tiles = [size for size, cells, _ in shapes if cells is None]
    if not tiles:
        return shapes
    most = LIKE * min(tiles)
    return [(size if cells else min(size, most), cells, text) for size, cells, text in shapes]


def _column(
    n: int, x: float, size: float, cells: tuple[int, int] | None, captioned: bool, room: Room
) -> Column:
    middle = 0.5 * (room.top + room.bottom)
    if cells is not None:
        centres = _cell_centres(n, x, middle, size, cells)
        width = cells[0] * size
        return Column(x + 0.5 * width, size, centres, x, x + width, cells)
    caption = CAPTION * room.em if captioned else 0.0
    pitch = min(room.height / n, 1.3 * (size + caption) + GAP * room.em)
    places = middle - 0.5 * caption + pitch * (np.arange(n) - 0.5 * (n - 1))
    centres = np.stack([np.full(n, x + 0.5 * size), places], axis=1)
    return Column(x + 0.5 * size, size, centres, x, x + size, None, captioned)


def _cell_centres(n: int, x: float, middle: float, size: float, cells: tuple[int, int]) -> Array:
    across, rows = cells
    row, column = np.divmod(np.arange(n), across)
    top = middle - 0.5 * rows * size
    return np.stack([x + (column + 0.5) * size, top + (row + 0.5) * size], axis=1)


@lru_cache(maxsize=1)
def _steps() -> Array:
    """Return the weights of a cubic's four points at 25 places along it, shape (25, 4)."""
    t = np.linspace(0.0, 1.0, 25)
    s = 1.0 - t
    return np.stack([s**3, 3 * s * s * t, 3 * s * t * t, t**3], axis=1)


def along(curves: Array) -> Array:
    """Return 25 points along each cubic curve, shape (edges, 25, 2)."""
    points: Array = np.einsum("tk,ekc->etc", _steps(), curves)
    return points
