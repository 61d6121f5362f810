from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from nnviz.experiment.functions import FUNCTIONS, Absolute, Bowl, Parabola, Rosenbrock
from nnviz.nn.arrays import Array
from nnviz.optim.descent import (
    AdamDescent,
    DecreasingRate,
    ExactLine,
    FirstOrder,
    FixedLength,
    FixedRate,
    MomentumDescent,
    RMSpropDescent,
)
from nnviz.optim.first_order import OptimizerState
from nnviz.optim.methods import METHODS, path
from nnviz.optim.schedules import Cosine, Exponential

PARABOLA = Parabola().build().objective
FIRST_ORDER = [kind for kind in METHODS.values() if issubclass(kind, FirstOrder)]


def walked(rate: float, steps: int) -> Array:
    states = path(FixedRate(rate=rate), PARABOLA, np.array([8.0]), steps)
    return np.array([state.point[0] for state in states])


class TestTheParabola:
    """maths.md, worked example 1, by the method that the lab steps."""

    def test_its_table_of_33_rows_ends_in_2_00_when_two_decimals_are_cut(self) -> None:
        printed = (
            "6.80 5.84 5.07 4.45 3.96 3.57 3.25 3.00 2.80 2.64 2.51 2.41 2.32 2.26 2.21 2.16 2.13"
            " 2.10 2.08 2.06 2.05 2.04 2.03 2.02 2.02 2.01 2.01 2.01 2.00 2.00 2.00 2.00 2.00"
        )
        rows = [f"{math.floor(x * 100) / 100:.2f}" for x in walked(0.1, 33)[1:]]
        assert len(rows) == 33
        assert " ".join(rows) == printed

    def test_the_rows_are_2_plus_6_times_0_8_to_the_n(self) -> None:
        np.testing.assert_allclose(walked(0.1, 60), 2 + 6 * 0.8 ** np.arange(61), rtol=1e-13)

    def test_at_rate_1_it_swings_between_8_and_minus_4_for_ever(self) -> None:
        assert walked(1.0, 6).tolist() == [8, -4, 8, -4, 8, -4, 8]

    def test_at_rate_0_5_it_lands_in_one_step_and_stops(self) -> None:
        assert walked(0.5, 10).tolist() == [8, 2]

    def test_above_1_it_diverges(self) -> None:
        assert abs(walked(1.05, 200)[-1]) > 1e8


@pytest.mark.parametrize("kind", FIRST_ORDER, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("preset", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_steps_are_those_of_the_networks_optimizer(kind, preset) -> None:
    function = preset().build()
    method = kind(rate=function.rate)
    point = np.array(function.start)
    memory: OptimizerState = method.optimizer.init(point)
    for state in path(method, function.objective, point, 15)[1:]:
        rate = method.rate * method.plan.factor(memory.count)
        gradient = function.objective.gradient(point)
        point, memory = method.optimizer.update(point, gradient, memory, rate)
        np.testing.assert_array_equal(state.point, point)


def test_a_methods_settings_reach_the_optimizer() -> None:
    adam = AdamDescent(rate=0.5, beta1=0.1, beta2=0.2, epsilon=0.3).optimizer
    assert (adam.rate, adam.beta1, adam.beta2, adam.epsilon) == (0.5, 0.1, 0.2, 0.3)
    rms = RMSpropDescent(decay=0.5, epsilon=0.1).optimizer
    assert (rms.decay, rms.epsilon) == (0.5, 0.1)
    assert MomentumDescent(momentum=0.3).optimizer.momentum == 0.3


@pytest.mark.parametrize("schedule", [Exponential(fall=0.1), Cosine(steps=10)])
def test_a_decreasing_rate_is_the_rate_times_its_schedule(schedule) -> None:
    method = DecreasingRate(rate=0.2, schedule=schedule)
    states = path(method, PARABOLA, np.array([8.0]), 8)
    for number, (state, after) in enumerate(pairwise(states)):
        expected = state.point - 0.2 * schedule.factor(number) * (2 * state.point - 4)
        np.testing.assert_allclose(after.point, expected, rtol=1e-15)


def test_on_a_kink_a_fixed_rate_swings_for_ever_and_a_decreasing_one_comes_to_rest() -> None:
    objective, start = Absolute().build().objective, np.array([4.1])
    fixed = path(FixedRate(rate=0.3), objective, start, 400)
    falling = path(DecreasingRate(rate=0.3), objective, start, 4000)
    assert {round(abs(state.point[0]), 6) for state in fixed[-10:]} == {0.1, 0.2}
    assert abs(falling[-1].point[0]) < 0.01


def test_every_step_of_fixed_length_has_that_length_and_goes_straight_down() -> None:
    objective = Rosenbrock().build().objective
    states = path(FixedLength(length=0.07), objective, np.array([-1.2, 1.0]), 50)
    for state, after in pairwise(states):
        move = after.point - state.point
        assert np.linalg.norm(move) == pytest.approx(0.07, rel=1e-12)
        assert move @ state.gradient == pytest.approx(
            -0.07 * np.linalg.norm(state.gradient), rel=1e-12
        )


@pytest.mark.parametrize("condition", [1.0, 3.0, 30.0])
def test_an_exact_search_ends_where_the_new_gradient_is_perpendicular(condition: float) -> None:
    objective = Bowl(condition=condition).build().objective
    states = path(ExactLine(), objective, np.array([-4.0, 2.0]), 6)
    for state, after in pairwise(states):
        sizes = np.linalg.norm(state.gradient) ** 2
        assert abs(state.gradient @ after.gradient) < 1e-6 * sizes + 1e-12


def test_an_exact_search_takes_the_step_that_is_known_for_quadratics() -> None:
    """alpha = g·g / g·H g; Nocedal and Wright, 2006, eq. 3.26."""
    objective = Bowl(condition=20.0).build().objective
    states = path(ExactLine(first=2.0), objective, np.array([-4.0, 2.0]), 5)
    for state, after in pairwise(states):
        g, hessian = state.gradient, objective.hessian(state.point)
        expected = state.point - (g @ g) / (g @ hessian @ g) * g
        np.testing.assert_allclose(after.point, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("condition", [2.0, 20.0])
def test_exact_descent_shrinks_the_value_at_least_as_kantorovich_says(condition: float) -> None:
    """By ((k - 1) / (k + 1))^2 a step at worst; Nocedal and Wright, 2006, theorem 3.3."""
    objective = Bowl(condition=condition).build().objective
    states = path(ExactLine(), objective, np.array([-4.0, 2.0]), 8)
    factor = ((condition - 1) / (condition + 1)) ** 2
    for state, after in pairwise(states):
        assert after.value <= factor * state.value * (1 + 1e-6) + 1e-15


def test_a_slope_without_end_stops_an_exact_search_in_a_sentence() -> None:
    from nnviz.experiment.expression import compile_function

    state = path(ExactLine(), compile_function("x^3"), np.array([-1.0]), 5)[-1]
    assert state.stop is not None
    assert state.stop.kind == "failed"
    assert "no lowest point" in state.stop.reason
