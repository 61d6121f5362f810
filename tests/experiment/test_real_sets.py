"""The real sets are what scikit-learn ships, and the names told of them are its names."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.datasets

from nnviz.experiment import real_sets
from nnviz.experiment.datasets import DATASETS

SHIPPED = {
    "iris": sklearn.datasets.load_iris,
    "wine": sklearn.datasets.load_wine,
    "breast_cancer": sklearn.datasets.load_breast_cancer,
    "digits": sklearn.datasets.load_digits,
    "diabetes": sklearn.datasets.load_diabetes,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_names_of_columns_and_classes_are_the_shipped_ones(name: str) -> None:
    kind, bunch = DATASETS[name], SHIPPED[name]()
    assert kind.columns == tuple(bunch.feature_names)
    if kind.classes:
        assert kind.classes == tuple(str(label) for label in bunch.target_names)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_real_set_is_whole_whatever_is_asked_for(name: str) -> None:
    bunch = SHIPPED[name]()
    scale = 16.0 if name == "digits" else 1.0
    x, y = DATASETS[name].draw(2, 1.0, np.random.default_rng(0))
    np.testing.assert_array_equal(x, bunch.data / scale)
    np.testing.assert_array_equal(y.reshape(-1), bunch.target)


def test_pixels_of_the_digits_go_from_0_to_1() -> None:
    x, _ = real_sets.digits(2, 0.0, np.random.default_rng(0))
    assert x.min() == 0.0
    assert x.max() == 1.0


def test_moons_without_noise_lie_on_two_half_circles() -> None:
    x, y = real_sets.moons(101, 0.0, np.random.default_rng(0))
    upper, lower = x[y == 0], x[y == 1]
    np.testing.assert_allclose(np.hypot(upper[:, 0], upper[:, 1]), 1.0)
    np.testing.assert_allclose(np.hypot(lower[:, 0] - 1.0, lower[:, 1] - 0.5), 1.0)


def test_noise_of_the_moons_is_the_deviation_of_the_error() -> None:
    clean, _ = real_sets.moons(20_000, 0.0, np.random.default_rng(0))
    noisy, _ = real_sets.moons(20_000, 0.2, np.random.default_rng(0))
    assert (noisy - clean).std() == pytest.approx(0.2, rel=0.03)
