"""What every unit gives over the raw inputs, of which there are one or two: its own picture.

Of two inputs it is their plane; of one, a strip along it, and every row of the picture is alike.
The whole grid goes through the network once, for all units. Grid and scratch memory are kept for
the problem in force, so that a frame costs the products and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.experiment.catalog import Problem
from nnviz.experiment.dataset import Dataset
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.nn.network import Tape
from nnviz.nn.parameters import Parameters, parameter_count

SIDES = (32, 24, 16, 12)  # grid points along each axis: the first that a frame can afford
MOST_PRODUCTS = 1 << 23  # of weights and grid points: what a frame can afford


class Plane(Struct, frozen=True, eq=False):
    """The grid of a problem.

    Parameters
    ----------
    side
        Points along each axis.
    tape
        Scratch memory with the grid's inputs in it: points row by row, the first row the
        greatest x2, as on a page; one row where there is one raw input.
    """

    side: int
    tape: Tape

    def square(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return values of all points, shape (points, units), as (units, side, side)."""
        units = values.shape[1]
        rows = values.T.reshape(units, -1, self.side)
        if rows.shape[1] == self.side:
            return rows
        return np.broadcast_to(rows, (units, self.side, self.side))


def has_plane(problem: Problem) -> bool:
    """Whether units have pictures: one or two raw columns, and not too many weights."""
    return len(problem.data.source.columns) in (1, 2) and _side(problem) > 0


def _side(problem: Problem) -> int:
    weights = parameter_count(problem.network.units)
    return next((side for side in SIDES if side * side * weights <= MOST_PRODUCTS), 0)


@lru_cache(maxsize=2)
def plane_of(problem: Problem) -> Plane:
    """Return the grid of a problem for which `has_plane` holds."""
    side = _side(problem)
    low, high = _range(problem.data.source)
    axes = np.linspace(low, high, side)
    raw = axes
    if len(low) == 2:
        across, down = axes[:, 0], axes[::-1, 1]
        raw = np.stack([np.tile(across, side), np.repeat(down, side)], axis=1)
    tape = Tape(problem.network.units, len(raw))
    tape.a[0][...] = problem.data.transform(raw)
    return Plane(side, tape)


def _range(source: Dataset) -> tuple[Array, Array]:
    """Return the range of the raw columns over both parts, with a margin of a twentieth."""
    x = np.concatenate([source.x_train, source.x_test])
    low, high = x.min(axis=0), x.max(axis=0)
    margin = np.where(high > low, 0.05 * (high - low), 1.0)
    return low - margin, high + margin


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
