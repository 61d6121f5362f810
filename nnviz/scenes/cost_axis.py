"""The axis of costs: linear or logarithmic, wide enough for what matters, not for every spike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.scenes.ticks import Axis, linear_axis, log_axis, rounded_up

MOST_SPIKE = 4.0  # what is beside the main values is cut off above so many times their top
_MOST_LOG = 30.0  # and on a logarithmic axis above and below so many times their ends
LEAST_STEPS = 10  # across, at the closest zoom and at the start of a run


def steps_shown(view_range: tuple[float, float] | None, head: int) -> tuple[float, float]:
    """Return the first and last step of an axis: those asked for, or a round range for all."""
    if view_range is None:
        return 0.0, rounded_up(max(head, LEAST_STEPS))
    low, high = max(0.0, view_range[0]), view_range[1]
    return low, max(high, low + LEAST_STEPS)


def cost_axis(
    main: Sequence[Array], beside: Sequence[Array], *, log: bool = False
) -> tuple[Axis, int]:
    """Return an axis for costs, and how many values have no place on it (0 or less, where `log`).

    Parameters
    ----------
    main
        Curves that are seen from top to bottom.
    beside
        Those that may be cut off where they go far beyond the main ones.
    log
        Whether the axis is logarithmic: its coordinates are powers of ten then.
    """
    values, others = _finite(main), _finite(beside)
    return _log_axis(values, others) if log else (_linear_axis(values, others), 0)


def as_powers(values: Array, without: float = np.nan) -> Array:
    """Return log10 of the positive values, and `without` for the others."""
    positive = values > 0.0
    return np.where(positive, np.log10(np.where(positive, values, 1.0)), without)


def _linear_axis(values: Array, others: Array) -> Axis:
    """Return an axis from 0, or close about values that hardly differ."""
    if not len(values):
        values = others if len(others) else np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if len(others):
        low = min(low, float(others.min()))
        high = max(high, min(float(others.max()), MOST_SPIKE * high))
    if low >= 0.0 and high - low > 0.1 * high:
        return linear_axis(0.0, rounded_up(high * 1.02), 5)
    room = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    return linear_axis(low - room, high + room, 5)


def _log_axis(values: Array, others: Array) -> tuple[Axis, int]:
    """Return an axis about all positive costs, and how many values have no place on it."""
    dropped = int((values <= 0).sum() + (others <= 0).sum())
    values, others = values[values > 0], others[others > 0]
    if not len(values):
        values = others if len(others) else np.array([0.1, 1.0])
    low, high = float(values.min()), float(values.max())
    if len(others):
        low = min(low, max(float(others.min()), low / _MOST_LOG))
        high = max(high, min(float(others.max()), _MOST_LOG * high))
    bottom, top = np.floor(np.log10(low) * 4 - 0.2) / 4, np.ceil(np.log10(high) * 4 + 0.2) / 4
    return log_axis(float(bottom), float(top), 5), dropped


def _finite(groups: Sequence[Array]) -> Array:
    if not groups:
        return np.empty(0)
    values: Array = np.concatenate([np.asarray(group, dtype=np.float64) for group in groups])
    finite: Array = values[np.isfinite(values)]
    return finite
