from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import least_squares

from nnviz.experiment.data_presets import line_function
from nnviz.experiment.functions import FUNCTIONS, Beale, Rastrigin, Rosenbrock, StraightLine
from nnviz.optim.least_squares import LevenbergMarquardt
from nnviz.optim.methods import path
from nnviz.optim.objective import Counts

SQUARES = [
    FUNCTIONS[name]().build() for name in ("parabola", "bowl", "rosenbrock", "beale", "line")
]


@pytest.mark.parametrize("function", SQUARES, ids=lambda one: one.name)
def test_it_finds_scipys_minimum(function) -> None:
    objective, start = function.objective, np.array(function.start)
    last = path(LevenbergMarquardt(), objective, start, 200)[-1]
    theirs = least_squares(objective.residuals, start, jac=objective.jacobian, method="lm")
    assert last.stop is not None
    assert last.stop.converged
    assert last.value == pytest.approx(2.0 * theirs.cost, abs=1e-12)
    np.testing.assert_allclose(last.point, theirs.x, atol=1e-6)


def test_himmelblaus_valleys_are_all_as_deep() -> None:
    function = FUNCTIONS["himmelblau"]().build()
    last = path(LevenbergMarquardt(), function.objective, np.array(function.start), 100)[-1]
    assert last.value < 1e-15


def test_with_hardly_any_damping_a_straight_line_is_fitted_in_one_step() -> None:
    generator = np.random.default_rng(3)
    x = generator.uniform(0.0, 3.0, 30)
    y = 2.0 - x + generator.normal(size=30) * 0.1
    function = line_function(x, y)
    last = path(LevenbergMarquardt(damping=1e-12), function.objective, np.zeros(2), 1)[-1]
    slope, intercept = np.polyfit(x, y, 1)
    np.testing.assert_allclose(last.point, [intercept, slope], rtol=1e-8)


def test_no_step_goes_up_and_a_refused_one_raises_the_damping() -> None:
    function = Rosenbrock().build()
    states = path(LevenbergMarquardt(), function.objective, np.array(function.start), 100)
    refused = 0
    for state, after in pairwise(states):
        assert after.value <= state.value
        if np.array_equal(after.point, state.point):
            refused += 1
            assert after.memory.damping > state.memory.damping
            assert after.counts == state.counts + Counts(residuals=1)
    assert refused


def test_its_parabola_is_that_of_the_jacobian() -> None:
    function = StraightLine().build()
    states = path(LevenbergMarquardt(), function.objective, np.array(function.start), 3)
    for state, after in pairwise(states):
        model = after.sketch.model
        assert model is not None
        exact = function.objective.hessian(state.point)
        np.testing.assert_allclose(model.hessian, exact + 2 * state.memory.damping * np.eye(2))
        np.testing.assert_allclose(
            model.gradient + model.hessian @ (after.point - state.point), 0.0, atol=1e-10
        )


def test_what_is_no_sum_of_squares_is_refused_in_a_sentence() -> None:
    state = LevenbergMarquardt().start(Rastrigin().build().objective, np.array([3.3, -2.2]))
    assert state.stop is not None
    assert state.stop.kind == "failed"
    assert "sum of squares" in state.stop.reason
    assert state.counts.total == 0


@pytest.mark.parametrize("damping", [1e-6, 1e-3, 1.0, 1e3])
def test_any_first_damping_leads_to_the_minimum(damping: float) -> None:
    function = Beale().build()
    last = path(LevenbergMarquardt(damping=damping), function.objective, np.ones(2), 200)[-1]
    np.testing.assert_allclose(last.point, [3.0, 0.5], atol=1e-6)
