from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.datasets import load
from nnviz.experiment.rules import check
from nnviz.experiment.spec import (
    DataSpec,
    ExperimentSpec,
    LayerSpec,
    NetworkSpec,
    SpecError,
    TrainingSpec,
)
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.nn.parameters import Parameters

CIRCLE = load(DataSpec(samples=20))
IRIS = load(DataSpec(set="iris"))
SINE = load(DataSpec(set="sine", samples=20))


def spec_of(
    *layers: tuple[int, str], cost: str = "half_mse", data: str = "circle"
) -> ExperimentSpec:
    return ExperimentSpec(
        data=DataSpec(set=data, samples=20),  # type: ignore[arg-type]
        network=NetworkSpec(tuple(LayerSpec(*layer) for layer in layers)),
        training=TrainingSpec(cost=cost),
    )


def refusal(spec: ExperimentSpec, dataset: Dataset) -> str:
    with pytest.raises(SpecError) as refused:
        check(spec, dataset)
    return str(refused.value)


@pytest.mark.parametrize("dataset", [CIRCLE, IRIS, SINE], ids=lambda one: one.name)
@pytest.mark.parametrize(("activation", "cost"), list(product(ACTIVATIONS, LOSSES)))
def test_every_pair_of_output_and_cost_runs_or_is_refused_with_a_mend(
    dataset: Dataset, activation: str, cost: str
) -> None:
    units = len(dataset.classes) if len(dataset.classes) > 2 else 1
    spec = spec_of((units, activation), cost=cost)
    said = cost_or_refusal(spec, dataset)
    if isinstance(said, float):
        assert np.isfinite(said)
    else:
        assert said.startswith(("network.layers[", "training.cost: "))
        assert any(word in said for word in ("choose", "give", "set "))


def cost_or_refusal(spec: ExperimentSpec, dataset: Dataset) -> float | str:
    """The cost at the start; or why there is none."""
    try:
        problem = build(spec, dataset)
    except SpecError as error:
        return str(error)
    start = Parameters(problem.network.units, problem.start)
    tape = problem.network.forward(start, problem.data.x_train)
    return problem.network.cost(start, tape, problem.data.y_train)


def test_a_threshold_in_a_deeper_network_is_refused_for_its_slope() -> None:
    for layers in (((4, "threshold"), (1, "tanh")), ((4, "tanh"), (1, "threshold"))):
        said = refusal(spec_of(*layers), CIRCLE)
        assert "slope 0 everywhere" in said
        assert "choose sigmoid or tanh" in said


def test_one_threshold_layer_learns_by_the_delta_rule_alone() -> None:
    check(spec_of((1, "threshold")), CIRCLE)
    assert 'choose "half_mse"' in refusal(spec_of((1, "threshold"), cost="mse"), CIRCLE)


def test_softmax_with_one_unit_is_refused() -> None:
    assert "always answers 1" in refusal(spec_of((1, "softmax")), CIRCLE)


def test_softmax_in_a_hidden_layer_is_refused() -> None:
    said = refusal(spec_of((3, "softmax"), (1, "tanh")), CIRCLE)
    assert said.startswith("network.layers[0].activation: softmax is for the output layer only")


def test_cross_entropy_on_a_tanh_output_is_refused_with_the_layer_that_fits() -> None:
    said = refusal(spec_of((1, "tanh"), cost="binary_cross_entropy"), CIRCLE)
    assert "set the output layer to sigmoid" in said
    said = refusal(spec_of((3, "tanh"), cost="softmax_cross_entropy"), IRIS)
    assert "set the output layer to softmax" in said


def test_a_comparison_of_classes_needs_two_outputs() -> None:
    assert "at least 2 outputs" in refusal(spec_of((1, "linear"), cost="hinge"), CIRCLE)
    check(spec_of((2, "linear"), cost="hinge"), CIRCLE)


def test_costs_for_classes_are_refused_for_values() -> None:
    said = refusal(spec_of((2, "softmax"), cost="softmax_cross_entropy"), SINE)
    assert "Sine" in said
    assert "for classes" in refusal(spec_of((2, "linear"), cost="hinge"), SINE)
    assert "choose a linear output layer" in refusal(spec_of((2, "softmax")), SINE)


def test_the_output_has_as_many_units_as_there_are_values() -> None:
    assert "give the output layer as many units" in refusal(spec_of((2, "linear")), SINE)


@pytest.mark.parametrize("units", [1, 2, 4])
def test_three_classes_need_three_units(units: int) -> None:
    with pytest.raises(SpecError, match="3 classes: give the output layer 3 units"):
        build(spec_of((units, "sigmoid")), IRIS)


def values(*y: float, task: str = "regression") -> Dataset:
    x = np.arange(float(len(y)))
    return Dataset.from_arrays(x, np.array(y)[:, None], task=task)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_a_cross_entropy_takes_values_from_0_to_1_and_no_others(task: str) -> None:
    spec = spec_of((1, "sigmoid"), cost="binary_cross_entropy")
    check(spec, values(0, 1, 0.25, 1, task=task))
    said = refusal(spec, values(-1, 1, 0.5, task=task))
    assert "y_train of arrays has values from -1 to 1; give targets between 0 and 1" in said


def test_the_test_part_is_held_to_the_same() -> None:
    x, good, bad = np.arange(2.0), np.array([[0.0], [1.0]]), np.array([[0.0], [2.0]])
    dataset = Dataset.from_arrays(x, good, x, bad, task="regression")
    assert "y_test" in refusal(spec_of((1, "sigmoid"), cost="binary_cross_entropy"), dataset)


def test_standardised_values_are_no_probabilities() -> None:
    spec = spec_of((1, "sigmoid"), cost="binary_cross_entropy")
    scaled = replace(spec, data=replace(spec.data, standardise_target=True))
    assert refusal(scaled, values(0, 1)).startswith("data.standardise_target: ")
