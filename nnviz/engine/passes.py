"""Passes over samples that are made to be looked at: for records and evaluations.

There are two ways to make them, as there are two backends: with numpy, and compiled. The compiled
one keeps the interpreter for the microseconds that it takes; numpy would give it away in the
middle of it some fifty times, and wait each time until the window gives it back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.nn.arrays import Array
from nnviz.nn.backward_rules import BACKPROP
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import ByLayer, Parameters

# Bounds on learning ability for which the share of shut units is kept; 0.05 is the usual one.
TAUS: tuple[float, ...] = (
    0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.04,
    0.05, 0.06, 0.08, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5,
)  # fmt: skip
TAU = 0.05
CLOSED_SHARE = 0.99


class Pass(NamedTuple):
    """What a batch leaves behind: its tape, dC/dW and dC/db, and its cost."""

    tape: Tape
    gradients: Parameters
    cost: float


class Shut(NamedTuple):
    """How much of each layer is shut, judged on a tape with the error fed back.

    Parameters
    ----------
    shares
        Of (unit, sample) pairs whose learning ability is below each tau, (layers, len(TAUS)).
    closed
        Which units are below the usual tau on nearly all samples.
    blocked
        1 - sum|e A| / sum|e| with the error e and the learning ability A, (layers,); 0 where
        there is no error.
    """

    shares: Array
    closed: ByLayer[NDArray[np.bool_]]
    blocked: Array


class Passes(Protocol):
    """What either way of making them can do."""

    def back(self, flat: Array, x: Array, y: Array) -> Pass:
        """Pass these samples forward and back with these parameters."""

    def true_gradients(self, flat: Array, x: Array, y: Array) -> Parameters:
        """Return dC/dW and dC/db by backpropagation, whatever the run's backward rule."""

    def forward(self, flat: Array, x: Array, y: Array) -> tuple[Array, float]:
        """Return the outputs of these samples, and their cost with the regulariser."""

    def shut(self, tape: Tape) -> Shut:
        """Judge a tape."""


class NumpyPasses:
    """Passes made with numpy: the reference.

    Parameters
    ----------
    network
        Through which they go.
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    def back(self, flat: Array, x: Array, y: Array) -> Pass:
        """Pass these samples forward and back with these parameters."""
        params = Parameters(self.network.units, flat)
        tape = self.network.forward(params, x)
        gradients = self.network.backward(params, tape, y)
        return Pass(tape, gradients, self.network.cost(params, tape, y))

    def true_gradients(self, flat: Array, x: Array, y: Array) -> Parameters:
        """Return dC/dW and dC/db by backpropagation, whatever the run's backward rule."""
        return NumpyPasses(honest(self.network)).back(flat, x, y).gradients

    def forward(self, flat: Array, x: Array, y: Array) -> tuple[Array, float]:
        """Return the outputs of these samples, and their cost with the regulariser."""
        params = Parameters(self.network.units, flat)
        tape = self.network.forward(params, x, slopes=False)
        return tape.outputs, self.network.cost(params, tape, y)

    def shut(self, tape: Tape) -> Shut:
        """Judge a tape."""
        depth = self.network.depth
        shares, blocked, closed = np.empty((depth, len(TAUS))), np.zeros(depth), []
        for layer, activation in enumerate(self.network.activations):
            ability = activation.ability(tape.slope[layer + 1])
            ordered = np.sort(ability, axis=None)
            shares[layer] = np.searchsorted(ordered, TAUS, side="left") / ability.size
            often = (ability < TAU).mean(axis=0) >= CLOSED_SHARE
            closed.append(often & activation.learns_by_slope)
            blocked[layer] = blocked_share(tape.error[layer + 1], ability)
        return Shut(shares, ByLayer(closed), blocked)


def blocked_share(error: Array, ability: Array) -> float:
    """Return 1 - sum|e A| / sum|e| over units and samples; 0 where there is no error."""
    size = np.abs(error)
    total = float(size.sum())
    return 1.0 - float((size * ability).sum()) / total if total else 0.0


def honest(network: Network) -> Network:
    """Return the same network with backpropagation as its backward rule."""
    return replace(network, rule=BACKPROP, feedback=None)
