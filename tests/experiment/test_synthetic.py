"""The made sets follow their definitions, with and without noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment import synthetic
from nnviz.nn.arrays import Array

CLASS_SETS = (synthetic.circle, synthetic.xor, synthetic.gauss, synthetic.spiral)
VALUE_SETS = (
    synthetic.plane,
    synthetic.multi_gauss,
    synthetic.sine,
    synthetic.step,
    synthetic.noisy_cubic,
)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(samples=st.integers(2, 60), noise=st.floats(0, 1), seed=st.integers(0, 2**53))
@pytest.mark.parametrize("draw", CLASS_SETS)
def test_class_sets_draw_finite_points_with_the_classes_0_and_1(
    draw: object, samples: int, noise: float, seed: int
) -> None:
    assert callable(draw)
    x, y = draw(samples, noise, rng(seed))
    assert x.shape == (samples, 2)
    assert y.shape == (samples,)
    assert y.dtype == np.int64
    assert np.isfinite(x).all()
    assert set(y.tolist()) <= {0, 1}


@given(samples=st.integers(2, 60), noise=st.floats(0, 1), seed=st.integers(0, 2**53))
@pytest.mark.parametrize("draw", VALUE_SETS)
def test_value_sets_draw_finite_points_with_one_value_each(
    draw: object, samples: int, noise: float, seed: int
) -> None:
    assert callable(draw)
    x, y = draw(samples, noise, rng(seed))
    assert len(x) == samples
    assert y.shape == (samples, 1)
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()


@pytest.mark.parametrize("draw", [synthetic.circle, synthetic.gauss, synthetic.spiral])
@pytest.mark.parametrize("samples", [2, 7, 500])
def test_both_classes_have_as_many_samples_up_to_one(draw: object, samples: int) -> None:
    assert callable(draw)
    _, y = draw(samples, 0.0, rng())
    assert (y == 1).sum() == samples - samples // 2


def test_the_circle_has_plus_within_2_5_and_minus_from_3_5_to_5() -> None:
    x, y = synthetic.circle(20_000, 0.0, rng())
    radius = np.hypot(x[:, 0], x[:, 1])
    assert radius[y == 1].max() <= 2.5
    assert radius[y == 0].min() >= 3.5
    assert radius.max() <= 5.0
    # The radius itself is uniform, so its mean is the middle of its range.
    assert radius[y == 1].mean() == pytest.approx(1.25, abs=0.02)
    assert radius[y == 0].mean() == pytest.approx(4.25, abs=0.02)


def test_the_circle_covers_every_direction() -> None:
    x, _ = synthetic.circle(4000, 0.0, rng())
    angles = np.arctan2(x[:, 1], x[:, 0])
    counts, _ = np.histogram(angles, bins=8, range=(-np.pi, np.pi))
    assert counts.min() > 400


def test_noise_leaves_the_points_of_the_circle_and_changes_classes() -> None:
    x, y = synthetic.circle(2000, 0.0, rng())
    noisy_x, noisy_y = synthetic.circle(2000, 0.5, rng())
    np.testing.assert_array_equal(noisy_x, x)
    assert 0.1 < (noisy_y != y).mean() < 0.5


def test_a_class_of_the_circle_changes_only_within_reach_of_the_noise() -> None:
    x, y = synthetic.circle(4000, 0.1, rng())
    radius = np.hypot(x[:, 0], x[:, 1])
    reach = 0.5 * np.sqrt(2.0)
    assert (y[radius < 2.5 - reach] == 1).all()
    assert (y[radius > 2.5 + reach] == 0).all()


def test_xor_points_keep_off_the_axes_and_plus_is_where_signs_agree() -> None:
    x, y = synthetic.xor(5000, 0.0, rng())
    assert np.abs(x).min() >= 0.3
    assert np.abs(x).max() <= 5.3
    np.testing.assert_array_equal(y, (x[:, 0] * x[:, 1] > 0).astype(int))


def test_noise_changes_classes_of_xor_near_the_axes_only() -> None:
    x, y = synthetic.xor(5000, 0.2, rng())
    clean = (x[:, 0] * x[:, 1] > 0).astype(int)
    assert (y != clean).any()
    assert np.abs(x[y != clean]).min(axis=1).max() <= 1.0


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_the_clouds_have_their_centres_and_variance(noise: float, variance: float) -> None:
    x, y = synthetic.gauss(40_000, noise, rng())
    for label, centre in ((1, 2.0), (0, -2.0)):
        np.testing.assert_allclose(x[y == label].mean(axis=0), centre, atol=0.05)
        np.testing.assert_allclose(x[y == label].var(axis=0), variance, rtol=0.05)


def test_the_spiral_follows_its_formula() -> None:
    x, y = synthetic.spiral(200, 0.0, rng())
    i = np.arange(100)
    for label, turned in ((1, 0.0), (0, np.pi)):
        angle = 1.75 * 2.0 * np.pi * i / 100 + turned
        expected = (5.0 * i / 100)[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
        np.testing.assert_allclose(x[y == label], expected, atol=1e-12)


def test_noise_shakes_the_spiral_by_at_most_its_size() -> None:
    x, _ = synthetic.spiral(500, 0.0, rng())
    noisy, _ = synthetic.spiral(500, 0.3, rng())
    shift = np.abs(noisy - x)
    assert 0.25 < shift.max() <= 0.3


def test_the_plane_is_a_tenth_of_the_sum() -> None:
    x, y = synthetic.plane(1000, 0.0, rng())
    assert 5.5 < np.abs(x).max() <= 6.0
    np.testing.assert_allclose(y[:, 0], (x[:, 0] + x[:, 1]) / 10.0, atol=1e-15)


def test_noise_moves_the_values_of_the_plane_by_at_most_two_shifts() -> None:
    x, y = synthetic.plane(1000, 0.5, rng())
    error = np.abs(y[:, 0] - x.sum(axis=1) / 10.0)
    assert 0.3 < error.max() <= 0.6


def height(point: Array) -> float:
    """The definition, one point and one centre at a time."""
    best = 0.0
    for x1, x2, sign in (
        (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1),
    ):  # fmt: skip
        found = sign * max(0.0, 1.0 - float(np.hypot(point[0] - x1, point[1] - x2)) / 2.0)
        best = found if abs(found) > abs(best) else best
    return best


def test_hills_and_hollows_follow_their_definition() -> None:
    x, y = synthetic.multi_gauss(2000, 0.0, rng())
    np.testing.assert_allclose(y[:, 0], [height(point) for point in x], atol=1e-14)
    assert y.max() > 0.9
    assert y.min() < -0.9


def test_functions_of_one_variable_follow_their_formulas() -> None:
    x, y = synthetic.sine(500, 0.0, rng())
    np.testing.assert_array_equal(y, np.sin(x))
    x, y = synthetic.step(500, 0.0, rng())
    np.testing.assert_array_equal(y, np.where(x < 0, -1.0, 1.0))


@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_the_cubic_has_a_base_noise_of_a_tenth(noise: float) -> None:
    x, y = synthetic.noisy_cubic(20_000, noise, rng())
    curve = ((x / 3.0) ** 3 - x / 3.0) / 6.0
    assert np.abs(curve).max() <= 1.0
    assert (y - curve).std() == pytest.approx(0.1 + noise, rel=0.03)


@pytest.mark.parametrize("draw", [synthetic.sine, synthetic.step])
def test_noise_is_the_deviation_of_the_error(draw: object) -> None:
    assert callable(draw)
    x, clean = draw(20_000, 0.0, rng())
    noisy_x, noisy = draw(20_000, 0.3, rng())
    np.testing.assert_array_equal(noisy_x, x)
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.03)


def test_the_point_is_1_to_1_whatever_is_asked_for() -> None:
    x, y = synthetic.point(500, 1.0, rng())
    assert x.tolist() == [[1.0]]
    assert y.tolist() == [[1.0]]
