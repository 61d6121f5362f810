"""What fits what: data, output layer, cost. Each refusal says how to mend it."""

from __future__ import annotations

import numpy as np

from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.losses import LOSSES, Loss


def check(spec: ExperimentSpec, dataset: Dataset) -> None:
    """Raise SpecError where parts of `spec` do not fit one another or `dataset`."""
    loss = LOSSES[spec.training.cost]
    _check_threshold(spec)
    _check_softmax(spec)
    _check_cost(spec, loss)
    _check_task(spec, dataset, loss)


def _check_threshold(spec: ExperimentSpec) -> None:
    layers = spec.network.layers
    for number, layer in enumerate(layers):
        if layer.activation == "threshold" and len(layers) > 1:
            raise SpecError(
                f"network.layers[{number}].activation: a threshold has slope 0 everywhere, so"
                " backpropagation can't pass any error through it; use it in a network of one"
                " layer (it then learns by the delta rule), or choose sigmoid or tanh here"
            )
    if layers[-1].activation == "threshold" and spec.training.cost != "half_mse":
        raise SpecError(
            "training.cost: a threshold unit learns by the delta rule, target − output, which is"
            ' half_mse\'s; choose "half_mse"'
        )


def _check_softmax(spec: ExperimentSpec) -> None:
    layers = spec.network.layers
    for number, layer in enumerate(layers[:-1]):
        if layer.activation == "softmax":
            raise SpecError(
                f"network.layers[{number}].activation: softmax is for the output layer only;"
                " choose another here"
            )
    if layers[-1].activation == "softmax" and layers[-1].units == 1:
        raise SpecError(
            f"network.layers[{len(layers) - 1}].units: softmax with one unit always answers 1;"
            " give it a unit a class, or choose sigmoid for one unit"
        )


def _check_cost(spec: ExperimentSpec, loss: Loss) -> None:
    last = spec.network.layers[-1]
    if loss.outputs is not None and last.activation not in loss.outputs:
        fitting = " or ".join(sorted(loss.outputs))
        raise SpecError(
            f"training.cost: {loss.name} needs a {fitting} output layer, and this one is"
            f" {last.activation}; set the output layer to {fitting}, or choose mse or half_mse"
        )
    if last.units < loss.least_outputs:
        raise SpecError(
            f"training.cost: {loss.name} compares classes and needs at least"
            f" {loss.least_outputs} outputs, and there is {last.units}; give the output layer a"
            " unit a class, or choose another cost"
        )


def _check_task(spec: ExperimentSpec, dataset: Dataset, loss: Loss) -> None:
    last = spec.network.layers[-1]
    if loss.paired is not None and not dataset.by_labels:
        _check_shares(dataset, loss, spec.data.standardise_target)
    if dataset.task == "classification":
        return
    shares = loss.name == "binary_cross_entropy"
    if (loss.for_classes and not shares) or last.activation in ("softmax", "threshold"):
        what = f"{loss.name} is" if loss.for_classes else f"{last.activation} outputs are"
        raise SpecError(
            f"training.cost: {what} for classes, and {dataset.name} has values to be met; choose"
            " a linear output layer with mse, half_mse, or huber"
        )
    if last.units != len(dataset.outputs):
        raise SpecError(
            f"network.layers[{len(spec.network.layers) - 1}].units: {dataset.name} has"
            f" {len(dataset.outputs)} value(s) a sample to be met; give the output layer as many"
            " units"
        )


def _check_shares(dataset: Dataset, loss: Loss, standardised: bool) -> None:
    """Refuse values outside 0 to 1 under a cross-entropy: it takes them for probabilities."""
    if standardised and dataset.task == "regression":
        raise SpecError(
            f"data.standardise_target: {loss.name} takes targets for probabilities, and"
            " standardised ones are not; set it to false, or choose mse or half_mse"
        )
    for part, y in (("y_train", dataset.y_train), ("y_test", dataset.y_test)):
        if y.size and (np.min(y) < 0 or np.max(y) > 1):
            raise SpecError(
                f"training.cost: {loss.name} takes targets for probabilities, and {part} of"
                f" {dataset.name} has values from {np.min(y):.4g} to {np.max(y):.4g}; give targets"
                " between 0 and 1, or choose mse or half_mse"
            )
