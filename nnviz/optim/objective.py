"""What a method may ask of the function that it goes down on, and what the asking costs.

An objective answers at one flat point: its value, its gradient, its Hessian, and where it is a sum
of squares the residuals and their Jacobian. `Counted` stands before an objective and counts every
question, so that methods of different kinds can be compared by what they spend.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.nn.arrays import Array


class Objective(Protocol):
    """A function of a flat point, shape (n,). Where it is undefined it answers NaN or infinity."""

    def value(self, x: Array) -> float:
        """Return f(x)."""

    def gradient(self, x: Array) -> Array:
        """Return the derivatives of f by each coordinate, shape (n,)."""

    def hessian(self, x: Array) -> Array:
        """Return the second derivatives of f, shape (n, n)."""

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian times v, shape (n,)."""


@runtime_checkable
class LeastSquares(Protocol):
    """What an objective answers besides where it is a sum of squares: f(x) = sum of r_i(x)^2."""

    def residuals(self, x: Array) -> Array:
        """Return the r_i, shape (m,)."""

    def jacobian(self, x: Array) -> Array:
        """Return dr_i/dx_j, shape (m, n)."""


class Counts(Struct, frozen=True):
    """How often an objective was asked for what."""

    value: int = 0
    gradient: int = 0
    hessian: int = 0
    hvp: int = 0
    residuals: int = 0
    jacobian: int = 0

    @property
    def total(self) -> int:
        """Return the number of questions of all kinds."""
        return sum(getattr(self, name) for name in self.__struct_fields__)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            *(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__)
        )


class Counted:
    """An objective that counts: itself an `Objective`, and a `LeastSquares` if the other is.

    Parameters
    ----------
    objective
        What answers. Its answers come back as float and as arrays of float64.
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.counts = Counts()

    @property
    def is_sum_of_squares(self) -> bool:
        """Whether `residuals` and `jacobian` may be asked for."""
        return isinstance(self._objective, LeastSquares)

    def peek(self, x: Array) -> float:
        """Return f(x) uncounted: for the picture, where the method itself does without it."""
        return float(self._objective.value(x))

    def value(self, x: Array) -> float:
        """Return f(x)."""
        self._count(value=self.counts.value + 1)
        return self.peek(x)

    def gradient(self, x: Array) -> Array:
        """Return the gradient at x."""
        self._count(gradient=self.counts.gradient + 1)
        return np.asarray(self._objective.gradient(x), dtype=np.float64)

    def hessian(self, x: Array) -> Array:
        """Return the Hessian at x."""
        self._count(hessian=self.counts.hessian + 1)
        return np.asarray(self._objective.hessian(x), dtype=np.float64)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v."""
        self._count(hvp=self.counts.hvp + 1)
        return np.asarray(self._objective.hvp(x, v), dtype=np.float64)

    def residuals(self, x: Array) -> Array:
        """Return the residuals at x."""
        self._count(residuals=self.counts.residuals + 1)
        return np.asarray(self._squares().residuals(x), dtype=np.float64)

    def jacobian(self, x: Array) -> Array:
        """Return the residuals' Jacobian at x."""
        self._count(jacobian=self.counts.jacobian + 1)
        return np.asarray(self._squares().jacobian(x), dtype=np.float64)

    def _squares(self) -> LeastSquares:
        if not isinstance(self._objective, LeastSquares):
            raise TypeError("this objective is not a sum of squares: it has no residuals")
        return self._objective

    def _count(self, **changed: int) -> None:
        self.counts = replace(self.counts, **changed)
