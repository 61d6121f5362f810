"""How large a rate may be on a quadratic: 2/L, and what momentum makes of it.

Along the steepest direction of a quadratic with curvature L, gradient descent multiplies the
distance to the minimum by 1 - rate * L: at 2/L it swings for ever, above it flies off. With
momentum mu the bound is 2 (1 + mu) / L (Polyak, 1964); with Nesterov's form it is
2 (1 + mu) / (L (1 + 2 mu)).
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.optim.descent import (
    DecreasingRate,
    FirstOrder,
    FixedRate,
    MomentumDescent,
    NesterovDescent,
)
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.method import Method
from nnviz.optim.words import short

_SAME = 1e-12


class RateBound(Struct, frozen=True):
    """The rate at which a method stops coming down on a quadratic, and its formula in words."""

    value: float
    formula: str


def rate_bound(method: Method, largest_curvature: float) -> RateBound | None:
    """Return the bound of `method` for a quadratic with this L; None where it has none.

    Parameters
    ----------
    method
        Gradient descent, with or without momentum, has a bound; methods that measure their own
        steps have not.
    largest_curvature
        L, the Hessian's largest eigenvalue; without a bound where it is not positive.
    """
    if largest_curvature <= 0.0:
        return None
    if isinstance(method, FixedRate | DecreasingRate):
        return RateBound(2.0 / largest_curvature, "2/L")
    if isinstance(method, MomentumDescent):
        return RateBound(2.0 * (1.0 + method.momentum) / largest_curvature, "2(1+μ)/L")
    if isinstance(method, NesterovDescent):
        mu = method.momentum
        return RateBound(
            2.0 * (1.0 + mu) / (largest_curvature * (1.0 + 2.0 * mu)), "2(1+μ)/(L(1+2μ))"
        )
    return None


def rate_above_bound(method: Method, ground: Ground, step: int) -> Happening | None:
    """Return the happening where the rate of this step is at its bound or above.

    Parameters
    ----------
    method, ground
        What goes down, and on what; only a quadratic has a bound.
    step
        Steps made so far: a schedule may have lowered the rate.
    """
    curvature = ground.largest_curvature
    bound = None if curvature is None else rate_bound(method, curvature)
    if bound is None or curvature is None or not isinstance(method, FirstOrder):
        return None
    rate = method.rate * method.plan.factor(step)
    if rate < bound.value * (1.0 - _SAME):
        return None
    at = abs(rate - bound.value) <= bound.value * _SAME
    told = f"{bound.formula} = {short(bound.value)}, with the largest curvature"
    told = f"{told} L = {short(curvature)}"
    if at:
        text = f"The rate {short(rate)} is exactly {told}: along the steepest direction it swings"
        text += " for ever. Choose a smaller one."
    else:
        text = f"The rate {short(rate)} is above {told}: along the steepest direction every step"
        text += " leads farther from the minimum. Choose a smaller one."
    return Happening("rate above 2/L", step, text)
