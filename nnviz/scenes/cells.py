"""Units too many for tiles, as a block of small cells: output inside, learning ability around.

The block is one picture, made of whole pixels, so that a thousand units cost no more than one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.scenes.packed import Packed

LEAST_FRAMED = 4  # pixels; a smaller cell is its output's colour alone
LEAST_AIRY = 11  # pixels; a larger one has a line of ground between output and frame


def cell_picture(
    colours: Packed,
    frames: Packed | None,
    dead: NDArray[np.bool_],
    across: int,
    side: int,
    hatch: tuple[int, int],
) -> Packed:
    """Return a block of cells row by row, shape (rows * side, across * side).

    Parameters
    ----------
    colours
        Inside, shape (units,).
    frames
        Around it, shape (units,); None for cells without.
    dead
        Which are hatched, shape (units,); may be empty where no unit can be.
    across
        Cells a row.
    side
        Of a cell in pixels.
    hatch
        Packed colours of the hatching: its ground and its strokes.
    """
    count = len(colours)
    rows = -(-count // across)
    cells = np.zeros((rows * across, side, side), dtype=np.uint32)
    gap = 1 if side >= LEAST_FRAMED else 0
    if frames is not None and side >= LEAST_FRAMED:
        cells[:count, gap:, gap:] = frames[:, None, None]
        rim, air = max(1, round(0.09 * side)), 1 if side >= LEAST_AIRY else 0
        hole = slice(gap + rim, side - rim)
        cells[:count, hole, hole] = 0
        disc = slice(gap + rim + air, side - rim - air)
        cells[:count, disc, disc] = colours[:, None, None]
    else:
        cells[:count, gap:, gap:] = colours[:, None, None]
    if dead.any():
        _hatch(cells, np.flatnonzero(dead), gap, hatch)
    in_rows = cells.reshape(rows, across, side, side).swapaxes(1, 2)
    return np.ascontiguousarray(in_rows.reshape(rows * side, across * side))


def _hatch(cells: Packed, dead: NDArray[np.intp], gap: int, hatch: tuple[int, int]) -> None:
    side = cells.shape[1]
    across, down = np.meshgrid(np.arange(side), np.arange(side))
    strokes = (across + down) % max(3, side // 4) == 0
    pattern = np.where(strokes, np.uint32(hatch[1]), np.uint32(hatch[0]))
    cells[dead, gap:, gap:] = pattern[gap:, gap:]
