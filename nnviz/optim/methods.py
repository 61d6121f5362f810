"""The table of all methods that can race from one start, from chance to Newton.

`METHODS` is in the order of what they ask for: values only, then gradients, then the Hessian, then
the residuals of a sum of squares. `AnyMethod` is what a file may hold; `settings_of` tells a form
what to offer.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

from nnviz.nn.arrays import Array
from nnviz.optim.conjugate import BFGS, ConjugateGradient
from nnviz.optim.derivative_free import HookeJeeves, NelderMead, RandomSearch
from nnviz.optim.descent import (
    AdamDescent,
    DecreasingRate,
    ExactLine,
    FixedLength,
    FixedRate,
    MomentumDescent,
    NesterovDescent,
    RMSpropDescent,
    SignDescent,
)
from nnviz.optim.least_squares import LevenbergMarquardt
from nnviz.optim.method import Method, MethodState
from nnviz.optim.objective import Objective
from nnviz.optim.second_order import DampedNewton, Newton, PositiveNewton

AnyMethod: TypeAlias = (
    RandomSearch
    | NelderMead
    | HookeJeeves
    | FixedRate
    | DecreasingRate
    | FixedLength
    | SignDescent
    | ExactLine
    | MomentumDescent
    | NesterovDescent
    | RMSpropDescent
    | AdamDescent
    | ConjugateGradient
    | BFGS
    | Newton
    | DampedNewton
    | PositiveNewton
    | LevenbergMarquardt
)

METHODS: dict[str, type[Method]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyMethod)
}


def path(method: Method, objective: Objective, x: Array, steps: int) -> tuple[MethodState, ...]:
    """Return the states from the start on: at most `steps` steps, fewer where it stops.

    Parameters
    ----------
    method, objective
        What goes down, and on what.
    x
        The start, shape (n,).
    steps
        The most steps made.
    """
    states = [method.start(objective, x)]
    while len(states) <= steps and states[-1].stop is None:
        states.append(method.step(objective, states[-1]))
    return tuple(states)
