"""Data sets from arrays: what is taken, how, and what is refused with array and row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.dataset import DataError, Dataset

X = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_labels_become_class_numbers_with_sorted_names() -> None:
    found = Dataset.from_arrays(X, ["b", "a", "b"], X[:1], ["a"], task="classification")
    assert found.classes == ("a", "b")
    assert found.y_train.tolist() == [1, 0, 1]
    assert found.y_test.tolist() == [0]
    assert found.y_train.dtype == np.int64
    assert found.by_labels


def test_whole_numbers_as_labels_have_names_without_decimals() -> None:
    found = Dataset.from_arrays(X, [10, 2, 10], task="classification")
    assert found.classes == ("2", "10")
    assert Dataset.from_arrays(X, [-1.0, 1.0, 0.5], task="classification").classes == (
        "-1",
        "0.5",
        "1",
    )


def test_targets_with_a_column_an_output_are_taken_as_they_are() -> None:
    y = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    found = Dataset.from_arrays(X, y, X, y, task="classification")
    assert not found.by_labels
    np.testing.assert_array_equal(found.y_train, y)
    assert found.outputs == ("y1", "y2")


def test_values_of_a_regression_may_come_in_one_row_of_numbers() -> None:
    found = Dataset.from_arrays(X, [1, 2, 3], X, [4, 5, 6], task="regression")
    assert found.y_train.tolist() == [[1.0], [2.0], [3.0]]
    assert found.y_test.shape == (3, 1)
    assert found.y_train.dtype == np.float64


def test_one_feature_may_come_in_one_row_of_numbers() -> None:
    found = Dataset.from_arrays([1, 2, 3], [1, 2, 3], task="regression")
    assert found.x_train.shape == (3, 1)
    assert found.columns == ("x1",)


@pytest.mark.parametrize("y", [[0, 1, 0], [[0.0], [1.0], [0.0]]])
def test_without_a_test_part_it_is_empty(y: list[Any]) -> None:
    found = Dataset.from_arrays(X, y, task="classification")
    assert found.x_test.shape == (0, 2)
    assert len(found.y_test) == 0
    assert found.y_test.ndim == found.y_train.ndim


def test_the_callers_arrays_can_change_afterwards() -> None:
    x, y = np.array(X), np.array([1.0, 2.0, 3.0])
    found = Dataset.from_arrays(x, y, task="regression")
    x[:], y[:] = 0.0, 0.0
    assert found.x_train.tolist() == X
    assert found.y_train.tolist() == [[1.0], [2.0], [3.0]]
    assert x.flags.writeable
    assert not found.x_train.flags.writeable


@given(st.integers(1, 8), st.integers(0, 5), st.integers(1, 4), st.integers(1, 3))
def test_shapes_of_any_size_come_through(
    train: int, test: int, features: int, outputs: int
) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(train + test, features)), rng.normal(size=(train + test, outputs))
    found = Dataset.from_arrays(x[:train], y[:train], x[train:], y[train:], task="regression")
    np.testing.assert_array_equal(found.x_train, x[:train])
    np.testing.assert_array_equal(found.y_test, y[train:])
    assert len(found.columns) == features
    assert len(found.outputs) == outputs


def test_names_of_columns_are_kept() -> None:
    found = Dataset.from_arrays(X, [1, 2, 3], task="regression", columns=("a", "b"), name="mine")
    assert found.columns == ("a", "b")
    assert found.name == "mine"


NAN_X = [[1.0, 2.0], [3.0, np.nan], [5.0, 6.0]]
REFUSED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a hole": ({"x_train": NAN_X}, ("x_train, row 1, column 1", "nan is not finite")),
    "an infinity": (
        {"x_test": [[1.0, -np.inf]], "y_test": [0]},
        ("x_test, row 0, column 1", "-inf is not finite"),
    ),
    "a hole among values": (
        {"y_train": [1.0, np.nan, 2.0], "task": "regression"},
        ("y_train, row 1", "not finite"),
    ),
    "a hole among labels": ({"y_train": [1.0, np.nan, 2.0]}, ("y_train, row 1", "nan")),
    "no label": ({"y_train": [1, None, 2]}, ("y_train, row 1", "None")),
    "no rows": ({"x_train": np.empty((0, 2)), "y_train": []}, ("x_train", "no rows")),
    "no columns": ({"x_train": np.empty((3, 0))}, ("x_train", "(3, 0)")),
    "three dimensions": ({"x_train": np.zeros((3, 2, 2))}, ("x_train", "(3, 2, 2)")),
    "a single number": ({"x_train": 3.0}, ("x_train", "()")),
    "rows of different length": ({"x_train": [[1.0], [1.0, 2.0], [3.0]]}, ("x_train", "length")),
    "words as inputs": ({"x_train": [["a", "b"]] * 3}, ("x_train", "read as numbers")),
    "complex numbers": ({"x_train": np.full((3, 2), 1j)}, ("x_train", "complex")),
    "too few targets": ({"y_train": [0, 1]}, ("y_train", "2 rows", "x_train has 3")),
    "too many test targets": (
        {"x_test": X[:1], "y_test": [0, 1]},
        ("y_test", "2 rows", "x_test has 1"),
    ),
    "one target for all": ({"y_train": 1}, ("y_train", "1 rows where x_train has 3")),
    "x_test alone": ({"x_test": X}, ("y_test", "missing")),
    "y_test alone": ({"y_test": [1]}, ("x_test", "missing")),
    "another number of features": (
        {"x_test": [[1.0]], "y_test": [0]},
        ("x_test", "1 features where x_train has 2"),
    ),
    "another number of outputs": (
        {"y_train": [[1.0]] * 3, "x_test": X[:1], "y_test": [[1.0, 2.0]], "task": "regression"},
        ("y_test", "2 outputs where y_train has 1"),
    ),
    "a strange label": (
        {"x_test": X[:2], "y_test": [1, 7]},
        ("y_test, row 1", '"7"', "does not occur in y_train"),
    ),
    "one class": ({"y_train": [5, 5, 5]}, ("y_train", 'every label is "5"')),
    "numbers and words": (
        {"y_train": np.array([1, "a", 2], dtype=object)},
        ("y_train", "numbers and texts"),
    ),
    "values as labels": (
        {"x_train": np.zeros((500, 1)), "y_train": np.arange(500) / 7.0},
        ("y_train", "500 different labels", 'task="regression"'),
    ),
    "targets of three dimensions": (
        {"y_train": np.zeros((3, 1, 1)), "task": "regression"},
        ("y_train", "(3, 1, 1)"),
    ),
    "another task": ({"task": "clustering"}, ("task", '"clustering"', '"regression"')),
    "too few names": ({"columns": ("a",)}, ("columns", "1 names for 2 features")),
    "a name twice": ({"columns": ("a", "a")}, ("columns", '"a" is given twice')),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_used_is_refused_with_array_and_row(case: str) -> None:
    changes, facts = REFUSED[case]
    usual: dict[str, Any] = {"x_train": X, "y_train": [0, 1, 0], "task": "classification"}
    with pytest.raises(DataError) as refused:
        Dataset.from_arrays(**{**usual, **changes})
    for fact in facts:
        assert fact in str(refused.value)
