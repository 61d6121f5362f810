"""A surface over a plane as a mesh: its places, its shades in a fixed light, its contour lines.

Light falls from one side of the box, so that the form can be read at every turn; it is mixed into
the colours here, and what draws the mesh has nothing to decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array
from nnviz.scenes.camera import HEIGHT, Camera
from nnviz.scenes.palette import Colour, Image, Theme, rgb
from nnviz.scenes.ticks import Axis

SQUATTEST = 0.55  # the shorter side of the floor is at least so much of the longer one
LIFT = 0.006  # above the mesh lies what is drawn on it
_LIGHT = np.array([-0.52, -0.28, 0.81])  # where light comes from: left, front, above
_LIT = {"light": (0.68, 0.36), "dark": (0.62, 0.7)}  # what is always there, and what light adds
_TINGED = {"light": 0.1, "dark": 0.14}  # towards the text: else high places were the ground's
_MARCH = np.linspace(0.03, 1.0, 28)  # places looked at between a point and where its ray leaves
_CLEAR = 0.012  # of the box: so much higher a place must be to hide another


@dataclass(frozen=True, eq=False, slots=True)
class Surface:
    """A mesh in its box: x and y within −1 and 1, z within ± HEIGHT / 2.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.
    x, y, z
        Columns, rows, and heights of shape (rows, columns); NaN is a hole.
    colours
        Red, green, blue, opacity (0 to 255) of every place, shape (rows * columns, 4).
    faces
        Triangles by the numbers of their places, shape (n, 3).
    lines, ink
        Contour lines, each two places a piece, shape (n, 3); their colour.
    axes
        Of x, y and height; heights' positions run from 0 to 1.
    note
        What is to be said about heights; "" for nothing.
    """

    name: str
    x: Array
    y: Array
    z: Array
    colours: NDArray[np.uint8]
    faces: NDArray[np.uint32]
    lines: Array
    ink: Colour
    axes: tuple[Axis, Axis, Axis]
    note: str

    @property
    def sides(self) -> tuple[float, float]:
        """The floor's half sides."""
        return float(self.x[-1]), float(self.y[-1])

    def places(self, points: Array) -> Array:
        """Return where (x, y) of the axes, shape (n, 2), stand on the floor; any off it, too."""
        ends = np.array([(axis.low, axis.span) for axis in self.axes[:2]])
        shares = (points - ends[:, 0]) / ends[:, 1]
        placed: Array = (2.0 * shares - 1.0) * self.sides
        return placed

    def on_it(self, floor: Array) -> Array:
        """Return the places above floor places (n, 2), just over the mesh, shape (n, 3).

        Between the mesh's places the height is that of the four around; off the floor it is NaN.
        """
        column, row, inside = self._cells(floor)
        left = np.clip(np.floor(column), 0, len(self.x) - 2).astype(np.int64)
        low = np.clip(np.floor(row), 0, len(self.y) - 2).astype(np.int64)
        u, v = column - left, row - low
        z = self.z
        below = (1.0 - u) * z[low, left] + u * z[low, left + 1]
        above = (1.0 - u) * z[low + 1, left] + u * z[low + 1, left + 1]
        height = np.where(inside, (1.0 - v) * below + v * above + LIFT, np.nan)
        return np.column_stack([floor, height])

    def hides(self, places: Array, camera: Camera) -> NDArray[np.bool_]:
        """Return which places, shape (n, 3), lie behind a part of the surface."""
        sound = np.isfinite(places).all(axis=1)
        hidden = np.zeros(len(places), dtype=bool)
        hidden[sound] = self._hides(places[sound], camera)
        return hidden

    def _hides(self, places: Array, camera: Camera) -> NDArray[np.bool_]:
        ray = camera.eye - places
        half = np.array([*self.sides, 0.5 * HEIGHT])
        cells = np.array([len(self.x) - 1, len(self.y) - 1]) / (2.0 * half[:2])
        with np.errstate(all="ignore"):
            leaves = ((np.copysign(half, ray) - places) / ray).min(axis=1)  # the box
            steps = _MARCH * np.nan_to_num(np.clip(leaves, 0.0, 1.0))[:, None]
            floor = places[:, :2, None] + half[:2, None] + steps[:, None] * ray[:, :2, None]
            column, row = np.rint(floor * cells[:, None]).astype(np.intp).transpose(1, 0, 2)
            height = places[:, 2:] + steps * ray[:, 2:] + _CLEAR
            covered: NDArray[np.bool_] = (self.z[row, column] > height).any(axis=1)
        return covered

    def _cells(self, floor: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Return columns and rows of floor places as fractions, and which lie on the floor."""
        with np.errstate(invalid="ignore"):
            column, row = (
                (floor[:, k] - at[0]) * ((len(at) - 1) / (at[-1] - at[0]))
                for k, at in enumerate((self.x, self.y))
            )
            e = 1e-9
            inside = (column >= -e) & (column <= len(self.x) - 1 + e)
            inside &= (row >= -e) & (row <= len(self.y) - 1 + e)
        return np.where(inside, column, 0.0), np.where(inside, row, 0.0), inside


def half_sides(wide: float, deep: float) -> tuple[float, float]:
    """Return the floor's half sides for a plane so wide and so deep: the longer one is 1."""
    longest = max(wide, deep)
    return max(wide / longest, SQUATTEST), max(deep / longest, SQUATTEST)


def floor_of(sides: tuple[float, float], columns: int, rows: int) -> tuple[Array, Array]:
    """Return the columns' and rows' places on a floor."""
    return np.linspace(-sides[0], sides[0], columns), np.linspace(-sides[1], sides[1], rows)


def raised(share: Array) -> Array:
    """Return heights in the box of shares from 0 to 1."""
    placed: Array = HEIGHT * (share - 0.5)
    return placed


def lit(shades: Image, x: Array, y: Array, z: Array, theme: Theme) -> NDArray[np.uint8]:
    """Return the shades of a mesh in the light, with opacity, shape (rows * columns, 4).

    Lambert's law: what turns away from the light by an angle gets its cosine of it.
    """
    with np.errstate(invalid="ignore"):
        down, across = np.gradient(z, y, x)
    normals = np.stack([-across, -down, np.ones_like(z)], axis=-1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    always, more = _LIT[theme.name]
    light = always + more * np.clip(np.nan_to_num(normals @ _LIGHT), 0.0, 1.0)
    tinge, text = _TINGED[theme.name], np.array(rgb(theme.text))
    seen = shades.reshape(-1, 3) * (1.0 - tinge) + text * tinge
    colours = np.full((z.size, 4), 255, dtype=np.uint8)
    colours[:, :3] = np.clip(seen * light.reshape(-1, 1), 0, 255)
    return colours


def triangles(z: Array) -> NDArray[np.uint32]:
    """Return two triangles for each cell whose four places have a height, shape (n, 3)."""
    rows, columns = z.shape
    number = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]
    there = np.isfinite(z)
    whole = there[:-1, :-1] & there[:-1, 1:] & there[1:, 1:] & there[1:, :-1]
    corners = np.stack([one[whole] for one in (a, b, c, a, c, d)], axis=1)
    return np.ascontiguousarray(corners.reshape(-1, 3))
