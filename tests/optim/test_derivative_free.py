from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from nnviz.experiment.functions import FUNCTIONS, Absolute, Himmelblau, Rosenbrock
from nnviz.optim.derivative_free import HookeJeeves, NelderMead, RandomSearch
from nnviz.optim.methods import path

EACH = pytest.mark.parametrize("preset", FUNCTIONS.values(), ids=FUNCTIONS)


@EACH
@pytest.mark.parametrize("size", [0.05, 0.5, 3.0])
def test_nelder_and_meads_simplex_is_scipys_step_for_step(preset, size: float) -> None:
    function = preset().build()
    start = np.array(function.start)
    states = path(NelderMead(size=size), function.objective, start, 80)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it did not converge in so few steps
        for state in states[1::7]:
            theirs = minimize(
                function.objective.value,
                start,
                method="Nelder-Mead",
                options={
                    "initial_simplex": np.vstack([start, start + size * np.eye(start.size)]),
                    "maxiter": state.number + 1,  # scipy counts from 1
                    "maxfev": 10_000,
                    "xatol": 0.0,
                    "fatol": 0.0,
                },
            )
            np.testing.assert_allclose(
                state.memory.corners, theirs.final_simplex[0], rtol=1e-12, atol=1e-14
            )
            assert state.value == theirs.fun
            assert state.counts.value == theirs.nfev


def test_the_simplex_is_there_to_be_drawn_the_best_corner_first() -> None:
    for state in path(NelderMead(), Rosenbrock().build().objective, np.array([-1.2, 1.0]), 40):
        simplex = state.sketch.simplex
        assert simplex is not None
        assert simplex.corners.shape == (3, 2)
        assert (np.diff(simplex.values) >= 0).all()
        np.testing.assert_array_equal(simplex.corners[0], state.point)


def test_a_random_search_never_goes_up_and_moves_exactly_when_it_is_lower() -> None:
    states = path(RandomSearch(), Himmelblau().build().objective, np.array([0.0, 0.0]), 300)
    for state, after in pairwise(states):
        moved = not np.array_equal(state.point, after.point)
        assert after.value <= state.value
        assert moved == (after.value < state.value)
        assert np.linalg.norm(after.sketch.tried[0] - state.point) == pytest.approx(
            after.sketch.reach
        )
        assert after.counts.value == state.counts.value + 1
    assert states[-1].value < 1e-6


def test_the_seed_decides_where_chance_leads() -> None:
    objective, start = Himmelblau().build().objective, np.array([0.0, 0.0])
    one, other, again = (
        path(RandomSearch(seed=seed), objective, start, 20)[-1].point for seed in (1, 2, 1)
    )
    assert not np.array_equal(one, other)
    np.testing.assert_array_equal(one, again)


def test_a_radius_that_does_not_adapt_stays() -> None:
    states = path(
        RandomSearch(adapt=False, radius=0.3), Rosenbrock().build().objective, np.zeros(2), 9
    )
    assert {state.memory for state in states} == {0.3}


@EACH
def test_hooke_and_jeeves_end_where_no_neighbour_on_the_mesh_is_lower(preset) -> None:
    function = preset().build()
    method = HookeJeeves(tolerance=1e-3)
    last = path(method, function.objective, np.array(function.start), 500)[-1]
    assert last.stop is not None
    assert last.stop.kind == "small"
    for axis in range(last.point.size):
        for sign in (1.0, -1.0):
            there = last.point.copy()
            there[axis] += sign * last.sketch.reach
            assert function.objective.value(there) >= last.value


def test_hooke_and_jeeves_first_steps_on_a_parabola_are_those_by_hand() -> None:
    """From 8 with mesh 1: 7, then leaps to 6 and explores to 5, then from 3 to 2."""
    objective = FUNCTIONS["parabola"]().build().objective
    states = path(HookeJeeves(mesh=1.0), objective, np.array([8.0]), 4)
    assert [state.point[0] for state in states] == [8, 7, 5, 2, 2]
    assert states[4].memory.mesh == 0.5


def test_hooke_and_jeeves_with_a_mesh_of_dyadic_numbers_lands_on_himmelblaus_minimum() -> None:
    last = path(HookeJeeves(), Himmelblau().build().objective, np.array([-0.5, -1.0]), 200)[-1]
    assert last.point.tolist() == [3.0, 2.0]


@pytest.mark.parametrize("method", [RandomSearch(), NelderMead(), HookeJeeves()])
def test_a_kink_does_not_trouble_who_asks_for_values_alone(method) -> None:
    last = path(method, Absolute().build().objective, np.array([4.1]), 400)[-1]
    assert abs(last.point[0]) < 1e-6
    assert last.counts.gradient == 0
