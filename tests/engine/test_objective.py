"""A network's cost as an objective: its derivatives are those of its values."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.objective import EmptyPartError, PartCost
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.hessian import HessianError
from nnviz.optim.methods import METHODS, path
from nnviz.optim.objective import Counted


def session_of(hidden: str = "tanh", **training: object) -> Session:
    layers = [{"units": 3, "activation": hidden}, {"units": 1, "activation": "tanh"}]
    return Session(
        ExperimentSpec.from_dict({"network": {"layers": layers}, "training": dict(training)})
    )


def test_value_is_the_cost_of_the_part_and_the_derivatives_agree_with_differences() -> None:
    session = session_of(l2=0.01)
    session.step(30)
    x, h = session.parameters, 1e-5
    rng = np.random.default_rng(0)
    v = rng.normal(size=x.size)
    for part in ("train", "test"):
        cost = PartCost(session.problem, part)
        assert cost.value(x) == pytest.approx(session.cost(part), rel=1e-12)
        slope = (cost.value(x + h * v) - cost.value(x - h * v)) / (2 * h)
        assert cost.gradient(x) @ v == pytest.approx(slope, rel=1e-6)
        bend = (cost.gradient(x + h * v) - cost.gradient(x - h * v)) / (2 * h)
        np.testing.assert_allclose(cost.hvp(x, v), bend, atol=1e-6)
        np.testing.assert_allclose(cost.hessian(x) @ v, cost.hvp(x, v), atol=1e-9)


def test_the_gradient_is_the_cost_s_whatever_rule_the_run_learns_by() -> None:
    plain, rule = session_of(), session_of(backward="all_ones")
    x = plain.parameters
    assert np.array_equal(PartCost(plain.problem).gradient(x), PartCost(rule.problem).gradient(x))


def test_an_empty_part_and_a_threshold_are_refused_in_a_sentence() -> None:
    spec = ExperimentSpec.from_dict({"data": {"test_share": 0.0}})
    with pytest.raises(EmptyPartError, match="no test samples"):
        PartCost(Session(spec).problem, "test")
    layers = [{"units": 1, "activation": "threshold"}]
    threshold = Session(ExperimentSpec.from_dict({"network": {"layers": layers}}))
    cost = PartCost(threshold.problem)
    assert np.isfinite(cost.value(threshold.parameters))
    with pytest.raises(HessianError, match="slope 0"):
        cost.gradient(threshold.parameters)


@pytest.mark.parametrize("name", ["nelder_mead", "conjugate_gradient", "bfgs", "newton_positive"])
def test_the_lab_s_methods_go_down_on_a_network(name: str) -> None:
    session = session_of()
    cost = Counted(PartCost(session.problem))
    states = path(METHODS[name](), cost, session.parameters, 12)
    assert states[-1].value < states[0].value
    assert states[-1].counts.total > 0
