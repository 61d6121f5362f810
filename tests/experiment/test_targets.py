"""What a network is asked for, class by class, and which class its outputs tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.dataset import Dataset
from nnviz.experiment.datasets import load
from nnviz.experiment.spec import DataSpec, SpecError
from nnviz.experiment.targets import (
    LOW_OUTPUT,
    TargetCoding,
    accuracy,
    coded,
    coding_of_labels,
    encode,
    predicted_class,
    units_for,
)
from nnviz.nn.activations import ACTIVATIONS

LOW = {
    "tanh": -1, "linear": -1, "leaky_relu": -1, "elu": -1, "silu": -1, "gelu": -1,
    "sigmoid": 0, "relu": 0, "softplus": 0, "threshold": 0,
}  # fmt: skip


def test_every_activation_says_what_class_0_asks_of_one_unit() -> None:
    assert set(LOW_OUTPUT) == set(ACTIVATIONS)


@pytest.mark.parametrize(("activation", "low"), LOW.items())
def test_one_output_is_asked_for_low_or_1(activation: str, low: int) -> None:
    circle = load(DataSpec(set="circle", samples=40))
    y_train, y_test, coding = encode(circle, activation, 1)
    np.testing.assert_array_equal(y_train[:, 0], np.where(circle.y_train == 1, 1, low))
    np.testing.assert_array_equal(y_test[:, 0], np.where(circle.y_test == 1, 1, low))
    assert (coding.low, coding.high, coding.boundary) == (low, 1.0, (low + 1) / 2)


@pytest.mark.parametrize("activation", ["softmax", "tanh", "sigmoid"])
@pytest.mark.parametrize(("name", "units"), [("iris", 3), ("digits", 10), ("circle", 2)])
def test_several_outputs_are_asked_for_one_hot_rows(name: str, units: int, activation: str) -> None:
    found = load(DataSpec(set=name))
    y_train, _, coding = encode(found, activation, units)
    assert y_train.shape == (len(found.x_train), units)
    np.testing.assert_array_equal(y_train.sum(axis=1), 1.0)
    np.testing.assert_array_equal(y_train.argmax(axis=1), found.y_train)
    assert coding.kind == "one_hot"


@pytest.mark.parametrize(
    ("name", "units", "facts"),
    [
        ("iris", 1, ("Iris has 3 classes", "give the output layer 3 units", "not 1")),
        ("iris", 2, ("3 units", "not 2")),
        ("circle", 3, ("Circle has 2 classes", "1 or 2 units", "not 3")),
        ("digits", 9, ("10 units",)),
    ],
)
def test_units_that_do_not_fit_are_refused_with_the_mend(
    name: str, units: int, facts: tuple[str, ...]
) -> None:
    with pytest.raises(SpecError, match=r"^network\.layers\[-1\]\.units: ") as refused:
        encode(load(DataSpec(set=name)), "tanh", units)
    for fact in facts:
        assert fact in str(refused.value)


@given(st.sampled_from(sorted(ACTIVATIONS)), st.integers(1, 5), st.integers(0, 2**32))
def test_targets_tell_the_class_that_they_stand_for(activation: str, units: int, seed: int) -> None:
    coding = coding_of_labels(activation, units)
    labels = np.random.default_rng(seed).integers(0, max(2, units), 20)
    targets = coded(labels, units, coding)
    np.testing.assert_array_equal(predicted_class(targets, coding), labels)
    assert accuracy(targets, targets, coding) == 1.0


def test_a_single_output_above_the_boundary_tells_class_1() -> None:
    sigmoid = TargetCoding("single", 0.0, 1.0)
    outputs = np.array([[0.49], [0.5], [0.51]])
    assert predicted_class(outputs, sigmoid).tolist() == [0, 0, 1]
    tanh = TargetCoding("single", -1.0, 1.0)
    assert predicted_class(np.array([[-0.1], [0.1]]), tanh).tolist() == [0, 1]


def values(y: object, task: str = "classification") -> Dataset:
    y = np.asarray(y)
    x = np.arange(len(y), dtype=float)
    return Dataset.from_arrays(x, y, x, y, task=task)  # type: ignore[arg-type]


def test_targets_given_as_values_are_taken_as_they_are() -> None:
    given_values = np.array([[0.1], [0.9], [0.9]])
    y_train, y_test, coding = encode(values(given_values), "sigmoid", 1)
    np.testing.assert_array_equal(y_train, given_values)
    np.testing.assert_array_equal(y_test, given_values)
    assert coding.boundary == pytest.approx(0.5)
    assert accuracy(np.array([[0.4], [0.6], [0.4]]), y_train, coding) == pytest.approx(2 / 3)


def test_rows_given_as_values_tell_the_class_of_their_largest() -> None:
    y_train, _, coding = encode(values([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), "softmax", 3)
    assert predicted_class(y_train, coding).tolist() == [0, 2]


def test_values_need_as_many_units_as_they_have_columns() -> None:
    with pytest.raises(SpecError, match=r"has 2 target values: give the output layer 2 units"):
        encode(values([[1.0, 0.0], [0.0, 1.0]]), "tanh", 1)


def test_accuracy_is_the_share_of_samples_put_right() -> None:
    coding = TargetCoding("one_hot", 0.0, 1.0)
    targets = np.eye(4)
    outputs = targets.copy()
    outputs[0] = [0.1, 0.9, 0.0, 0.0]
    assert accuracy(outputs, targets, coding) == 0.75


def test_the_accuracy_of_no_samples_is_not_a_number() -> None:
    assert np.isnan(accuracy(np.empty((0, 1)), np.empty((0, 1)), TargetCoding("single", 0, 1)))


@pytest.mark.parametrize(("name", "units"), [("circle", (1, 2)), ("iris", (3,)), ("sine", (1,))])
def test_the_units_that_fit_can_be_asked_for(name: str, units: tuple[int, ...]) -> None:
    assert units_for(load(DataSpec(set=name))) == units
