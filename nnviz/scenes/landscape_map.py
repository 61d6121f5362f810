"""The cost over a plane as a map: shades, contour lines, the run's way, and where it is lowest.

Deep is low. Where the heights differ by powers of ten, shades and lines go by powers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.descent_contours import Heights, contour, heights_of
from nnviz.scenes.lab_plot import STRONG, Curve, Dot, LabPlot, Moving, Raster, clipped
from nnviz.scenes.landscape_answer import PlaneSlice
from nnviz.scenes.output_surface import Key
from nnviz.scenes.palette import Colour, Image, Theme, mix, rgb, scale
from nnviz.scenes.plot_marks import Note
from nnviz.scenes.ticks import Axis, linear_axis

KEY_COLOURS = 33
_LABELS = 6  # contour lines that are told their height, at most
_APART = 0.11  # of the map: how far two words are apart at least


@dataclass(frozen=True, eq=False, slots=True)
class MapScene:
    """What is drawn of a plane.

    Parameters
    ----------
    plot, moving
        Axes, shades, the run's way, words; and the signs on the map.
    lines_x, lines_y, ink
        Contour lines: each two places in turn are the ends of a piece; and their colour.
    key
        What the shades mean.
    caption
        What is to be known of the picture, in a sentence.
    """

    plot: LabPlot
    moving: tuple[Moving, ...]
    lines_x: Array
    lines_y: Array
    ink: Colour
    key: Key
    caption: str
    _slice: PlaneSlice = field(repr=False)

    @property
    def found(self) -> PlaneSlice:
        """What it is a picture of."""
        return self._slice

    @property
    def here(self) -> tuple[float, float]:
        """Where the network stands."""
        return self._slice.cut.x.here, self._slice.cut.y.here

    def read(self, x: float, y: float) -> str:
        """Return the cost at a place, computed there."""
        cut, ground = self._slice.cut, self._slice.samples.ground
        cost = float(ground.values(cut.points(np.array([x]), np.array([y])))[0])
        place = f"{words.number(x, 3)}, {words.number(y, 3)}"
        return f"at ({place}): cost {words.number(cost)}"


def map_scene(found: PlaneSlice, theme: Theme) -> MapScene:
    """Return the picture of the cost over a plane."""
    cut, side = found.cut, found.side
    x, y = cut.x.marks(side), cut.y.marks(side)
    x_axis, y_axis = (linear_axis(one.low, one.high, 7, one.name) for one in (cut.x, cut.y))
    heights = heights_of(found.values)
    pieces = [(height, contour(x, y, found.values, height)) for height in heights.lines]
    notes = _height_notes(pieces, x_axis, y_axis, theme)
    dots, names = _signs(found, x, y, theme)
    plot = LabPlot(
        f"The cost over {cut.x.name} and {cut.y.name}",
        x_axis,
        y_axis,
        _way(found, x_axis, y_axis, theme),
        notes=(*_free(notes, names, x_axis, y_axis), *names),
        raster=_shades(found, heights, theme),
    )
    return MapScene(
        plot,
        dots,
        np.concatenate([piece[0] for _, piece in pieces] or [np.empty(0)]),
        np.concatenate([piece[1] for _, piece in pieces] or [np.empty(0)]),
        mix(theme.panel, theme.text, 0.38),
        _key(heights, theme),
        _caption(found),
        found,
    )


@lru_cache(maxsize=4)
def cost_scale(theme: Theme) -> Image:
    """Return the 256 colours of costs, from the lowest on."""
    deep, pale = (0.46, 0.03) if theme.name == "light" else (0.5, 0.03)
    low, high = mix(theme.panel, theme.accent, deep), mix(theme.panel, theme.accent, pale)
    return scale(low, mix(low, high, 0.55), high)


def cost_shades(share: Array, theme: Theme) -> Image:
    """Return the shades of costs by how far up each is, 0 to 1; grey where it is no number."""
    places = np.nan_to_num(share * 255.0, nan=0.0).astype(np.uint8)
    pixels: Image = cost_scale(theme)[places]
    pixels[np.isnan(share)] = rgb(theme.faint)
    return pixels


def _shades(found: PlaneSlice, heights: Heights, theme: Theme) -> Raster:
    """Return the shades, each about its place; grey where the cost is no number."""
    pixels = cost_shades(heights.share(found.values), theme)
    reaches = []
    for one in (found.cut.x, found.cut.y):
        half = 0.5 * (one.high - one.low) / (found.side - 1)
        reaches.append((one.low - half, one.high + half))
    return Raster(pixels, reaches[0], reaches[1])


def _key(heights: Heights, theme: Theme) -> Key:
    """Return the colour bar, with the cost at its middle where that is not halfway."""
    low, high = heights.low, heights.high
    middle = 0.5 * (low + high)
    if heights.by_powers:
        middle = low + heights.scale * math.exp(0.5 * math.log((high - low) / heights.scale))
    places = np.linspace(0, 255, KEY_COLOURS).astype(int)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*cost_scale(theme)[p].tolist()) for p in places)
    return Key(tuple(words.number(one, 3) for one in (low, middle, high)), colours)


def _height_notes(
    pieces: list[tuple[float, tuple[Array, Array]]], x_axis: Axis, y_axis: Axis, theme: Theme
) -> list[Note]:
    """Return the heights of some contour lines, each where its line comes nearest a diagonal."""
    drawn = [(height, *piece) for height, piece in pieces if len(piece[0])]
    stride = max(1, -(-len(drawn) // _LABELS))
    notes = []
    for height, px, py in drawn[::stride]:
        u, v = (px - x_axis.low) / x_axis.span, (py - y_axis.low) / y_axis.span
        edge = (u < 0.06) | (u > 0.94) | (v < 0.05) | (v > 0.95)
        off = np.abs(u - v) + np.where(edge, 9.0, 0.0)
        best = int(np.argmin(off))
        if off[best] < 9.0:
            place = float(px[best]), float(py[best])
            notes.append(Note(*place, words.number(height, 3), theme.muted))
    return notes


def _free(
    notes: list[Note], taken: tuple[Note, ...], x_axis: Axis, y_axis: Axis
) -> tuple[Note, ...]:
    """Return those words that do not come too near to others."""
    kept: list[Note] = []
    for note in notes:
        near = (
            abs(note.x - other.x) / x_axis.span < 1.6 * _APART
            and abs(note.y - other.y) / y_axis.span < 0.6 * _APART
            for other in (*kept, *taken)
        )
        if not any(near):
            kept.append(note)
    return tuple(kept)


def _way(found: PlaneSlice, x_axis: Axis, y_axis: Axis, theme: Theme) -> tuple[Curve, ...]:
    """Return the run's way with a pale rim, so that it shows on any shade."""
    x = clipped(found.places[:, 0], x_axis.low, x_axis.high)
    y = clipped(found.places[:, 1], y_axis.low, y_axis.high)
    if len(x) < 2:
        return ()
    return (
        Curve("", x, y, theme.panel, 2.2 * STRONG),
        Curve("the run", x, y, theme.text, 0.8 * STRONG),
    )


def _signs(
    found: PlaneSlice, x: Array, y: Array, theme: Theme
) -> tuple[tuple[Dot, ...], tuple[Note, ...]]:
    """Return the dots of the start, of the lowest place and of the network, and their names."""
    cut = found.cut
    dots, notes = [], []
    start, here = found.places[0], np.array([cut.x.here, cut.y.here])
    inside = x[0] <= start[0] <= x[-1] and y[0] <= start[1] <= y[-1]
    apart = (start - here) / [x[-1] - x[0], y[-1] - y[0]]
    left = bool(apart[0] < 0.0)  # of where the network stands: their names go either way
    if len(found.steps) > 1 and inside and np.abs(apart).max() > 0.03:
        dots.append(Dot(float(start[0]), float(start[1]), theme.text, hollow=True))
        side = (-1 if left else 1, 1)
        notes.append(Note(float(start[0]), float(start[1]), "start", theme.text, side))
    if np.isfinite(found.values).any():
        row, column = np.unravel_index(int(np.nanargmin(found.values)), found.values.shape)
        at = float(x[column]), float(y[row])
        dots.append(Dot(*at, theme.good, hollow=True, square=True))
        text = f"lowest {words.number(float(found.values[row, column]), 3)}"
        notes.append(Note(*at, text, theme.good, (0, -1)))
    dots.append(Dot(cut.x.here, cut.y.here, theme.accent))
    notes.append(Note(cut.x.here, cut.y.here, "here", theme.accent, (1 if left else -1, 1)))
    return tuple(dots), tuple(notes)


def _share_words(share: float) -> str:
    """Return the explained share; "100 %" only where nothing is missing."""
    return "99.9 %" if 0.995 <= share < 1.0 - 1e-9 else words.percent(share)


def _caption(found: PlaneSlice) -> str:
    values = found.values[np.isfinite(found.values)]
    if not values.size:
        return "The cost is not finite anywhere in this plane: zoom in."
    said = [
        f"Cost {words.number(float(values.min()), 3)} to {words.number(float(values.max()), 3)}"
    ]
    if len(found.steps) > 1:
        said.append(
            f"{_share_words(found.share)} of the run's way lies in this plane"
            + ("" if found.share > 0.99 else "; the line is its shadow")
        )
    if found.samples.told:
        said.append(found.samples.told)
    return "; ".join(said) + f"; {found.side} × {found.side} places."
