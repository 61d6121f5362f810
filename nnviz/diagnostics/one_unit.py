"""One unit, one sample: the smallest network there is, run by the code that trains all others.

Everything that backpropagation is made of stands in it: z = sum w x + b, ŷ = f(z), the cost's
derivative by ŷ, f'(z), and x. Here it is looked at from all sides: each factor by itself, the cost
over a weight and over a plane, its curvature, and the derivative once more by a difference.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.slips import Slip, slipped
from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.arrays import Array, frozen
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters
from nnviz.optim.first_order import GradientDescent, OptimizerState

MOST_INPUTS = 3
_DESCENT = GradientDescent()
_NO_MEMORY = OptimizerState(0, ())
_CUBE_ROOT_EPS = float(np.finfo(np.float64).eps ** (1.0 / 3.0))


class OneUnit(Struct, frozen=True):
    """A unit with its sample.

    Parameters
    ----------
    activation, cost
        Names of ACTIVATIONS and LOSSES.
    w, b
        Weights, one an input, and bias.
    x, target
        The sample.
    slip
        A mistake that is made on purpose, or "none".
    learns_bias
        Whether the bias moves as well; else it stays what it is.
    """

    activation: str = "sigmoid"
    cost: str = "half_mse"
    w: tuple[float, ...] = (-2.0,)
    b: float = 0.0
    x: tuple[float, ...] = (1.0,)
    target: float = 1.0
    slip: Slip = "none"
    learns_bias: bool = False

    @property
    def f(self) -> Activation:
        """The activation, as the slip has it."""
        return slipped(ACTIVATIONS[self.activation], self.slip)

    @property
    def loss(self) -> Loss:
        """The cost function."""
        return LOSSES[self.cost]

    @property
    def inputs(self) -> int:
        """How many inputs it has."""
        return len(self.w)

    @property
    def flat(self) -> Array:
        """Weights and bias as the flat vector of its network."""
        return np.array([*self.w, self.b])

    @property
    def factors(self) -> tuple[float, ...]:
        """By what delta is multiplied for each weight, and for the bias: x, and 1."""
        return (*self.x, 1.0)

    def at(self, flat: Array) -> OneUnit:
        """Return the unit with other weights and bias."""
        *w, b = (float(value) for value in flat)
        return replace(self, w=tuple(w), b=b)

    @property
    def network(self) -> Network:
        """The same as a network."""
        return Network((self.inputs, 1), (self.f,), self.loss)


class Pass(Struct, frozen=True, eq=False):
    """What one pass forward and back leaves behind.

    Parameters
    ----------
    z, output, slope
        z, ŷ = f(z), and f'(z) as it was used.
    error, delta
        dC/dŷ, and what the update is made of: dC/dz, or for a threshold the error alone.
    gradient
        By each weight, then the bias: what the update goes by. A slip shows here, and a bias
        that does not learn has 0.
    cost
        C.
    """

    z: float
    output: float
    slope: float
    error: float
    delta: float
    gradient: Array
    cost: float

    @property
    def blocked(self) -> bool:
        """Whether f' alone keeps the error from the weights."""
        return self.error != 0.0 and self.delta == 0.0


@lru_cache(maxsize=64)
def run(unit: OneUnit) -> Pass:
    """Return one pass of the unit's sample; many pictures ask for the same one."""
    network, y = unit.network, np.array([[unit.target]])
    params = Parameters(network.units, unit.flat)
    with np.errstate(over="ignore", invalid="ignore"):
        tape = network.forward(params, np.array([unit.x]))
        gradient = network.backward(params, tape, y).flat
        cost = float(costs(unit, tape.z[1][:, 0])[0])
    delta = float(tape.delta[1][0, 0])
    if unit.slip == "input":
        gradient = np.full_like(gradient, delta)
    if not unit.learns_bias:
        gradient[-1] = 0.0
    return Pass(
        float(tape.z[1][0, 0]),
        float(tape.outputs[0, 0]),
        float(tape.slope[1][0, 0]),
        float(tape.error[1][0, 0]),
        delta,
        frozen(gradient),
        cost,
    )


def costs(unit: OneUnit, z: Array) -> Array:
    """Return the cost for each pre-activation; shape of z, one axis."""
    column = z.reshape(-1, 1)
    a, y = unit.f.f(column), np.full_like(column, unit.target)
    logits = -column if unit.f.formula != ACTIVATIONS[unit.activation].formula else column
    with np.errstate(over="ignore", invalid="ignore"):
        return unit.loss.per_sample(a, logits, y) * unit.loss.scale(1)


def cost_along(unit: OneUnit, index: int, values: Array) -> Array:
    """Return the cost where the weight `index` (inputs: the bias) takes these values."""
    rest = _pre_activation(unit) - unit.flat[index] * unit.factors[index]
    return costs(unit, rest + values * unit.factors[index])


def cost_over(unit: OneUnit, index: int, values: Array, biases: Array) -> Array:
    """Return the cost over the plane of a weight and the bias, shape (biases, values)."""
    rest = _pre_activation(unit) - unit.flat[index] * unit.factors[index] - unit.b
    z = rest + values[None, :] * unit.factors[index] + biases[:, None]
    return costs(unit, z.ravel()).reshape(z.shape)


def _pre_activation(unit: OneUnit) -> float:
    return float(unit.flat @ np.array(unit.factors))


def difference(unit: OneUnit, index: int) -> float:
    """Return dC/dw by a central difference of the cost: it knows nothing of slips."""
    here = float(unit.flat[index])
    h = _CUBE_ROOT_EPS * max(1.0, abs(here))
    low, high = here - h, here + h
    below, above = cost_along(unit, index, np.array([low, high]))
    return float((above - below) / (high - low))


def curvature(unit: OneUnit) -> float:
    """Return the curvature of the cost along its gradient, by a central difference of that.

    A step longer than 2 / curvature (as a rate) overshoots by more than it gains, where the cost
    is a parabola. NaN where the gradient is 0.
    """
    gradient = run(replace(unit, slip="none")).gradient
    long = float(np.linalg.norm(gradient))
    if not 0.0 < long < np.inf:
        return float("nan")
    direction = gradient / long
    h = _CUBE_ROOT_EPS * max(1.0, float(np.abs(unit.flat).max()))
    honest = replace(unit, slip="none")
    above, below = (run(honest.at(unit.flat + sign * h * direction)).gradient for sign in (1, -1))
    return float((above - below) @ direction / (2.0 * h))


@lru_cache(maxsize=64)
def stepped(unit: OneUnit, rate: float) -> OneUnit:
    """Return the unit after one step of gradient descent."""
    point, _ = _DESCENT.update(unit.flat, run(unit).gradient, _NO_MEMORY, rate)
    return unit.at(point)
