"""Presets whose cost comes from data: a straight line, and one sigmoid unit.

The line's data are drawn anew from a seed; the unit's are eight points that no threshold parts
without error, so that its weights have a finite best place.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec
import numpy as np

from nnviz.experiment.data_costs import LineCost, UnitCrossEntropy, UnitHalfSquares
from nnviz.experiment.function import Function, round_rate
from nnviz.experiment.function_preset import FunctionPreset
from nnviz.nn.arrays import Array
from nnviz.optim.methods import path
from nnviz.optim.second_order import PositiveNewton

Parameter = Annotated[float, msgspec.Meta(ge=-10, le=10)]

UNIT_X = (-3.0, -2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0)
UNIT_TARGETS = (0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0)


class StraightLine(FunctionPreset, frozen=True, tag="line"):
    """The cost of a straight line through data points."""

    label: ClassVar[str] = "straight line through data"
    sentence: ClassVar[str] = (
        "Every place of the map is a line through the data and its height the line's cost: a bowl,"
        " slanted because intercept and slope pull together."
    )

    intercept: Annotated[
        Parameter,
        msgspec.Meta(title="true intercept", description="Of the line that the data come from."),
    ] = 1.0
    slope: Annotated[
        Parameter,
        msgspec.Meta(title="true slope", description="Of the line that the data come from."),
    ] = 0.5
    noise: Annotated[
        float,
        msgspec.Meta(ge=0, le=10, title="noise", description="How far the points lie off it."),
    ] = 0.5
    samples: Annotated[
        int, msgspec.Meta(ge=3, le=200, title="samples", description="The number of points.")
    ] = 20
    seed: Annotated[
        int,
        msgspec.Meta(ge=0, le=2**32 - 1, title="seed", description="The same seed, the same data."),
    ] = 0

    def build(self) -> Function:
        """Return the cost on data with x evenly drawn from 0 to 3."""
        generator = np.random.default_rng(self.seed)
        x = generator.uniform(0.0, 3.0, self.samples)
        y = self.intercept + self.slope * x + generator.normal(0.0, 1.0, self.samples) * self.noise
        return line_function(x, y)


def line_function(x: Array, y: Array) -> Function:
    """Return the cost of a straight line through any data, as a function of (theta0, theta1).

    Parameters
    ----------
    x, y
        The data, each of shape (N,), with at least two different x.
    """
    cost = LineCost(x, y)
    zero = np.zeros(2)
    hessian = cost.hessian(zero)
    best = np.linalg.solve(hessian, -cost.gradient(zero))
    reach = 2.0 * max(2.0, float(np.abs(best).max()))
    return Function(
        name="line",
        label=StraightLine.label,
        sentence=StraightLine.sentence,
        formula="J(θ0, θ1) = 1/(2N) Σ (θ0 + θ1 x − y)²",
        variables=("θ0", "θ1"),
        objective=cost,
        domain=tuple((float(one) - reach, float(one) + reach) for one in best),
        start=(float(best[0]) - 0.75 * reach, float(best[1]) + 0.75 * reach),
        rate=round_rate(1.0 / float(np.linalg.eigvalsh(hessian)[-1])),
        minima=((float(best[0]), float(best[1])),),
        quadratic=True,
    )


class SigmoidUnit(FunctionPreset, frozen=True, tag="sigmoid_unit"):
    """The cost of one sigmoid unit, from a place where it is saturated and wrong."""

    label: ClassVar[str] = "one sigmoid unit"
    sentence: ClassVar[str] = (
        "With half squared error the cost has plateaus, on which a saturated unit hardly moves;"
        " with cross-entropy the slope cancels, and there is a way down from everywhere."
    )

    cost: Annotated[
        Literal["half_mse", "cross_entropy"],
        msgspec.Meta(title="cost", description="How the unit's error is measured."),
    ] = "half_mse"

    def build(self) -> Function:
        """Return J(w, b) on the eight points."""
        squares = self.cost == "half_mse"
        cost = (UnitHalfSquares if squares else UnitCrossEntropy)(
            np.array(UNIT_X), np.array(UNIT_TARGETS)
        )
        best = path(PositiveNewton(tolerance=1e-14), cost, np.array([1.0, 0.0]), 100)[-1].point
        formula = "1/(2N) Σ (ŷ − t)²" if squares else "−1/N Σ [t ln ŷ + (1−t) ln(1−ŷ)]"
        return Function(
            name="sigmoid_unit",
            label=self.label,
            sentence=self.sentence,
            formula=f"J(w, b) = {formula},  ŷ = sigmoid(w x + b)",
            variables=("w", "b"),
            objective=cost,
            domain=((-10.0, 10.0), (-10.0, 10.0)),
            start=(-6.0, 3.0),
            rate=1.0,
            minima=((round(float(best[0]), 15), round(float(best[1]), 15)),),
        )
