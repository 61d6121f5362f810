"""Costs of the smallest models as functions of their two parameters.

A straight line through data points has a cost that is a bowl; one sigmoid unit has one with
plateaus (half squared error) or without (cross-entropy). These are the surfaces on which training
moves, small enough to be looked at whole.
"""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from msgspec import Struct

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array

_SIGMOID = ACTIVATIONS["sigmoid"]


class LineCost(Struct, frozen=True):
    """J(theta0, theta1) = 1/(2N) sum (theta0 + theta1 x_i - y_i)^2, a sum of squares.

    Parameters
    ----------
    x, y
        The data, each of shape (N,).
    """

    x: Array
    y: Array

    def value(self, x: Array) -> float:
        """Return J at the parameters x = (theta0, theta1)."""
        r = self.residuals(x)
        return float(r @ r)

    def gradient(self, x: Array) -> Array:
        """Return dJ/dtheta, shape (2,)."""
        return 2.0 * (self.jacobian(x).T @ self.residuals(x))

    def hessian(self, x: Array) -> Array:
        """Return the second derivatives, shape (2, 2): the same everywhere."""
        j = self.jacobian(x)
        return 2.0 * (j.T @ j)

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v, shape (2,)."""
        return self.hessian(x) @ v

    def values(self, points: Array) -> Array:
        """Return J at `points`, shape (..., 2), as shape (...)."""
        off = points[..., :1] + points[..., 1:] * self.x - self.y
        return np.asarray((off * off).mean(axis=-1) / 2.0)

    def residuals(self, x: Array) -> Array:
        """Return (theta0 + theta1 x_i - y_i) / sqrt(2N), shape (N,)."""
        return np.asarray((x[0] + x[1] * self.x - self.y) * self._scale)

    def jacobian(self, x: Array) -> Array:
        """Return the residuals' derivatives, shape (N, 2)."""
        del x
        return np.stack([np.ones_like(self.x), self.x], axis=1) * self._scale

    @property
    def _scale(self) -> float:
        return float(1.0 / np.sqrt(2.0 * self.x.size))


class UnitCost(Struct, frozen=True):
    """A cost J(w, b) of one sigmoid unit.

    Parameters
    ----------
    x, targets
        The data, each of shape (N,); targets are 0 or 1.
    """

    x: Array
    targets: Array

    @abstractmethod
    def values(self, points: Array) -> Array:
        """Return J at `points`, shape (..., 2), as shape (...)."""

    @abstractmethod
    def hessian(self, x: Array) -> Array:
        """Return the second derivatives at x, shape (2, 2)."""

    def value(self, x: Array) -> float:
        """Return J at the parameters x = (w, b)."""
        return float(self.values(x))

    def hvp(self, x: Array, v: Array) -> Array:
        """Return the Hessian at x times v, shape (2,)."""
        return self.hessian(x) @ v


class UnitHalfSquares(UnitCost, frozen=True):
    """J(w, b) = 1/(2N) sum (sigmoid(w x_i + b) - t_i)^2, a sum of squares."""

    def gradient(self, x: Array) -> Array:
        """Return the mean of (yhat - t) f'(z) (x_i, 1), shape (2,)."""
        z = _pre_activation(x, self.x)
        delta = (_SIGMOID.f(z) - self.targets) * _SIGMOID.df(z)
        return np.array([(delta * self.x).mean(), delta.mean()])

    def hessian(self, x: Array) -> Array:
        """Return the mean of (f'^2 + (yhat - t) f'') (x_i, 1)(x_i, 1)^T, shape (2, 2)."""
        z = _pre_activation(x, self.x)
        slope = _SIGMOID.df(z)
        return _weighted(slope**2 + (_SIGMOID.f(z) - self.targets) * _SIGMOID.d2f(z), self.x)

    def values(self, points: Array) -> Array:
        """Return J at `points`, shape (..., 2), as shape (...)."""
        off = _SIGMOID.f(_pre_activation(points, self.x)) - self.targets
        return np.asarray((off * off).mean(axis=-1) / 2.0)

    def residuals(self, x: Array) -> Array:
        """Return (yhat_i - t_i) / sqrt(2N), shape (N,)."""
        off = _SIGMOID.f(_pre_activation(x, self.x)) - self.targets
        return np.asarray(off / np.sqrt(2.0 * self.x.size))

    def jacobian(self, x: Array) -> Array:
        """Return the residuals' derivatives f'(z_i) (x_i, 1) / sqrt(2N), shape (N, 2)."""
        slope = _SIGMOID.df(_pre_activation(x, self.x)) / np.sqrt(2.0 * self.x.size)
        return np.stack([slope * self.x, slope], axis=1)


class UnitCrossEntropy(UnitCost, frozen=True):
    """J(w, b) = 1/N sum of -[t ln p + (1 - t) ln(1 - p)] with p = sigmoid(w x_i + b)."""

    def gradient(self, x: Array) -> Array:
        """Return the mean of (p - t) (x_i, 1): the sigmoid's slope cancels. Shape (2,)."""
        delta = _SIGMOID.f(_pre_activation(x, self.x)) - self.targets
        return np.array([(delta * self.x).mean(), delta.mean()])

    def hessian(self, x: Array) -> Array:
        """Return the mean of f'(z_i) (x_i, 1)(x_i, 1)^T, shape (2, 2): nowhere negative."""
        return _weighted(_SIGMOID.df(_pre_activation(x, self.x)), self.x)

    def values(self, points: Array) -> Array:
        """Return J at `points`, shape (..., 2), as shape (...): ln(1 + e^z) - t z on average."""
        z = _pre_activation(points, self.x)
        return np.asarray((np.logaddexp(0.0, z) - self.targets * z).mean(axis=-1))


def _pre_activation(points: Array, x: Array) -> Array:
    """Return z = w x + b at (w, b) = points, shape (..., 2), as shape (..., N)."""
    return points[..., :1] * x + points[..., 1:]


def _weighted(weights: Array, x: Array) -> Array:
    """Return the mean of weights times (x, 1)(x, 1)^T."""
    mixed, plain = (weights * x).mean(), weights.mean()
    return np.array([[(weights * x * x).mean(), mixed], [mixed, plain]])
