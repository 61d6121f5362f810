"""Two slips that explanations of the sigmoid unit are found with, and what they do.

One drops the minus sign in the exponent, so that ŷ = 1 / (1 + e^z) falls with z while ŷ (1 - ŷ)
is still taken for its slope: every step then goes uphill. The other drops the factor x: a weight
moves though its input is silent, and the wrong way where its input is negative.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

from nnviz.nn.activations import SIGMOID, Activation
from nnviz.nn.arrays import Array

Slip: TypeAlias = Literal["none", "minus", "input"]
SLIPS: tuple[Slip, ...] = get_args(Slip)


def _falling(z: Array, a: Array, slope: Array | None) -> None:
    """1 / (1 + e^z), with ŷ (1 - ŷ) for its slope, whose sign is wrong."""
    SIGMOID.evaluate(np.negative(z), a, slope)


def _falling_curvature(z: Array) -> Array:
    return SIGMOID.d2f(-z)


FALLING = Activation(
    "sigmoid", "sigmoid", "1 / (1 + e^z)", _falling, _falling_curvature, 0.25, (0.0, 1.0)
)


def slipped(activation: Activation, slip: Slip) -> Activation:
    """Return the activation as the slip has it."""
    return FALLING if slip == "minus" and activation.name == "sigmoid" else activation
