"""How the gradient flows, against the engine's own evaluation, and the sentences about it."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.diagnostics.gradient_flow import finding, flow_now, named, passed_share
from nnviz.diagnostics.remedies import network_remedies
from nnviz.engine.flow import Flow, flow
from nnviz.engine.passes import NumpyPasses
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.presets import PRESETS, preset
from nnviz.experiment.spec import ExperimentSpec, LayerSpec, NetworkSpec, Uniform
from nnviz.nn.parameters import Parameters


def kept_flow(record: StepRecord) -> Flow:
    passes = NumpyPasses(record.problem.network)
    return flow(record.problem, record.state, record.batch, passes, passes.shut(record.probe))


@pytest.mark.parametrize("name", ["circle", "deep_sigmoid", "iris", "relu_dies"])
def test_what_the_record_tells_is_what_the_engine_keeps_over_time(name: str) -> None:
    session = Session(preset(name))
    session.step(7)
    record = session.record
    kept = kept_flow(record)
    now = flow_now(record)
    for ours, theirs in (
        (now.gradient, kept.gradient),
        (now.update_ratio, kept.update_ratio),
        (now.blocked, kept.blocked),
        (now.cosine, kept.cosine),
    ):
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_under_another_backward_rule_the_cosine_to_the_true_gradient_is_told() -> None:
    session = Session(preset("circle"))
    session.set_parameter("backward", "all_ones")
    session.step(50)
    record = session.record
    kept = kept_flow(record)
    assert flow_now(record).cosine == pytest.approx(kept.cosine)
    assert (flow_now(record).cosine < 0.999).any()


@pytest.mark.parametrize(
    ("name", "step", "kind", "layers", "told"),
    [
        ("circle", 0, "steady", (), "The gradient gets through: that of layer 1 is 0.17 times"),
        ("gauss", 0, "steady", (), "The gradient of the one layer has the size 3.11."),
        ("deep_sigmoid", 0, "vanishes", (1, 2), "The gradient of layer 1 is 1/27,000 of the"),
        ("relu_dies", 200, "none", (1, 2), "No gradient reaches layers 1–2: f′ is 0 in layer 2"),
        ("relu_dies", 1, "leaps", (1, 2, 3), "The last update moved layer 3 by 112 % of the size"),
        ("stuck", 200, "blocked", (1,), "At the output f′ lets only 0.0040 % of the error"),
        ("race_relu", 0, "blocked", (1,), "At the output f′ lets nothing of the error through"),
        ("stuck_cross_entropy", 200, "steady", (), "The gradient of the one layer has the size"),
    ],
)
def test_a_presets_flow_in_one_sentence(
    name: str, step: int, kind: str, layers: tuple[int, ...], told: str
) -> None:
    session = Session(preset(name))
    session.step(step)
    found = finding(session.record)
    assert (found.kind, found.layers) == (kind, layers)
    assert found.text.startswith(told)
    assert found.text.endswith(".")


def test_what_vanishes_is_named_with_its_ratio_its_threshold_and_where_it_is_lost() -> None:
    session = Session(preset("deep_sigmoid"))
    record = session.record
    gradient = flow_now(record).gradient
    ratio = gradient[-1] / gradient[0]
    text = finding(record).text
    assert f"1/{round(ratio, -3):,.0f} of the output layer's (below 1/1,000)" in text
    lost_at = int(np.argmax(gradient[1:] / gradient[:-1])) + 1
    assert f"most at layer {lost_at}, where f′ lets" in text


def test_a_gradient_that_grows_towards_the_inputs_explodes() -> None:
    network = NetworkSpec((LayerSpec(4, "linear"), LayerSpec(1, "linear")), Uniform(0.01))
    start = build(ExperimentSpec(network=network)).start.copy()
    Parameters((2, 4, 1), start).W[2][:] *= 1e6
    session = Session(ExperimentSpec(network=network), parameters=start)
    session.set_parameter("rate", 1e-16)
    session.step(1)
    found = finding(session.record)
    assert found.kind == "explodes"
    assert found.layers == (1,)
    assert "times the output layer's (above 1,000): it explodes in layer 1." in found.text
    labels = [remedy.label for remedy in network_remedies(session.record, found)]
    assert labels == ["Rate ÷ 10", "Draw layer 1 anew"]


def test_a_shut_output_that_is_right_is_no_complaint() -> None:
    session = Session(preset("gauss"))
    session.step(2000)
    assert finding(session.record).severity == "good"


@pytest.mark.parametrize("name", ["race_cross_entropy", "gauss"])
def test_answers_that_are_exactly_right_need_no_gradient(name: str) -> None:
    session = Session(preset(name))
    session.set_parameter("rate", 1e5)
    session.step(6)
    found = finding(session.record)
    assert not flow_now(session.record).gradient.any()
    assert (found.kind, found.severity) == ("steady", "good")
    assert found.text.endswith("the answers are exactly right.")


def test_a_paired_output_is_never_what_blocks() -> None:
    session = Session(preset("iris"))
    session.set_parameter("rate", 1e5)
    session.step(6)
    found = finding(session.record)
    assert found.kind == "none"
    assert "layer 2" not in found.text.partition(":")[2]


@pytest.mark.parametrize("name", PRESETS)
def test_a_share_passed_on_is_that_of_the_error_times_the_slope(name: str) -> None:
    record = Session(preset(name)).record
    for layer in range(1, record.problem.network.depth + 1):
        error, slope = np.abs(record.probe.error[layer]), np.abs(record.probe.slope[layer])
        passed, whole = (error * slope).sum(), error.sum()
        assert passed_share(record, layer) * whole == pytest.approx(passed)


def test_layers_are_named_in_a_row_or_one_by_one() -> None:
    assert [named(layers) for layers in ((2,), (1, 2, 3), (1, 3))] == [
        "layer 2",
        "layers 1–3",
        "layers 1, 3",
    ]
