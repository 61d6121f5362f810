from __future__ import annotations

import pytest

from nnviz.diagnostics.summary import summary
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import ExperimentSpec, LayerSpec, NetworkSpec

RELU = ExperimentSpec(
    network=NetworkSpec((LayerSpec(8, "relu"), LayerSpec(4, "relu"), LayerSpec(1, "tanh")))
)


def relu_session(*dead: tuple[int, int]) -> Session:
    """A network of which these units (layer, unit) are dead, and no others."""
    session = Session(RELU)
    for layer, unit in dead:
        session.edit_weight(layer, session.record.params.units[layer - 1], unit, -1e3)
    return session


@pytest.mark.parametrize(
    ("name", "step", "severity", "beginning"),
    [
        ("circle", 0, "good", "All layers pass the error on: "),
        ("gauss", 0, "good", "The output layer is 9"),
        ("stuck", 200, "bad", "Unit 1.1 is stuck: shut on 250 of 250 samples and still wrong"),
        ("stuck_cross_entropy", 1000, "good", "At the output f′ cancels"),
        ("deep_sigmoid", 10, "warn", "The error fades on its way back: mean |δ| is 0.00"),
        ("deep_tanh", 10, "good", "All layers pass the error on: from "),
        ("shut_tanh", 0, "bad", "Unit 3.1 is stuck"),
        ("race_relu", 0, "bad", "Unit 1.1 is dead: output 0 on the one sample"),
        ("race_cross_entropy", 0, "good", "At the output f′ cancels"),
        ("iris", 0, "good", "All layers pass the error on: 81 % open in layer 1; at the output"),
    ],
)
def test_a_presets_most_telling_verdict(
    name: str, step: int, severity: str, beginning: str
) -> None:
    session = Session(preset(name))
    session.step(step)
    found = summary(session.record, session.history.evaluations())
    assert found.text.startswith(beginning)
    assert found.severity == severity
    assert found.text.endswith(".")


def test_some_dead_units_of_a_layer_are_named() -> None:
    found = summary(relu_session((2, 0), (2, 1), (2, 3)).record)
    assert found.text.startswith("3 of 4 units in layer 2 are dead (2.1, 2.2, 2.4): no gradient")
    assert found.severity == "warn"


def test_a_cut_off_layer_is_graver_than_a_dead_unit() -> None:
    found = summary(relu_session(*((2, unit) for unit in range(4))).record)
    assert found.text.startswith("All 4 units in layer 2 are dead")
    assert found.severity == "bad"


def test_units_struck_elsewhere_are_counted() -> None:
    found = summary(relu_session((2, 0), (1, 5)).record)
    assert found.text.startswith("Unit 2.1 is dead: ")
    assert found.text.endswith("1 more in other layers.")
