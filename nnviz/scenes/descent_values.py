"""The value against the steps, or against the evaluations that they cost.

On a logarithmic axis stands how far the value lies above the lowest one known, which for a method
that comes down by a factor a step is a straight line; what is 0 has no place there.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes.decimate import two_a_column
from nnviz.scenes.descent_chart import Chart, Dots, Line, Picture, Shape
from nnviz.scenes.descent_look import look_of
from nnviz.scenes.descent_race import Track
from nnviz.scenes.descent_state import Descent
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Axis, linear_axis, log_axis, rounded_up

LEAST = 10.0  # steps or evaluations across
FLOOR = 1e-17  # of values on a logarithmic axis, times the highest
_COLUMNS = 300


def values_picture(descent: Descent, theme: Theme) -> Picture:
    """Return the chart of values of all methods; what lies ahead is drawn faintly."""
    series = [_series(descent, track) for track in descent.race.tracks]
    base = descent.function.lowest if descent.log else None
    heights = [_heights(y, base, log=descent.log) for _, y in series]
    across = rounded_up(max(LEAST, *(float(x[-1]) for x, _ in series)))
    x_axis = linear_axis(0.0, across, 6, "evaluations" if descent.by_evaluations else "steps")
    y_axis = _axis(heights, log=descent.log)
    shapes: list[Shape] = []
    for track, (x, _), y in zip(descent.race.tracks, series, heights, strict=True):
        shapes += _drawn(descent, track, x, y, theme)
    return Picture(Chart(values_name(descent), x_axis, y_axis), tuple(shapes))


def values_name(descent: Descent) -> str:
    """Return what the heights of the chart are."""
    if descent.log and descent.function.minima:
        return "f above the lowest known, on a logarithmic axis"
    return "f, on a logarithmic axis" if descent.log else "f"


def _series(descent: Descent, track: Track) -> tuple[Array, Array]:
    steps = np.arange(len(track.values), dtype=np.float64)
    return (track.spent if descent.by_evaluations else steps), track.values


def _heights(values: Array, base: float | None, *, log: bool) -> Array:
    if not log:
        return values
    rise = values - (base or 0.0)
    with np.errstate(all="ignore"):
        return np.where(rise > 0.0, np.log10(np.where(rise > 0.0, rise, 1.0)), np.nan)


def _axis(heights: list[Array], *, log: bool) -> Axis:
    joined = np.concatenate(heights)
    finite = joined[np.isfinite(joined)]
    if not finite.size:
        return log_axis(-1.0, 1.0, 6) if log else linear_axis(0.0, 1.0, 6)
    low, high = float(finite.min()), float(finite.max())
    if log:
        low = max(low, high + float(np.log10(FLOOR)))
        low, high = np.floor(low * 2 - 0.1) / 2, np.ceil(high * 2 + 0.1) / 2
        return log_axis(float(low), float(high), 6)
    starts = max(float(one[0]) for one in heights if np.isfinite(one[0])) if heights else high
    high = min(high, starts + 2.0 * max(starts - low, 1e-12))
    room = 0.06 * (high - low) or 0.5 * max(1.0, abs(high))
    return linear_axis(low - room, high + room, 6)


def _drawn(descent: Descent, track: Track, x: Array, y: Array, theme: Theme) -> list[Shape]:
    look = look_of(track.name, theme)
    now = min(descent.race.step, len(y) - 1)
    width = 2.2 if track.name == descent.selected else 1.5
    shapes: list[Shape] = []
    for part, opacity in ((slice(now, None), 0.3), (slice(0, now + 1), 1.0)):
        px, py = x[part], y[part]
        if len(px) > 1:
            px, py = two_a_column(px, py, float(px[0]), float(px[-1]), _COLUMNS)
            shapes.append(Line(px, py, look.colour, width, opacity=opacity))
    if np.isfinite(y[now]):
        shapes.append(Dots(x[now : now + 1], y[now : now + 1], look.colour, look.marker, 0.6))
    return shapes
