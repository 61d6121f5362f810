"""The picture on a plane: a map with contour lines, the ways on it, and the step to come.

Both axes have one scale, so that the gradient stands upright on the contour lines, as it does in
the formulas. The model that a step trusts is drawn by its own contour lines: ellipses where it has
a lowest place, hyperbolas where it is a saddle.
"""

from __future__ import annotations

import numpy as np

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.optim.method import MethodState
from nnviz.optim.sketch import QuadraticModel
from nnviz.scenes import words
from nnviz.scenes.descent_chart import Arrow, Chart, Dots, Line, Shade, Shape, Word
from nnviz.scenes.descent_contours import contour
from nnviz.scenes.descent_grid import Grid, grid_of
from nnviz.scenes.descent_kept import kept
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_state import Region
from nnviz.scenes.palette import Image, Theme, mix, scale
from nnviz.scenes.ticks import linear_axis

WIDEST = 1.45  # times the picture's own shape is the map made wider or higher to fill its place
_MODEL_GRID = 72
_ROUNDS = np.linspace(0.0, 2.0 * np.pi, 121)


def fitted_region(region: Region, aspect: float) -> Region:
    """Return a region of a shape nearer to width over height = `aspect`, about the same middle."""
    (x0, x1), (y0, y1) = region
    wide, tall = x1 - x0, y1 - y0
    wanted = min(max(aspect / (wide / tall), 1.0 / WIDEST), WIDEST)
    x_more, y_more = (
        (0.5 * wide * (max(wanted, 1.0) - 1.0)),
        0.5 * tall * (max(1.0 / wanted, 1.0) - 1.0),
    )
    return (x0 - x_more, x1 + x_more), (y0 - y_more, y1 + y_more)


@kept
def map_chart(function: Function, region: Region, theme: Theme) -> Chart:
    """Return the still part: shades, contour lines with their heights, and the minima known."""
    (x0, x1), (y0, y1) = region
    grid = grid_of(function, region)
    shapes: list[Shape] = [Shade(shades(grid.heights.share(grid.values), theme))]
    shapes += _lines(grid, theme)
    inside = [one for one in function.minima if x0 <= one[0] <= x1 and y0 <= one[1] <= y1]
    if inside:
        at = np.array(inside)
        shapes.append(Dots(at[:, 0], at[:, 1], theme.text, "cross", 0.5))
    first, second = function.variables
    return Chart(
        f"The map of {function.label}",
        linear_axis(x0, x1, 8, first),
        linear_axis(y0, y1, 8, second),
        tuple(shapes),
        equal=True,
        grid=False,
    )


def shades(share: Array, theme: Theme) -> Image:
    """Return the shades: deep where it is low, pale where it is high, grey where it is nothing."""
    deep, pale = (0.42, 0.03) if theme.name == "light" else (0.46, 0.02)
    low, high = mix(theme.panel, theme.accent, deep), mix(theme.panel, theme.accent, pale)
    table = scale(low, mix(low, high, 0.55), high)
    places = np.nan_to_num(share * 255.0, nan=0.0).astype(np.uint8)
    pixels = table[places]
    missing = np.isnan(share)
    if missing.any():
        pixels = pixels.copy()
        pixels[missing] = scale(theme.faint, theme.faint, theme.faint)[0]
    return pixels


def _lines(grid: Grid, theme: Theme) -> list[Shape]:
    """Return all contour lines as one, and a height beside every other one."""
    if not grid.lines:
        return []
    ink = mix(theme.panel, theme.text, 0.36 if theme.name == "light" else 0.3)
    across = np.concatenate([piece[0] for _, piece in grid.lines])
    up = np.concatenate([piece[1] for _, piece in grid.lines])
    shapes: list[Shape] = [Line(across, up, ink, 1.0, pairs=True, opacity=0.75)]
    taken: list[tuple[float, float]] = []
    for height, (px, py) in grid.lines[::2]:
        at = _label_place(px, py, (grid.x, grid.y), taken)
        if at is not None:
            taken.append(at)
            shapes.append(Word(*at, words.exact(float(f"{height:.3g}")), theme.muted))
    return shapes


def _label_place(
    px: Array, py: Array, grid: tuple[Array, Array], taken: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """Return the place on a line nearest to the way from the middle to the upper right."""
    x, y = grid
    u = (px - x[0]) / (x[-1] - x[0])
    v = (py - y[0]) / (y[-1] - y[0])
    off = np.abs(u - v) + np.where((u < 0.05) | (u > 0.95) | (v < 0.06) | (v > 0.94), 9.0, 0.0)
    for a, b in taken:
        s, t = (a - x[0]) / (x[-1] - x[0]), (b - y[0]) / (y[-1] - y[0])
        off = off + np.where((np.abs(u - s) < 0.1) & (np.abs(v - t) < 0.06), 9.0, 0.0)
    best = int(np.argmin(off))
    return (float(px[best]), float(py[best])) if off[best] < 9.0 else None


def gradient_shapes(state: MethodState, theme: Theme) -> list[Shape]:
    """Return the arrow against the gradient: it shows where it goes down most steeply."""
    g = state.gradient
    if g is None or not np.isfinite(g).all() or not g.any():
        return []
    x, y = (float(one) for one in state.point)
    down = -g / float(np.linalg.norm(g))
    end = state.point + down * 1e-3 * max(1.0, float(np.abs(state.point).max()))
    return [Arrow(x, y, float(end[0]), float(end[1]), theme.slope, 2.6, reach=4.0)]


def next_shapes(now: MethodState, then: MethodState, look: Look) -> list[Shape]:
    """Return the step to come: an arrow, and the places that it looks at."""
    shapes: list[Shape] = []
    tried = then.sketch.tried
    if tried is not None and len(tried):
        shapes.append(Dots(tried[:, 0], tried[:, 1], look.colour, "cross", 0.42, opacity=0.8))
    (x1, y1), (x2, y2) = now.point, then.point
    if (x1, y1) != (x2, y2) and np.isfinite(then.point).all():
        arrow = Arrow(float(x1), float(y1), float(x2), float(y2), look.colour, 1.6, dashed=True)
        shapes.append(arrow)
    return shapes


def simplex_shapes(state: MethodState, look: Look) -> list[Shape]:
    """Return the simplex as it stands."""
    simplex = state.sketch.simplex
    if simplex is None:
        return []
    corners = np.vstack([simplex.corners, simplex.corners[:1]])
    return [
        Line(corners[:, 0], corners[:, 1], look.colour, 2.0),
        Dots(simplex.corners[:, 0], simplex.corners[:, 1], look.colour, "disc", 0.4, hollow=True),
    ]


def model_shapes(model: QuadraticModel, chart: Chart, theme: Theme) -> list[Shape]:
    """Return two contour lines of the model that the next step trusts, and its lowest place."""
    if not (np.isfinite(model.hessian).all() and np.isfinite(model.gradient).all()):
        return []
    curvatures, axes = np.linalg.eigh(model.hessian)
    if curvatures[0] <= 1e-12 * max(1e-300, float(np.abs(curvatures).max())):
        return _saddle_lines(model, chart, theme)
    lowest = model.centre - np.linalg.solve(model.hessian, model.gradient)
    drop = float(0.5 * model.gradient @ (model.centre - lowest))
    shapes: list[Shape] = []
    for share, opacity in ((1.0, 1.0), (0.4, 0.7)):
        radii = np.sqrt(2.0 * share * max(drop, 0.0) / curvatures)
        ring = axes @ (radii[:, None] * np.stack([np.cos(_ROUNDS), np.sin(_ROUNDS)]))
        x, y = lowest[:, None] + ring
        shapes.append(Line(x, y, theme.slope, 1.8, dashed=True, opacity=opacity))
    return [*shapes, Dots(lowest[:1], lowest[1:], theme.slope, "disc", 0.5, hollow=True)]


def _saddle_lines(model: QuadraticModel, chart: Chart, theme: Theme) -> list[Shape]:
    """Return the model's contour line through its centre, where it has no lowest place."""
    x = np.linspace(chart.x_axis.low, chart.x_axis.high, _MODEL_GRID)
    y = np.linspace(chart.y_axis.low, chart.y_axis.high, _MODEL_GRID)
    values = model.values(np.stack(np.meshgrid(x, y), axis=-1))
    across, up = contour(x, y, values, model.value)
    return [Line(across, up, theme.slope, 1.8, pairs=True, opacity=0.9)]
