import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.experiment.spec import (
    MAX_LAYERS,
    MAX_UNITS,
    ExperimentSpec,
    He,
    LayerSpec,
    NetworkSpec,
    SpecError,
    TrainingSpec,
)
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.optim.schedules import SCHEDULES

# As other programs write it, with the defaults of the issue that asked for it.
WRITTEN_BY_OTHERS = """
{"schema": 1, "name": "Circle",
 "data": {"set": "circle", "samples": 500, "noise": 0.0, "test_share": 0.5, "inputs": ["x1", "x2"],
          "standardise": false, "seed": 0},
 "network": {"layers": [{"units": 4, "activation": "tanh"}, {"units": 2, "activation": "tanh"},
                        {"units": 1, "activation": "tanh"}],
             "initializer": {"name": "uniform", "range": 0.5}, "bias": 0.1, "seed": 0},
 "training": {"cost": "half_mse", "optimizer": {"name": "gradient_descent", "rate": 0.03},
              "schedule": {"name": "constant"},
              "batch": 10, "shuffle": true, "l1": 0.0, "l2": 0.0, "seed": 0}}
"""


def test_the_json_that_others_write_is_the_default() -> None:
    assert ExperimentSpec.from_json(WRITTEN_BY_OTHERS) == ExperimentSpec()


def test_our_json_has_all_that_the_others_have() -> None:
    def within(theirs: object, ours: object) -> bool:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            return all(name in ours and within(value, ours[name]) for name, value in theirs.items())
        if isinstance(theirs, list) and isinstance(ours, list):
            return len(theirs) == len(ours) and all(map(within, theirs, ours))
        return theirs == ours

    assert within(json.loads(WRITTEN_BY_OTHERS), json.loads(ExperimentSpec().to_json()))


def test_what_is_left_out_is_the_default() -> None:
    assert ExperimentSpec.from_json("{}") == ExperimentSpec()
    assert ExperimentSpec.from_json('{"training": {"batch": 0}}').training == TrainingSpec(batch=0)


layers = st.builds(
    LayerSpec,
    st.integers(1, MAX_UNITS),
    st.sampled_from(list(ACTIVATIONS)),
    st.none() | st.just(He()),
)
trainings = st.builds(
    TrainingSpec,
    cost=st.sampled_from(list(LOSSES)),
    optimizer=st.sampled_from([kind() for kind in OPTIMIZERS.values()]),
    schedule=st.sampled_from([kind() for kind in SCHEDULES.values()]),
    batch=st.integers(0, 1_000_000),
    shuffle=st.booleans(),
    l2=st.floats(0, 1e3),
    seed=st.integers(0, 2**53),
)
specs = st.builds(
    ExperimentSpec,
    name=st.text(max_size=200),
    network=st.builds(NetworkSpec, st.lists(layers, min_size=1, max_size=MAX_LAYERS).map(tuple)),
    training=trainings,
)


@given(specs)
def test_json_and_dict_go_both_ways(spec: ExperimentSpec) -> None:
    assert ExperimentSpec.from_json(spec.to_json()) == spec
    assert ExperimentSpec.from_dict(spec.to_dict()) == spec


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ('{"schema": 2}', "schema", "2"),
        ('{"colour": 1}', "experiment", '"colour"'),
        ('{"data": {"set": "donut"}}', "data.set", "circle"),
        ('{"data": {"samples": 1}}', "data.samples", "2"),
        ('{"data": {"samples": "many"}}', "data.samples", "whole number"),
        ('{"data": {"test_share": 1}}', "data.test_share", "0.95"),
        ('{"network": {"layers": []}}', "network.layers", "1"),
        ('{"network": {"layers": [{"units": 0}]}}', "network.layers[0].units", "1"),
        ('{"network": {"layers": [{"units": 2000}]}}', "network.layers[0].units", "1024"),
        (
            '{"network": {"layers": [{"units": 1, "activation": "tan"}]}}',
            "network.layers[0].activation",
            "sigmoid, tanh",
        ),
        ('{"network": {"initializer": {"name": "big"}}}', "network.initializer", "xavier"),
        ('{"training": {"cost": "mae"}}', "training.cost", "half_mse"),
        ('{"training": {"backward": "forward"}}', "training.backward", "backprop"),
        ('{"training": {"optimizer": {"name": "adagrad"}}}', "training.optimizer", "adam"),
        ('{"training": {"optimizer": {"name": "adam", "rate": 0}}}', "optimizer.rate", "0"),
        ('{"training": {"optimizer": {"name": "adam", "beta1": 1}}}', "optimizer.beta1", "1"),
        ('{"training": {"schedule": {"name": "hops"}}}', "training.schedule", "cosine"),
        ('{"training": {"batch": -1}}', "training.batch", "0"),
        ('{"training": {"l1": NaN}}', "experiment", "not JSON"),
        ('{"training": {"l1": 1e999}}', "training.l1", "number"),
    ],
)
def test_what_is_not_allowed_is_refused_by_field_with_what_is(
    text: str, field: str, told: str
) -> None:
    with pytest.raises(SpecError) as refusal:
        ExperimentSpec.from_json(text)
    assert field in str(refusal.value)
    assert told.replace(",", "") in str(refusal.value).replace(",", "")


def test_13_layers_are_too_many() -> None:
    text = json.dumps({"network": {"layers": [{"units": 1}] * (MAX_LAYERS + 1)}})
    with pytest.raises(SpecError, match=r"network\.layers.*12"):
        ExperimentSpec.from_json(text)


@pytest.mark.parametrize("text", ["\ufeff{}", b"\xef\xbb\xbf{}"])
def test_a_byte_order_mark_is_no_obstacle(text: bytes | str) -> None:
    assert ExperimentSpec.from_json(text) == ExperimentSpec()
