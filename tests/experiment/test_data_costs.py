from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.data_costs import LineCost, UnitCrossEntropy, UnitHalfSquares
from nnviz.experiment.data_presets import (
    UNIT_TARGETS,
    UNIT_X,
    SigmoidUnit,
    StraightLine,
    line_function,
)
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters

X, TARGETS = np.array(UNIT_X), np.array(UNIT_TARGETS)
PARAMETERS = st.tuples(st.floats(-6.0, 6.0), st.floats(-6.0, 6.0)).map(np.array)
UNITS = [(UnitHalfSquares, "half_mse"), (UnitCrossEntropy, "binary_cross_entropy")]


@pytest.mark.parametrize(("kind", "loss"), UNITS)
@given(PARAMETERS)
def test_a_units_cost_and_gradient_are_those_of_the_network(kind, loss: str, point: Array) -> None:
    network = Network((1, 1), (ACTIVATIONS["sigmoid"],), LOSSES[loss])
    params = Parameters((1, 1), point.copy())
    x, y = X[:, None], TARGETS[:, None]
    tape = network.forward(params, x)
    cost = kind(X, TARGETS)
    assert cost.value(point) == pytest.approx(network.cost(params, tape, y), rel=1e-12)
    np.testing.assert_allclose(
        cost.gradient(point), network.backward(params, tape, y).flat, rtol=1e-10, atol=1e-15
    )


@given(PARAMETERS)
def test_a_lines_cost_and_gradient_are_those_of_the_network(point: Array) -> None:
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=9), generator.normal(size=9)
    network = Network((1, 1), (ACTIVATIONS["linear"],), LOSSES["half_mse"])
    params = Parameters((1, 1), point[::-1].copy())  # the network's order is slope, intercept
    tape = network.forward(params, x[:, None])
    cost = LineCost(x, y)
    assert cost.value(point) == pytest.approx(network.cost(params, tape, y[:, None]), rel=1e-12)
    np.testing.assert_allclose(
        cost.gradient(point),
        network.backward(params, tape, y[:, None]).flat[::-1],
        rtol=1e-10,
        atol=1e-14,
    )


def test_a_lines_minimum_is_the_least_squares_fit() -> None:
    generator = np.random.default_rng(1)
    x = generator.uniform(-5.0, 20.0, 40)
    y = 3.0 - 0.2 * x + generator.normal(size=40)
    slope, intercept = np.polyfit(x, y, 1)
    np.testing.assert_allclose(line_function(x, y).minima[0], [intercept, slope], rtol=1e-9)


def test_without_noise_the_true_line_is_the_minimum_with_cost_0() -> None:
    function = StraightLine(intercept=2.0, slope=-1.5, noise=0.0).build()
    np.testing.assert_allclose(function.minima[0], [2.0, -1.5], atol=1e-12)
    assert function.lowest == pytest.approx(0.0, abs=1e-24)


def test_the_seed_decides_the_data() -> None:
    one, other, again = (StraightLine(seed=seed).build().minima[0] for seed in (1, 2, 1))
    assert one == again
    assert one != other


def test_half_squared_error_has_a_plateau_where_cross_entropy_has_a_slope() -> None:
    """The same unit, saturated and wrong, at the start of the race."""
    start = np.array([-9.0, 0.0])
    flat, steep = (kind(X, TARGETS).gradient(start) for kind, _ in UNITS)
    assert np.linalg.norm(flat) < 0.02
    assert np.linalg.norm(steep) > 1.0


def test_cross_entropy_is_convex_and_half_squared_error_is_not() -> None:
    grid = np.stack(np.meshgrid(np.linspace(-8, 8, 17), np.linspace(-8, 8, 17)), -1).reshape(-1, 2)
    squares, entropy = (kind(X, TARGETS) for kind, _ in UNITS)
    assert min(np.linalg.eigvalsh(entropy.hessian(one))[0] for one in grid) > 0.0
    assert min(np.linalg.eigvalsh(squares.hessian(one))[0] for one in grid) < -0.01


def test_both_costs_have_their_minimum_at_b_0_by_symmetry() -> None:
    for cost in ("half_mse", "cross_entropy"):
        w, b = SigmoidUnit(cost=cost).build().minima[0]
        assert w > 0.5
        assert b == 0.0


@pytest.mark.parametrize(("kind", "loss"), UNITS)
def test_far_out_nothing_overflows(kind, loss: str) -> None:
    cost = kind(X, TARGETS)
    with np.errstate(all="raise", under="ignore"):
        for point in (np.array([1e4, -1e4]), np.array([-1e4, 1e4])):
            assert np.isfinite(cost.value(point))
            assert np.isfinite(cost.gradient(point)).all()
            assert np.isfinite(cost.hessian(point)).all()
