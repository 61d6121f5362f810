"""The compiled elementary functions against 50 digits: at most 4 ulp wherever they are used."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import numpy as np
import pytest

pytest.importorskip("numba")

from nnviz.engine.compiled import elementary
from nnviz.engine.compiled.activations import ACTIVATION_NUMBER, activate
from nnviz.nn.activations import ACTIVATIONS

MOST_ULPS = 4.0
GRID = np.unique(
    np.concatenate(
        [
            np.linspace(-45.0, 45.0, 1201),
            -np.geomspace(1e-300, 1e4, 700),
            np.geomspace(1e-300, 1e4, 700),
            [0.0, -708.0, -745.2, 710.0],
        ]
    )
)


def exact(f: Callable[[mpmath.mpf], mpmath.mpf], points: np.ndarray) -> np.ndarray:
    with mpmath.workdps(50):
        return np.array([float(f(mpmath.mpf(float(x)))) for x in points])


def worst_ulps(got: np.ndarray, wanted: np.ndarray) -> float:
    normal = np.abs(wanted) >= np.finfo(np.float64).tiny
    errors = np.abs(got - wanted)[normal] / np.spacing(np.abs(wanted[normal]))
    assert np.all(np.abs(got[~normal]) <= 2 * np.finfo(np.float64).tiny)
    return float(errors.max())


NEGATIVE = -np.abs(GRID)
SHARES = np.concatenate([np.geomspace(1e-300, 1.0, 800), np.linspace(0.0, 1.0, 801)])
CASES = {
    "exp": (lambda x: elementary.exp_of_negative(x), mpmath.exp, NEGATIVE),
    "expm1": (lambda x: elementary.expm1_of_negative(x), mpmath.expm1, NEGATIVE),
    "log1p": (lambda x: elementary.log1p_of_share(x), mpmath.log1p, SHARES),
    "tanh": (lambda x: elementary.tanh_and_slope(x)[0], mpmath.tanh, GRID),
    "tanh'": (lambda x: elementary.tanh_and_slope(x)[1], lambda x: mpmath.sech(x) ** 2, GRID),
    "sigmoid": (
        lambda x: elementary.sigmoid_and_slope(x)[0],
        lambda x: 1 / (1 + mpmath.exp(-x)),
        GRID,
    ),
    "sigmoid'": (
        lambda x: elementary.sigmoid_and_slope(x)[1],
        lambda x: mpmath.exp(-abs(x)) / (1 + mpmath.exp(-abs(x))) ** 2,
        GRID,
    ),
}


GELU_ROOT = -0.7517915246935645
GELU_GRID = np.concatenate(
    [
        GRID,
        GELU_ROOT + np.geomspace(1e-16, 0.2, 200),
        GELU_ROOT - np.geomspace(1e-16, 0.2, 200),
        -np.linspace(37.2, 37.8, 200),
        np.random.default_rng(0).normal(0.0, 2.0, 2000),
    ]
)


@pytest.mark.parametrize("part", [0, 1])
def test_gelu_and_its_slope_keep_their_digits_in_the_tail_and_at_the_root(part: int) -> None:
    both = np.empty((2, GELU_GRID.size))
    activate(ACTIVATION_NUMBER["gelu"], GELU_GRID, *both)
    true = (
        lambda z: z * mpmath.erfc(-z / mpmath.sqrt(2)) / 2,
        lambda z: mpmath.erfc(-z / mpmath.sqrt(2)) / 2 + z * mpmath.npdf(z),
    )[part]
    assert worst_ulps(both[part], exact(true, GELU_GRID)) <= MOST_ULPS


@pytest.mark.parametrize("name", [n for n, one in ACTIVATIONS.items() if one.elementwise])
def test_at_not_a_number_and_the_infinities_it_is_what_numpy_makes_of_it(name: str) -> None:
    z = np.array([-np.inf, np.inf, np.nan, -1e300, 1e300, -0.0, 0.0] * 3)
    mine, theirs = np.empty((2, 2, z.size))
    activate(ACTIVATION_NUMBER[name], z, *mine)
    with np.errstate(all="ignore"):
        ACTIVATIONS[name].evaluate(z, *theirs)
    np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("name", CASES)
def test_the_error_is_at_most_4_ulp(name: str) -> None:
    mine, true, points = CASES[name]
    got = np.array([mine(float(x)) for x in points])
    assert worst_ulps(got, exact(true, points)) <= MOST_ULPS


def test_not_a_number_stays_one_and_infinities_reach_the_ends() -> None:
    nan, inf = float("nan"), float("inf")
    for name, (mine, _, _) in CASES.items():
        assert np.isnan(mine(nan)), name
    assert elementary.exp_of_negative(-inf) == 0.0
    assert elementary.tanh_and_slope(inf) == (1.0, 0.0)
    assert elementary.tanh_and_slope(-inf) == (-1.0, 0.0)
    assert elementary.sigmoid_and_slope(inf) == (1.0, 0.0)
    assert elementary.sigmoid_and_slope(-inf) == (0.0, 0.0)
