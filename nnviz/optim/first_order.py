"""Optimisers that need the gradient and nothing more.

Each is a frozen record of its settings with two methods: `init` makes the state that belongs to
a point, `update` moves the point. All memory of an optimiser is in that state, so a run can be
stopped, copied, and taken up again at any step.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, TypeAlias, get_args

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.nn.arrays import Array

Rate = Annotated[float, msgspec.Meta(gt=0, le=1e6)]
Memory = Annotated[float, msgspec.Meta(ge=0, lt=1)]
Tiny = Annotated[float, msgspec.Meta(gt=0, le=1)]


class OptimizerState(Struct, frozen=True):
    """What an optimiser remembers between two updates.

    Parameters
    ----------
    count
        Updates made since the optimiser began.
    slots
        One flat vector a quantity that it averages, each of the point's length.
    """

    count: int
    slots: tuple[Array, ...]

    def copy(self) -> OptimizerState:
        """Return the same state in memory of its own."""
        return OptimizerState(self.count, tuple(slot.copy() for slot in self.slots))


class Optimizer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name"):
    """What every optimiser has: a rate, `init` and `update`."""

    slots: ClassVar[int] = 0
    label: ClassVar[str] = ""
    formula: ClassVar[str] = ""

    rate: Rate = 0.03

    def init(self, point: Array) -> OptimizerState:
        """Return the state that belongs to a start at `point`: zeros."""
        return OptimizerState(0, tuple(np.zeros_like(point) for _ in range(self.slots)))

    def update(
        self, point: Array, gradient: Array, state: OptimizerState, rate: float
    ) -> tuple[Array, OptimizerState]:
        """Return the point after one update, and the state that goes with it.

        Parameters
        ----------
        point, gradient
            Flat vectors of one length.
        state
            What `init` or the last `update` returned.
        rate
            The rate of this step, after its schedule.
        """
        point, state = point.copy(), state.copy()
        self.move(point, gradient, state.slots, state.count + 1, rate)
        return point, OptimizerState(state.count + 1, state.slots)

    @abstractmethod
    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """Make update number `count` (the first is 1) in place, in `point` and `slots`."""


class GradientDescent(Optimizer, frozen=True, tag="gradient_descent"):
    """Against the gradient, by rate times its length (Cauchy, 1847)."""

    label: ClassVar[str] = "gradient descent"
    formula: ClassVar[str] = "w ← w − η g"

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """w <- w - rate * g."""
        del slots, count
        point -= rate * gradient


class Momentum(Optimizer, frozen=True, tag="momentum"):
    """A heavy ball: the gradients are summed with a fading memory (Polyak, 1964)."""

    slots: ClassVar[int] = 1
    label: ClassVar[str] = "momentum"
    formula: ClassVar[str] = "v ← μ v + g,  w ← w − η v"

    momentum: Memory = 0.9

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """v <- momentum * v + g; w <- w - rate * v."""
        del count
        (velocity,) = slots
        velocity *= self.momentum
        velocity += gradient
        point -= rate * velocity


class Nesterov(Optimizer, frozen=True, tag="nesterov"):
    """Momentum that looks ahead (Nesterov, 1983; in this form Sutskever et al., 2013, sec. 2)."""

    slots: ClassVar[int] = 1
    label: ClassVar[str] = "Nesterov momentum"
    formula: ClassVar[str] = "v ← μ v + g,  w ← w − η (g + μ v)"

    momentum: Memory = 0.9

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """v <- momentum * v + g; w <- w - rate * (g + momentum * v)."""
        del count
        (velocity,) = slots
        velocity *= self.momentum
        velocity += gradient
        point -= rate * (gradient + self.momentum * velocity)


class RMSprop(Optimizer, frozen=True, tag="rmsprop"):
    """Each parameter's gradient is divided by its recent size (Hinton, lecture 6e, 2012)."""

    slots: ClassVar[int] = 1
    label: ClassVar[str] = "RMSprop"
    formula: ClassVar[str] = "s ← ρ s + (1−ρ) g²,  w ← w − η g / (√s + ε)"

    decay: Memory = 0.9
    epsilon: Tiny = 1e-8

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """s <- decay * s + (1 - decay) * g^2; w <- w - rate * g / (sqrt(s) + epsilon)."""
        del count
        (square,) = slots
        square *= self.decay
        square += (1.0 - self.decay) * gradient * gradient
        point -= rate * gradient / (np.sqrt(square) + self.epsilon)


class Adam(Optimizer, frozen=True, tag="adam"):
    """Momentum and RMSprop, both corrected for their start at 0 (Kingma and Ba, 2015, alg. 1)."""

    slots: ClassVar[int] = 2
    label: ClassVar[str] = "Adam"
    formula: ClassVar[str] = "m, v: fading means of g and g²;  w ← w − η m̂ / (√v̂ + ε)"

    beta1: Memory = 0.9
    beta2: Memory = 0.999
    epsilon: Tiny = 1e-8

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """w <- w - rate * m_hat / (sqrt(v_hat) + epsilon)."""
        mean, square = slots
        mean *= self.beta1
        mean += (1.0 - self.beta1) * gradient
        square *= self.beta2
        square += (1.0 - self.beta2) * gradient * gradient
        mean_hat = mean / (1.0 - self.beta1**count)
        square_hat = square / (1.0 - self.beta2**count)
        point -= rate * mean_hat / (np.sqrt(square_hat) + self.epsilon)


class FixedStep(Optimizer, frozen=True, tag="fixed_step"):
    """Every parameter moves by the rate itself; only the gradient's sign counts."""

    label: ClassVar[str] = "fixed step (sign)"
    formula: ClassVar[str] = "w ← w − η sign(g)"

    def move(
        self, point: Array, gradient: Array, slots: tuple[Array, ...], count: int, rate: float
    ) -> None:
        """w <- w - rate * sign(g)."""
        del slots, count
        point -= rate * np.sign(gradient)


AnyOptimizer: TypeAlias = GradientDescent | Momentum | Nesterov | RMSprop | Adam | FixedStep

OPTIMIZERS: dict[str, type[Optimizer]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyOptimizer)
}
