from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from nnviz.experiment.data_presets import SigmoidUnit
from nnviz.experiment.expression import compile_function
from nnviz.experiment.functions import FUNCTIONS, Absolute, Bowl, Rosenbrock
from nnviz.nn.arrays import Array
from nnviz.optim.conjugate import BFGS, ConjugateGradient
from nnviz.optim.methods import path

BOTH = pytest.mark.parametrize("kind", [ConjugateGradient, BFGS])
ONE_VALLEY = [
    preset.build()
    for preset in (
        FUNCTIONS["parabola"](),
        Bowl(),
        Bowl(condition=1000.0, angle=-40.0),
        FUNCTIONS["saddle"](),
        Rosenbrock(),
        FUNCTIONS["himmelblau"](),
        FUNCTIONS["beale"](),
        FUNCTIONS["line"](),
        SigmoidUnit(cost="cross_entropy"),
    )
]
SEVERAL = [FUNCTIONS[name]().build() for name in ("double_well", "waves", "rastrigin")]


class Quadratic:
    """f(x) = x A x / 2 - b x in any number of coordinates."""

    def __init__(self, matrix: Array, linear: Array) -> None:
        self.matrix, self.linear = matrix, linear

    def value(self, x: Array) -> float:
        return float(0.5 * x @ self.matrix @ x - self.linear @ x)

    def gradient(self, x: Array) -> Array:
        return self.matrix @ x - self.linear

    def hessian(self, x: Array) -> Array:
        del x
        return self.matrix

    def hvp(self, x: Array, v: Array) -> Array:
        return self.hessian(x) @ v


def quadratic(size: int, condition: float, seed: int) -> Quadratic:
    generator = np.random.default_rng(seed)
    axes, _ = np.linalg.qr(generator.normal(size=(size, size)))
    matrix = (axes * np.geomspace(1.0, condition, size)) @ axes.T
    return Quadratic(0.5 * (matrix + matrix.T), generator.normal(size=size))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 6), st.floats(1.0, 30.0), st.integers(0, 10_000))
def test_conjugate_gradients_land_on_a_quadratics_minimum_in_n_steps(
    size: int, condition: float, seed: int
) -> None:
    """With a line search that is nearly exact; Nocedal and Wright, 2006, theorem 5.1."""
    objective = quadratic(size, condition, seed)
    start = np.random.default_rng(seed + 1).normal(size=size) * 5.0
    last = path(ConjugateGradient(flatness=1e-9), objective, start, size)[-1]
    best = np.linalg.solve(objective.matrix, objective.linear)
    assert np.linalg.norm(last.point - best) <= 1e-5 * (1.0 + np.linalg.norm(start - best))


@pytest.mark.parametrize("condition", [1.0, 4.0, 20.0, 100.0])
@pytest.mark.parametrize("angle", [0.0, 30.0, 77.0])
def test_as_set_it_lands_on_every_bowl_in_two_steps(condition: float, angle: float) -> None:
    function = Bowl(condition=condition, angle=angle).build()
    states = path(ConjugateGradient(), function.objective, np.array(function.start), 10)
    assert np.linalg.norm(states[min(2, len(states) - 1)].point) < 0.02
    assert states[-1].stop is not None
    assert states[-1].number <= 4


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 5), st.integers(0, 10_000))
def test_bfgs_with_exact_searches_learns_a_quadratics_hessian_in_n_steps(
    size: int, seed: int
) -> None:
    """Nocedal and Wright, 2006, theorem 6.4."""
    objective = quadratic(size, 10.0, seed)
    start = np.random.default_rng(seed + 1).normal(size=size) * 5.0
    method = BFGS(flatness=1e-10, tolerance=0.0)
    states = path(method, objective, start, size)
    if len(states) == size + 1:
        learnt = states[-1].memory.inverse
        np.testing.assert_allclose(learnt @ objective.matrix, np.eye(size), atol=1e-3)


@BOTH
@pytest.mark.parametrize("function", ONE_VALLEY, ids=lambda one: one.name)
def test_it_gets_as_low_as_scipys(kind, function) -> None:
    objective, start = function.objective, np.array(function.start)
    last = path(kind(tolerance=1e-7), objective, start, 300)[-1]
    theirs = minimize(
        objective.value,
        start,
        jac=objective.gradient,
        method="CG" if kind is ConjugateGradient else "BFGS",
        options={"gtol": 1e-7},
    )
    assert last.stop is not None
    assert last.stop.converged
    assert last.value == pytest.approx(theirs.fun, abs=1e-9)
    assert last.value == pytest.approx(function.lowest, abs=1e-9)
    assert last.counts.gradient <= 4 * theirs.njev + 20


@BOTH
@pytest.mark.parametrize("function", SEVERAL, ids=lambda one: one.name)
def test_among_several_valleys_it_rests_at_the_bottom_of_one(kind, function) -> None:
    last = path(kind(), function.objective, np.array(function.start), 300)[-1]
    assert last.stop is not None
    assert last.stop.converged
    assert np.linalg.norm(function.objective.gradient(last.point)) < 1e-5
    assert np.linalg.eigvalsh(function.objective.hessian(last.point))[0] > 0.0


@BOTH
@pytest.mark.parametrize("function", ONE_VALLEY + SEVERAL, ids=lambda one: one.name)
def test_no_step_goes_up(kind, function) -> None:
    states = path(kind(), function.objective, np.array(function.start), 100)
    values = [state.value for state in states]
    assert all(after <= before + 1e-12 for before, after in pairwise(values))


def test_bfgs_learns_the_hessian_so_well_that_its_parabola_is_the_true_one() -> None:
    function = Rosenbrock().build()
    last = path(BFGS(), function.objective, np.array(function.start), 100)[-1]
    model = last.sketch.model
    assert model is not None
    true = function.objective.hessian(np.ones(2))
    np.testing.assert_allclose(model.hessian, true, rtol=0.2)


def test_bfgs_keeps_the_secant_equation() -> None:
    function = FUNCTIONS["beale"]().build()
    states = path(BFGS(), function.objective, np.array(function.start), 8)
    for state, after in pairwise(states):
        if "learnt from" in after.happened and "not learnt" not in after.happened:
            s, y = after.point - state.point, after.gradient - state.gradient
            np.testing.assert_allclose(after.memory.inverse @ y, s, rtol=1e-8, atol=1e-12)
            assert np.linalg.eigvalsh(after.memory.inverse)[0] > 0.0


@BOTH
def test_where_the_value_falls_without_end_it_stops_in_a_sentence(kind) -> None:
    last = path(kind(), compile_function("-x"), np.array([1.0]), 200)[-1]
    assert last.stop is not None
    assert not last.stop.converged


@BOTH
def test_a_kink_stops_it_near_the_minimum(kind) -> None:
    last = path(kind(), Absolute().build().objective, np.array([4.1]), 200)[-1]
    assert last.stop is not None
    assert abs(last.point[0]) < 1e-6
