"""How the cost bends around a network's parameters: sharpness, spectrum, and the step it suggests.

Along a direction of curvature k, gradient descent of a rate above 2/k runs away from the minimum;
so the largest curvature, the sharpness, is what a rate is to be held against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.nn.hessian import Curved

WHOLE = 500  # parameters up to which the Hessian itself is made
_LANCZOS_TOLERANCE = 1e-6
_EXTREMES = 3


class Spectrum(Struct, frozen=True, eq=False):
    """Curvatures of the cost, smallest first.

    Parameters
    ----------
    values
        Eigenvalues of the Hessian: all of them, or its extremes.
    vectors
        Their directions, one a column, shape (parameters, len(values)).
    complete
        Whether these are all.
    """

    values: Array
    vectors: Array
    complete: bool

    @property
    def sharpness(self) -> float:
        """The largest curvature."""
        return float(self.values[-1])

    @property
    def sharpest(self) -> Array:
        """The direction of the largest curvature, flat, of length 1."""
        return np.asarray(self.vectors[:, -1])


def columns(at: Curved) -> Iterator[Array]:
    """Yield the Hessian's columns one by one: a caller in the background may stop between two."""
    for unit in np.eye(at.params.flat.size):
        yield at.times(unit)


def whole_spectrum(found: Sequence[Array]) -> Spectrum:
    """Return all curvatures, from the Hessian's columns."""
    H = np.array(found)
    values, vectors = np.linalg.eigh(0.5 * (H + H.T))
    return Spectrum(values, vectors, complete=True)


def spectrum(at: Curved) -> Spectrum:
    """Return all curvatures up to 500 parameters, above that the extremes, by Lanczos' method."""
    if at.params.flat.size <= WHOLE:
        return whole_spectrum(list(columns(at)))
    return _extremes(at)


def _extremes(at: Curved) -> Spectrum:
    from scipy.sparse.linalg import LinearOperator, eigsh

    size = at.params.flat.size
    operator = LinearOperator((size, size), matvec=at.times, dtype=np.float64)
    start = np.random.default_rng(0).normal(size=size)
    values, vectors = eigsh(operator, k=2 * _EXTREMES, which="BE", v0=start, tol=_LANCZOS_TOLERANCE)
    order = np.argsort(values)
    return Spectrum(values[order], vectors[:, order], complete=False)


class Parabola(Struct, frozen=True):
    """The cost along a line, by its value, slope and curvature at one point.

    Parameters
    ----------
    cost, slope, curvature
        C, dC/dt and d^2C/dt^2 at t = 0, t the distance along a direction of length 1.
    """

    cost: float
    slope: float
    curvature: float

    def at(self, distance: Array) -> Array:
        """Return the parabola's values at distances along the line."""
        return self.cost + self.slope * distance + 0.5 * self.curvature * distance**2

    @property
    def step(self) -> float | None:
        """The distance to its lowest point; None where it opens downwards or is flat."""
        return -self.slope / self.curvature if self.curvature > 0.0 else None


def parabola(at: Curved, cost: float, gradient: Array, direction: Array) -> Parabola:
    """Return the local parabola of the cost along a flat direction of any length but 0."""
    unit = direction / np.linalg.norm(direction)
    return Parabola(cost, float(gradient @ unit), float(unit @ at.times(unit)))


def newton_step(found: Spectrum, gradient: Array) -> Array:
    """Return the step -H^+ g with every curvature taken by its size, flat.

    Where the cost bends down, a pure Newton step would go uphill to the saddle; with the sizes
    of the curvatures it goes down (Dauphin et al., *saddle-free Newton*, 2014, eq. 8). Directions
    without curvature are left out.

    Raises
    ------
    ValueError
        Where the spectrum is not complete.
    """
    if not found.complete:
        raise ValueError(f"a Newton step needs the whole Hessian: up to {WHOLE} parameters")
    sizes = np.abs(found.values)
    bent = sizes > np.finfo(np.float64).eps * len(sizes) * sizes.max(initial=0.0)
    along = found.vectors.T @ gradient
    scaled = np.divide(along, sizes, out=np.zeros_like(along), where=bent)
    return np.asarray(-(found.vectors @ scaled))
