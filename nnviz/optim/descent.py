"""Going downhill by the gradient alone: the network's own optimisers, and two of the textbook's.

The rules that train the network move the point here too; a method of this file only hands them
the gradient. Beside them stand steps of one length, and steps to the lowest point along the way.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.first_order import (
    Adam,
    FixedStep,
    GradientDescent,
    Memory,
    Momentum,
    Nesterov,
    Optimizer,
    OptimizerState,
    Rate,
    RMSprop,
    Tiny,
)
from nnviz.optim.line_search import Bracket, bracket, brent
from nnviz.optim.method import Method, MethodState, Move, Stop
from nnviz.optim.objective import Counted
from nnviz.optim.schedules import AnySchedule, Constant, InverseTime, Schedule
from nnviz.optim.sketch import Sketch, points_of
from nnviz.optim.words import short

RATE = Annotated[
    Rate,
    msgspec.Meta(title="rate η", description="How far a step goes for a gradient of length 1."),
]
MEMORY = Annotated[
    Memory,
    msgspec.Meta(title="momentum μ", description="The share of the last velocity that is kept."),
]
Length = Annotated[
    float,
    msgspec.Meta(gt=0, le=1e6, title="step length", description="How far every step goes."),
]


class FirstOrder(Method, frozen=True):
    """A method that moves by one of `nnviz.optim.first_order`'s rules."""

    rule: ClassVar[type[Optimizer]]

    rate: RATE = 0.1

    @property
    def optimizer(self) -> Optimizer:
        """Return the rule with this method's settings."""
        settings: dict[str, Any] = {
            name: getattr(self, name) for name in self.rule.__struct_fields__
        }
        return self.rule(**settings)

    @property
    def plan(self) -> Schedule:
        """Return how the rate changes."""
        return Constant()

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the gradient at the start."""
        return Move(
            point, "The start.", gradient=counted.gradient(point), memory=self.optimizer.init(point)
        )

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Move by the rule, and ask for the gradient at the new point."""
        assert state.gradient is not None
        memory: OptimizerState = state.memory
        rate = self.rate * self.plan.factor(memory.count)
        point, memory = self.optimizer.update(state.point, state.gradient, memory, rate)
        moved = point - state.point
        told = f"Moved by {short(float(np.linalg.norm(moved)))} at rate {short(rate)}"
        steep = short(float(np.linalg.norm(state.gradient)))
        return Move(
            point,
            f"{told}; the gradient's length was {steep}.",
            gradient=counted.gradient(point),
            memory=memory,
            sketch=Sketch(direction=moved),
        )


class FixedRate(FirstOrder, frozen=True, tag="gradient_descent"):
    """Against the gradient, by rate times its length (Cauchy, 1847)."""

    label: ClassVar[str] = "gradient descent"
    formula: ClassVar[str] = "x ← x − η g"
    rule: ClassVar[type[Optimizer]] = GradientDescent


class DecreasingRate(FirstOrder, frozen=True, tag="decreasing_rate"):
    """Gradient descent with a rate that falls from step to step."""

    label: ClassVar[str] = "decreasing rate"
    formula: ClassVar[str] = "x ← x − η(n) g"
    rule: ClassVar[type[Optimizer]] = GradientDescent

    schedule: Annotated[
        AnySchedule,
        msgspec.Meta(title="schedule", description="How the rate falls with the step's number."),
    ] = InverseTime(fall=0.05)

    @property
    def plan(self) -> Schedule:
        """Return the schedule chosen."""
        return self.schedule


class MomentumDescent(FirstOrder, frozen=True, tag="momentum"):
    """A heavy ball: the gradients are summed with a fading memory (Polyak, 1964)."""

    label: ClassVar[str] = Momentum.label
    formula: ClassVar[str] = Momentum.formula.replace("w", "x")
    rule: ClassVar[type[Optimizer]] = Momentum

    momentum: MEMORY = 0.9


class NesterovDescent(FirstOrder, frozen=True, tag="nesterov"):
    """Momentum that looks ahead (Nesterov, 1983)."""

    label: ClassVar[str] = Nesterov.label
    formula: ClassVar[str] = Nesterov.formula.replace("w", "x")
    rule: ClassVar[type[Optimizer]] = Nesterov

    momentum: MEMORY = 0.9


class RMSpropDescent(FirstOrder, frozen=True, tag="rmsprop"):
    """Each coordinate's gradient is divided by its recent size (Hinton, 2012)."""

    label: ClassVar[str] = RMSprop.label
    formula: ClassVar[str] = RMSprop.formula.replace("w", "x")
    rule: ClassVar[type[Optimizer]] = RMSprop

    decay: Annotated[
        Memory,
        msgspec.Meta(
            title="decay ρ", description="How slowly old squared gradients are forgotten."
        ),
    ] = 0.9
    epsilon: Annotated[
        Tiny, msgspec.Meta(title="ε", description="Keeps the divisor away from 0.")
    ] = 1e-8


class AdamDescent(FirstOrder, frozen=True, tag="adam"):
    """Momentum and RMSprop, both corrected for their start at 0 (Kingma and Ba, 2015)."""

    label: ClassVar[str] = Adam.label
    formula: ClassVar[str] = Adam.formula.replace("w", "x")
    rule: ClassVar[type[Optimizer]] = Adam

    beta1: Annotated[
        Memory, msgspec.Meta(title="β₁", description="The memory of the mean gradient.")
    ] = 0.9
    beta2: Annotated[
        Memory, msgspec.Meta(title="β₂", description="The memory of the mean squared gradient.")
    ] = 0.999
    epsilon: Annotated[
        Tiny, msgspec.Meta(title="ε", description="Keeps the divisor away from 0.")
    ] = 1e-8


class SignDescent(FirstOrder, frozen=True, tag="fixed_step"):
    """Every coordinate moves by the rate itself; only the gradient's sign counts."""

    label: ClassVar[str] = FixedStep.label
    formula: ClassVar[str] = FixedStep.formula.replace("w", "x")
    rule: ClassVar[type[Optimizer]] = FixedStep


class FixedLength(Method, frozen=True, tag="fixed_length"):
    """Steepest descent by steps of one length, however steep it is (normalised gradient)."""

    label: ClassVar[str] = "fixed step length"
    formula: ClassVar[str] = "x ← x − ℓ g / |g|"

    length: Length = 0.1

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for the gradient at the start."""
        return Move(point, "The start.", gradient=counted.gradient(point))

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Move by the length, straight down."""
        assert state.gradient is not None
        steep = float(np.linalg.norm(state.gradient))
        moved = -self.length * (state.gradient / steep)
        point = state.point + moved
        return Move(
            point,
            f"Moved by {short(self.length)} against the gradient, whose length {short(steep)}"
            " does not count.",
            gradient=counted.gradient(point),
            sketch=Sketch(direction=moved),
        )


class ExactLine(Method, frozen=True, tag="exact_line_search"):
    """Steepest descent to the lowest point along the gradient, found by Brent's method."""

    label: ClassVar[str] = "exact line search"
    formula: ClassVar[str] = "x ← x − α g,  α lowest of f(x − α g)"

    first: Annotated[
        float,
        msgspec.Meta(
            gt=0, le=1e6, title="first try", description="How far the first look ahead goes."
        ),
    ] = 0.1

    def begin(self, counted: Counted, point: Array) -> Move:
        """Ask for value and gradient at the start."""
        return Move(point, "The start.", counted.value(point), counted.gradient(point), self.first)

    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Search the line downhill; the length found is the next search's first look."""
        assert state.gradient is not None
        steep = float(np.linalg.norm(state.gradient))
        downhill = -state.gradient / steep

        def along(step: float) -> float:
            return counted.value(state.point + step * downhill)

        ends = bracket(along, state.value, state.memory)
        if not ends.closed:
            return self._endless(state, ends, downhill)
        found = brent(along, ends)
        if found.value >= state.value:
            return self._stuck(state, steep)
        point = state.point + found.step * downhill
        return Move(
            point,
            f"Lowest along the gradient after {short(found.step)}, found with"
            f" {len(found.tried)} values.",
            found.value,
            counted.gradient(point),
            found.step,
            Sketch(
                tried=points_of(
                    [state.point + one * downhill for one in found.tried], state.point.size
                ),
                direction=downhill,
            ),
        )

    def _endless(self, state: MethodState, ends: Bracket, downhill: Array) -> Move:
        told = (
            f"Along the gradient the value still falls at a distance of {short(ends.high)}:"
            " there is no lowest point to step to."
        )
        return Move(
            state.point,
            told,
            state.value,
            state.gradient,
            state.memory,
            Sketch(direction=downhill),
            Stop("failed", told),
        )

    def _stuck(self, state: MethodState, steep: float) -> Move:
        told = (
            f"No lower point along the gradient (length {short(steep)}) can be told apart from"
            " this one: the rest is rounding, or a kink."
        )
        return Move(
            state.point, told, state.value, state.gradient, state.memory, stop=Stop("small", told)
        )
