from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from nnviz.experiment.dual import Jet, variables
from nnviz.experiment.elementary import CONSTANTS, ELEMENTARY, PAIRS

TRUE: dict[str, Callable[[Any], Any]] = {
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "exp": mp.exp,
    "log": mp.log,
    "ln": mp.log,
    "log2": lambda t: mp.log(t, 2),
    "log10": mp.log10,
    "sqrt": mp.sqrt,
    "abs": abs,
    "tanh": mp.tanh,
    "sigmoid": lambda t: 1 / (1 + mp.exp(-t)),
    "relu": lambda t: t if t > 0 else mp.mpf(0),
    "softplus": lambda t: mp.log(1 + mp.exp(t)),
    "silu": lambda t: t / (1 + mp.exp(-t)),
}
POSITIVE = ("log", "ln", "log2", "log10", "sqrt")


def places(name: str) -> tuple[float, ...]:
    if name in ("asin", "acos"):
        return (-0.9, -0.2, 0.3, 0.99)
    return (1e-3, 0.4, 1.0, 7.5) if name in POSITIVE else (-7.5, -1.3, -0.2, 0.4, 1.0, 6.0)


def test_there_is_a_true_function_for_each() -> None:
    assert set(TRUE) == set(ELEMENTARY)


@pytest.mark.parametrize("name", ELEMENTARY)
def test_value_and_both_derivatives_are_exact_to_rounding(name: str) -> None:
    with mp.workdps(60):
        for at in places(name):
            (jet,) = variables((np.float64(at),), 2)
            found = ELEMENTARY[name](jet)
            true = [mp.diff(TRUE[name], mp.mpf(at), order, h=mp.mpf(10) ** -18) for order in (1, 2)]
            assert float(found.value) == pytest.approx(float(TRUE[name](mp.mpf(at))), rel=1e-14)
            assert float(found.gradient[0]) == pytest.approx(float(true[0]), rel=1e-13, abs=1e-15)
            assert float(found.hessian[0, 0]) == pytest.approx(float(true[1]), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", ELEMENTARY)
def test_a_grid_gives_what_its_points_give(name: str) -> None:
    grid = np.array(places(name))
    (jet,) = variables((grid,), 2)
    whole = ELEMENTARY[name](jet)
    for index, at in enumerate(grid):
        (jet,) = variables((at,), 2)
        one = ELEMENTARY[name](jet)
        for part in ("value", "gradient", "hessian"):
            np.testing.assert_allclose(
                getattr(whole, part)[..., index], getattr(one, part), rtol=1e-14, atol=1e-300
            )


def test_kinks_have_the_derivative_of_their_convention() -> None:
    (zero,) = variables((np.float64(0.0),), 2)
    for name in ("abs", "relu"):
        found = ELEMENTARY[name](zero)
        assert (found.value, found.gradient[0], found.hessian[0, 0]) == (0.0, 0.0, 0.0)
    for name in PAIRS:
        found = PAIRS[name](zero, Jet(np.float64(0.0)))
        assert (found.value, found.gradient[0]) == (0.0, 1.0)


def test_min_and_max_take_value_and_derivatives_from_the_same_side() -> None:
    x, y = variables((np.array([1.0, 3.0]), np.array([2.0, 2.0])), 2)
    low, high = PAIRS["min"](x * x, y), PAIRS["max"](x * x, y)
    np.testing.assert_array_equal(low.value, [1.0, 2.0])
    np.testing.assert_array_equal(high.value, [2.0, 9.0])
    np.testing.assert_array_equal(low.gradient, [[2.0, 0.0], [0.0, 1.0]])
    np.testing.assert_array_equal(high.hessian[0, 0], [0.0, 2.0])


def test_the_constants_are_pi_and_e() -> None:
    assert dict(CONSTANTS) == {"pi": np.pi, "e": np.e}
