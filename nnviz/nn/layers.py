"""A dense layer: forward, z = a W + b and a = f(z); backward, the error through f' and W.

Activations carry a column of ones, so that one product with the block [W; b] gives z, and its
transpose gives dC/dW and dC/db at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array


@dataclass(frozen=True, slots=True)
class Dense:
    """A layer in which every unit sees every unit of the layer before.

    Parameters
    ----------
    inputs, units
        Units of the layer before, and of this one.
    activation
        f of all its units.
    """

    inputs: int
    units: int
    activation: Activation

    def forward(self, block: Array, before: Array, z: Array, a: Array, slope: Array | None) -> None:
        """Write z = before @ block, a = f(z) and slope = f'(z).

        Parameters
        ----------
        block
            W with b as its last row, shape (inputs + 1, units).
        before
            The layer before, with a column of ones: shape (samples, inputs + 1).
        z, a, slope
            Outputs, shape (samples, units); a `slope` of None is not computed.
        """
        np.dot(before, block, out=z)
        self.activation.evaluate(z, a, slope)

    def backward(self, before: Array, delta: Array, gradient: Array) -> None:
        """Write dC/dW and, as its last row, dC/db: gradient = before.T @ delta.

        Parameters
        ----------
        before
            As in `forward`.
        delta
            dC/dz of this layer, shape (samples, units); 1/samples is inside.
        gradient
            Output, shape (inputs + 1, units).
        """
        np.dot(before.T, delta, out=gradient)

    def error_before(self, W: Array, delta: Array, out: Array) -> None:
        """Write dC/da of the layer before: out = delta @ W.T, shape (samples, inputs)."""
        np.dot(delta, W.T, out=out)
