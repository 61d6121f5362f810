from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from nnviz.nn.arrays import Array
from nnviz.optim.first_order import (
    OPTIMIZERS,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
)

EACH = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=lambda kind: kind.__name__)


def descend(optimizer: Optimizer, point: Array, gradient: Any, steps: int) -> Array:
    """Return the points passed, the start first."""
    state, passed = optimizer.init(point), [point]
    for _ in range(steps):
        point, state = optimizer.update(point, gradient(point), state, optimizer.rate)
        passed.append(point)
    return np.array(passed)


def parabola_gradient(point: Array) -> Array:
    """Of sum of c (w - 3)^2 / 2 with curvatures c between 0.5 and 2."""
    return np.linspace(0.5, 2.0, point.size) * (point - 3.0)


def rosenbrock(point: Array) -> float:
    x, y = point
    return float((1 - x) ** 2 + 100 * (y - x * x) ** 2)


def rosenbrock_gradient(point: Array) -> Array:
    x, y = point
    return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


def test_the_table_holds_the_optimizers_that_a_spec_may_name() -> None:
    names = "gradient_descent momentum nesterov rmsprop adam fixed_step"
    assert list(OPTIMIZERS) == names.split()


@EACH
def test_a_parabolas_minimum_is_reached_up_to_the_step(kind: type[Optimizer]) -> None:
    passed = descend(kind(rate=0.02), np.array([8.0, -4.0, 3.5]), parabola_gradient, 2000)
    np.testing.assert_allclose(passed[-1], 3.0, atol=0.03)


@EACH
def test_rosenbrocks_valley_is_followed_downhill(kind: type[Optimizer]) -> None:
    plain = issubclass(kind, GradientDescent | Momentum | Nesterov)
    start = np.array([-1.2, 1.0])
    passed = descend(kind(rate=1e-4 if plain else 1e-3), start, rosenbrock_gradient, 20_000)
    assert rosenbrock(passed[-1]) < 0.1 * rosenbrock(start)
    assert np.linalg.norm(passed[-1] - 1.0) < np.linalg.norm(start - 1.0)


@EACH
def test_where_the_gradient_is_0_an_optimizer_that_comes_to_rest_stays(
    kind: type[Optimizer],
) -> None:
    start = np.array([1.5, -2.0])
    passed = descend(kind(rate=0.5), start, np.zeros_like, 10)
    np.testing.assert_array_equal(passed, np.tile(start, (11, 1)))


@EACH
def test_an_update_touches_none_of_its_arguments(kind: type[Optimizer]) -> None:
    optimizer, rng = kind(), np.random.default_rng(0)
    point, gradient = rng.normal(size=6), rng.normal(size=6)
    _, state = optimizer.update(point, gradient, optimizer.init(point), 0.1)
    held = [point, gradient, *state.slots]
    copies = [one.copy() for one in held]
    moved, after = optimizer.update(point, gradient, state, 0.1)
    for one, copy in zip(held, copies, strict=True):
        np.testing.assert_array_equal(one, copy)
    assert not any(np.shares_memory(one, moved) for one in held)
    assert (state.count, after.count) == (1, 2)


@EACH
def test_the_same_state_gives_the_same_next_point(kind: type[Optimizer]) -> None:
    """A run taken up again from a stored state goes on bit for bit."""
    optimizer = kind(rate=0.05)
    point = np.array([8.0, -4.0, 3.5])
    state = optimizer.init(point)
    for _ in range(20):
        point, state = optimizer.update(point, parabola_gradient(point), state, 0.05)
    stored = state.copy()
    one, _ = optimizer.update(point, parabola_gradient(point), state, 0.05)
    other, _ = optimizer.update(point.copy(), parabola_gradient(point), stored, 0.05)
    np.testing.assert_array_equal(one, other)


@EACH
def test_move_in_place_is_update(kind: type[Optimizer]) -> None:
    optimizer, rng = kind(), np.random.default_rng(1)
    point, gradient = rng.normal(size=6), rng.normal(size=6)
    state = optimizer.init(point)
    for count in (1, 2, 3):
        expected, after = optimizer.update(point, gradient, state, 0.1)
        optimizer.move(point, gradient, state.slots, count, 0.1)
        np.testing.assert_array_equal(point, expected)
        state = after


@EACH
def test_every_optimizer_says_its_name_and_formula(kind: type[Optimizer]) -> None:
    assert kind.label
    assert "w ←" in kind.formula
    assert len(kind().init(np.zeros(3)).slots) == kind.slots


class TestDescentOnALine:
    """maths.md, worked example 1: y = x^2 - 4x + 6 from x = 8."""

    @staticmethod
    def run(rate: float, steps: int) -> Array:
        optimizer = GradientDescent(rate=rate)
        return descend(optimizer, np.array([8.0]), lambda x: 2 * x - 4, steps)[:, 0]

    def test_rate_0_1_follows_2_plus_6_times_0_8_to_the_n(self) -> None:
        np.testing.assert_allclose(self.run(0.1, 60), 2 + 6 * 0.8 ** np.arange(61), rtol=1e-13)

    def test_the_rows_cut_to_two_decimals_are_the_printed_ones(self) -> None:
        printed = (
            "6.80 5.84 5.07 4.45 3.96 3.57 3.25 3.00 2.80 2.64 2.51 2.41 2.32 2.26 2.21 2.16 2.13"
            " 2.10 2.08 2.06 2.05 2.04 2.03 2.02 2.02 2.01 2.01 2.01 2.00"
        )
        cut = np.floor(self.run(0.1, 29)[1:] * 100) / 100
        assert " ".join(f"{value:.2f}" for value in cut) == printed

    def test_rate_1_swings_between_8_and_minus_4_for_ever(self) -> None:
        assert self.run(1.0, 6).tolist() == [8, -4, 8, -4, 8, -4, 8]

    def test_above_1_it_diverges_and_0_5_lands_in_one_step(self) -> None:
        assert abs(self.run(1.05, 200)[-1]) > 1e8
        assert self.run(0.5, 1)[-1] == 2.0


@pytest.fixture(scope="module")
def torch() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the import only: torch's own deprecations
        module: ModuleType = pytest.importorskip("torch")
    return module


COUNTERPARTS: list[tuple[Optimizer, str, dict[str, Any]]] = [
    (GradientDescent(rate=0.05), "SGD", {}),
    (Momentum(rate=0.02, momentum=0.85), "SGD", {"momentum": 0.85}),
    (Nesterov(rate=0.02, momentum=0.85), "SGD", {"momentum": 0.85, "nesterov": True}),
    (RMSprop(rate=0.02, decay=0.8, epsilon=1e-7), "RMSprop", {"alpha": 0.8, "eps": 1e-7}),
    (
        Adam(rate=0.03, beta1=0.8, beta2=0.99, epsilon=1e-7),
        "Adam",
        {"betas": (0.8, 0.99), "eps": 1e-7},
    ),
]


@pytest.mark.parametrize(
    ("optimizer", "name", "settings"), COUNTERPARTS, ids=lambda one: type(one).__name__
)
def test_fifty_steps_are_pytorchs(
    torch: ModuleType, optimizer: Optimizer, name: str, settings: dict[str, Any]
) -> None:
    start = np.array([8.0, -4.0, 3.5, 0.0])
    passed = descend(optimizer, start, parabola_gradient, 50)
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.optim, name)([point], lr=optimizer.rate, **settings)
    for mine in passed[1:]:
        point.grad = torch.tensor(parabola_gradient(point.detach().numpy()))
        theirs.step()
        np.testing.assert_allclose(mine, point.detach().numpy(), rtol=1e-12, atol=1e-13)
