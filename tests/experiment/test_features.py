"""Features, choice of inputs, and standardisation fitted on the training part alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.experiment.dataset import Dataset, make_dataset
from nnviz.experiment.datasets import load
from nnviz.experiment.features import (
    FEATURES,
    apply_inputs,
    available_inputs,
    fit_inputs,
    fit_targets,
    resolved_inputs,
)
from nnviz.experiment.spec import DataSpec, SpecError

DEFAULT = ("x1", "x2")
FINITE = st.floats(-1e6, 1e6)
TABLE = arrays(np.float64, st.tuples(st.integers(2, 20), st.integers(1, 4)), elements=FINITE)


def of(x: np.ndarray, columns: tuple[str, ...] | None = None, train: int | None = None) -> Dataset:
    names = columns or tuple(f"c{number}" for number in range(x.shape[1]))
    y = x[:, :1] * 2.0 + 1.0
    return make_dataset(x, y, train or len(x), task="regression", columns=names)


def test_there_are_seven_features_with_labels_for_the_screen() -> None:
    assert {name: feature.label for name, feature in FEATURES.items()} == {
        "x1": "x₁", "x2": "x₂", "x1^2": "x₁²", "x2^2": "x₂²", "x1*x2": "x₁x₂",
        "sin(x1)": "sin x₁", "sin(x2)": "sin x₂",
    }  # fmt: skip


def test_features_have_the_values_of_their_names() -> None:
    circle = load(DataSpec(set="circle", samples=40))
    found = apply_inputs(circle, tuple(FEATURES))
    x1, x2 = circle.x_train.T
    expected = np.column_stack([x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)])
    np.testing.assert_allclose(found.x_train, expected, rtol=1e-15)
    assert found.columns == tuple(FEATURES)
    assert found.x_test.shape == (20, 7)
    assert not found.x_train.flags.writeable


def test_the_order_of_the_inputs_is_the_one_asked_for() -> None:
    circle = load(DataSpec(set="circle", samples=40))
    found = apply_inputs(circle, ("x2", "x1"))
    np.testing.assert_array_equal(found.x_train, circle.x_train[:, ::-1])


@pytest.mark.parametrize("name", ["circle", "iris", "sine", "digits", "point"])
def test_the_default_stands_for_all_columns_of_any_set(name: str) -> None:
    found = load(DataSpec(set=name))
    assert apply_inputs(found, DEFAULT).columns == found.columns
    np.testing.assert_array_equal(apply_inputs(found, DEFAULT).x_train, found.x_train)


def test_other_sets_are_fed_columns_by_name() -> None:
    iris = load(DataSpec(set="iris"))
    found = apply_inputs(iris, ("petal width (cm)", "sepal length (cm)"))
    np.testing.assert_array_equal(found.x_train, iris.x_train[:, [3, 0]])


def test_any_table_of_two_columns_has_the_features() -> None:
    table = of(np.array([[1.0, 2.0], [3.0, 4.0]]), ("height", "weight"))
    found = apply_inputs(table, ("weight", "x1*x2"))
    assert found.x_train.tolist() == [[2.0, 2.0], [4.0, 12.0]]
    assert available_inputs(table.columns) == ("height", "weight", *FEATURES)


def test_a_text_column_is_named_by_its_stem() -> None:
    columns = ("size", "colour=blue", "colour=red")
    assert resolved_inputs(columns, ("colour",)) == ("colour=blue", "colour=red")
    assert resolved_inputs(columns, ("colour=red", "size")) == ("colour=red", "size")


@pytest.mark.parametrize(
    ("name", "inputs", "facts"),
    [
        ("circle", ("x3",), ("data.inputs", '"x3"', "x1^2", "sin(x2)")),
        ("circle", (), ("data.inputs", "no input", "x1*x2")),
        ("circle", ("x1", "x1"), ("data.inputs", '"x1"', "twice")),
        ("iris", ("x1^2",), ("data.inputs", '"x1^2"', "petal width (cm)")),
        ("sine", ("x1",), ("data.inputs", '"x1"', "there are x")),
        ("digits", ("pixel",), ("data.inputs", "pixel_0_0", "44 more")),
    ],
)
def test_inputs_that_are_not_there_are_refused_with_those_that_are(
    name: str, inputs: tuple[str, ...], facts: tuple[str, ...]
) -> None:
    with pytest.raises(SpecError) as refused:
        apply_inputs(load(DataSpec(set=name)), inputs)
    for fact in facts:
        assert fact in str(refused.value)


@given(TABLE)
def test_standardised_inputs_have_mean_0_and_deviation_1_on_the_training_part(
    x: np.ndarray,
) -> None:
    table = of(x)
    found = fit_inputs(table, DEFAULT, standardise=True)(table.x_train)
    varied = np.ptp(table.x_train, axis=0) > 1e-6 * np.abs(table.x_train).max(axis=0)
    np.testing.assert_allclose(found[:, varied].mean(axis=0), 0.0, atol=1e-6)
    np.testing.assert_allclose(found[:, varied].std(axis=0), 1.0, rtol=1e-6)


def test_standardisation_is_fitted_on_the_training_part_only() -> None:
    table = of(np.array([[0.0], [2.0], [1e9], [-7e9]]), train=2)
    transform = fit_inputs(table, DEFAULT, standardise=True)
    assert transform.mean.tolist() == [1.0]
    assert transform.deviation.tolist() == [1.0]
    assert transform(table.x_test).tolist() == [[1e9 - 1.0], [-7e9 - 1.0]]


def test_a_constant_column_becomes_0_and_is_not_divided_by_0() -> None:
    table = of(np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]]))
    transform = fit_inputs(table, DEFAULT, standardise=True)
    assert transform.deviation[0] == 1.0
    np.testing.assert_array_equal(transform(table.x_train)[:, 0], 0.0)


def test_enormous_numbers_are_standardised_without_overflow() -> None:
    table = of(np.array([[1e300, 1.0], [-1e300, 2.0], [5e299, 3.0]]))
    transform = fit_inputs(table, DEFAULT, standardise=True)
    np.testing.assert_allclose(transform(table.x_train).std(axis=0), 1.0)


@given(TABLE)
def test_without_standardisation_inputs_stay_what_they_are(x: np.ndarray) -> None:
    table = of(x)
    np.testing.assert_array_equal(fit_inputs(table, DEFAULT, standardise=False)(x), x)


def test_the_transform_maps_any_point_of_the_raw_plane_as_it_maps_the_data() -> None:
    circle = load(DataSpec(set="circle", samples=60))
    transform = fit_inputs(circle, ("x1^2", "sin(x2)"), standardise=True)
    fed = transform(circle.x_train)
    np.testing.assert_allclose(fed.std(axis=0), 1.0)
    np.testing.assert_array_equal(transform(circle.x_train[3:4])[0], fed[3])
    assert transform.labels == ("x₁²", "sin x₂")


@given(TABLE)
def test_targets_come_back_from_the_network_as_values(x: np.ndarray) -> None:
    table = of(x)
    scale = fit_targets(table, standardise=True)
    back = scale.to_values(scale.to_network(table.y_train))
    np.testing.assert_allclose(back, table.y_train, rtol=1e-9, atol=1e-9)


def test_targets_are_standardised_by_the_training_part_only() -> None:
    table = of(np.array([[0.0], [2.0], [50.0]]), train=2)
    scale = fit_targets(table, standardise=True)
    assert scale.to_network(table.y_train).tolist() == [[-1.0], [1.0]]
    assert scale.to_network(table.y_test).tolist() == [[49.0]]
    assert fit_targets(table, standardise=False).to_network(table.y_test).tolist() == [[101.0]]
