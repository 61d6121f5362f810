from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.derivatives import check_gradient, numeric_gradient, relative_error
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters, index_of

UNITS = (2, 4, 2, 1)


def tanh_case(scale: float = 1.0) -> tuple[Network, Parameters, Array, Array]:
    network = Network(UNITS, (ACTIVATIONS["tanh"],) * 3, LOSSES["half_mse"])
    rng = np.random.default_rng(0)
    params = Parameters(UNITS)
    params.flat[:] = rng.normal(size=params.flat.size)
    x = rng.normal(size=(10, 2)) * scale
    return network, params, x, rng.choice([-1.0, 1.0], size=(10, 1))


def test_a_right_gradient_passes_with_a_tiny_relative_error() -> None:
    check = check_gradient(*tanh_case())
    assert check.relative_error < 1e-8
    assert check.note == ""
    assert check.resolved


def test_a_wrong_derivative_is_found_and_named() -> None:
    network, params, x, y = tanh_case()
    gradients = network.backward(params, network.forward(params, x), y)
    index = index_of(UNITS, 2, 1, 0)
    right = float(gradients.flat[index])
    gradients.flat[index] += 0.05
    check = check_gradient(network, params, x, y, gradients=gradients)
    assert check.worst == "W2[1, 0]"
    assert check.index == index
    assert check.backward == right + 0.05
    assert check.difference == pytest.approx(right, rel=1e-6)
    assert check.relative_error > 1e-3


def test_one_parameter_can_be_checked_alone() -> None:
    network, params, x, y = tanh_case()
    index = index_of(UNITS, 3, 2, 0)
    check = check_gradient(network, params, x, y, indices=[index])
    assert check.worst == "b3[0]"
    assert check.relative_error < 1e-8


def test_the_parameters_are_left_as_they_were() -> None:
    network, params, x, y = tanh_case()
    before = params.flat.copy()
    params.flat.flags.writeable = False
    numeric_gradient(network, params, x, y)
    np.testing.assert_array_equal(params.flat, before)


def test_derivatives_not_asked_for_are_nan() -> None:
    network, params, x, y = tanh_case()
    flat = numeric_gradient(network, params, x, y, indices=[3, 5]).flat
    assert np.flatnonzero(~np.isnan(flat)).tolist() == [3, 5]


def test_the_step_shrinks_with_the_values_that_the_parameter_multiplies() -> None:
    """Raw inputs of hundreds would else move z so far that the truncation shows."""
    near = check_gradient(*tanh_case(), indices=[0])
    far = check_gradient(*tanh_case(scale=300.0), indices=[0])
    assert far.h < near.h / 50
    network, params, x, y = tanh_case(scale=30.0)
    params.W[1][...] *= 0.03
    assert check_gradient(network, params, x, y).relative_error < 1e-7


def test_a_step_given_is_the_step_taken() -> None:
    network, params, x, y = tanh_case()
    rough = numeric_gradient(network, params, x, y, h=0.1)
    fine = numeric_gradient(network, params, x, y)
    exact = network.backward(params, network.forward(params, x), y).flat
    assert relative_error(rough.flat, exact) > 1e3 * relative_error(fine.flat, exact)


def test_a_threshold_unit_is_said_to_be_beyond_comparison() -> None:
    network = Network((2, 1), (ACTIVATIONS["threshold"],), LOSSES["half_mse"])
    params = Parameters((2, 1), np.array([0.3, -0.2, 0.1]))
    check = check_gradient(network, params, np.ones((4, 2)), np.ones((4, 1)))
    assert "delta rule" in check.note
    assert np.isnan(check.relative_error)


def test_a_sample_near_a_kink_is_passed_by_with_a_shorter_step() -> None:
    network = Network((1, 1), (ACTIVATIONS["relu"],), LOSSES["half_mse"])
    params = Parameters((1, 1), np.array([1e-7, 0.0]))
    check = check_gradient(network, params, np.array([[1.0]]), np.array([[2.0]]))
    assert check.note == ""
    assert check.relative_error < 1e-6


def test_a_sample_on_a_kink_is_told() -> None:
    network = Network((1, 1), (ACTIVATIONS["relu"],), LOSSES["half_mse"])
    params = Parameters((1, 1), np.zeros(2))
    check = check_gradient(network, params, np.array([[1.0]]), np.array([[2.0]]))
    assert "kink" in check.note


@pytest.mark.parametrize(("row", "kinked"), [(0, True), (1, False)])
def test_l1_has_its_kink_at_a_weight_of_0_and_none_at_a_bias_of_0(row: int, kinked: bool) -> None:
    network = Network((1, 1), (ACTIVATIONS["tanh"],), LOSSES["half_mse"], l1=0.1)
    params = Parameters((1, 1), np.zeros(2))
    x = np.array([[1.0]])
    check = check_gradient(network, params, x, x, indices=[row])
    assert ("kink" in check.note) is kinked


def test_a_derivative_lost_in_rounding_is_said_to_be_unresolved() -> None:
    network = Network((1, 1), (ACTIVATIONS["sigmoid"],), LOSSES["half_mse"])
    params = Parameters((1, 1), np.array([-40.0, 0.0]))
    check = check_gradient(network, params, np.array([[1.0]]), np.array([[1.0]]))
    assert check.backward != 0.0
    assert not check.resolved


def test_the_relative_error_of_two_zeros_is_0() -> None:
    assert relative_error(np.zeros(3), np.zeros(3)) == 0.0
    assert relative_error(np.array([1.0, 0.0]), np.zeros(2)) == 1.0
