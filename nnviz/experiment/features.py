"""From raw columns to what the network is fed: chosen inputs, and mean 0, deviation 1 if wanted.

What is fitted (means and deviations) comes from the training part alone. The same transform that
made the network's inputs maps any point of the raw plane, so a decision surface is drawn right.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import SpecError
from nnviz.nn.arrays import Array, frozen

OWN_COLUMNS = ("x1", "x2")  # the default of `data.inputs`, which stands for a set's own columns


class Feature(Struct, frozen=True):
    """One input made of two raw columns: `of(x1, x2)`, and how it is written on screen."""

    name: str
    label: str
    of: Callable[[Array, Array], Array]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, _: x1),
        Feature("x2", "x₂", lambda _, x2: x2),
        Feature("x1^2", "x₁²", lambda x1, _: x1 * x1),
        Feature("x2^2", "x₂²", lambda _, x2: x2 * x2),
        Feature("x1*x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin(x1)", "sin x₁", lambda x1, _: np.sin(x1)),
        Feature("sin(x2)", "sin x₂", lambda _, x2: np.sin(x2)),
    )
}


class InputTransform(Struct, frozen=True, eq=False):
    """Maps raw columns to the network's inputs.

    Parameters
    ----------
    columns
        The raw columns.
    inputs
        The network's inputs: names of raw columns, or of FEATURES of two columns.
    mean, deviation
        What is subtracted from each input, and what it is then divided by, shape (inputs,);
        0 and 1 where nothing is standardised.
    """

    columns: tuple[str, ...]
    inputs: tuple[str, ...]
    mean: Array
    deviation: Array

    def __call__(self, raw: Array) -> Array:
        """Return the network's inputs, shape (samples, inputs), for raw (samples, columns)."""
        scaled: Array = (_selected(raw, self.columns, self.inputs) - self.mean) / self.deviation
        return scaled

    @property
    def labels(self) -> tuple[str, ...]:
        """The inputs' names as they are written on screen."""
        return tuple(label_of(name) for name in self.inputs)


class TargetScale(Struct, frozen=True, eq=False):
    """Maps the values of a regression to the network's targets, and its outputs back.

    Parameters
    ----------
    mean, deviation
        Of the training part's values, shape (outputs,); 0 and 1 where nothing is standardised.
    """

    mean: Array
    deviation: Array

    def to_network(self, values: Array) -> Array:
        """Return the targets, shape (samples, outputs), that stand for `values`."""
        return (values - self.mean) / self.deviation

    def to_values(self, outputs: Array) -> Array:
        """Return the values, shape (samples, outputs), that the network's outputs stand for."""
        return outputs * self.deviation + self.mean


def fit_inputs(dataset: Dataset, inputs: tuple[str, ...], standardise: bool) -> InputTransform:
    """Return the transform that feeds `inputs` of the set, fitted on its training part.

    Raises
    ------
    SpecError
        Where there is no such input, none, or one named twice.
    """
    names = resolved_inputs(dataset.columns, inputs)
    chosen = _selected(dataset.x_train, dataset.columns, names)
    return InputTransform(dataset.columns, names, *_fitted(chosen, standardise))


def fit_targets(dataset: Dataset, standardise: bool) -> TargetScale:
    """Return the scale of a regression's values, fitted on its training part."""
    return TargetScale(*_fitted(np.asarray(dataset.y_train, dtype=np.float64), standardise))


def apply_inputs(dataset: Dataset, inputs: tuple[str, ...]) -> Dataset:
    """Return the set with `inputs` as its columns, not standardised.

    Raises
    ------
    SpecError
        Where there is no such input, none, or one named twice.
    """
    transform = fit_inputs(dataset, inputs, standardise=False)
    return replace(
        dataset,
        x_train=frozen(transform(dataset.x_train)),
        x_test=frozen(transform(dataset.x_test)),
        columns=transform.inputs,
    )


def available_inputs(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a set of such columns can feed: its columns; of two, the features as well."""
    features = FEATURES if len(columns) == 2 else ()
    return tuple(dict.fromkeys((*columns, *features)))


def resolved_inputs(columns: tuple[str, ...], inputs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the inputs by their full names.

    The default ("x1", "x2") stands for all of the set's columns. A name such as "colour" stands
    for all columns "colour=red", "colour=blue" … that a table's text column became.

    Raises
    ------
    SpecError
        Where there is no such input, none, or one named twice.
    """
    if inputs == OWN_COLUMNS:
        return columns
    there = available_inputs(columns)
    found = tuple(full for name in inputs for full in _named(name, there))
    if not found:
        raise SpecError(f"data.inputs: no input is named; there are {listed(there)}")
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise SpecError(f'data.inputs: "{twice}" is named twice; name each input once')
    return found


def label_of(name: str) -> str:
    """Return an input's name as it is written on screen."""
    return FEATURES[name].label if name in FEATURES else name


def listed(names: tuple[str, ...], most: int = 20) -> str:
    """Return the names with commas between, cut off after `most`."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _named(name: str, there: tuple[str, ...]) -> tuple[str, ...]:
    """Return the inputs that one name of a spec stands for."""
    if name in there:
        return (name,)
    group = tuple(full for full in there if full.startswith(f"{name}="))
    if not group:
        raise SpecError(
            f'data.inputs: there is no input "{name}" in these data; there are {listed(there)}'
        )
    return group


def _selected(raw: Array, columns: tuple[str, ...], inputs: tuple[str, ...]) -> Array:
    """Return the inputs' values, shape (samples, inputs): a raw column each, or a feature."""
    if inputs == columns:
        return raw
    place = {name: number for number, name in enumerate(columns)}
    chosen = np.empty((len(raw), len(inputs)))
    for number, name in enumerate(inputs):
        of_raw = name in place
        chosen[:, number] = (
            raw[:, place[name]] if of_raw else FEATURES[name].of(raw[:, 0], raw[:, 1])
        )
    return chosen


def _fitted(values: Array, standardise: bool) -> tuple[Array, Array]:
    """Return mean and deviation of each column; the deviation of a constant column is 1."""
    width = values.shape[1]
    if not standardise:
        return frozen(np.zeros(width)), frozen(np.ones(width))
    low, high = values.min(axis=0), values.max(axis=0)
    # Taken in units of each column's largest value, so that no square overflows.
    unit = np.maximum(np.abs(low), np.abs(high))
    unit[unit == 0.0] = 1.0
    mean = np.where(low == high, low, unit * (values / unit).mean(axis=0))
    deviation = np.where(low == high, 1.0, unit * (values / unit).std(axis=0))
    return frozen(mean), frozen(deviation)
