"""How the error flows back, layer by layer."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.flow import cosines
from nnviz.engine.passes import blocked_share
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.parameters import Parameters


def test_the_flow_of_the_newest_step_is_what_the_record_says() -> None:
    session = Session()
    session.step(100)
    record, found = session.record, session.history.evaluations()
    for layer in (1, 2, 3):
        block = record.gradients.block[layer]
        assert found.gradient[-1, layer - 1] == pytest.approx(np.linalg.norm(block), rel=1e-12)
        ratio = np.linalg.norm(record.update.block[layer]) / np.linalg.norm(
            record.params.block[layer]
        )
        assert found.update_ratio[-1, layer - 1] == pytest.approx(ratio, rel=1e-12)
        error = np.abs(record.probe.error[layer])
        passed = (error * record.probe.slope[layer]).sum() / error.sum()
        assert found.blocked[-1, layer - 1] == pytest.approx(1 - passed, abs=1e-12)


def test_nothing_is_blocked_where_all_is_let_through_or_there_is_no_error() -> None:
    error = np.ones((4, 2))
    assert blocked_share(error, np.ones((4, 2))) == 0.0
    assert blocked_share(0 * error, np.zeros((4, 2))) == 0.0
    assert blocked_share(error, np.zeros((4, 2))) == 1.0


def test_the_cosine_tells_how_far_a_rule_is_from_the_gradient() -> None:
    for rule in BACKWARD_RULES:
        session = Session(ExperimentSpec.from_dict({"training": {"backward": rule}}))
        session.step(40)
        record = session.record
        angle = cosines(record.gradients, record.true_gradients)
        found = session.history.evaluations().cosine[-1]
        if rule == "backprop":
            assert (found == 1.0).all()
            assert record.gradients.flat is not None
            assert np.array_equal(record.gradients.flat, record.true_gradients.flat)
        else:
            np.testing.assert_allclose(found, angle, rtol=1e-12)
            assert (angle < 0.9999).any()


def test_a_gradient_of_zero_has_no_direction() -> None:
    zero = Parameters((2, 1))
    assert np.isnan(cosines(zero, zero)).all()
