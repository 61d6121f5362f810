"""The schedule of evaluations, and what an evaluation says."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine import evaluate
from nnviz.engine.passes import TAUS, NumpyPasses
from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec

CIRCLE = build(ExperimentSpec())
DIGITS = build(
    ExperimentSpec.from_dict(
        {
            "data": {"set": "digits"},
            "network": {
                "layers": [
                    {"units": 256, "activation": "relu"},
                    {"units": 10, "activation": "softmax"},
                ]
            },
            "training": {"cost": "softmax_cross_entropy"},
        }
    )
)


@given(st.integers(0, 10_000_000), st.integers(1, 10**11))
def test_the_next_evaluation_is_the_first_step_that_is_due(step: int, work: int) -> None:
    with mock.patch.object(evaluate, "work", return_value=work):
        problem = CIRCLE
        found = evaluate.next_due(problem, step)
        assert found > step
        assert evaluate.due(problem, found)
        assert found - step <= 2 * evaluate.interval(problem, found)


def test_small_problems_are_evaluated_at_every_step_at_first_and_rarely_later() -> None:
    assert all(evaluate.due(CIRCLE, step) for step in range(128))
    steps, step = 0, 0
    while step < 1_000_000:
        step = evaluate.next_due(CIRCLE, step)
        steps += 1
    assert steps < 4000


def test_a_table_of_the_size_of_mnist_trains_and_is_evaluated() -> None:
    rng = np.random.default_rng(0)
    data = Dataset.from_arrays(
        rng.random((4000, 784)), np.eye(10)[rng.integers(0, 10, 4000)], task="classification"
    )
    layers = [{"units": n, "activation": "relu"} for n in (128, 64)]
    layers.append({"units": 10, "activation": "softmax"})
    training = {"cost": "softmax_cross_entropy", "batch": 32}
    spec = ExperimentSpec.from_dict({"network": {"layers": layers}, "training": training})
    session = Session(spec, data)
    session.step(300)
    assert list(session.history.evaluations().steps) == [0, 64, 128, 192, 256]


def test_large_problems_are_evaluated_more_rarely() -> None:
    assert evaluate.interval(DIGITS, 1) > evaluate.interval(CIRCLE, 1)


def test_the_share_of_shut_pairs_counts_learning_abilities_below_each_tau() -> None:
    session = Session()
    session.step(200)
    record = session.record
    shut = NumpyPasses(session.problem.network).shut(record.probe).shares
    for layer in (1, 2, 3):
        ability = 1.0 - np.tanh(record.probe.z[layer]) ** 2
        expected = [(ability < tau).mean() for tau in TAUS]
        assert shut[layer - 1] == pytest.approx(expected)


def test_the_usual_tau_is_among_those_kept() -> None:
    assert 0.05 in TAUS
    assert list(TAUS) == sorted(TAUS)


def test_costs_include_the_regulariser_and_accuracy_counts_right_classes() -> None:
    plain = Session(ExperimentSpec.from_dict({"training": {"l1": 0.0, "l2": 0.0}}))
    heavy = Session(ExperimentSpec.from_dict({"training": {"l1": 0.1, "l2": 0.2}}))
    W = np.concatenate([W.ravel() for W in plain.record.params.W])
    penalty = 0.1 * np.abs(W).sum() + 0.1 * (W * W).sum()
    assert heavy.cost("train") - plain.cost("train") == pytest.approx(penalty, rel=1e-12)
    outputs = plain.problem.network.forward(plain.record.params, plain.problem.data.x_test).outputs
    right = (outputs > 0) == (plain.problem.data.y_test > 0)
    assert plain.accuracy("test") == right.mean()


def test_an_empty_test_part_has_no_cost() -> None:
    session = Session(ExperimentSpec.from_dict({"data": {"test_share": 0.0}}))
    assert np.isnan(session.cost("test"))
    assert np.isnan(session.accuracy("test"))
    session.step(3)
    assert np.isnan(session.record.costs.test)
