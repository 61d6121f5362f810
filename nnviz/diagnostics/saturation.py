"""How far units are open: what part of the errors that come back their slope f' lets through.

A unit's learning ability on a sample is A = |f'(z)| / sup|f'|, between 0 and 1. Where it is below
tau the unit is shut on that sample. All is read from the probe's tape: the same z, f' and dC/da
that the training itself goes by.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.engine.record import StepRecord
from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array
from nnviz.nn.network import Tape
from nnviz.nn.parameters import ByLayer

TAU = 0.05


class LayerSaturation(Struct, frozen=True, eq=False):
    """One layer over the probe samples; every array has shape (units,).

    Parameters
    ----------
    ability
        Mean learning ability, 0 to 1 (0 for threshold units, which have none).
    shut
        Number of samples on which the unit is shut, A < tau.
    error
        Mean |e|, e = dC/da the error that comes back to the unit.
    passed
        Mean |e A|, what its slope leaves of that.
    dead
        ReLU-like, with output and slope 0 on every sample.
    samples
        How many samples there are.
    has_slope
        False for threshold units: there is nothing to be open or shut.
    """

    ability: Array
    shut: NDArray[np.int64]
    error: Array
    passed: Array
    dead: NDArray[np.bool_]
    samples: int
    has_slope: bool

    @property
    def shut_share(self) -> Array:
        """Saturated share: the share of samples with A < tau."""
        return np.asarray(self.shut / max(1, self.samples))

    @property
    def blocked(self) -> Array:
        """Blocked share of each unit: 1 - sum|e A| / sum|e|, 0 where sum|e| is 0."""
        return _blocked(self.passed, self.error)

    @property
    def blocked_in_layer(self) -> float:
        """The same over all units of the layer together."""
        return float(_blocked(self.passed.sum(keepdims=True), self.error.sum(keepdims=True))[0])


def _blocked(passed: Array, error: Array) -> Array:
    left = np.ones_like(passed)
    np.divide(passed, error, out=left, where=error > 0.0)
    return np.asarray(np.clip(1.0 - left, 0.0, 1.0))


def layer_saturation(
    tape: Tape, layer: int, activation: Activation, tau: float = TAU
) -> LayerSaturation:
    """Return how far the units of a layer are open.

    Parameters
    ----------
    tape
        With the backward pass done.
    layer
        From 1.
    activation
        That layer's.
    tau
        Below this learning ability a unit is shut on a sample.
    """
    ability = activation.ability(tape.slope[layer])
    size = np.abs(tape.error[layer])
    samples = max(1, tape.samples)
    passed = np.einsum("ij,ij->j", size, ability)
    mean = ability.mean(axis=0)
    return LayerSaturation(
        mean,
        np.count_nonzero(ability < tau, axis=0) * int(activation.learns_by_slope),
        size.sum(axis=0) / samples,
        passed / samples,
        dead_units(tape.a[layer], mean, activation),
        tape.samples,
        activation.learns_by_slope,
    )


def dead_units(a: Array, ability: Array, activation: Activation) -> NDArray[np.bool_]:
    """Return which units are dead: 0, and flat, on every sample though f has no upper end.

    Parameters
    ----------
    a
        Outputs, shape (samples, units).
    ability
        Mean learning ability, shape (units,).
    activation
        Of the layer.
    """
    relu_like = activation.learns_by_slope and np.isposinf(activation.bounds[1])
    flat = ability == 0.0
    if not (relu_like and flat.any()):
        return np.zeros(len(ability), dtype=np.bool_)
    return np.asarray(flat & ~a.any(axis=0))


def saturation(record: StepRecord, tau: float = TAU) -> ByLayer[LayerSaturation]:
    """Return how far every layer is open, judged on the record's probe samples."""
    return ByLayer(
        [
            layer_saturation(record.probe, layer, activation, tau)
            for layer, activation in enumerate(record.problem.network.activations, start=1)
        ]
    )
