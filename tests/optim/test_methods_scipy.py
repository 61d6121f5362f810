"""Every method on every preset against scipy: where it rests, how low it comes, where it swings."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from scipy.optimize import minimize

from nnviz.experiment.function import Function
from nnviz.experiment.functions import FUNCTIONS
from nnviz.nn.arrays import Array
from nnviz.optim.methods import METHODS, path
from nnviz.optim.objective import LeastSquares
from nnviz.scenes.descent_state import fitted

STEPS = 1500
PRESETS = {name: kind().build() for name, kind in FUNCTIONS.items()}
SWINGING = ("decreasing_rate", "fixed_length", "fixed_step", "rmsprop")  # steps of their own size
LEVEL_SEEKING = "newton"  # tops and saddles are level too
SLOW = {(name, "rosenbrock") for name in ("random_search", "gradient_descent", "exact_line_search")}
LANDING = [name for name in METHODS if name not in (*SWINGING, LEVEL_SEEKING)]
VALLEYS = [one for one in FUNCTIONS if one not in ("absolute", "rastrigin", "sigmoid_unit")]
GENTLE = ["parabola", "double_well", "waves", "bowl", "saddle", "line"]


@lru_cache
def walked(method: str, preset: str) -> tuple[Array, Array, bool]:
    """Return the points and values of a method's way as the lab sets it, and whether it rests."""
    function = PRESETS[preset]
    made = fitted(METHODS[method], function)
    states = path(made, function.objective, np.array(function.start), STEPS)
    stop = states[-1].stop
    points, values = ([getattr(one, name) for one in states] for name in ("point", "value"))
    return np.array(points), np.array(values), stop is not None and stop.converged


def lowest_by_scipy(function: Function, start: Array, *, by_values: bool) -> tuple[Array, float]:
    """Return where scipy comes to rest, and how low that is."""
    objective = function.objective
    with np.errstate(all="ignore"):
        if by_values:
            options = {"xatol": 1e-9, "fatol": 1e-12}
            found = minimize(objective.value, start, method="Nelder-Mead", options=options)
        else:
            options = {"gtol": 1e-8}
            found = minimize(
                objective.value, start, jac=objective.gradient, method="BFGS", options=options
            )
    return found.x, float(found.fun)


def tolerance(function: Function) -> float:
    return 1e-6 * (1.0 + abs(function.objective.value(np.array(function.start))))


@pytest.mark.parametrize("method", METHODS)
def test_from_where_a_method_rests_scipy_comes_no_lower(method: str) -> None:
    by_values = METHODS[method].needs == "values"
    rested = 0
    for preset, function in PRESETS.items():
        points, values, rests = walked(method, preset)
        if rests:
            rested += 1
            _, lowest = lowest_by_scipy(function, points[-1], by_values=by_values)
            assert values[-1] <= lowest + tolerance(function), preset
    assert rested >= 5 or method in SWINGING


@pytest.mark.parametrize("method", LANDING)
def test_from_the_start_a_method_comes_as_low_as_scipy(method: str) -> None:
    for preset in VALLEYS:
        function = PRESETS[preset]
        if METHODS[method].needs == "residuals" and not isinstance(
            function.objective, LeastSquares
        ):
            continue
        _, values, _ = walked(method, preset)
        _, lowest = lowest_by_scipy(function, np.array(function.start), by_values=False)
        if (method, preset) in SLOW:
            assert values[-1] < 0.01 * values[0]
        else:
            assert values[-1] <= lowest + tolerance(function), preset


@pytest.mark.parametrize("preset", GENTLE)
@pytest.mark.parametrize("method", SWINGING)
def test_steps_of_a_size_of_their_own_end_within_a_few_of_them_of_scipys_place(
    method: str, preset: str
) -> None:
    function = PRESETS[preset]
    points, _, _ = walked(method, preset)
    place, _ = lowest_by_scipy(function, points[-1], by_values=False)
    last = float(np.linalg.norm(points[-1] - points[-2]))
    assert np.linalg.norm(points[-1] - place) <= max(6.0 * last, 0.02 * function.span)


def test_pure_newton_rests_where_scipys_root_finder_finds_a_level_place() -> None:
    from scipy.optimize import root

    for preset, function in PRESETS.items():
        points, _, rests = walked(LEVEL_SEEKING, preset)
        objective = function.objective
        bends = np.linalg.eigvalsh(objective.hessian(points[-1]))
        if rests and np.abs(bends).min() > 1e-6:  # on a plateau every place is level
            found = root(objective.gradient, points[-1], jac=objective.hessian, tol=1e-12)
            assert np.linalg.norm(found.x - points[-1]) <= 1e-5 * function.span, preset
