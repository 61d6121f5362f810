from __future__ import annotations

import math
from collections.abc import Callable

import mpmath as mp
import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.arrays import Array

ELEMENTWISE = [one for one in ACTIVATIONS.values() if one.elementwise]
SMALLEST_NORMAL = np.finfo(np.float64).tiny
DIGITS = 60

Exact = Callable[[mp.mpf], mp.mpf]


def _sigmoid(z: mp.mpf) -> mp.mpf:
    return 1 / (1 + mp.exp(-z))


def _sigmoid_slope(z: mp.mpf) -> mp.mpf:
    e = mp.exp(-abs(z))
    return e / (1 + e) ** 2


def _split(below: Exact, above: Exact) -> Exact:
    return lambda z: above(z) if z > 0 else below(z)


def _value(number: float | str) -> Exact:
    return lambda _: mp.mpf(number)


# f, f', f'' in arbitrary precision, each from the textbook's formula.
EXACT: dict[str, tuple[Exact, Exact, Exact]] = {
    "sigmoid": (_sigmoid, _sigmoid_slope, lambda z: -_sigmoid_slope(z) * mp.tanh(z / 2)),
    "tanh": (mp.tanh, lambda z: mp.sech(z) ** 2, lambda z: -2 * mp.tanh(z) * mp.sech(z) ** 2),
    "linear": (lambda z: z, _value(1), _value(0)),
    "relu": (_split(_value(0), lambda z: z), _split(_value(0), _value(1)), _value(0)),
    "leaky_relu": (
        _split(lambda z: mp.mpf("0.01") * z, lambda z: z),
        _split(_value("0.01"), _value(1)),
        _value(0),
    ),
    "elu": (
        _split(mp.expm1, lambda z: z),
        _split(mp.exp, _value(1)),
        _split(mp.exp, _value(0)),
    ),
    "softplus": (
        lambda z: mp.log1p(mp.exp(-abs(z))) + max(z, mp.mpf(0)),
        _sigmoid,
        _sigmoid_slope,
    ),
    "silu": (
        lambda z: z * _sigmoid(z),
        lambda z: _sigmoid(z) * (1 + z * _sigmoid(-z)),
        lambda z: _sigmoid_slope(z) * (2 - z * mp.tanh(z / 2)),
    ),
    "gelu": (
        lambda z: z * mp.ncdf(z),
        lambda z: mp.ncdf(z) + z * mp.npdf(z),
        lambda z: mp.npdf(z) * (2 - z * z),
    ),
    "threshold": (_split(_value(0), _value(1)), _value(0), _value(0)),
}


def grid() -> Array:
    """z of both signs up to 1e4: tiny ones, roots of slopes, and where e^z leaves float64."""
    rng = np.random.default_rng(7)
    sizes = np.concatenate(
        [
            np.geomspace(1e-300, 1e4, 200),
            np.linspace(0.0, 50.0, 301),
            rng.uniform(1.2784645, 1.2784646, 20),
            rng.uniform(0.75, 0.76, 20),
            rng.uniform(0.6, 1.4, 100),
            np.linspace(36.5, 39.5, 61),
            np.linspace(350.0, 380.0, 31),
            np.linspace(700.0, 750.0, 101),
        ]
    )
    return np.unique(np.concatenate([sizes, -sizes]))


def worst_relative_error(got: Array, exact: Exact, z: Array) -> tuple[float, float]:
    """Return the largest relative error where the truth is a normal float64, and its z."""
    worst, place = 0.0, 0.0
    with mp.workdps(DIGITS):
        for one, value in zip(z, got, strict=True):
            truth = exact(mp.mpf(float(one)))
            if abs(truth) < SMALLEST_NORMAL:
                assert abs(value) <= 2 * SMALLEST_NORMAL, f"{value} at z = {one}, not {truth}"
                continue
            error = float(abs((mp.mpf(float(value)) - truth) / truth))
            if not error <= worst:
                worst, place = error, float(one)
    return worst, place


def test_every_elementwise_activation_has_an_exact_counterpart() -> None:
    assert EXACT.keys() == {one.name for one in ELEMENTWISE}


@pytest.mark.parametrize("one", ELEMENTWISE, ids=lambda one: one.name)
@pytest.mark.parametrize(("order", "allowed"), [(0, 1e-14), (1, 1e-13), (2, 1e-12)])
def test_f_and_its_derivatives_agree_with_50_digit_values_up_to_1e4(
    one: Activation, order: int, allowed: float
) -> None:
    z = grid()
    got = (one.f, one.df, one.d2f)[order](z)
    error, place = worst_relative_error(got, EXACT[one.name][order], z)
    assert error < allowed, f"{one.name}: relative error {error:.2g} at z = {place!r}"


@pytest.mark.parametrize("one", ELEMENTWISE, ids=lambda one: one.name)
def test_slope_and_curvature_agree_with_central_differences(one: Activation) -> None:
    h = 6e-6
    z = np.linspace(-12.0, 12.0, 997)
    z = z[np.abs(z) > 1e-3]
    slope = (one.f(z + h) - one.f(z - h)) / (2.0 * h)
    curvature = (one.df(z + h) - one.df(z - h)) / (2.0 * h)
    np.testing.assert_allclose(one.df(z), slope, rtol=0, atol=1e-9)
    np.testing.assert_allclose(one.d2f(z), curvature, rtol=0, atol=1e-9)


@pytest.mark.parametrize("one", ACTIVATIONS.values(), ids=lambda one: one.name)
def test_nothing_warns_overflows_or_becomes_nan_at_huge_pre_activations(one: Activation) -> None:
    z = np.array([[-1e4, -745.2, -710.0, -40.0, -0.0, 0.0, 40.0, 710.0, 1e4]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for values in (one.f(z), one.df(z), one.d2f(z)):
            assert np.isfinite(values).all()


@pytest.mark.parametrize("one", ACTIVATIONS.values(), ids=lambda one: one.name)
def test_a_nan_that_goes_in_comes_out(one: Activation) -> None:
    assert np.isnan(one.f(np.array([[1.0, float("nan")]]))[0, 1])


@pytest.mark.parametrize("one", ACTIVATIONS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (0, 4), (2, 3, 4)])
def test_shapes_are_kept_and_the_input_is_not_changed(
    one: Activation, shape: tuple[int, ...]
) -> None:
    z = np.random.default_rng(0).normal(size=shape)
    before = z.copy()
    for values in (one.f(z), one.df(z), one.d2f(z)):
        assert values.shape == shape
        assert values.dtype == np.float64
    np.testing.assert_array_equal(z, before)


@pytest.mark.parametrize("one", ACTIVATIONS.values(), ids=lambda one: one.name)
def test_evaluate_writes_the_same_with_and_without_the_slope(one: Activation) -> None:
    z = np.random.default_rng(1).normal(size=(5, 3)) * 3.0
    alone, together, slope = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    one.evaluate(z, alone, None)
    one.evaluate(z, together, slope)
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(slope, one.df(z))


@pytest.mark.parametrize("one", ELEMENTWISE, ids=lambda one: one.name)
def test_sup_slope_is_the_largest_slope_and_is_reached(one: Activation) -> None:
    z = np.concatenate([np.linspace(-6.0, 6.0, 240_001), [-1e4, 1e4]])
    largest = np.abs(one.df(z)).max()
    if one.learns_by_slope:
        assert largest <= one.sup_slope * (1.0 + 1e-15)
        assert largest == pytest.approx(one.sup_slope, rel=1e-4)
        assert one.ability(one.df(z)).max() == pytest.approx(1.0, rel=1e-4)
    else:
        assert largest == 0.0
        assert one.ability(one.df(z)).max() == 0.0


@pytest.mark.parametrize("one", ELEMENTWISE, ids=lambda one: one.name)
def test_values_stay_within_the_bounds_and_come_near_to_them(one: Activation) -> None:
    z = np.concatenate([np.linspace(-6.0, 6.0, 240_001), [-1e4, 1e4]])
    a, (low, high) = one.f(z), one.bounds
    assert low <= a.min() + 1e-16
    assert a.max() <= high
    assert a.min() == pytest.approx(low, abs=1e-9) if math.isfinite(low) else a.min() < -10
    assert a.max() == pytest.approx(high, abs=1e-9) if math.isfinite(high) else a.max() > 1e3


def test_a_sigmoids_learning_ability_has_the_textbooks_values() -> None:
    slope = ACTIVATIONS["sigmoid"].df(np.array([0.0, 1.0, -2.0, 20.0]))
    expected = [0.25, 0.19661193324148185, 0.10499358540350662, 2.0611536139418684e-09]
    np.testing.assert_allclose(slope, expected, rtol=1e-14)


def test_a_shut_units_slope_is_tiny_and_not_zero() -> None:
    sigmoid, tanh = ACTIVATIONS["sigmoid"], ACTIVATIONS["tanh"]
    assert sigmoid.df(np.array([40.0]))[0] == pytest.approx(4.248354255291589e-18, rel=1e-13)
    assert tanh.df(np.array([20.0]))[0] == pytest.approx(1.699341702116635e-17, rel=1e-13)


def test_the_slope_of_relu_at_0_is_0() -> None:
    assert ACTIVATIONS["relu"].df(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]


class TestTheNoiseOfFiniteDifferences:
    """maths.md, worked example 2: the slope of the sigmoid by differences."""

    z = np.linspace(-10.0, 10.0, 1000)
    sigmoid = ACTIVATIONS["sigmoid"]

    def forward(self, h: float) -> float:
        difference = (self.sigmoid.f(self.z + h) - self.sigmoid.f(self.z)) / h
        return float(np.abs(difference - self.sigmoid.df(self.z)).max())

    def central(self, h: float) -> float:
        difference = (self.sigmoid.f(self.z + h) - self.sigmoid.f(self.z - h)) / (2.0 * h)
        return float(np.abs(difference - self.sigmoid.df(self.z)).max())

    def test_at_1e_13_rounding_noise_swamps_the_forward_difference(self) -> None:
        assert 1e-3 < self.forward(1e-13) < 5e-3

    def test_the_forward_difference_is_at_its_best_near_1e_8(self) -> None:
        assert self.forward(1e-8) == pytest.approx(3.1e-8, rel=0.35)
        assert self.forward(1e-8) < min(self.forward(1e-11), self.forward(1e-5))

    def test_the_central_difference_is_at_its_best_near_6e_6_to_1e_5(self) -> None:
        assert 0.7e-11 < self.central(6e-6) < 4e-11
        assert 0.7e-11 < self.central(1e-5) < 4e-11
        assert self.central(8e-6) < min(self.central(1e-8), self.central(1e-3)) / 10

    def test_the_error_is_v_shaped_with_slopes_1_or_2_and_minus_1(self) -> None:
        def steepness(error: Callable[[float], float], small: float, large: float) -> float:
            return math.log(error(large) / error(small)) / math.log(large / small)

        assert steepness(self.forward, 1e-5, 1e-2) == pytest.approx(1.0, abs=0.05)
        assert steepness(self.central, 1e-3, 1e-2) == pytest.approx(2.0, abs=0.05)
        assert steepness(self.forward, 1e-13, 1e-10) == pytest.approx(-1.0, abs=0.25)
        assert steepness(self.central, 1e-12, 1e-8) == pytest.approx(-1.0, abs=0.25)


class TestSoftmax:
    softmax = ACTIVATIONS["softmax"]

    def test_every_row_sums_to_1(self) -> None:
        z = np.random.default_rng(2).normal(size=(50, 7)) * 30.0
        np.testing.assert_allclose(self.softmax.f(z).sum(axis=1), 1.0, rtol=1e-15)

    def test_its_probabilities_and_slopes_agree_with_50_digit_values(self) -> None:
        z = np.random.default_rng(3).normal(size=(60, 4)) * np.geomspace(0.1, 1e4, 60)[:, None]
        p, slope = self.softmax.f(z), self.softmax.df(z)
        with mp.workdps(DIGITS):
            for row in range(len(z)):
                powers = [mp.exp(mp.mpf(float(one))) for one in z[row]]
                for unit, power in enumerate(powers):
                    truth = power / mp.fsum(powers)
                    rest = mp.fsum(powers[:unit] + powers[unit + 1 :]) / mp.fsum(powers)
                    self._close(p[row, unit], truth, 1e-14)
                    self._close(slope[row, unit], truth * rest, 1e-13)

    @staticmethod
    def _close(got: float, truth: mp.mpf, allowed: float) -> None:
        if abs(truth) >= SMALLEST_NORMAL:
            assert abs(mp.mpf(float(got)) / truth - 1) < allowed

    def test_a_shift_of_all_pre_activations_changes_nothing(self) -> None:
        z = np.random.default_rng(4).integers(-20, 20, size=(20, 5)).astype(np.float64)
        np.testing.assert_array_equal(self.softmax.f(z), self.softmax.f(z + 512.0))

    def test_its_slope_and_curvature_agree_with_differences_along_the_own_axis(self) -> None:
        z, h = np.random.default_rng(5).normal(size=(40, 3)), 6e-6
        for unit in range(3):
            shift = np.zeros(3)
            shift[unit] = h
            slope = (self.softmax.f(z + shift) - self.softmax.f(z - shift)) / (2 * h)
            curve = (self.softmax.df(z + shift) - self.softmax.df(z - shift)) / (2 * h)
            np.testing.assert_allclose(self.softmax.df(z)[:, unit], slope[:, unit], atol=1e-9)
            np.testing.assert_allclose(self.softmax.d2f(z)[:, unit], curve[:, unit], atol=1e-9)
