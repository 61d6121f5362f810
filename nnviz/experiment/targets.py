"""What the network is asked to give for a class, and which class its outputs tell.

That depends on the output layer: one tanh unit is asked for -1 or +1, one sigmoid unit for 0 or
1, several units for a one-hot row. Targets handed over as values are taken as they are.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import SpecError
from nnviz.nn.arrays import Array, Indices

CodingKind: TypeAlias = Literal["single", "one_hot"]

LOW_OUTPUT: dict[str, float] = {
    "tanh": -1.0, "linear": -1.0, "leaky_relu": -1.0, "elu": -1.0, "silu": -1.0, "gelu": -1.0,
    "sigmoid": 0.0, "relu": 0.0, "softplus": 0.0, "threshold": 0.0, "softmax": 0.0,
}  # fmt: skip
"""What one output unit of each activation is asked for as class 0; class 1 is always +1."""


class TargetCoding(Struct, frozen=True):
    """How classes are written as targets.

    Parameters
    ----------
    kind
        "single": one output, one side of `boundary` for each of two classes; "one_hot": as many
        outputs as classes, the largest tells the class.
    low, high
        The target of class 0 and of class 1 (single), of the wrong and the right class (one-hot).
    boundary
        Midway between low and high; a single output above it tells class 1.
    """

    kind: CodingKind
    low: float
    high: float

    @property
    def boundary(self) -> float:
        """Midway between low and high."""
        return self.low / 2.0 + self.high / 2.0


def encode(dataset: Dataset, activation: str, units: int) -> tuple[Array, Array, TargetCoding]:
    """Return training targets, test targets and their coding for a classification.

    Parameters
    ----------
    dataset
        Class numbers, which are coded, or targets as values, which are taken as they are.
    activation
        The output layer's activation.
    units
        Units of the output layer.

    Returns
    -------
    tuple
        Targets of both parts, shape (samples, units), and their coding.

    Raises
    ------
    SpecError
        Where the output layer has not as many units as the targets need.
    """
    _check_units(dataset, units)
    if not dataset.by_labels:
        y_train = np.asarray(dataset.y_train, dtype=np.float64)
        return y_train, np.asarray(dataset.y_test, dtype=np.float64), coding_of_values(y_train)
    coding = coding_of_labels(activation, units)
    train, test = (
        coded(labels.astype(np.int64), units, coding)
        for labels in (dataset.y_train, dataset.y_test)
    )
    return train, test, coding


def coding_of_labels(activation: str, units: int) -> TargetCoding:
    """Return how an output layer of such units writes class numbers."""
    if units > 1:
        return TargetCoding("one_hot", 0.0, 1.0)
    return TargetCoding("single", LOW_OUTPUT[activation], 1.0)


def coding_of_values(y_train: Array) -> TargetCoding:
    """Return how targets given as values, shape (samples, outputs), tell classes."""
    kind: CodingKind = "one_hot" if y_train.shape[1] > 1 else "single"
    return TargetCoding(kind, float(y_train.min()), float(y_train.max()))


def coded(labels: Indices, units: int, coding: TargetCoding) -> Array:
    """Return the targets, shape (samples, units), of class numbers, shape (samples,)."""
    ways = np.eye(units) if coding.kind == "one_hot" else np.array([[coding.low], [coding.high]])
    return np.ascontiguousarray(ways[labels])


def predicted_class(outputs: Array, coding: TargetCoding) -> Indices:
    """Return the number of the class that each row of outputs tells, shape (samples,).

    Parameters
    ----------
    outputs
        Shape (samples, units): a network's outputs, or targets.
    coding
        From `encode`.
    """
    if coding.kind == "single":
        return (outputs[:, 0] > coding.boundary).astype(np.int64)
    return np.asarray(outputs.argmax(axis=1), dtype=np.int64)


def accuracy(outputs: Array, targets: Array, coding: TargetCoding) -> float:
    """Return the share of samples whose outputs and targets tell the same class; NaN for none."""
    if not len(targets):
        return float("nan")
    return float((predicted_class(outputs, coding) == predicted_class(targets, coding)).mean())


def units_for(dataset: Dataset) -> tuple[int, ...]:
    """Return the numbers of output units that fit the set's targets, the most usual first."""
    if not dataset.by_labels:
        return (dataset.y_train.shape[1],)
    count = len(dataset.classes)
    return (1, 2) if count == 2 else (count,)


def _check_units(dataset: Dataset, units: int) -> None:
    fitting = units_for(dataset)
    if units in fitting:
        return
    count = len(dataset.classes)
    what = f"{count} classes" if count else f"{fitting[0]} target {_plural('value', fitting[0])}"
    choice = " or ".join(str(number) for number in fitting)
    raise SpecError(
        f"network.layers[-1].units: {dataset.name} has {what}: give the output layer {choice}"
        f" {_plural('unit', fitting[-1])}, not {units}"
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
