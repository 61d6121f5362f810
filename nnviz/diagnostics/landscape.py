"""Slices through a network's cost: along a line, over a plane, with the run's path projected.

A network has too many parameters to see its cost whole. A slice keeps to one or two directions
through the present point; what it shows is true there, and tells nothing of the rest. Random
directions are scaled unit by unit to the weights they change (Li et al., *Visualizing the Loss
Landscape of Neural Nets*, 2018, sec. 4), so that slices of different networks compare.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import Parameters


class Ground(Struct, frozen=True, eq=False):
    """What a slice is cut through: the cost of a network on some samples.

    Parameters
    ----------
    network
        Its loss and regulariser make the cost.
    x, y
        Inputs, shape (samples, inputs), and targets, shape (samples, outputs).
    """

    network: Network
    x: Array
    y: Array

    def costs(self, points: Array) -> Iterator[float]:
        """Yield the cost at each of the flat points, shape (n, parameters), one by one.

        A caller in the background may stop between two of them.
        """
        tape = Tape(self.network.units, len(self.x))
        tape.a[0][...] = self.x
        for point in points:
            params = Parameters(self.network.units, np.ascontiguousarray(point))
            with np.errstate(all="ignore"):
                self.network.run_forward(params, tape, slopes=False)
                yield self.network.cost(params, tape, self.y)

    def values(self, points: Array) -> Array:
        """Return the costs at all of the points, shape (n,)."""
        return np.fromiter(self.costs(points), dtype=np.float64, count=len(points))


class Plane(Struct, frozen=True, eq=False):
    """Two directions through a point.

    Parameters
    ----------
    origin
        Flat parameters at (0, 0).
    first, second
        Flat directions, the units of the two axes.
    """

    origin: Array
    first: Array
    second: Array

    def points(self, s: Array, t: Array) -> Array:
        """Return origin + s first + t second for each pair, shape (n, parameters)."""
        return np.asarray(
            self.origin + s.reshape(-1, 1) * self.first + t.reshape(-1, 1) * self.second
        )

    def grid(self, s: Array, t: Array) -> Array:
        """Return the points of a grid, row by row: t rising by rows, s along them."""
        S, T = np.meshgrid(s, t)
        return self.points(S.ravel(), T.ravel())

    def project(self, points: Array) -> tuple[Array, float]:
        """Return where points lie in the plane, shape (n, 2), and the share that this explains.

        The share is 1 - (squared distances to the plane) / (squared distances to the origin):
        1 where all lie in the plane; 1 as well where all are the origin.
        """
        axes = np.column_stack([self.first, self.second])
        from_origin = points - self.origin
        places: Array = np.linalg.lstsq(axes, from_origin.T, rcond=None)[0].T.astype(np.float64)
        whole = float((from_origin**2).sum())
        missed = float(((from_origin - places @ axes.T) ** 2).sum())
        return places, 1.0 - missed / whole if whole > 0.0 else 1.0


def filter_normalised(direction: Array, params: Parameters) -> Array:
    """Return a flat direction scaled, unit by unit, to the length of the unit's own weights.

    A unit whose weights and bias are all 0 is left out, for it has no length to be scaled to.
    """
    scaled = Parameters(params.units, direction.copy())
    for block, own in zip(scaled.block, params.block, strict=True):
        length = np.linalg.norm(block, axis=0)
        wanted = np.linalg.norm(own, axis=0)
        block *= np.divide(wanted, length, out=np.zeros_like(wanted), where=length > 0.0)
    return scaled.flat


def random_direction(params: Parameters, seed: int) -> Array:
    """Return a random filter-normalised direction, flat; the same seed gives the same."""
    drawn = np.random.default_rng(seed).normal(size=params.flat.size)
    return filter_normalised(drawn, params)


def weight_direction(params: Parameters, index: int) -> Array:
    """Return the direction in which one parameter alone changes, by 1."""
    direction = np.zeros_like(params.flat)
    direction[index] = 1.0
    return direction


def principal_plane(path: Array) -> Plane:
    """Return the plane of a path's two first principal directions, through its last point.

    Parameters
    ----------
    path
        Flat parameters along a run, shape (steps, parameters), at least three different ones.

    Raises
    ------
    ValueError
        Where the path does not span a plane.
    """
    origin = path[-1]
    _, sizes, axes = np.linalg.svd(path - origin, full_matrices=False)
    if len(sizes) < 2 or sizes[1] <= 1e-12 * max(sizes[0], 1e-300):
        raise ValueError("the path lies on a line: make a few more steps for a plane")
    return Plane(origin, axes[0], axes[1])
