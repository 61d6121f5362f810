"""The race from -10 to +10: the same unit, the same sample, other activations and costs.

Each lane is one unit with one input, b = 0 fast, w = -10 and target 1. How far a step goes is
decided by f' alone, until the cost is one whose derivative cancels it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.one_unit import OneUnit, run
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Tape
from nnviz.nn.parameters import Parameters
from nnviz.optim.first_order import GradientDescent

MOST_STEPS = 50_000
FARTHEST = 1e6
NEAR = 0.1  # an error below it counts as learned


class Lane(Struct, frozen=True):
    """Who runs: an activation with a cost."""

    activation: str
    cost: str = "half_mse"

    @property
    def label(self) -> str:
        """On screen: "sigmoid, cross-entropy"."""
        cost = "cross-entropy" if self.cost == "binary_cross_entropy" else "½ squared error"
        return f"{ACTIVATIONS[self.activation].label}, {cost}"


LANES = (
    Lane("sigmoid"),
    Lane("sigmoid", "binary_cross_entropy"),
    Lane("tanh"),
    Lane("relu"),
    Lane("leaky_relu"),
)


class RaceSettings(Struct, frozen=True):
    """What all lanes have in common."""

    start: float = -10.0
    x: float = 1.0
    target: float = 1.0
    rate: float = 1.0


class _Runner:
    """One lane's unit, with the memory of its pass."""

    def __init__(self, lane: Lane, settings: RaceSettings) -> None:
        unit = OneUnit(
            lane.activation, lane.cost, (settings.start,), 0.0, (settings.x,), settings.target
        )
        self.unit, self._network = unit, unit.network
        self._params = Parameters(self._network.units, unit.flat)
        self._tape = Tape(self._network.units, 1)
        self._tape.a[0][...] = settings.x
        self._gradient = Parameters(self._network.units)
        self._y = np.array([[settings.target]])
        self._rate = settings.rate
        self._descent = GradientDescent()

    @property
    def w(self) -> float:
        """Where it is."""
        return float(self._params.flat[0])

    @w.setter
    def w(self, w: float) -> None:
        self._params.flat[0] = w

    def step(self) -> None:
        """Make one step; a step that would diverge is not made."""
        before = self.w
        self._network.run_forward(self._params, self._tape)
        gradient = self._network.backward(self._params, self._tape, self._y, self._gradient)
        gradient.flat[-1] = 0.0  # the bias stays
        self._descent.move(self._params.flat, gradient.flat, (), 1, self._rate)
        if not abs(self.w) <= FARTHEST:
            self.w = before


class Race:
    """All lanes, and where each was after every step.

    Parameters
    ----------
    settings
        Start, sample and rate.
    lanes
        Who runs.
    """

    def __init__(
        self, settings: RaceSettings | None = None, lanes: tuple[Lane, ...] = LANES
    ) -> None:
        self.settings, self.lanes = settings or RaceSettings(), lanes
        self._runners = [_Runner(lane, self.settings) for lane in lanes]
        self._w = np.empty((1024, len(lanes)))
        self._w[0] = self.settings.start
        self.step_count = 0

    @property
    def w(self) -> Array:
        """The weight of every lane after every step, shape (steps + 1, lanes)."""
        return self._w[: self.step_count + 1]

    @property
    def is_over(self) -> bool:
        """Whether no more steps are made."""
        return self.step_count >= MOST_STEPS

    def advance(self, steps: int = 1) -> int:
        """Make so many steps, as far as there are any; return how many were made."""
        steps = max(0, min(steps, MOST_STEPS - self.step_count))
        while self.step_count + steps >= len(self._w):
            self._w = np.concatenate([self._w, np.empty_like(self._w)])
        for number in range(self.step_count + 1, self.step_count + steps + 1):
            for place, runner in enumerate(self._runners):
                runner.step()
                self._w[number, place] = runner.w
        self.step_count += steps
        return steps

    def back(self, steps: int = 1) -> None:
        """Go back so many steps, exactly."""
        self.step_count = max(0, self.step_count - steps)
        for place, runner in enumerate(self._runners):
            runner.w = float(self._w[self.step_count, place])

    def unit(self, place: int) -> OneUnit:
        """Return the unit of a lane as it stands."""
        return self._runners[place].unit.at(np.array([self.w[-1, place], 0.0]))

    def first_step(self, place: int) -> float:
        """Return by how much the very first step moves the weight of a lane."""
        gradient = run(self._runners[place].unit).gradient[0]
        return float(-self.settings.rate * gradient)

    def learned_at(self, place: int) -> int | None:
        """Return the first step after which the error is below NEAR; None for not yet."""
        unit = self._runners[place].unit
        outputs = ACTIVATIONS[unit.activation].f(self.w[:, place] * self.settings.x)
        near = np.abs(outputs - self.settings.target) < NEAR
        return int(near.argmax()) if near.any() else None


def fits(cost: str, activation: str) -> bool:
    """Whether a cost can judge the outputs of an activation."""
    outputs = LOSSES[cost].outputs
    return outputs is None or activation in outputs
