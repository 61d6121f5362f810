"""Directions that remember: conjugate gradients, and BFGS, which learns the curvature on its way.

Both see nothing but gradients. Conjugate gradients mix the last direction into the new one so that
no step spoils what the steps before have gained; BFGS keeps a whole matrix of curvature, built from
how the gradient changed, and steps as Newton's method would with it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.optim.line_search import Found, Trial, Wolfe
from nnviz.optim.method import Method, MethodState, Move, Stop
from nnviz.optim.objective import Counted
from nnviz.optim.sketch import Sketch, model_of, points_of
from nnviz.optim.words import short

Flatness = Annotated[
    float,
    msgspec.Meta(
        gt=0,
        lt=1,
        title="flatness c₂",
        description="A step along the line is accepted where the slope is at most this share of"
        " the slope at its start (strong Wolfe condition).",
    ),
]
_POWELL = 0.2
_LEVEL_ENOUGH = 1e-5
_TINY = float(np.finfo(np.float64).eps)


class Conjugate(Struct, frozen=True):
    """What the conjugate gradients remember.

    Parameters
    ----------
    direction
        The next search's direction, downhill.
    since
        Steps since the last restart.
    step, slope
        Of the last search: from them the first trial of the next one is taken.
    """

    direction: Array
    since: int
    step: float | None
    slope: float


class ConjugateGradient(Method, frozen=True, tag="conjugate_gradient"):
    """Nonlinear conjugate gradients (Polak and Ribière, 1969), restarted where they lose track.

    beta = max(0, g_new·(g_new − g) / g·g) (Gilbert and Nocedal, 1992). It starts afresh after n
    steps, where two gradients in turn are far from perpendicular (Powell, 1977), and where the
    direction would not go down.
    """

    label: ClassVar[str] = "conjugate gradient"
    formula: ClassVar[str] = "d ← −g + β d,  β = max(0, g·(g − g_old) / g_old²)"

    flatness: Flatness = 0.001

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for value and gradient; the first direction is straight down."""
        gradient = counted.gradient(point)
        memory = Conjugate(-gradient, 0, None, 0.0)
        return Move(point, "The start.", counted.value(point), gradient, memory)

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Search along the direction, then make the next one."""
        assert state.gradient is not None
        memory: Conjugate = state.memory
        slope = float(state.gradient @ memory.direction)
        search = Wolfe(
            counted, state.point, state.value, state.gradient, memory.direction, self.flatness
        )
        length = float(np.linalg.norm(memory.direction))
        first = (
            min(1.0, 1.0 / length) if memory.step is None else memory.step * memory.slope / slope
        )
        found = search.search(first)
        if found.trial is None:
            return _stuck(state, found, memory.direction)
        direction, told = _next_direction(state, memory, found.trial)
        restarted = told != ""
        after = Conjugate(direction, 0 if restarted else memory.since + 1, found.trial.step, slope)
        moved = short(float(np.linalg.norm(found.trial.point - state.point)))
        return _moved(
            state, found, found.trial, f"Moved by {moved} along the direction.{told}", after
        )


def _next_direction(state: MethodState, memory: Conjugate, trial: Trial) -> tuple[Array, str]:
    """Return the next direction, and a sentence where it is a restart."""
    assert state.gradient is not None
    old, new = state.gradient, trial.gradient
    size = float(new @ new)
    beta = max(0.0, float(new @ (new - old)) / float(old @ old))
    direction = -new + beta * memory.direction
    if memory.since + 1 >= new.size:
        return -new, f" After {new.size} of them, straight down again."
    if abs(float(new @ old)) >= _POWELL * size:
        return -new, " The gradients are far from perpendicular: straight down again."
    if float(direction @ new) >= 0.0 or beta == 0.0:
        return -new, " The next direction would not pay: straight down again."
    return direction, ""


class Curvature(Struct, frozen=True):
    """What BFGS remembers: its estimate of the Hessian's inverse; None before the first step."""

    inverse: Array | None


class BFGS(Method, frozen=True, tag="bfgs"):
    """A Hessian learnt from the gradients (Broyden, Fletcher, Goldfarb, Shanno, 1970).

    Nocedal and Wright, 2006, eq. 6.17 and 6.20. A pair of point and gradient that would spoil the
    matrix (curvature not positive) is left out.
    """

    label: ClassVar[str] = "BFGS"
    formula: ClassVar[str] = "x ← x − α H g,  H learnt so that H Δg = Δx"

    flatness: Flatness = 0.9

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for value and gradient; nothing is known of the curvature."""
        return Move(
            point, "The start.", counted.value(point), counted.gradient(point), Curvature(None)
        )

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Search along the learnt Newton direction, and learn from the step."""
        assert state.gradient is not None
        inverse = state.memory.inverse
        first = 1.0
        if inverse is None:
            direction = -state.gradient
            first = min(1.0, 1.0 / float(np.linalg.norm(state.gradient)))
        else:
            direction = -inverse @ state.gradient
            if float(direction @ state.gradient) >= 0.0:
                inverse, direction = None, -state.gradient
        found = Wolfe(
            counted, state.point, state.value, state.gradient, direction, self.flatness
        ).search(first)
        if found.trial is None:
            return _stuck(state, found, direction)
        after, told = _learnt(inverse, state, found.trial)
        moved = short(float(np.linalg.norm(found.trial.point - state.point)))
        return _moved(state, found, found.trial, f"Moved by {moved}{told}", after, inverse)


def _learnt(inverse: Array | None, state: MethodState, trial: Trial) -> tuple[Curvature, str]:
    """Return the estimate after a step, and how it came about."""
    assert state.gradient is not None
    s, y = trial.point - state.point, trial.gradient - state.gradient
    bend = float(y @ s)
    if bend <= _TINY * float(np.linalg.norm(s)) * float(np.linalg.norm(y)):
        return Curvature(inverse), "; the curvature on the way is not positive: not learnt from."
    identity = np.eye(s.size)
    if inverse is None:
        inverse = identity * (bend / float(y @ y))
    left = identity - np.outer(s, y) / bend
    after = left @ inverse @ left.T + np.outer(s, s) / bend
    return Curvature(after), f"; curvature on the way {short(bend / float(s @ s))}, learnt from."


def _moved(
    state: MethodState,
    found: Found,
    trial: Trial,
    told: str,
    memory: Conjugate | Curvature,
    inverse: Array | None = None,
) -> Move:
    model = None
    if inverse is not None and state.gradient is not None and inverse.shape[0] <= 3:
        hessian = np.asarray(np.linalg.pinv(inverse), dtype=np.float64)
        model = model_of(state.point, state.value, state.gradient, hessian)
    return Move(
        trial.point,
        told,
        trial.value,
        trial.gradient,
        memory,
        Sketch(
            tried=points_of(list(found.tried), state.point.size),
            direction=trial.point - state.point,
            model=model,
        ),
    )


def _stuck(state: MethodState, found: Found, direction: Array) -> Move:
    """Return the stop of a search that found no better place."""
    assert state.gradient is not None
    size = float(np.linalg.norm(state.gradient))
    level = size <= _LEVEL_ENOUGH * (1.0 + abs(state.value))
    told = f"No better place along the direction; the gradient's length is {short(size)}. "
    told += (
        "What is left is rounding."
        if level
        else "Either the value falls without end that way, or there is a kink."
    )
    return Move(
        state.point,
        told,
        state.value,
        state.gradient,
        state.memory,
        Sketch(tried=points_of(list(found.tried), state.point.size), direction=direction),
        Stop("small" if level else "failed", told),
    )
