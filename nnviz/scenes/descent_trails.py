"""The ways of the methods as lines with markers: what was walked, and faintly what lies ahead.

The last steps have markers of their own; of a long way only the line is drawn, and of that only
what a screen can show.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes.descent_chart import Dots, Line, Shape, Word, near
from nnviz.scenes.descent_look import Look
from nnviz.scenes.descent_race import Track
from nnviz.scenes.ticks import Axis

MARKED = 40  # of the last steps that have markers
DRAWN = 2_000  # of the last steps that are drawn at all
AHEAD = 400
_SMALL, _LARGE = 0.42, 0.78  # sizes of markers, in heights of a caption
_SAME = 2e-3  # of the axis: closer steps are drawn as one
_APART = 6e-3  # of the axis: closer markers would only cover one another


def places(track: Track, size: int) -> Array:
    """Return the (x, value) of every state on a line, or its (x, y) on a map; shape (steps, 2)."""
    if size == 2:
        return track.points
    return np.column_stack([track.points[:, 0], track.values])


def trail(
    track: Track, step: int, axes: tuple[Axis, Axis], look: Look, *, selected: bool
) -> list[Shape]:
    """Return the shapes of one way.

    Parameters
    ----------
    track
        The way.
    step
        The step that is looked at.
    axes
        Of the chart.
    look
        Its colour and marker.
    selected
        Whether it is drawn stronger than the others.
    """
    at = places(track, track.states[0].point.size)
    at = np.column_stack([near(at[:, k], axes[k]) for k in range(2)])
    now = min(step, len(at) - 1)
    shapes: list[Shape] = []
    ahead = _thinned(at[now : now + AHEAD], axes)
    if len(ahead) > 1:
        shapes.append(_line(ahead, look, 1.0, 0.35))
        marked = _thinned(ahead, axes, _APART)[1 : MARKED + 1]
        shapes.append(_dots(marked, look, _SMALL, hollow=True, opacity=0.4))
    walked = _thinned(at[max(0, now - DRAWN) : now + 1], axes)
    if len(walked) > 1:
        shapes.append(_line(walked, look, 2.0 if selected else 1.4, 0.9))
        shapes.append(_dots(_thinned(walked, axes, _APART)[-1 - MARKED : -1], look, _SMALL))
    shapes.append(_dots(at[now : now + 1], look, _LARGE if selected else 0.6))
    return shapes


def name_at(track: Track, step: int, axes: tuple[Axis, Axis], text: str, look: Look) -> Word | None:
    """Return the method's name beside its point; None where that is off the chart."""
    x, y = places(track, track.states[0].point.size)[min(step, len(track.states) - 1)]
    inside = all(axis.low <= one <= axis.high for axis, one in zip(axes, (x, y), strict=True))
    return Word(float(x), float(y), text, look.colour, (1, 1), strong=True) if inside else None


def _thinned(at: Array, axes: tuple[Axis, Axis], apart: float = _SAME) -> Array:
    """Return places without those that fall on the one before on the screen; the ends stay."""
    if len(at) < 3:
        return at
    scale = np.array([apart * axis.span for axis in axes])
    cells = np.round(at / scale)
    moved = (np.diff(cells, axis=0) != 0).any(axis=1)
    kept = np.concatenate([[True], moved])
    kept[-1] = True
    return np.asarray(at[kept])


def _line(at: Array, look: Look, width: float, opacity: float) -> Line:
    return Line(at[:, 0], at[:, 1], look.colour, width, opacity=opacity)


def _dots(
    at: Array, look: Look, size: float, *, hollow: bool = False, opacity: float = 1.0
) -> Dots:
    return Dots(at[:, 0], at[:, 1], look.colour, look.marker, size, hollow, opacity)
