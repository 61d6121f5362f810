"""The functions that a person may use in a typed formula, each with f' and f''.

Those that are also a network's activations are taken from there, so their derivatives are as exact
as the ones that train. At a kink the derivative is a convention: 0 for |x| and ReLU at 0, and that
of the first value for min and max where both are equal. GELU is left out: it would import
scipy.special, and every answer has to come within 10 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.experiment.dual import Jet, chain, choose
from nnviz.nn.activations import ACTIVATIONS

Rule: TypeAlias = Callable[[Any], Any]

_LN2, _LN10 = float(np.log(2.0)), float(np.log(10.0))


class Elementary(Struct, frozen=True):
    """A function of one number: f, f' and f''."""

    f: Rule
    first: Rule
    second: Rule

    def __call__(self, u: Jet) -> Jet:
        """Return f(u) with its derivatives."""
        return chain(u, self.f(u.value), self.first, self.second)


def _of_activation(name: str) -> Elementary:
    activation = ACTIVATIONS[name]

    def on_arrays(rule: Rule) -> Rule:
        return lambda z: rule(np.atleast_1d(z)).reshape(np.shape(z))[()]

    return Elementary(on_arrays(activation.f), on_arrays(activation.df), on_arrays(activation.d2f))


def _tan_slope(u: Any) -> Any:
    t = np.tan(u)
    return 1.0 + t * t


ELEMENTARY: Mapping[str, Elementary] = {
    "sin": Elementary(np.sin, np.cos, lambda u: -np.sin(u)),
    "cos": Elementary(np.cos, lambda u: -np.sin(u), lambda u: -np.cos(u)),
    "tan": Elementary(np.tan, _tan_slope, lambda u: 2.0 * np.tan(u) * _tan_slope(u)),
    "asin": Elementary(
        np.arcsin, lambda u: 1.0 / np.sqrt(1.0 - u * u), lambda u: u * (1.0 - u * u) ** -1.5
    ),
    "acos": Elementary(
        np.arccos, lambda u: -1.0 / np.sqrt(1.0 - u * u), lambda u: -u * (1.0 - u * u) ** -1.5
    ),
    "atan": Elementary(
        np.arctan, lambda u: 1.0 / (1.0 + u * u), lambda u: -2.0 * u / (1.0 + u * u) ** 2
    ),
    "sinh": Elementary(np.sinh, np.cosh, np.sinh),
    "cosh": Elementary(np.cosh, np.sinh, np.cosh),
    "exp": Elementary(np.exp, np.exp, np.exp),
    "log": Elementary(np.log, lambda u: 1.0 / u, lambda u: -1.0 / (u * u)),
    "ln": Elementary(np.log, lambda u: 1.0 / u, lambda u: -1.0 / (u * u)),
    "log2": Elementary(np.log2, lambda u: 1.0 / (u * _LN2), lambda u: -1.0 / (u * u * _LN2)),
    "log10": Elementary(np.log10, lambda u: 1.0 / (u * _LN10), lambda u: -1.0 / (u * u * _LN10)),
    "sqrt": Elementary(np.sqrt, lambda u: 0.5 / np.sqrt(u), lambda u: -0.25 * u**-1.5),
    "abs": Elementary(np.abs, np.sign, lambda u: 0.0 * u),
    **{name: _of_activation(name) for name in ("tanh", "sigmoid", "relu", "softplus", "silu")},
}

PAIRS: Mapping[str, Callable[[Jet, Jet], Jet]] = {
    "min": lambda u, v: choose(u.value <= v.value, u, v),
    "max": lambda u, v: choose(u.value >= v.value, u, v),
}

CONSTANTS: Mapping[str, float] = {"pi": float(np.pi), "e": float(np.e)}
