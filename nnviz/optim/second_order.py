"""Newton's method: step to the turning point of the parabola that the Hessian tells of.

Pure, it takes that step whatever it leads to; damped, it halves the step until the value falls;
with the curvature made positive, it goes down even where the parabola opens downwards.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar

import msgspec
import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.line_search import backtrack
from nnviz.optim.method import Method, MethodState, Move, Needs, Stop
from nnviz.optim.objective import Counted
from nnviz.optim.sketch import Sketch, model_of, points_of
from nnviz.optim.words import short

_LEVEL_ENOUGH = 1e-5


class NewtonKind(Method, frozen=True):
    """What Newton's methods share: they ask for the Hessian at every point."""

    needs: ClassVar[Needs] = "Hessian"
    compares_values: ClassVar[bool] = True

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the gradient, and the value where it is used; the Hessian comes with the step."""
        value = counted.value(point) if self.compares_values else None
        return Move(point, "The start.", value, counted.gradient(point))

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Ask for the Hessian and step by it."""
        assert state.gradient is not None
        hessian = counted.hessian(state.point)
        if not np.isfinite(hessian).all():
            return _standing(
                state, "The second derivatives here are not finite: there is no parabola."
            )
        try:
            return self.stepped(counted, state, hessian)
        except np.linalg.LinAlgError:
            return _standing(
                state,
                "The curvature here is 0 along some direction: the parabola has no turning point."
                " Start elsewhere, or make the curvature positive.",
            )

    @abstractmethod
    def stepped(self, counted: Counted, state: MethodState, hessian: Array) -> Move:
        """Return the step by this Hessian; it may raise LinAlgError."""


class Newton(NewtonKind, frozen=True, tag="newton"):
    """To the turning point of the local parabola, be it a lowest or a highest one."""

    label: ClassVar[str] = "Newton"
    formula: ClassVar[str] = "x ← x − H⁻¹ g"
    compares_values: ClassVar[bool] = False

    def stepped(self, counted: Counted, state: MethodState, hessian: Array) -> Move:
        """Take the whole step."""
        assert state.gradient is not None
        step = np.asarray(-np.linalg.solve(hessian, state.gradient), dtype=np.float64)
        point = state.point + step
        least = float(np.linalg.eigvalsh(hessian)[0])
        told = f"Stepped by {short(float(np.linalg.norm(step)))} to the parabola's turning point"
        told += "." if least > 0.0 else f", which is not a lowest one (curvature {short(least)})."
        return Move(
            point,
            told,
            gradient=counted.gradient(point),
            sketch=Sketch(
                direction=step, model=model_of(state.point, state.value, state.gradient, hessian)
            ),
        )


class DampedNewton(NewtonKind, frozen=True, tag="newton_damped"):
    """Newton's step, halved until the value falls; straight down where it would go uphill."""

    label: ClassVar[str] = "Newton, damped"
    formula: ClassVar[str] = "x ← x − α H⁻¹ g,  α = 1, ½, ¼ … until lower"

    def stepped(self, counted: Counted, state: MethodState, hessian: Array) -> Move:
        """Take as much of the step as lowers the value."""
        assert state.gradient is not None
        step = np.asarray(-np.linalg.solve(hessian, state.gradient), dtype=np.float64)
        told = "Newton's step"
        if not float(step @ state.gradient) < 0.0:
            step, told = -state.gradient, "The parabola leads uphill, so a step straight down"
        return _lowered(counted, state, step, hessian, told)


class PositiveNewton(NewtonKind, frozen=True, tag="newton_positive"):
    """Newton's step with every curvature taken as positive, at least the floor, and damped.

    Nocedal and Wright, 2006, sec. 3.4; |curvature| instead of curvature: Dauphin et al., 2014.
    """

    label: ClassVar[str] = "Newton, curvature made positive"
    formula: ClassVar[str] = "x ← x − α |H|⁻¹ g,  |H| from the eigenvalues' sizes"

    floor: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1e6,
            title="least curvature",
            description="Curvatures nearer to 0 are taken as this, so that no step is endless.",
        ),
    ] = 1e-3

    def stepped(self, counted: Counted, state: MethodState, hessian: Array) -> Move:
        """Make the curvature positive, then take as much of the step as lowers the value."""
        assert state.gradient is not None
        curvatures, axes = np.linalg.eigh(hessian)
        made = np.maximum(np.abs(curvatures), self.floor)
        step = np.asarray(-axes @ ((axes.T @ state.gradient) / made), dtype=np.float64)
        changed = int(np.sum(made != curvatures))
        told = "Newton's step"
        if changed:
            told += f" with {changed} of {made.size} curvatures made positive"
        positive = np.asarray((axes * made) @ axes.T, dtype=np.float64)
        return _lowered(counted, state, step, positive, told)


def _lowered(counted: Counted, state: MethodState, step: Array, hessian: Array, told: str) -> Move:
    """Return the step, halved until the value falls."""
    assert state.gradient is not None
    slope = float(state.gradient @ step)
    share, value, tried = backtrack(counted, state.point, state.value, slope, step)
    if share == 0.0:
        return _no_lower(counted, state, step)
    point = state.point + share * step
    told += " taken whole." if share == 1.0 else f" cut to {short(share)} of its length."
    return Move(
        point,
        told,
        value,
        counted.gradient(point),
        sketch=Sketch(
            tried=points_of(list(tried), point.size),
            direction=share * step,
            model=model_of(state.point, state.value, state.gradient, hessian),
        ),
    )


def _no_lower(counted: Counted, state: MethodState, step: Array) -> Move:
    """Return what is left where no part of the step is lower: a last whole step, or a stop.

    So near to the minimum that rounding hides the fall, the whole step still makes the gradient
    smaller; then it is taken.
    """
    assert state.gradient is not None
    size = float(np.linalg.norm(state.gradient))
    if size <= _LEVEL_ENOUGH * (1.0 + abs(state.value)):
        point = state.point + step
        gradient = counted.gradient(point)
        if float(np.linalg.norm(gradient)) < size:
            told = "Newton's step taken whole: its fall is below rounding, but it is more level."
            return Move(point, told, counted.value(point), gradient, sketch=Sketch(direction=step))
        told = f"No part of the step is lower: at a gradient of {short(size)}, rounding decides."
        return _standing(state, told, Stop("small", told))
    return _standing(state, "No part of the step is lower: there is a kink, or the floor is wrong.")


def _standing(state: MethodState, told: str, stop: Stop | None = None) -> Move:
    return Move(state.point, told, state.value, state.gradient, stop=stop or Stop("failed", told))
