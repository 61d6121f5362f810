from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array
from nnviz.nn.losses import LOSSES, Loss

EACH = pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.name)


def output_name(loss: Loss) -> str:
    return loss.paired or (min(loss.outputs) if loss.outputs else "linear")


def pre_activations(samples: int, outputs: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=(samples, outputs)) * 2.0


def targets(loss: Loss, samples: int, outputs: int, seed: int = 1) -> Array:
    rng = np.random.default_rng(seed)
    if loss.paired == "sigmoid":
        return rng.integers(0, 2, size=(samples, outputs)).astype(np.float64)
    if loss.for_classes:
        return np.eye(outputs)[rng.integers(0, outputs, size=samples)]
    return rng.normal(size=(samples, outputs)) * 2.0


def per_sample_of_z(loss: Loss, z: Array, y: Array) -> Array:
    return loss.per_sample(ACTIVATIONS[output_name(loss)].f(z), z, y)


@EACH
def test_the_slope_agrees_with_differences_of_the_loss(loss: Loss) -> None:
    """By a where the loss is written in a, by z (chain rule) where it is written in logits."""
    z, h = pre_activations(40, 3), 6e-6
    y = targets(loss, *z.shape)
    activation = ACTIVATIONS[output_name(loss)]
    p = activation.f(z)
    slope = loss.slope(p, y)
    if activation.elementwise:
        by_z = slope * activation.df(z)
    else:
        by_z = p * (slope - (p * slope).sum(axis=1, keepdims=True))
    for unit in range(z.shape[1]):
        shift = np.zeros(z.shape[1])
        shift[unit] = h
        difference = per_sample_of_z(loss, z + shift, y) - per_sample_of_z(loss, z - shift, y)
        np.testing.assert_allclose(by_z[:, unit], difference / (2 * h), atol=2e-8)


@pytest.mark.parametrize(
    "loss", [one for one in LOSSES.values() if one.paired], ids=lambda one: one.name
)
def test_with_its_paired_output_the_chain_rule_gives_output_minus_target(loss: Loss) -> None:
    z = pre_activations(50, 4)
    y = targets(loss, *z.shape)
    assert loss.paired is not None
    activation = ACTIVATIONS[loss.paired]
    p, slope = activation.f(z), activation.df(z)
    error = loss.slope(p, y)
    chain = (
        error * slope
        if activation.elementwise
        else p * (error - (p * error).sum(axis=1, keepdims=True))
    )
    np.testing.assert_allclose(chain, p - y, rtol=1e-12, atol=1e-15)


@EACH
def test_a_huge_pre_activation_gives_a_finite_loss_and_slope_without_a_warning(
    loss: Loss,
) -> None:
    z = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4 - 3.0], [-745.0, 710.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for y in (np.tile([1.0, 0.0], (4, 1)), np.tile([0.0, 1.0], (4, 1))):
            a = ACTIVATIONS[output_name(loss)].f(z)
            assert np.isfinite(loss.per_sample(a, z, y)).all()
            assert np.isfinite(loss.slope(a, y)).all()


def test_cross_entropies_agree_with_50_digit_values_up_to_1e4() -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=(60, 2)) * np.geomspace(0.01, 1e4, 60)[:, None]
    y = np.eye(2)[rng.integers(0, 2, size=60)]
    binary = LOSSES["binary_cross_entropy"].per_sample(z, z, y)
    several = LOSSES["softmax_cross_entropy"].per_sample(z, z, y)
    with mp.workdps(60):
        for row in range(60):
            logits = [mp.mpf(float(one)) for one in z[row]]
            signs = [1 if one else -1 for one in y[row]]
            exact = mp.fsum(
                mp.log1p(mp.exp(-s * one)) for s, one in zip(signs, logits, strict=True)
            )
            assert abs(mp.mpf(float(binary[row])) - exact) <= 1e-14 * exact + 1e-300
            right, wrong = logits[int(y[row].argmax())], logits[int(y[row].argmin())]
            rest = mp.log1p(mp.exp(wrong - right))
            assert abs(mp.mpf(float(several[row])) - rest) <= 2e-15 * max(1, abs(rest))


@EACH
def test_the_cost_is_the_mean_over_samples_or_where_it_says_so_their_sum(loss: Loss) -> None:
    z = pre_activations(7, 3)
    y = targets(loss, *z.shape)
    a = ACTIVATIONS[output_name(loss)].f(z)
    each = loss.per_sample(a, z, y)
    assert each.shape == (7,)
    combined = each.mean() if loss.mean else each.sum()
    assert loss.value(a, z, y) == pytest.approx(combined, rel=1e-14)
    assert loss.scale(7) == (1.0 / 7.0 if loss.mean else 1.0)


@EACH
def test_no_loss_is_negative_and_a_loss_of_0_is_reached_or_approached(loss: Loss) -> None:
    z = pre_activations(200, 3)
    y = targets(loss, *z.shape)
    assert (per_sample_of_z(loss, z, y) >= 0.0).all()
    right = np.where(y > 0.5, 40.0, -40.0) if loss.for_classes else y
    np.testing.assert_allclose(per_sample_of_z(loss, right, y), 0.0, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "a", "y", "expected"),
    [
        ("mse", [1.0, 2.0], [0.0, 4.0], 5.0),
        ("half_mse", [1.0, 2.0], [0.0, 4.0], 2.5),
        ("sum_squares", [1.0, 2.0], [0.0, 4.0], 5.0),
        ("huber", [0.5, 3.0], [0.0, 0.0], 0.125 + 2.5),
        ("hinge", [2.0, 1.5, -1.0], [1.0, 0.0, 0.0], 0.5),
        ("hinge", [2.0, 0.5, -1.0], [1.0, 0.0, 0.0], 0.0),
    ],
)
def test_a_loss_worked_out_by_hand(
    name: str, a: list[float], y: list[float], expected: float
) -> None:
    outputs, wanted = np.array([a]), np.array([y])
    assert LOSSES[name].value(outputs, outputs, wanted) == pytest.approx(expected, rel=1e-15)


def test_a_coin_flip_costs_the_logarithm_of_the_number_of_classes() -> None:
    z = np.zeros((1, 4))
    y = np.eye(4)[[2]]
    assert LOSSES["softmax_cross_entropy"].value(z, z, y) == pytest.approx(math.log(4))
    z, y = np.zeros((1, 1)), np.ones((1, 1))
    assert LOSSES["binary_cross_entropy"].value(z, z, y) == pytest.approx(math.log(2))


def test_cross_entropys_slope_at_a_sure_and_right_output_is_not_0() -> None:
    slope = LOSSES["binary_cross_entropy"].slope(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    np.testing.assert_array_equal(slope, [[-1.0, 1.0]])
