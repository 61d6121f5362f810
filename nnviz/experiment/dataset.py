"""A data set: inputs and targets, split in a training and a test part.

Targets are kept as what they are (class numbers, or values); what the network is asked to give
for them depends on its output layer and is decided in `targets`.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from nnviz.nn.arrays import Array, Indices, frozen

Task: TypeAlias = Literal["classification", "regression"]


class DataError(ValueError):
    """Data that can't be used; the message says what, where, and how to mend it."""


class Dataset(Struct, frozen=True, eq=False):
    """Inputs and targets of a training and a test part, all arrays read-only.

    Parameters
    ----------
    x_train, x_test
        Inputs, shape (samples, columns).
    y_train, y_test
        Targets: class numbers, shape (samples,), int64, for a classification by labels;
        else values, float64, shape (samples, outputs).
    task
        "classification" or "regression".
    columns
        One name an input column.
    classes
        The names of the classes; empty where the targets are values.
    outputs
        One name a target column; for classes, one name: that of the target.
    name
        What the set is called on screen.
    """

    x_train: Array
    y_train: Array | Indices
    x_test: Array
    y_test: Array | Indices
    task: Task
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("y",)
    name: str = "data"

    @property
    def by_labels(self) -> bool:
        """Whether the targets are class numbers that the network's output layer encodes."""
        return bool(self.classes)

    @classmethod
    def from_arrays(
        cls,
        x_train: ArrayLike,
        y_train: ArrayLike,
        x_test: ArrayLike | None = None,
        y_test: ArrayLike | None = None,
        *,
        task: Task,
        columns: tuple[str, ...] | None = None,
        name: str = "arrays",
    ) -> Dataset:
        """Return a data set made of the caller's arrays.

        Parameters
        ----------
        x_train, x_test
            Inputs, shape (samples, features); one feature may come as (samples,).
            Without a test part it is empty.
        y_train, y_test
            The network's targets, shape (samples, outputs); or class labels (numbers or
            strings), shape (samples,), for a classification; or values, shape (samples,).
        task
            "classification" or "regression".
        columns
            Names of the features; x1, x2, … without.
        name
            What the set is called on screen.

        Returns
        -------
        Dataset
            Copies of the arrays: what happens to the caller's afterwards changes nothing.

        Raises
        ------
        DataError
            Where shapes do not fit, a value is not finite, or the test part has a label that
            the training part has not.
        """
        from nnviz.experiment.from_arrays import dataset_from_arrays

        return dataset_from_arrays(x_train, y_train, x_test, y_test, task, columns, name)


def make_dataset(
    x: Array,
    y: NDArray[Any],
    train: int,
    *,
    task: Task,
    columns: tuple[str, ...],
    classes: tuple[str, ...] = (),
    outputs: tuple[str, ...] = ("y",),
    name: str = "data",
) -> Dataset:
    """Return a data set whose training part is the first `train` rows of `x` and `y`."""
    kind = np.int64 if classes else np.float64
    y = y.astype(kind)
    parts = [np.ascontiguousarray(p) for p in (x[:train], y[:train], x[train:], y[train:])]
    x_train, y_train, x_test, y_test = (frozen(p) for p in parts)
    return Dataset(x_train, y_train, x_test, y_test, task, columns, classes, outputs, name)
