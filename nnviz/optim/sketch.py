"""What a step can be drawn with: the simplex, the points tried, the parabola that was trusted.

A method hands these over as it used them, in the coordinates of its point; nothing here is
computed for the picture's sake.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array, frozen

_MOST_DRAWN = 3


class Simplex(Struct, frozen=True):
    """Corners, shape (n + 1, n), the best first, and their values."""

    corners: Array
    values: Array


class QuadraticModel(Struct, frozen=True):
    """The parabola that a step trusted: m(p) = value + g·d + d·H d / 2 with d = p − centre."""

    centre: Array
    value: float
    gradient: Array
    hessian: Array

    def values(self, points: Array) -> Array:
        """Return m at `points`, shape (..., n), as shape (...)."""
        d = points - self.centre
        curved = np.einsum("...i,ij,...j->...", d, self.hessian, d)
        return np.asarray(self.value + d @ self.gradient + 0.5 * curved)


class Sketch(Struct, frozen=True):
    """What the last step may be drawn with; each is None where the method has no such thing.

    Parameters
    ----------
    tried
        Points looked at besides the one arrived at, shape (k, n).
    reach
        The radius or mesh width of the search.
    simplex
        The simplex after the step.
    model
        The quadratic model that the step came from (for points of up to 3 coordinates).
    direction
        The search direction; the point moved along it.
    """

    tried: Array | None = None
    reach: float | None = None
    simplex: Simplex | None = None
    model: QuadraticModel | None = None
    direction: Array | None = None


def model_of(centre: Array, value: float, gradient: Array, hessian: Array) -> QuadraticModel | None:
    """Return the model, or None where the point has too many coordinates to be drawn."""
    if centre.size > _MOST_DRAWN:
        return None
    return QuadraticModel(centre, value, frozen(gradient.copy()), frozen(hessian.copy()))


def points_of(points: list[Array], size: int) -> Array:
    """Return points as one read-only array of shape (k, size)."""
    return np.asarray(frozen(np.array(points, dtype=np.float64).reshape(-1, size)))
