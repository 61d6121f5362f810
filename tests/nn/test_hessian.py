"""The Hessian against differences of the gradient, against PyTorch, and against itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.hessian import Curved, HessianError, curved
from nnviz.nn.losses import LOSSES
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters

SMOOTH = ["sigmoid", "tanh", "linear", "softplus", "silu", "gelu", "elu"]


def point_of(
    units: list[int], hidden: str, output: str, cost: str, seed: int = 0, **training: Any
) -> tuple[Network, Parameters, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(9, units[0]))
    y: Any = rng.normal(size=(9, units[-1]))
    classes = LOSSES[cost].for_classes or output == "softmax"
    if classes:
        y = np.eye(units[-1])[rng.integers(0, units[-1], 9)] if units[-1] > 1 else (y > 0) * 1.0
    layers = [{"units": n, "activation": hidden} for n in units[1:-1]]
    layers.append({"units": units[-1], "activation": output})
    spec = ExperimentSpec.from_dict(
        {
            "network": {
                "layers": layers,
                "initializer": {"name": "normal", "sigma": 0.8},
                "seed": seed,
            },
            "training": {"cost": cost, **training},
        }
    )
    data = Dataset.from_arrays(x, y, task="classification" if classes else "regression")
    problem = build(spec, data)
    params = Parameters(problem.network.units, problem.start.copy())
    return problem.network, params, problem.data.x_train, problem.data.y_train


def gradient_at(network: Network, flat: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    params = Parameters(network.units, flat)
    return network.backward(params, network.forward(params, x), y).flat


def differenced(network: Network, params: Parameters, x: Any, y: Any, v: np.ndarray) -> np.ndarray:
    h = 1e-5
    ahead = gradient_at(network, params.flat + h * v, x, y)
    return (ahead - gradient_at(network, params.flat - h * v, x, y)) / (2 * h)


def assert_products_agree(made: tuple[Network, Parameters, Any, Any]) -> None:
    network, params, x, y = made
    v = np.random.default_rng(1).normal(size=params.flat.size)
    v /= np.linalg.norm(v)
    mine = curved(network, params, x, y).times(v)
    theirs = differenced(network, params, x, y, v)
    assert np.linalg.norm(mine - theirs) <= 1e-6 * max(1.0, float(np.linalg.norm(theirs)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=5),
    st.sampled_from(SMOOTH),
    st.sampled_from([*SMOOTH, "softmax"]),
    st.sampled_from([name for name in LOSSES if name not in ("hinge", "huber")]),
    st.floats(0.0, 0.5),
)
def test_a_product_is_the_gradients_change_along_the_direction(
    units: list[int], hidden: str, output: str, cost: str, l2: float
) -> None:
    try:
        made = point_of(units, hidden, output, cost, l2=l2)
    except SpecError:
        return
    assert_products_agree(made)


@pytest.mark.parametrize("cost", ["hinge", "huber"])
@pytest.mark.parametrize("seed", range(3))
def test_costs_with_corners_agree_between_them(cost: str, seed: int) -> None:
    assert_products_agree(point_of([2, 4, 3], "tanh", "linear", cost, seed))


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu"])
def test_piecewise_linear_units_agree_between_their_corners(hidden: str) -> None:
    assert_products_agree(point_of([2, 4, 3, 1], hidden, "tanh", "half_mse", 2))


@pytest.mark.parametrize("output", ["tanh", "softmax"])
def test_the_whole_hessian_is_pytorchs(output: str) -> None:
    torch = pytest.importorskip("torch")
    network, params, x, y = point_of([2, 3, 2], "tanh", output, "half_mse", l2=0.3)

    def cost(flat: Any) -> Any:
        a, place = torch.tensor(x), 0
        penalty = torch.zeros((), dtype=torch.float64)
        for n, m, kind in zip((2, 3), (3, 2), ("tanh", output), strict=True):
            W = flat[place : place + n * m].reshape(n, m)
            z = a @ W + flat[place + n * m : place + (n + 1) * m]
            a = torch.tanh(z) if kind == "tanh" else torch.softmax(z, dim=1)
            place += (n + 1) * m
            penalty = penalty + 0.15 * (W * W).sum()
        return 0.5 * ((a - torch.tensor(y)) ** 2).sum() / len(x) + penalty

    theirs = torch.autograd.functional.hessian(cost, torch.tensor(params.flat)).numpy()
    mine = curved(network, params, x, y).whole()
    assert np.linalg.norm(mine - theirs) <= 1e-12 * np.linalg.norm(theirs)


def test_the_whole_hessian_is_symmetric_and_its_columns_are_products() -> None:
    at: Curved = curved(*point_of([2, 4, 2, 1], "tanh", "tanh", "half_mse"))
    H = at.whole()
    assert np.array_equal(H, H.T)
    np.testing.assert_allclose(H[:, 7], at.times(np.eye(len(H))[7]), rtol=1e-9, atol=1e-12)


def test_a_linear_network_of_one_layer_has_the_hessian_of_least_squares() -> None:
    network, params, x, y = point_of([2, 1], "tanh", "linear", "half_mse")
    ones = np.column_stack([x, np.ones(len(x))])
    np.testing.assert_allclose(
        curved(network, params, x, y).whole(), ones.T @ ones / len(x), rtol=1e-12, atol=1e-14
    )


def test_what_is_no_gradient_has_no_hessian() -> None:
    with pytest.raises(HessianError, match="no gradient"):
        curved(*point_of([2, 3, 1], "tanh", "tanh", "half_mse", backward="all_ones"))
    made = point_of([2, 1], "tanh", "tanh", "half_mse")
    threshold = Network((2, 1), (ACTIVATIONS["threshold"],), LOSSES["half_mse"])
    with pytest.raises(HessianError, match="threshold"):
        curved(threshold, *made[1:])
