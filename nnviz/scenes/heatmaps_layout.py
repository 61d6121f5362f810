"""Where the heatmaps of all layers stand: pairs in one grid, cells as large as there is room.

Cells of all layers have one size, as long as that can be seen; of large layers each pair gets a
box by its width, and its cells may be below a pixel. Lengths are in pixels, text in `em`.
"""

from __future__ import annotations

from msgspec import Struct

LABEL = 1.3  # em, above each pair
BETWEEN = 0.45  # em, between W and dC/dW
APART = 1.1  # em, between pairs
LARGEST = 2.0  # em, a cell
LEAST_UNIFORM = 3.0  # pixels
LEAST_LINED = 6.0  # pixels: smaller cells have no lines between them
LEAST_BIAS = 3.0  # pixels, the height of the bias row
LONGEST_SIDE = 4.0  # of a cell, times the shorter one,
LEAST_SIDE = 3.0  # pixels, or this, so that a single row or column of many cells is seen


class Pair(Struct, frozen=True):
    """The heatmaps of one layer: W on the left and dC/dW on the right, each with its bias row.

    Parameters
    ----------
    layer
        From 1.
    left, right
        Where W and where dC/dW begin.
    top
        Of both.
    across, down
        Width and height of a cell.
    rows, columns
        Of W: units of the layer before, and of this one.
    gap, bias
        Between the weights and the bias row, and the height of that.
    """

    layer: int
    left: float
    right: float
    top: float
    across: float
    down: float
    rows: int
    columns: int
    gap: float
    bias: float

    @property
    def width(self) -> float:
        """Of one of the two."""
        return self.across * self.columns

    @property
    def height(self) -> float:
        """Of one of the two, with the bias row."""
        return self.down * self.rows + self.gap + self.bias

    def box(self, start: float, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a cell of the map that begins at `start`."""
        left, top = start + column * self.across, self.top + row * self.down
        if row == self.rows:
            return left, top + self.gap, self.across, self.bias
        return left, top, self.across, self.down

    def patch(self, x: float, y: float) -> tuple[slice, slice] | None:
        """Return the rows and columns under a pixel of either map; more than one where tiny."""
        start = self.right if x >= self.right else self.left
        if not (0.0 <= x - start < self.width and 0.0 <= y - self.top < self.height):
            return None
        column = min(int((x - start) / self.across), self.columns - 1)
        last = min(max(column + 1, int((x - start + 1.0) / self.across)), self.columns)
        if y - self.top >= self.rows * self.down + 0.5 * self.gap:
            return slice(self.rows, self.rows + 1), slice(column, last)
        row = min(int((y - self.top) / self.down), self.rows - 1)
        bottom = min(max(row + 1, int((y - self.top + 1.0) / self.down)), self.rows)
        return slice(row, bottom), slice(column, last)


class Grid(Struct, frozen=True):
    """All pairs; `lined` where cells are large enough for lines between them."""

    units: tuple[int, ...]
    pairs: tuple[Pair, ...]
    lined: bool

    def at(self, x: float, y: float) -> tuple[Pair, slice, slice] | None:
        """Return the pair at a place, and its rows and columns there."""
        for pair in self.pairs:
            patch = pair.patch(x, y)
            if patch is not None:
                return (pair, *patch)
        return None


class Area(Struct, frozen=True):
    """The room for the grid in pixels, and the height of a line of text."""

    left: float
    top: float
    width: float
    height: float
    em: float


def arrange_heatmaps(units: tuple[int, ...], area: Area) -> Grid:
    """Return where the pairs of a network with `units` (inputs first) stand in `area`."""
    layers = list(range(1, len(units)))
    choices = [_lines(layers, count) for count in range(1, len(layers) + 1)]
    sizes = [_uniform_cell(units, lines, area) for lines in choices]
    best = max(range(len(choices)), key=lambda k: (round(sizes[k], 2), -k))
    if sizes[best] >= LEAST_UNIFORM:
        cell = float(int(sizes[best])) if sizes[best] >= LEAST_LINED else sizes[best]
        pairs = _uniform(units, choices[best], area, cell)
        return Grid(units, pairs, cell >= LEAST_LINED)
    boxed = [_boxed(units, lines, area) for lines in choices]
    pairs = max(boxed, key=lambda pairs: min(min(p.across, p.down) for p in pairs))
    lined = all(min(p.across, p.down) >= LEAST_LINED for p in pairs)
    return Grid(units, pairs, lined)


def _lines(layers: list[int], count: int) -> list[list[int]]:
    """Return the layers in `count` lines, or fewer, of nearly the same number."""
    each = -(-len(layers) // count)
    return [layers[k : k + each] for k in range(0, len(layers), each)]


def _bias_gap(cell: float) -> float:
    return min(4.0, max(1.0, 0.3 * cell))


def _free_width(pairs: int, area: Area) -> float:
    return area.width - area.em * (pairs * BETWEEN + (pairs - 1) * APART)


def _line_height(lines: int, area: Area) -> float:
    """Return the room in height for the cells of one line."""
    return area.height / lines - (LABEL + 0.4) * area.em


def _uniform_cell(units: tuple[int, ...], lines: list[list[int]], area: Area) -> float:
    """Return the largest cell that all layers can have."""
    across = min(
        _free_width(len(line), area) / sum(2 * units[layer] for layer in line) for line in lines
    )
    rows = sum(max(units[layer - 1] for layer in line) + 1.35 for line in lines)
    down = (area.height - len(lines) * (LABEL + 0.4) * area.em) / rows
    return min(across, down, LARGEST * area.em)


def _uniform(
    units: tuple[int, ...], lines: list[list[int]], area: Area, cell: float
) -> tuple[Pair, ...]:
    pairs, top = [], area.top
    gap = _bias_gap(cell)
    for line in lines:
        left = area.left
        top += LABEL * area.em
        for layer in line:
            width = cell * units[layer]
            right = left + width + BETWEEN * area.em
            rows, columns = units[layer - 1], units[layer]
            pairs.append(Pair(layer, left, right, top, cell, cell, rows, columns, gap, cell))
            left = right + width + APART * area.em
        top += cell * (max(units[layer - 1] for layer in line) + 1) + gap + 0.4 * area.em
    return tuple(pairs)


def _boxed(units: tuple[int, ...], lines: list[list[int]], area: Area) -> tuple[Pair, ...]:
    """Return pairs that share each line's width by the roots of their columns."""
    pairs = []
    room = _line_height(len(lines), area)
    for number, line in enumerate(lines):
        left = area.left
        top = area.top + number * area.height / len(lines) + LABEL * area.em
        roots = {layer: units[layer] ** 0.5 for layer in line}
        free = _free_width(len(line), area)
        for layer in line:
            share = 0.5 * free * roots[layer] / sum(roots.values())
            rows, columns = units[layer - 1], units[layer]
            across, down = _cell_in(share, room, rows, columns, area.em)
            right = left + across * columns + BETWEEN * area.em
            gap, bias = _bias_gap(down), max(LEAST_BIAS, down)
            pairs.append(Pair(layer, left, right, top, across, down, rows, columns, gap, bias))
            left = right + across * columns + APART * area.em
    return tuple(pairs)


def _cell_in(
    width: float, height: float, rows: int, columns: int, em: float
) -> tuple[float, float]:
    """Return a cell's width and height: all that there is, but not too long nor too large."""
    most = 1.5 * em
    across = min(most, width / columns)
    # The bias row has a height of its own, so that it is seen where cells are below a pixel.
    down = min(most, (height - 4.0) / (rows + 1), (height - 4.0 - LEAST_BIAS) / rows)
    return (
        min(across, max(LONGEST_SIDE * down, LEAST_SIDE)),
        min(down, max(LONGEST_SIDE * across, LEAST_SIDE)),
    )
