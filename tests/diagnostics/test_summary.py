from __future__ import annotations

import pytest

from nnviz.diagnostics.summary import summary
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset


@pytest.mark.parametrize(
    ("name", "step", "severity", "beginning"),
    [
        ("circle", 0, "good", "All layers pass the error on: "),
        ("gauss", 0, "good", "The output layer is 9"),
        ("stuck", 200, "bad", "Unit 1.1 is stuck: shut on 250 of 250 samples and still wrong"),
        ("stuck_cross_entropy", 1000, "good", "At the output f′ cancels"),
        ("deep_sigmoid", 10, "warn", "The error fades on its way back: mean |δ| is 0.00"),
        ("deep_tanh", 10, "good", "All layers pass the error on: from "),
        ("relu_dies", 200, "warn", "3 of 4 units in layer 2 are dead (2.1, 2.2, 2.3)"),
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


def test_a_cut_off_layer_is_graver_than_a_dead_unit() -> None:
    session = Session(preset("relu_dies"))
    for column in range(4):
        session.edit_weight(2, 8, column, -1e3)
    found = summary(session.record)
    assert found.text.startswith("All 4 units in layer 2 are dead")
    assert found.severity == "bad"


def test_units_struck_elsewhere_are_counted() -> None:
    session = Session(preset("relu_dies"))
    session.edit_weight(2, 8, 0, -1e3)
    session.edit_weight(1, 2, 5, -1e3)
    found = summary(session.record)
    assert found.text.startswith("Unit 2.1 is dead: ")
    assert found.text.endswith("1 more in other layers.")
