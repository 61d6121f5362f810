import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.one_unit import (
    OneUnit,
    cost_along,
    cost_over,
    curvature,
    difference,
    run,
    stepped,
)
from nnviz.diagnostics.race import fits
from nnviz.nn.activations import ACTIVATIONS

SMOOTH = ("sigmoid", "tanh", "linear", "softplus", "silu", "gelu")
COSTS = ("half_mse", "mse", "binary_cross_entropy")
PAIRS = [(a, c) for a in SMOOTH for c in COSTS if fits(c, a)]
small = st.floats(-3.0, 3.0)


@pytest.mark.parametrize(("activation", "cost"), PAIRS)
@given(w=st.tuples(small, small), b=small, x=st.tuples(small, small), target=st.floats(0.0, 1.0))
def test_the_gradient_is_what_differences_of_the_cost_say(
    activation: str, cost: str, w: tuple, b: float, x: tuple, target: float
) -> None:
    unit = OneUnit(activation, cost, w, b, x, target, learns_bias=True)
    gradient = run(unit).gradient
    for index in range(3):
        assert gradient[index] == pytest.approx(difference(unit, index), rel=1e-5, abs=1e-7)


@given(w=small, b=small, x=small, target=st.floats(0.0, 1.0))
def test_a_sigmoid_with_half_squared_error_has_the_product_of_maths_md(
    w: float, b: float, x: float, target: float
) -> None:
    found = run(OneUnit("sigmoid", "half_mse", (w,), b, (x,), target))
    y_hat = 1.0 / (1.0 + math.exp(-(w * x + b)))
    expected = (y_hat - target) * y_hat * (1.0 - y_hat) * x
    assert found.gradient[0] == pytest.approx(expected, rel=1e-12, abs=1e-15)


@given(w=small, target=st.floats(0.0, 1.0))
def test_error_b_is_minus_delta_for_half_squared_error(w: float, target: float) -> None:
    found = run(OneUnit(w=(w,), target=target))
    o = found.output
    assert -found.delta == pytest.approx(o * (1.0 - o) * (target - o), rel=1e-12, abs=1e-15)


def test_the_error_of_a_threshold_unit_is_target_less_output() -> None:
    for w, target in ((-1.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        found = run(OneUnit("threshold", w=(w,), target=target))
        assert -found.delta == target - found.output
        assert found.slope == 0.0


@given(w=st.floats(-30.0, 30.0), x=small, target=st.floats(0.0, 1.0))
def test_with_cross_entropy_the_slope_cancels(w: float, x: float, target: float) -> None:
    found = run(OneUnit("sigmoid", "binary_cross_entropy", (w,), 0.0, (x,), target))
    assert found.delta == pytest.approx(found.output - target, abs=1e-15)
    if 1e-8 < found.output < 1 - 1e-8:
        assert found.error * found.slope == pytest.approx(found.delta, rel=1e-6, abs=1e-12)


@given(w=small, x=st.floats(0.1, 3.0), target=st.floats(0.0, 1.0))
def test_without_the_minus_sign_the_gradient_points_the_wrong_way(
    w: float, x: float, target: float
) -> None:
    unit = OneUnit(w=(w,), x=(x,), target=target, slip="minus")
    assert run(unit).output == pytest.approx(1.0 / (1.0 + math.exp(w * x)), rel=1e-12)
    assert run(unit).gradient[0] == pytest.approx(-difference(unit, 0), rel=1e-4, abs=1e-7)
    if abs(run(unit).gradient[0]) > 1e-3:
        assert run(stepped(unit, 0.01)).cost > run(unit).cost


def test_without_the_factor_x_a_weight_with_a_silent_input_moves() -> None:
    unit = OneUnit(w=(1.0, 1.0, 1.0), x=(0.0, 2.0, -2.0), slip="input")
    gradient = run(unit).gradient
    assert gradient[0] == gradient[1] == gradient[2] != 0.0
    assert difference(unit, 0) == 0.0
    assert np.sign(difference(unit, 2)) == -np.sign(gradient[2])


def test_a_bias_that_does_not_learn_stays() -> None:
    unit = OneUnit(b=0.7)
    assert stepped(unit, 1.0).b == 0.7
    assert stepped(OneUnit(b=0.7, learns_bias=True), 1.0).b > 0.7


@given(w=small, rate=st.floats(0.001, 2.0))
def test_a_step_is_rate_times_gradient(w: float, rate: float) -> None:
    unit = OneUnit(w=(w,))
    assert stepped(unit, rate).w[0] == w - rate * run(unit).gradient[0]


@pytest.mark.parametrize("name", [a for a in ACTIVATIONS if a != "softmax"])
def test_the_cost_along_a_weight_passes_through_the_units_own(name: str) -> None:
    unit = OneUnit(name, w=(0.5, -1.0), b=0.2, x=(1.5, -0.5), target=0.3)
    for index in range(3):
        along = cost_along(unit, index, np.array([-1.0, float(unit.flat[index]), 2.0]))
        assert along[1] == pytest.approx(run(unit).cost, rel=1e-12, abs=1e-15)


def test_the_cost_over_a_plane_has_the_bias_upwards() -> None:
    unit = OneUnit("tanh", w=(0.5, -1.0), b=0.2, x=(1.5, -0.5), target=0.3)
    plane = cost_over(unit, 1, np.array([-2.0, -1.0]), np.array([0.2, 4.0, 5.0]))
    assert plane.shape == (3, 2)
    assert plane[0, 1] == pytest.approx(run(unit).cost)
    assert plane[2, 0] == pytest.approx(run(unit.at(np.array([0.5, -2.0, 5.0]))).cost)


@given(x=st.floats(0.2, 4.0), w=st.floats(-5.0, 5.0))
def test_a_linear_units_cost_is_curved_by_the_square_of_its_input(x: float, w: float) -> None:
    unit = OneUnit("linear", w=(w,), x=(x,), target=100.0)
    assert curvature(unit) == pytest.approx(x * x, rel=1e-5)
    if abs(w * x - 100.0) > 1.0:
        assert run(stepped(unit, 2.1 / (x * x))).cost > run(unit).cost
        assert run(stepped(unit, 1.9 / (x * x))).cost < run(unit).cost


def test_where_nothing_pulls_there_is_no_curvature_along_it() -> None:
    assert math.isnan(curvature(OneUnit("relu", w=(-10.0,))))
