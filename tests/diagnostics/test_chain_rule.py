"""Every factor named, every path found, their sum the engine's gradient."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.diagnostics.chain_rule import sample_gradient, weight_gradient
from nnviz.diagnostics.chain_way import MOST_PATHS
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.backward_rules import BACKWARD_RULES

HIDDEN = [name for name in ACTIVATIONS if name not in ("softmax", "threshold")]


def record_of(
    widths: list[int], hidden: str = "tanh", rule: str = "backprop", **training: Any
) -> StepRecord:
    layers = [{"units": n, "activation": hidden} for n in widths]
    layers.append({"units": 1, "activation": "tanh"})
    session = Session(
        ExperimentSpec.from_dict(
            {
                "network": {"layers": layers, "initializer": {"name": "normal", "sigma": 0.8}},
                "training": {"backward": rule, **training},
            }
        )
    )
    session.step(3)
    return session.record


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 5), min_size=0, max_size=5),
    st.sampled_from(HIDDEN),
    st.sampled_from(list(BACKWARD_RULES)),
    st.data(),
)
def test_the_sum_over_all_paths_is_the_engines_gradient(
    widths: list[int], hidden: str, rule: str, data: st.DataObject
) -> None:
    record = record_of(widths, hidden, rule)
    units = record.problem.network.units
    layer = data.draw(st.integers(1, len(units) - 1))
    row = data.draw(st.integers(0, units[layer - 1]))
    column = data.draw(st.integers(0, units[layer] - 1))
    sample = data.draw(st.integers(0, len(record.batch.y) - 1))
    found = sample_gradient(record, layer, row, column, sample)
    scale = max(abs(found.engine), 1e-300)
    assert abs(found.path_sum - found.engine) <= 1e-9 * scale + 1e-18
    if found.path_count <= MOST_PATHS:
        assert len(found.paths) == found.path_count
        total = sum(path.value for path in found.paths)
        assert abs(total - found.engine) <= 1e-9 * scale + 1e-15
    whole = weight_gradient(record, layer, row, column)
    assert whole.contributions[sample] == pytest.approx(found.engine, rel=1e-12, abs=1e-300)
    assert whole.total == pytest.approx(whole.engine, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("rule", BACKWARD_RULES)
def test_the_ten_largest_paths_are_the_ten_largest(rule: str) -> None:
    record = record_of([4, 5, 3, 4], rule=rule)
    W = record.params.W
    if rule == "feedback_alignment":
        assert record.problem.network.feedback is not None
        W = record.problem.network.feedback.W
    found = sample_gradient(record, 1, 0, 2, 1)
    sizes = []
    for units in product(range(5), range(3), range(4)):
        way = (2, *units, 0)
        value = abs(record.tape.a[0][1, 0])
        for step, (here, after) in enumerate(pairwise(way), start=1):
            value *= abs(W[step + 1][here, after])
            if (
                rule == "backprop"
                or rule == "feedback_alignment"
                or (rule == "local_only" and step == 1)
            ):
                value *= abs(record.tape.slope[step][1, here])
        last = (
            record.tape.delta
            if rule in ("backprop", "feedback_alignment", "all_ones")
            else record.tape.error
        )
        sizes.append(value * abs(last[-1][1, 0]))
    largest = sorted(sizes, reverse=True)[:MOST_PATHS]
    assert [abs(path.value) for path in found.paths] == pytest.approx(largest, rel=1e-12)
    assert found.path_count == 60


def test_factors_stand_from_the_cost_back_to_the_weight() -> None:
    record = record_of([3, 2])
    (path, *_) = sample_gradient(record, 1, 1, 2, 0).paths
    symbols = [factor.symbol for factor in path.factors]
    unit = path.units[1] + 1
    assert symbols == [
        "∂C/∂a 3.1", "f′(z 3.1)", f"W3[{unit - 1}, 0]", f"f′(z 2.{unit})", f"W2[2, {unit - 1}]",
        "f′(z 1.3)", "input 2",
    ]  # fmt: skip
    assert np.prod([factor.value for factor in path.factors]) == pytest.approx(path.value)
    assert [factor.derivative for factor in path.factors] == [
        "∂C/∂a 3.1", "∂a 3.1/∂z 3.1", f"∂z 3.1/∂a 2.{unit}", f"∂a 2.{unit}/∂z 2.{unit}",
        f"∂z 2.{unit}/∂a 1.3", "∂a 1.3/∂z 1.3", "∂z 1.3/∂w",
    ]  # fmt: skip


def test_the_tightest_factor_is_the_slope_that_lets_least_through() -> None:
    record = record_of([3, 2])
    for path in sample_gradient(record, 1, 0, 0, 0).paths:
        shares = [factor.passes for factor in path.factors if factor.passes is not None]
        assert path.tightest.passes == min(shares)


def test_a_bias_multiplies_one() -> None:
    record = record_of([3])
    found = sample_gradient(record, 1, 2, 0, 0)
    assert found.paths[0].factors[-1].symbol == "1"
    assert found.paths[0].factors[-1].value == 1.0


def test_with_cross_entropy_the_outputs_slope_has_cancelled() -> None:
    session = Session(
        ExperimentSpec.from_dict(
            {
                "network": {"layers": [{"units": 1, "activation": "sigmoid"}]},
                "training": {"cost": "binary_cross_entropy"},
            }
        )
    )
    record = session.record
    found = sample_gradient(record, 1, 0, 0, 4)
    first, last = found.paths[0].factors
    expected = float((record.tape.outputs - record.batch.y)[4, 0]) / record.tape.samples
    assert first.value == pytest.approx(expected)
    assert "cancels" in first.meaning
    assert last.kind == "input"


def test_softmax_and_several_outputs_agree_as_well() -> None:
    session = Session(
        ExperimentSpec.from_dict(
            {
                "data": {"set": "iris"},
                "network": {
                    "layers": [
                        {"units": 5, "activation": "sigmoid"},
                        {"units": 3, "activation": "softmax"},
                    ]
                },
                "training": {"cost": "half_mse", "l1": 0.01, "l2": 0.02},
            }
        )
    )
    record = session.record
    for layer, row, column in ((1, 2, 4), (2, 1, 2), (2, 5, 0)):
        found = sample_gradient(record, layer, row, column, 0)
        assert found.path_sum == pytest.approx(found.engine, rel=1e-9)
        whole = weight_gradient(record, layer, row, column)
        assert whole.total == pytest.approx(whole.engine, rel=1e-9)
        assert set(whole.largest) == set(range(len(record.batch.y)))


def test_a_threshold_unit_has_no_slope_to_name() -> None:
    session = Session(
        ExperimentSpec.from_dict({"network": {"layers": [{"units": 1, "activation": "threshold"}]}})
    )
    path = sample_gradient(session.record, 1, 0, 0, 0).paths[0]
    assert "delta rule" in path.factors[0].meaning
    assert path.tightest is path.factors[0]
