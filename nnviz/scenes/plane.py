"""What every unit gives over the plane of two raw inputs: its own picture of the data's space.

The whole grid goes through the network once, for all units. Grid and scratch memory are kept for
the problem in force, so that a frame costs the products and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.experiment.catalog import Problem
from nnviz.experiment.dataset import Dataset
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.nn.network import Tape
from nnviz.nn.parameters import Parameters, parameter_count

SIDE = 32  # grid points along each axis
SIDES = (32, 24, 16, 12)
MOST_PRODUCTS = 1 << 23  # of weights and grid points: what a frame can afford


@dataclass(frozen=True, eq=False, slots=True)
class Plane:
    """The grid of a problem.

    Parameters
    ----------
    extent
        Least x1, greatest x1, least x2, greatest x2, in raw units.
    side
        Points along each axis; row 0 is the greatest x2, as on a page.
    tape
        Scratch memory with the grid's inputs in it.
    """

    extent: tuple[float, float, float, float]
    side: int
    tape: Tape


def extent_of(source: Dataset) -> tuple[float, float, float, float]:
    """Return the range of two raw columns over both parts, with a margin of a twentieth."""
    x = np.concatenate([source.x_train, source.x_test])
    low, high = x.min(axis=0), x.max(axis=0)
    margin = np.where(high > low, 0.05 * (high - low), 1.0)
    (left, bottom), (right, top) = low - margin, high + margin
    return float(left), float(right), float(bottom), float(top)


def has_plane(problem: Problem) -> bool:
    """Whether units are shown over the input plane: two raw columns, and not too many weights."""
    return len(problem.data.source.columns) == 2 and _side(problem) > 0


def _side(problem: Problem) -> int:
    weights = parameter_count(problem.network.units)
    return next((side for side in SIDES if side * side * weights <= MOST_PRODUCTS), 0)


@lru_cache(maxsize=2)
def plane_of(problem: Problem) -> Plane:
    """Return the grid of a problem for which `has_plane` holds."""
    side, extent = _side(problem), extent_of(problem.data.source)
    across = np.linspace(extent[0], extent[1], side)
    down = np.linspace(extent[3], extent[2], side)
    raw = np.stack([np.tile(across, side), np.repeat(down, side)], axis=1)
    tape = Tape(problem.network.units, side * side)
    tape.a[0][...] = problem.data.transform(raw)
    return Plane(extent, side, tape)


def outputs_over_plane(problem: Problem, params: Parameters) -> Iterator[Array]:
    """Yield, layer by layer from the inputs on, what its units give; shape (points, units).

    The arrays are scratch memory: they hold until the next call.
    """
    plane = plane_of(problem)
    problem.network.run_forward(params, plane.tape, slopes=False)
    yield from plane.tape.a


def output_places(values: Array, activation: Activation | None) -> Array:
    """Return where outputs lie on a colour table, 0 to 255, as floats of the same shape.

    Parameters
    ----------
    values
        Outputs, shape (…, units).
    activation
        Of the layer. With bounds on both sides the table runs from one to the other; else, and
        for inputs (None), it is symmetric about 0 and each unit has a limit of its own.
    """
    low, high = activation.bounds if activation else (-np.inf, np.inf)
    if np.isfinite(low) and np.isfinite(high):
        return np.asarray((values - low) * (255.0 / (high - low)))
    sizes = np.maximum(values.max(axis=0), -values.min(axis=0))
    gain = 127.5 / np.maximum(sizes, 1e-300)
    return np.asarray(values * gain + 127.5)
