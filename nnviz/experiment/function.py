"""A function to go down on: what answers for it, where it is drawn, and what is known of it.

Everything that can be raced on is one of these: a preset, a typed formula, a curve drawn by hand,
the cost of a line through data. A `Surface` is an objective that also answers for whole grids, so
that its picture comes from the same formulas as the steps.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from msgspec import Struct

from nnviz.experiment.expression import CompiledFunction
from nnviz.nn.arrays import Array
from nnviz.optim.happening import Ground
from nnviz.optim.objective import Objective


class Surface(Objective, Protocol):
    """An objective that can be drawn."""

    def values(self, points: Array) -> Array:
        """Return f at `points`, shape (..., n), as shape (...)."""


class Function(Struct, frozen=True):
    """A function with what a picture and a race of it need.

    Parameters
    ----------
    name, label, sentence
        Its name in files, on screen, and one sentence on what is to be seen on it.
    formula
        The formula, in the form that can be typed where there is one.
    variables
        The names of its coordinates, one or two.
    objective
        What answers.
    domain
        (low, high) of each coordinate in the picture.
    start, rate
        Where a race begins, and a rate with which gradient descent comes down.
    minima
        The known places of minima, the lowest first; empty where none is known.
    quadratic
        Whether the Hessian is the same everywhere, so that 2/L bounds the rate.
    """

    name: str
    label: str
    sentence: str
    formula: str
    variables: tuple[str, ...]
    objective: Surface
    domain: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    rate: float
    minima: tuple[tuple[float, ...], ...] = ()
    quadratic: bool = False

    @property
    def size(self) -> int:
        """Return the number of coordinates, 1 or 2."""
        return len(self.variables)

    @property
    def lowest(self) -> float | None:
        """Return the lowest value known, or None."""
        return self.objective.value(np.array(self.minima[0])) if self.minima else None

    @property
    def largest_curvature(self) -> float | None:
        """Return L, the Hessian's largest eigenvalue, where it is the same everywhere."""
        if not self.quadratic:
            return None
        hessian = self.objective.hessian(np.array(self.start))
        return float(np.linalg.eigvalsh(hessian)[-1])

    @property
    def ground(self) -> Ground:
        """Return what happenings on this function are named by."""
        lowest = np.array(self.minima[0]) if self.minima else None
        return Ground(self.objective, self.span, lowest, self.largest_curvature)

    @property
    def span(self) -> float:
        """Return the length of the picture's diagonal."""
        return math.hypot(*(high - low for low, high in self.domain))


class FormulaOfSquares(Struct, frozen=True):
    """A formula that is the sum of the squares of other formulas, its residuals.

    Parameters
    ----------
    whole
        The function itself, which answers for value, gradient and Hessian.
    parts
        The residuals r_i, with whole = sum of r_i^2.
    """

    whole: CompiledFunction
    parts: tuple[CompiledFunction, ...]

    def value(self, x: Array) -> float:
        """Return f at the point x, shape (n,)."""
        return self.whole.value(x)

    def gradient(self, x: Array) -> Array:
        """Return f's first derivatives at x, shape (n,)."""
        return self.whole.gradient(x)

    def hessian(self, x: Array) -> Array:
        """Return f's second derivatives at x, shape (n, n)."""
        return self.whole.hessian(x)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v, shape (n,)."""
        return self.whole.hvp(x, v)

    def values(self, points: Array) -> Array:
        """Return f at `points`, shape (..., n), as shape (...)."""
        return self.whole.values(points)

    def residuals(self, x: Array) -> Array:
        """Return the r_i at x, shape (m,)."""
        return np.array([part.value(x) for part in self.parts])

    def jacobian(self, x: Array) -> Array:
        """Return dr_i/dx_j at x, shape (m, n)."""
        return np.array([part.gradient(x) for part in self.parts])


def round_rate(rate: float) -> float:
    """Return a rate cut down to one significant digit: 0.0473 gives 0.04."""
    power = math.floor(math.log10(rate))
    scale = float(f"1e{power}")
    return float(f"{math.floor(rate / scale * (1.0 + 1e-12))}e{power}")
