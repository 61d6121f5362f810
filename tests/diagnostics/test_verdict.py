from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from nnviz.diagnostics.verdict import CLAIMS, Thresholds, judge, verdict
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import DataSpec, ExperimentSpec, LayerSpec, NetworkSpec, TrainingSpec
from nnviz.nn.arrays import Array

X = np.linspace(-1.0, 1.0, 200)[:, None]


def record_of(
    layers: list[tuple[int, str]],
    parameters: list[float],
    y: Array | None = None,
    cost: str = "half_mse",
) -> StepRecord:
    """The first record of a run on X with these parameters; the right class is x > 0."""
    labels = (X[:, 0] > 0).astype(int) if y is None else y
    dataset = Dataset.from_arrays(X, labels, task="classification")
    spec = ExperimentSpec(
        data=DataSpec(set="arrays", inputs=("x1",)),
        network=NetworkSpec(tuple(LayerSpec(units, name) for units, name in layers)),
        training=TrainingSpec(cost=cost),
    )
    return Session(spec, dataset, np.array(parameters)).record


def claims(record: StepRecord, layer: int, thresholds: Thresholds | None = None) -> list[str]:
    judged = judge(record, layer, thresholds or Thresholds())
    return [CLAIMS[int(code)] for code in judged.claims]


def test_a_relu_that_is_0_on_every_sample_is_dead() -> None:
    record = record_of([(2, "relu"), (1, "tanh")], [1, 1, -5, 0, 1, 1, 0])
    assert claims(record, 1) == ["dead", "working"]
    found = verdict(record, 1, 0)
    assert (found.claim, found.severity) == ("dead", "bad")
    assert "all 200 samples" in found.evidence
    assert "leaky ReLU" in found.remedy


def test_a_shut_output_unit_that_is_wrong_is_stuck_and_says_how_wrong() -> None:
    record = record_of([(1, "tanh")], [0.0, 20.0])
    found = verdict(record, 1, 0)
    assert (found.claim, found.severity) == ("stuck", "bad")
    assert "200 of 200 samples" in found.evidence
    assert "1.00, above 0.1" in found.evidence
    assert "cross-entropy" in found.remedy


def test_a_shut_output_unit_that_is_right_is_finished() -> None:
    record = record_of([(1, "tanh")], [1e4, 0.0])
    found = verdict(record, 1, 0)
    assert (found.claim, found.severity) == ("finished", "good")
    assert "right" in found.evidence
    assert found.remedy == ""


def test_with_a_paired_cost_a_shut_and_wrong_output_is_still_working() -> None:
    record = record_of([(1, "sigmoid")], [0.0, 20.0], cost="binary_cross_entropy")
    found = verdict(record, 1, 0)
    assert found.claim == "working"
    assert "cancelled" in found.evidence
    mse = record_of([(1, "sigmoid")], [0.0, 20.0])
    assert verdict(mse, 1, 0).claim == "stuck"


def test_a_shut_hidden_unit_is_judged_by_the_error_that_reaches_it() -> None:
    """Both are shut; the one whose outgoing weight is nearly 0 has no error left to correct."""
    weights = [1.0, 1.0, 1.0, 30.0, 30.0, 0.0, 0.5, 1e-4, 0.5, 0.0]
    record = record_of([(3, "tanh"), (1, "tanh")], weights)
    assert claims(record, 1) == ["stuck", "finished", "working"]
    assert "100 % of its layer's median" in verdict(record, 1, 0).evidence
    assert "mean |∂C/∂a|" in verdict(record, 1, 1).evidence


def test_a_unit_between_is_working_and_says_what_it_stops() -> None:
    record = record_of([(1, "tanh")], [3.0, 0.0])
    found = verdict(record, 1, 0)
    assert (found.claim, found.severity) == ("working", "good")
    blocked = judge(record, 1).saturation.blocked[0]
    assert f"{100 * blocked:.0f} % of the error" in found.evidence


def test_a_threshold_unit_is_said_to_learn_without_a_slope() -> None:
    record = record_of([(1, "threshold")], [-1.0, -9.0])
    found = verdict(record, 1, 0)
    assert found.claim == "working"
    assert "delta rule" in found.evidence


def test_the_thresholds_move_the_verdicts() -> None:
    record = record_of([(1, "tanh")], [0.0, 1.2])
    assert claims(record, 1) == ["working"]
    assert claims(record, 1, Thresholds(tau=0.5)) == ["stuck"]
    assert claims(record, 1, Thresholds(tau=0.5, output_error=1.5)) == ["finished"]
    half = record_of([(1, "tanh")], [10.0, 5.0])
    assert claims(half, 1) == ["working"]
    assert claims(half, 1, Thresholds(saturated=0.5)) == ["stuck"]


def test_a_share_of_shut_samples_right_at_the_threshold_is_enough() -> None:
    record = record_of([(1, "tanh")], [10.0, 5.0])
    share = float(judge(record, 1).saturation.shut_share[0])
    assert 0.0 < share < 1.0
    assert claims(record, 1, Thresholds(saturated=share)) == ["stuck"]
    assert claims(record, 1, Thresholds(saturated=share + 1e-9)) == ["working"]


def test_a_finished_unit_is_warned_of_over_fitting() -> None:
    record = record_of([(1, "tanh")], [1e4, 0.0])
    falling = np.linspace(1.0, 0.1, 60)
    turning = np.concatenate([np.linspace(1.0, 0.5, 30), np.linspace(0.5, 0.9, 30)])
    history = SimpleNamespace(steps=np.arange(-59.0, 1.0), train=falling, test=turning)
    found = verdict(record, 1, 0, evaluations=history)
    assert (found.claim, found.severity) == ("finished", "warn")
    assert "Over-fitting" in found.evidence
    assert "l2" in found.remedy


@pytest.mark.parametrize("units", [1, 2])
def test_every_unit_of_every_layer_has_a_verdict_with_evidence(units: int) -> None:
    y = (X[:, 0] > 0).astype(int)
    record = record_of([(3, "gelu"), (units, "sigmoid")], [0.3] * (6 + 4 * units), y)
    for layer, width in ((1, 3), (2, units)):
        for unit in range(width):
            assert verdict(record, layer, unit).evidence.endswith(".")
