"""What each backward rule leaves out, against the formulas written out for three layers."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.session import Session
from nnviz.experiment.catalog import build
from nnviz.experiment.spec import ExperimentSpec, SpecError
from nnviz.nn.backward_rules import BACKWARD_RULES


def spec_of(rule: str, seed: int = 0) -> ExperimentSpec:
    return ExperimentSpec.from_dict(
        {"data": {"seed": seed}, "network": {"seed": seed}, "training": {"backward": rule}}
    )


@pytest.mark.parametrize("rule", BACKWARD_RULES)
def test_deltas_are_what_the_rule_says(rule: str) -> None:
    problem = build(spec_of(rule))
    record = Session(spec_of(rule)).record
    tape, W = record.tape, record.params.W
    slope = [tape.slope[k] for k in (1, 2, 3)]
    error = (tape.outputs - record.batch.y) / tape.samples
    if rule == "all_ones":
        expected = [error @ W[3].T @ W[2].T, error @ W[3].T, error]
    elif rule == "local_only":
        back = error @ W[3].T
        expected = [(back @ W[2].T) * slope[0], back * slope[1], error * slope[2]]
    else:
        feedback = problem.network.feedback
        B = W if rule == "backprop" else feedback.W  # type: ignore[union-attr]
        last = error * slope[2]
        middle = (last @ B[3].T) * slope[1]
        expected = [(middle @ B[2].T) * slope[0], middle, last]
    for layer in (1, 2, 3):
        np.testing.assert_allclose(tape.delta[layer], expected[layer - 1], rtol=1e-13)
        np.testing.assert_allclose(
            record.gradients.W[layer], tape.a[layer - 1].T @ expected[layer - 1], rtol=1e-12
        )


def test_only_backpropagation_is_the_gradient() -> None:
    assert [name for name, rule in BACKWARD_RULES.items() if rule.is_gradient] == ["backprop"]


def test_random_feedback_is_fixed_by_the_training_seed() -> None:
    one, again = build(spec_of("feedback_alignment")), build(spec_of("feedback_alignment"))
    assert one.network.feedback is not None
    assert again.network.feedback is not None
    assert np.array_equal(one.network.feedback.flat, again.network.feedback.flat)
    session = Session(spec_of("feedback_alignment"))
    before = session.problem.network.feedback
    session.set_parameter("rate", 0.1)
    after = session.problem.network.feedback
    assert before is not None
    assert after is not None
    assert np.array_equal(before.flat, after.flat)


def test_an_unknown_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(SpecError, match=r"training\.backward.*all_ones"):
        spec_of("magic")


def test_backprop_learns_the_circle_and_all_slopes_one_never_does() -> None:
    reached = {}
    for rule in ("backprop", "all_ones"):
        sessions = [Session(spec_of(rule, seed), backend="compiled") for seed in range(20)]
        for session in sessions:
            session.epoch(100)
        reached[rule] = sum(session.cost("test") < 0.05 for session in sessions)
    assert reached["backprop"] >= 16
    assert reached["all_ones"] == 0
