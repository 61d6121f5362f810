"""The cost over the plane of a weight and the bias, as bands, with the way that the unit went."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.diagnostics.one_unit import OneUnit, cost_over, run
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.lab_plot import Dot, LabPlot, Moving, Picture, Raster, Stroke
from nnviz.scenes.palette import Image, Theme, mix, scale
from nnviz.scenes.plot_marks import Note
from nnviz.scenes.ticks import linear_axis
from nnviz.scenes.unit_choice import UnitChoice
from nnviz.scenes.unit_plots import weight_label

SIDE = 160  # cells of the map, each way
BANDS = 10
ARROW = 0.22  # of the range: the arrow against the gradient


def map_picture(choice: UnitChoice, theme: Theme) -> Picture:
    """Return the map of the cost over the selected weight (of b: the first) and the bias."""
    index = choice.map_index
    flat = choice.unit.flat
    flat[index] = flat[-1] = 0.0
    plot = _map(choice.unit.at(flat), index, choice.limit, theme)
    return Picture(plot, (*_way(choice, index, theme), *_marks(choice, index, theme)))


@lru_cache(maxsize=8)
def _map(unit: OneUnit, index: int, limit: float, theme: Theme) -> LabPlot:
    half = limit / SIDE
    cells = np.linspace(-limit + half, limit - half, SIDE)
    cost = cost_over(unit, index, cells, cells)
    name = weight_label(unit, index)
    high = float(np.nanmax(cost))
    told = f"C up to {words.number(high, 2)}: the bluer, the dearer"
    return LabPlot(
        f"Cost over {name} and b: {told}",
        linear_axis(-limit, limit, 7, name),
        linear_axis(-limit, limit, 7, "b"),
        notes=(Note(-limit, -limit, told, theme.text, (1, 1)),),
        raster=Raster(banded(cost, theme), (-limit, limit), (-limit, limit)),
    )


def banded(cost: Array, theme: Theme) -> Image:
    """Return costs as colours in BANDS steps: their edges are the lines of equal cost.

    The steps are those of the square root, so that the ground of a steep valley is seen as well.
    """
    size = np.sqrt(np.maximum(np.nan_to_num(cost - np.nanmin(cost), posinf=1e300), 0.0))
    largest = float(size.max())
    share = size / largest if largest > 0.0 else size
    steps = np.minimum(np.floor(share * BANDS), BANDS - 1) / (BANDS - 1)
    pale, deep = mix(theme.panel, theme.train, 0.06), mix(theme.panel, theme.train, 0.78)
    table = scale(pale, mix(pale, deep, 0.5), deep)
    return table[np.rint(steps * 255.0).astype(np.int64)]


def _way(choice: UnitChoice, index: int, theme: Theme) -> list[Moving]:
    """Return the way so far as strokes from place to place, at most a few hundred."""
    if not choice.run.path:
        return []
    places = choice.run.places(300)
    pairs = zip(places[:-1].tolist(), places[1:].tolist(), strict=True)
    marks: list[Moving] = [
        Stroke(a[index], a[-1], b[index], b[-1], theme.text, 1.4) for a, b in pairs if a != b
    ]
    marks.append(Dot(float(places[0][index]), float(places[0][-1]), theme.text, hollow=True))
    if len(places) <= 60:
        marks += (Dot(float(p[index]), float(p[-1]), theme.text) for p in places[1:-1])
    return marks


def _marks(choice: UnitChoice, index: int, theme: Theme) -> tuple[Moving, ...]:
    """Return the present place, and an arrow against the gradient of the plane."""
    flat, gradient = choice.unit.flat, run(choice.unit).gradient
    here, bias = float(flat[index]), float(flat[-1])
    down = -np.array([gradient[index], gradient[-1]])
    long = float(np.hypot(*down))
    dot = Dot(here, bias, theme.accent)
    if not (long > 0.0 and np.isfinite(long)):
        return (dot,)
    dw, db = (down / long * (ARROW * choice.limit)).tolist()
    return (Stroke(here, bias, here + dw, bias + db, theme.accent, 2.2, arrow=True), dot)
