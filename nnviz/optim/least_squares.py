"""Levenberg and Marquardt's method, for costs that are a sum of squares.

The residuals' Jacobian gives a curvature without any second derivative. A damping between that
parabola (small damping) and a short step straight down (large damping) is raised after a step that
fails and lowered after one that keeps what its parabola promised.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.optim.method import Method, MethodState, Move, Needs, Stop
from nnviz.optim.objective import Counted
from nnviz.optim.sketch import Sketch, model_of, points_of
from nnviz.optim.words import short

_LEAST_STEP = 1e-15


class Damping(Struct, frozen=True):
    """What the method remembers: residuals r and Jacobian J at the point, the damping, its rise."""

    residuals: Array
    jacobian: Array
    damping: float
    rise: float


class LevenbergMarquardt(Method, frozen=True, tag="levenberg_marquardt"):
    """Damped Gauss–Newton steps (Levenberg, 1944; Marquardt, 1963).

    Algorithm 3.16 of Madsen, Nielsen and Tingleff, *Methods for Non-Linear Least Squares
    Problems*, 2004, one trial a step. The cost here is the sum of the squares itself, so its
    gradient is 2 Jᵀr.
    """

    label: ClassVar[str] = "Levenberg–Marquardt"
    formula: ClassVar[str] = "x ← x − (JᵀJ + λ I)⁻¹ Jᵀ r"
    needs: ClassVar[Needs] = "residuals"

    damping: Annotated[
        float,
        msgspec.Meta(
            gt=0,
            le=1e6,
            title="first damping",
            description="The damping at the start, as a share of the largest entry of JᵀJ.",
        ),
    ] = 1e-3

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for residuals and Jacobian, or stop where there are none."""
        if not counted.is_sum_of_squares:
            told = (
                "Levenberg–Marquardt needs a cost that is a sum of squares, and this function is"
                " not given as one; choose another method for it."
            )
            return Move(point, told, stop=Stop("failed", told))
        r, j = counted.residuals(point), counted.jacobian(point)
        largest = float((j * j).sum(axis=0).max(initial=0.0))
        memory = Damping(r, j, self.damping * largest, 2.0)
        return Move(point, "The start.", float(r @ r), 2.0 * (j.T @ r), memory)

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Try one damped step; keep it where it is lower."""
        m: Damping = state.memory
        half = m.jacobian.T @ m.residuals
        damped = m.jacobian.T @ m.jacobian + m.damping * np.eye(half.size)
        try:
            step = -np.linalg.solve(damped, half)
        except np.linalg.LinAlgError:
            step = np.full_like(half, np.nan)
        length = float(np.linalg.norm(step))
        if not length > _LEAST_STEP * (1.0 + float(np.linalg.norm(state.point))):
            return self._ended(state, length)
        there = state.point + step
        r = counted.residuals(there)
        value = float(r @ r)
        promised = float(step @ (m.damping * step - half))
        kept = (state.value - value) / promised if np.isfinite(value) else -1.0
        sketch = self._sketch(state, there, damped)
        if not kept > 0.0:
            after = Damping(m.residuals, m.jacobian, m.damping * m.rise, 2.0 * m.rise)
            told = f"A step of {short(length)} would not be lower: damping raised to"
            told = f"{told} {short(after.damping)}."
            return Move(state.point, told, state.value, state.gradient, after, sketch)
        factor = max(1.0 / 3.0, 1.0 - (2.0 * kept - 1.0) ** 3)
        after = Damping(r, counted.jacobian(there), m.damping * factor, 2.0)
        told = f"Stepped by {short(length)}, with {short(kept)} of the fall that was promised;"
        told = f"{told} damping now {short(after.damping)}."
        return Move(there, told, value, 2.0 * (after.jacobian.T @ r), after, sketch)

    def _sketch(self, state: MethodState, there: Array, damped: Array) -> Sketch:
        assert state.gradient is not None
        return Sketch(
            tried=points_of([there], there.size),
            direction=there - state.point,
            model=model_of(state.point, state.value, state.gradient, 2.0 * damped),
        )

    def _ended(self, state: MethodState, length: float) -> Move:
        if np.isfinite(length):
            told = f"The next step would be only {short(length)} long: what is left is rounding."
            stop = Stop("small", told)
        else:
            told = "The damped parabola can't be solved here: its numbers are out of range."
            stop = Stop("failed", told)
        return Move(state.point, told, state.value, state.gradient, state.memory, stop=stop)
