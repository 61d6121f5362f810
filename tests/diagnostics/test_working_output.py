"""The output layer's delta in numbers: what is put in gives what comes out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.diagnostics.operations import explained, operations
from nnviz.diagnostics.working_output import ENOUGH
from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.spec import ExperimentSpec


def record_at(activation: str, bias: float) -> StepRecord:
    """Return a record of one unit whose z is its bias."""
    spec = ExperimentSpec.from_dict(
        {"network": {"layers": [{"units": 1, "activation": activation}], "bias": bias,
                     "initializer": {"name": "zeros"}},
         "training": {"cost": "half_mse", "batch": 1}}
    )  # fmt: skip
    return Session(spec).record


def slope_line(record: StepRecord) -> str:
    found = operations(record.problem.network)
    delta = next(one for one in found if one.kind == "delta")
    return "".join(word.text for word in explained(record, delta, 0).lines[0])


def numbers_in(text: str) -> list[float]:
    return [float(one.replace("−", "-")) for one in re.findall(r"−?\d[\d.]*(?:e−?\d+)?", text)]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@given(z=st.floats(-300.0, 300.0))
@settings(max_examples=40, deadline=None)
def test_the_output_as_written_gives_its_slope_or_z_is_named(activation: str, z: float) -> None:
    record = record_at(activation, z)
    slope = float(record.tape.slope[1][0, 0])
    line = slope_line(record)
    if "from z" in line:
        assert abs(z) > 2.0
        assert numbers_in(line.split("from z = ")[1])[0] == pytest.approx(z, rel=1e-3)
        return
    o = numbers_in(line)[0] if activation == "sigmoid" else numbers_in(line)[1]
    by_hand = o * (1.0 - o) if activation == "sigmoid" else 1.0 - o * o
    assert by_hand == pytest.approx(slope, rel=1.1 * ENOUGH)


def test_a_shut_unit_is_not_told_to_be_one_minus_one() -> None:
    assert slope_line(record_at("tanh", 29.63)) == (
        "f′ = 1 − O² = 7.341e−26, from z = 29.63: O is 1.000 rounded"
    )
    assert slope_line(record_at("sigmoid", 0.0)) == "f′ = 0.5000 × (1 − 0.5000) = 0.2500"
