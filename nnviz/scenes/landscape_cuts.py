"""Where the network's cost is cut: a line or a plane through the present point, with its range.

What the directions are made of (gradient, curvature, the way the run has come) is found first, in
the background; the cut itself is decided here. Ranges end at round numbers, so that a picture keeps
still while the run goes on.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.curvature import Spectrum
from nnviz.diagnostics.landscape import (
    Plane,
    principal_plane,
    random_direction,
    weight_direction,
)
from nnviz.engine.path import Path
from nnviz.nn.arrays import Array
from nnviz.nn.parameters import Parameters, name_of
from nnviz.scenes import words
from nnviz.scenes.landscape_choice import LandscapeChoice, reach_factor
from nnviz.scenes.ticks import round_range, rounded_up

_TINY = 1e-300


class NoCutError(ValueError):
    """There is no such line or plane here; the message says why, and how to mend it."""


class Bearings(Struct, frozen=True, eq=False):
    """What cuts are made of, all at one step.

    Parameters
    ----------
    params, step, rate
        Where, and the rate in force.
    cost
        Of the training part.
    gradient
        Of the training part, flat; None where there is none.
    blind
        Why there is no gradient; "" where there is.
    spectrum
        Of the training part; None where it is not found (yet).
    path
        From the run's start to here.
    target
        The parameters at the chosen step; None where they are not wanted.
    """

    params: Parameters
    step: int
    rate: float
    cost: float
    gradient: Array | None
    blind: str
    spectrum: Spectrum | None
    path: Path
    target: Array | None


class Range(Struct, frozen=True):
    """One axis of a cut.

    Parameters
    ----------
    name
        What goes along it.
    low, high
        Its ends, as they are shown.
    here
        Where the network stands on it.
    """

    name: str
    low: float
    high: float
    here: float = 0.0

    def marks(self, count: int) -> Array:
        """Return so many places from end to end."""
        return np.linspace(self.low, self.high, count)


class LineCut(Struct, frozen=True, eq=False):
    """A line through the network: params + t * direction.

    Parameters
    ----------
    axis
        Of t; the network stands at 0.
    direction
        Flat.
    goal
        A place with a meaning of its own, and its name; None for none.
    """

    axis: Range
    direction: Array
    goal: tuple[float, str] | None = None


class PlaneCut(Struct, frozen=True, eq=False):
    """A plane through the network."""

    x: Range
    y: Range
    plane: Plane

    def points(self, x: Array, y: Array) -> Array:
        """Return the parameters at places of the picture, shape (n, parameters)."""
        return self.plane.points(x - self.x.here, y - self.y.here)

    def places(self, points: Array) -> tuple[Array, float]:
        """Return where parameters lie in the picture, shape (n, 2), and their explained share."""
        places, share = self.plane.project(points)
        return places + np.array([self.x.here, self.y.here]), share


def line_cut(choice: LandscapeChoice, at: Bearings, bend: float | None = None) -> LineCut:
    """Return the line that is chosen.

    Parameters
    ----------
    choice, at
        What is chosen, and where.
    bend
        The curvature against the gradient, where it is known: it says how far is worth seeing.

    Raises
    ------
    NoCutError
        Where there is none.
    """
    factor = reach_factor(choice.line_zoom)
    if choice.line == "random":
        direction = _random(at.params, choice.line_draw)
        reach = rounded_up(factor)
        name = f"t along d, seed {choice.line_draw} (1 = as long as the weights)"
        return LineCut(Range(name, -reach, reach), direction)
    if choice.line == "step":
        return _towards(choice, at, factor)
    gradient = _gradient(at)
    size = float(np.linalg.norm(gradient))
    reach = rounded_up(factor * _reach(at, size, bend))
    stride = at.rate * size
    goal = (stride, "one step at the rate") if stride <= reach else None
    axis = Range("distance against the gradient", -0.5 * reach, reach)
    return LineCut(axis, -gradient / size, goal)


def _towards(choice: LandscapeChoice, at: Bearings, factor: float) -> LineCut:
    assert at.target is not None
    direction = at.target - at.params.flat
    if not direction.any():
        raise NoCutError(
            f"The network is what it was at step {choice.target:,}: choose another step."
        )
    told = f"step {choice.target:,}"
    axis = Range(f"t from here (0) to {told} (1)", 0.5 - factor, 0.5 + factor)
    return LineCut(axis, direction, (1.0, told))


def plane_cut(choice: LandscapeChoice, at: Bearings) -> PlaneCut:
    """Return the plane that is chosen; raise NoCutError where there is none."""
    factor = reach_factor(choice.plane_zoom)
    if choice.plane == "weights":
        return _weights(choice, at, factor)
    if choice.plane == "path":
        return _along_path(at, factor)
    if choice.plane == "sharpest":
        return _sharpest(at, factor)
    seeds = choice.plane_seeds
    first, second = (_random(at.params, seed) for seed in seeds)
    reach = rounded_up(factor)
    x, y = (Range(f"random d, seed {seed}", -reach, reach) for seed in seeds)
    return PlaneCut(x, y, Plane(at.params.flat, first, second))


def _random(params: Parameters, seed: int) -> Array:
    direction = random_direction(params, seed)
    if not direction.any():
        raise NoCutError(
            "All weights are 0: a random direction has no length to be scaled to. Choose another"
            " direction, or begin with other weights."
        )
    return direction


def _gradient(at: Bearings) -> Array:
    """Return the gradient; raise NoCutError where there is none, or it is 0."""
    if at.gradient is None:
        raise NoCutError(at.blind)
    size = float(np.linalg.norm(at.gradient))
    if not math.isfinite(size):
        raise NoCutError("The gradient is not finite here: go some steps back.")
    if size < _TINY:
        raise NoCutError("The gradient is 0 here: it points nowhere. Choose another direction.")
    return at.gradient


def _reach(at: Bearings, slope: float, bend: float | None) -> float:
    """Return how far a line is worth seeing: to where its parabola is as high again as here."""
    norm = max(float(np.linalg.norm(at.params.flat)), 1e-3)
    rise = abs(at.cost) or 1.0
    usual = rise / slope if slope > 0.0 else norm
    if bend is not None and bend != 0.0 and math.isfinite(bend):
        bottom = abs(slope / bend)
        usual = 2.5 * bottom if bend > 0.0 and slope > 0.0 else math.sqrt(2.0 * rise / abs(bend))
    return min(max(usual, 1e-3 * norm), norm) if math.isfinite(usual) else norm


def _weights(choice: LandscapeChoice, at: Bearings, factor: float) -> PlaneCut:
    first, second = choice.weights
    if first == second:
        raise NoCutError("A plane needs two different weights.")
    ranges = []
    for index in choice.weights:
        value = float(at.params.flat[index])
        half = factor * max(2.0, 1.5 * abs(value))
        low, high = round_range(value - half, value + half)
        ranges.append(Range(name_of(at.params.units, index), low, high, value))
    plane = Plane(
        at.params.flat, weight_direction(at.params, first), weight_direction(at.params, second)
    )
    return PlaneCut(ranges[0], ranges[1], plane)


def _along_path(at: Bearings, factor: float) -> PlaneCut:
    """Return the path's principal plane, turned so that the run goes from left to right."""
    try:
        found = principal_plane(at.path.points)
    except (ValueError, IndexError, np.linalg.LinAlgError):
        raise NoCutError(
            "The run has no path yet that spans a plane: make a few more steps."
        ) from None
    places, _ = found.project(at.path.points)
    turn = np.where(places.mean(axis=0) > 0.0, -1.0, 1.0)
    places = places * turn
    ends = [_around(places[:, column], factor) for column in range(2)]
    x = Range("first principal direction", *ends[0])
    y = Range("second principal direction", *ends[1])
    return PlaneCut(x, y, Plane(found.origin, turn[0] * found.first, turn[1] * found.second))


def _around(places: Array, factor: float) -> tuple[float, float]:
    low, high = float(places.min()), float(places.max())
    middle, half = 0.5 * (low + high), 0.75 * (high - low) * factor
    return round_range(middle - half, middle + half)


def _curvature_along(found: Spectrum, direction: Array) -> float | None:
    """Return the curvature along a direction of length 1; None where not all are known."""
    if not found.complete:
        return None
    return float(found.values @ (found.vectors.T @ direction) ** 2)


def _sharpest(at: Bearings, factor: float) -> PlaneCut:
    gradient = _gradient(at)
    if at.spectrum is None:
        raise NoCutError(
            f"The sharpest direction among {words.count(at.params.flat.size)} parameters is"
            " looked for when the run pauses."
        )
    size = float(np.linalg.norm(gradient))
    first = -gradient / size
    second = at.spectrum.sharpest - (at.spectrum.sharpest @ first) * first
    length = float(np.linalg.norm(second))
    if length < 1e-6:  # the gradient is the sharpest direction: take the next one
        second = at.spectrum.vectors[:, -2] - (at.spectrum.vectors[:, -2] @ first) * first
        length = float(np.linalg.norm(second))
    across = rounded_up(factor * _reach(at, size, _curvature_along(at.spectrum, first)))
    up = rounded_up(factor * _reach(at, 0.0, at.spectrum.sharpness))
    return PlaneCut(
        Range("distance against the gradient", -0.5 * across, across),
        Range("distance along the sharpest direction", -up, up),
        Plane(at.params.flat, first, second / length),
    )
