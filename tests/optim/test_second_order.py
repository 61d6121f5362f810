from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from nnviz.experiment.expression import compile_function
from nnviz.experiment.functions import FUNCTIONS, Absolute, Beale, Bowl, Rosenbrock, Saddle
from nnviz.optim.methods import path
from nnviz.optim.second_order import DampedNewton, Newton, PositiveNewton

ALL = pytest.mark.parametrize("kind", [Newton, DampedNewton, PositiveNewton])
CAREFUL = pytest.mark.parametrize("kind", [DampedNewton, PositiveNewton])
SMOOTH = [one().build() for name, one in FUNCTIONS.items() if name != "absolute"]


@ALL
@given(
    x=st.floats(-1e3, 1e3),
    y=st.floats(-1e3, 1e3),
    condition=st.floats(1.0, 1e3),
    angle=st.floats(-90.0, 90.0),
)
def test_one_step_lands_on_a_quadratics_minimum_wherever_it_starts(
    kind, x: float, y: float, condition: float, angle: float
) -> None:
    """maths.md, worked example 8."""
    objective = Bowl(condition=condition, angle=angle).build().objective
    start = np.array([x, y])
    last = path(kind(), objective, start, 1)[-1]
    assert np.linalg.norm(last.point) <= 1e-9 * (1.0 + np.linalg.norm(start))


@ALL
def test_on_the_parabola_it_is_one_step_from_8_to_2(kind) -> None:
    states = path(kind(), FUNCTIONS["parabola"]().build().objective, np.array([8.0]), 10)
    assert [state.point[0] for state in states] == [8, 2]
    assert states[-1].counts.hessian == 1


@pytest.mark.parametrize("text", ["x^4/4 - 2*x^2 + x", "sin(x) + x^2/20", "exp(x) - 2*x", "x^4"])
@pytest.mark.parametrize("start", [3.2, -2.9, 0.3])
def test_pure_newton_is_scipys_root_finder_on_the_slope(text: str, start: float) -> None:
    function = compile_function(text)
    for number, state in enumerate(path(Newton(), function, np.array([start]), 6)):
        if number:
            theirs, _ = optimize.newton(
                lambda x: function.gradient(np.array([x]))[0],
                start,
                fprime=lambda x: function.hessian(np.array([x]))[0, 0],
                maxiter=number,
                tol=1e-300,
                disp=False,
                full_output=True,
            )
            assert state.point[0] == pytest.approx(theirs, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("function", SMOOTH, ids=lambda one: one.name)
def test_pure_newton_goes_to_the_turning_point_of_the_parabola_it_draws(function) -> None:
    states = path(Newton(), function.objective, np.array(function.start), 6)
    for state, after in pairwise(states):
        model = after.sketch.model
        if after.stop is not None and after.stop.kind in ("failed", "not finite"):
            continue
        assert model is not None
        np.testing.assert_array_equal(model.centre, state.point)
        assert model.values(state.point) == pytest.approx(state.value)
        slope = model.gradient + model.hessian @ (after.point - model.centre)
        np.testing.assert_allclose(slope, 0.0, atol=1e-8 * (1.0 + np.abs(model.gradient).max()))


def test_pure_newton_is_drawn_to_the_saddle_and_the_others_are_not() -> None:
    objective, start = Saddle().build().objective, np.array([1.0, 0.2])
    ends = {
        kind: path(kind(), objective, start, 100)[-1].point
        for kind in (Newton, DampedNewton, PositiveNewton)
    }
    np.testing.assert_allclose(ends[Newton], 0.0, atol=1e-8)
    np.testing.assert_allclose(np.abs(ends[DampedNewton]), [0.0, 1.0], atol=1e-8)
    np.testing.assert_allclose(ends[PositiveNewton], [0.0, 1.0], atol=1e-8)


def test_pure_newton_says_that_the_turning_point_is_not_a_lowest_one() -> None:
    after = path(Newton(), Beale().build().objective, np.array([1.0, 1.0]), 1)[-1]
    assert "not a lowest one" in after.happened


@CAREFUL
@pytest.mark.parametrize("function", SMOOTH, ids=lambda one: one.name)
def test_careful_steps_never_go_up(kind, function) -> None:
    states = path(kind(), function.objective, np.array(function.start), 100)
    values = [state.value for state in states]
    assert all(b <= a + 1e-12 * (1 + abs(a)) for a, b in pairwise(values))


@pytest.mark.parametrize("function", SMOOTH, ids=lambda one: one.name)
def test_with_positive_curvature_it_rests_in_a_valley(function) -> None:
    last = path(PositiveNewton(), function.objective, np.array(function.start), 200)[-1]
    assert last.stop is not None
    assert last.stop.converged
    assert np.linalg.eigvalsh(function.objective.hessian(last.point))[0] > -1e-8


@CAREFUL
def test_rosenbrocks_minimum_is_found_as_scipys_trust_region_does(kind) -> None:
    function = Rosenbrock().build()
    objective, start = function.objective, np.array(function.start)
    last = path(kind(), objective, start, 100)[-1]
    theirs = optimize.minimize(
        objective.value,
        start,
        jac=objective.gradient,
        hess=objective.hessian,
        method="trust-exact",
        options={"gtol": 1e-8},
    )
    np.testing.assert_allclose(last.point, theirs.x, atol=1e-7)
    assert last.number <= theirs.nit + 5


def test_the_last_digits_come_twice_as_fast_with_every_step() -> None:
    """Newton's quadratic convergence: the error is about the square of the one before."""
    states = path(Newton(tolerance=0.0), compile_function("exp(x) - 2*x"), np.array([1.2]), 5)
    errors = [abs(state.point[0] - np.log(2.0)) for state in states]
    for before, after in pairwise(errors[:4]):
        assert after <= before**2


@pytest.mark.parametrize("kind", [Newton, DampedNewton])
def test_without_curvature_it_stops_and_says_so(kind) -> None:
    last = path(kind(), Absolute().build().objective, np.array([4.0]), 5)[-1]
    assert last.stop is not None
    assert last.stop.kind == "failed"
    assert "curvature here is 0" in last.stop.reason


def test_a_floor_bounds_the_step_where_there_is_no_curvature() -> None:
    states = path(PositiveNewton(floor=0.5), Absolute().build().objective, np.array([4.0]), 1)
    assert states[1].point[0] == 2.0
