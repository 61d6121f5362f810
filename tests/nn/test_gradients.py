"""Backpropagation against finite differences and against PyTorch, on random networks."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.derivatives import numeric_gradient, relative_error
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters, parameter_count

HIDDEN = sorted(
    name for name, one in ACTIVATIONS.items() if one.elementwise and one.learns_by_slope
)


@dataclass(frozen=True)
class Case:
    """A network, a place in its parameter space, and a batch."""

    network: Network
    params: Parameters
    x: Array
    y: Array

    def gradient(self) -> Array:
        tape = self.network.forward(self.params, self.x)
        return self.network.backward(self.params, tape, self.y).flat

    def cost(self) -> float:
        return self.network.cost(self.params, self.network.forward(self.params, self.x), self.y)


def make_targets(loss: Loss, rng: np.random.Generator, samples: int, outputs: int) -> Array:
    if loss.paired == "sigmoid":
        return rng.integers(0, 2, size=(samples, outputs)).astype(np.float64)
    if loss.for_classes:
        return np.eye(outputs)[rng.integers(0, outputs, size=samples)]
    return rng.normal(size=(samples, outputs))


def make_case(
    units: list[int],
    names: list[str],
    cost: str,
    *,
    l1: float = 0.0,
    l2: float = 0.0,
    samples: int = 8,
    seed: int = 0,
) -> Case:
    rng = np.random.default_rng(seed)
    loss = LOSSES[cost]
    network = Network(tuple(units), tuple(ACTIVATIONS[name] for name in names), loss, l1, l2)
    params = Parameters(units, rng.normal(size=parameter_count(units)))
    for n, W in zip(units[:-1], params.W, strict=True):
        W *= 1.5 / np.sqrt(n)
    x = rng.normal(size=(samples, units[0])) * 1.5
    return Case(network, params, x, make_targets(loss, rng, samples, units[-1]))


def output_names(loss: Loss) -> list[str]:
    return sorted(loss.outputs) if loss.outputs else [*HIDDEN, "softmax"]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """1 to 5 layers of 1 to 6 units, every activation, every cost that fits, l1 and l2."""
    cost = draw(st.sampled_from(sorted(LOSSES)))
    loss = LOSSES[cost]
    last = draw(st.sampled_from(output_names(loss)))
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=4))
    least = max(loss.least_outputs, 2 if last == "softmax" else 1)
    widths = [draw(st.integers(1, 6)) for _ in range(len(hidden) + 1)]
    penalty = st.sampled_from([0.0, 1e-3, 0.1])
    return make_case(
        [*widths, draw(st.integers(least, 5))],
        [*hidden, last],
        cost,
        l1=draw(penalty),
        l2=draw(penalty),
        samples=draw(st.integers(1, 12)),
        seed=draw(st.integers(0, 2**32 - 1)),
    )


def assert_agrees_with_differences(case: Case) -> None:
    by_difference = numeric_gradient(case.network, case.params, case.x, case.y).flat
    by_backward = case.gradient()
    noise = 1e-10 * max(1.0, abs(case.cost())) * np.sqrt(by_backward.size)
    gap = float(np.linalg.norm(by_backward - by_difference))
    assert gap <= 1e-7 * float(np.linalg.norm(by_backward)) + noise


@settings(max_examples=150, deadline=None)
@given(cases())
def test_the_gradient_of_any_network_agrees_with_central_differences(case: Case) -> None:
    assert_agrees_with_differences(case)


@pytest.mark.parametrize("cost", LOSSES)
@pytest.mark.parametrize("last", [*HIDDEN, "softmax"])
def test_every_output_with_every_cost_that_fits_agrees_with_differences(
    cost: str, last: str
) -> None:
    if last in output_names(LOSSES[cost]):
        assert_agrees_with_differences(make_case([3, 4, 3], ["tanh", last], cost, seed=5))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_hidden_activation_agrees_with_differences(hidden: str) -> None:
    names = [hidden, hidden, "linear"]
    assert_agrees_with_differences(make_case([3, 5, 4, 2], names, "half_mse", seed=11))


# The same network in PyTorch ------------------------------------------------------------------


@pytest.fixture(scope="module")
def torch() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the import only: torch's own deprecations
        module: ModuleType = pytest.importorskip("torch")
    return module


def torch_activation(torch: ModuleType, name: str, z: Any) -> Any:
    functional = torch.nn.functional
    if name == "linear":
        return z
    if name == "softplus":
        return functional.softplus(z, threshold=1e4)
    if name == "softmax":
        return torch.softmax(z, dim=1)
    if name == "leaky_relu":
        return functional.leaky_relu(z, 0.01)
    if name in ("sigmoid", "tanh"):
        return getattr(torch, name)(z)
    return getattr(functional, name)(z)


def torch_cost(torch: ModuleType, name: str, z: Any, a: Any, y: Any) -> Any:
    functional = torch.nn.functional
    samples = len(y)
    squares = ((a - y) ** 2).sum()
    match name:
        case "mse":
            return squares / samples
        case "half_mse":
            return squares / (2 * samples)
        case "sum_squares":
            return squares
        case "binary_cross_entropy":
            each = functional.binary_cross_entropy_with_logits(z, y, reduction="sum")
            return each / samples
        case "softmax_cross_entropy":
            return functional.cross_entropy(z, y)
        case "huber":
            return functional.huber_loss(a, y, reduction="sum", delta=1.0) / samples
        case "hinge":
            right = (z * y).sum(dim=1)
            wrong = z.masked_fill(y.bool(), float("-inf")).max(dim=1).values
            return torch.clamp(1 + wrong - right, min=0).sum() / samples
    raise AssertionError(f"no counterpart of {name}")


def by_torch(torch: ModuleType, case: Case) -> tuple[float, Array]:
    """Return cost and flat gradient as PyTorch's automatic differentiation has them."""
    flat = torch.tensor(case.params.flat, dtype=torch.float64, requires_grad=True)
    a = z = torch.tensor(case.x, dtype=torch.float64)
    y = torch.tensor(case.y, dtype=torch.float64)
    start, penalty = 0, torch.zeros((), dtype=torch.float64)
    for n, layer in zip(case.network.units[:-1], case.network.layers, strict=True):
        W = flat[start : start + n * layer.units].reshape(n, layer.units)
        b = flat[start + n * layer.units : start + (n + 1) * layer.units]
        start += (n + 1) * layer.units
        z = a @ W + b
        a = torch_activation(torch, layer.activation.name, z)
        penalty = penalty + case.network.l1 * W.abs().sum()
        penalty = penalty + 0.5 * case.network.l2 * (W * W).sum()
    cost = torch_cost(torch, case.network.loss.name, z, a, y) + penalty
    cost.backward()
    return float(cost.detach()), np.asarray(flat.grad.numpy())


def assert_agrees_with_torch(torch: ModuleType, case: Case) -> None:
    cost, gradient = by_torch(torch, case)
    assert case.cost() == pytest.approx(cost, rel=1e-12, abs=1e-14)
    if np.linalg.norm(gradient) > 1e-100:
        assert relative_error(case.gradient(), gradient) < 1e-12


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_the_gradient_of_any_network_is_pytorchs(torch: ModuleType, case: Case) -> None:
    assert_agrees_with_torch(torch, case)


@pytest.mark.parametrize("cost", LOSSES)
@pytest.mark.parametrize("last", [*HIDDEN, "softmax"])
def test_every_output_with_every_cost_that_fits_is_pytorchs(
    torch: ModuleType, cost: str, last: str
) -> None:
    if last in output_names(LOSSES[cost]):
        case = make_case([3, 4, 3], ["tanh", last], cost, l1=0.01, l2=0.1, seed=5)
        assert_agrees_with_torch(torch, case)


def test_a_digits_sized_network_has_pytorchs_gradient(torch: ModuleType) -> None:
    case = make_case(
        [64, 32, 10], ["relu", "softmax"], "softmax_cross_entropy", l2=1e-4, samples=32
    )
    assert_agrees_with_torch(torch, case)
