"""What kind of place a method has come to rest at: not every level place is the lowest.

The Hessian tells a saddle and a top from a valley; the lowest value known tells a valley from the
deepest one; where neither slope nor curvature is left, it is a plateau.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.method import MethodState
from nnviz.optim.words import place, short

_REST_STEPS = 10
_REST_SHARE, _REST_GRADIENT = 1e-3, 1e-3
_FLAT, _NEGATIVE, _HIGHER = 1e-5, 1e-8, 1e-6


def false_valley(path: Sequence[MethodState], ground: Ground) -> Happening | None:
    """Return the happening where the path rests at a place that is not the lowest.

    Parameters
    ----------
    path
        The states so far.
    ground
        What is known of the function.
    """
    last = path[-1]
    if not _rests(path, ground):
        return None
    with np.errstate(all="ignore"):
        hessian = np.asarray(ground.objective.hessian(last.point), dtype=np.float64)
    where = f"It rests at {place(last.point)}"
    if np.isfinite(hessian).all():
        curvatures = np.linalg.eigvalsh(hessian)
        low, high = float(curvatures[0]), float(curvatures[-1])
        if low < -max(_NEGATIVE, _NEGATIVE * high):
            kind = "a saddle" if high > 0.0 else "a top"
            text = f"{where}, which is {kind}: the gradient is nearly 0, but the curvature is"
            text += f" {short(low)} along one direction, and there it goes on down."
            return Happening("false valley", last.number, text)
    return _higher_than_known(last, ground, where, hessian)


def _higher_than_known(
    last: MethodState, ground: Ground, where: str, hessian: Array
) -> Happening | None:
    if ground.lowest_point is None:
        return None
    lowest = ground.objective.value(ground.lowest_point)
    flat = bool(np.isfinite(hessian).all()) and float(np.abs(hessian).max()) <= _FLAT
    bottom = last.value if flat else last.value - _fall_to_come(last, hessian)
    if not bottom > lowest + _HIGHER * (1.0 + abs(lowest)):
        return None
    kind = "on a plateau, where slope and curvature are nearly 0" if flat else "in a local valley"
    text = f"{where}, {kind}, at a value of {short(last.value)};"
    text += f" the lowest known is {short(lowest)}, at {place(ground.lowest_point)}."
    return Happening("false valley", last.number, text)


def _fall_to_come(last: MethodState, hessian: Array) -> float:
    """Return how far below the parabola at the last point has its lowest value: g H^-1 g / 2."""
    if last.gradient is None or not np.isfinite(hessian).all():
        return 0.0
    try:
        return float(0.5 * last.gradient @ np.linalg.solve(hessian, last.gradient))
    except np.linalg.LinAlgError:
        return 0.0


def _rests(path: Sequence[MethodState], ground: Ground) -> bool:
    """Whether the path has come to rest, by its own word or by hardly moving on level ground."""
    last = path[-1]
    if last.stop is not None:
        return last.stop.converged
    if len(path) <= _REST_STEPS or last.gradient is None or path[0].gradient is None:
        return False
    level = np.linalg.norm(last.gradient) <= _REST_GRADIENT * np.linalg.norm(path[0].gradient)
    moved = float(np.linalg.norm(last.point - path[-1 - _REST_STEPS].point))
    return bool(level) and moved <= _REST_SHARE * ground.span
