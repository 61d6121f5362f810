from __future__ import annotations

import re

import pytest

from nnviz.engine.record import StepRecord
from nnviz.engine.session import Session
from nnviz.experiment.presets import preset
from nnviz.experiment.spec import DataSpec, ExperimentSpec, LayerSpec, NetworkSpec, TrainingSpec
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.parameter_facts import PAUSE_TO_CHECK, edit_of, parameter_facts


def check_of(record: StepRecord, mark: WeightMark, *, checked: bool = True) -> str:
    found = {fact.name: fact.value for fact in parameter_facts(record, mark, checked)}
    return found["check by difference"]


def test_the_gradient_is_checked_by_a_difference_only_where_it_is_wanted() -> None:
    record = Session(preset("circle")).record
    mark = WeightMark(2, 1, 0)
    assert check_of(record, mark, checked=False) == PAUSE_TO_CHECK
    told = re.fullmatch(r"(.+) · relative error (\de−\d+)", check_of(record, mark))
    assert told
    difference, error = (float(text.replace("−", "-")) for text in told.groups())
    assert difference == pytest.approx(record.gradients.W[2][1, 0], rel=1e-3)
    assert error < 1e-6


def test_a_dead_units_gradient_is_exactly_0_both_ways() -> None:
    record = Session(preset("race_relu")).record
    assert check_of(record, WeightMark(1, 0, 0)) == "0 · exactly the same"


def test_a_gradient_lost_in_rounding_is_said_to_be_too_small() -> None:
    session = Session(preset("race_sigmoid"))
    session.edit_weight(1, 0, 0, -60.0)
    told = check_of(session.record, WeightMark(1, 0, 0))
    assert told.startswith("below what a difference can see")


def test_a_kink_is_told() -> None:
    session = Session(preset("race_relu"))
    session.edit_weight(1, 0, 0, 0.0)
    assert "kink" in check_of(session.record, WeightMark(1, 0, 0))


def test_the_delta_rule_is_not_compared() -> None:
    spec = ExperimentSpec(
        data=DataSpec(set="gauss"),
        network=NetworkSpec((LayerSpec(1, "threshold"),)),
        training=TrainingSpec(),
    )
    told = check_of(Session(spec).record, WeightMark(1, 0, 0))
    assert told == "not comparable: delta rule"


def test_a_cost_beyond_all_numbers_is_not_compared() -> None:
    session = Session(preset("plane"))
    session.edit_weight(1, 0, 0, 1e160)
    told = check_of(session.record, WeightMark(1, 0, 0))
    assert told == "not comparable: the cost is infinite"


def test_a_value_to_be_changed_has_six_digits_and_no_commas() -> None:
    session = Session(preset("circle"))
    session.edit_weight(2, 1, 0, -12345.678)
    edit = edit_of(session.record, WeightMark(2, 1, 0))
    assert (edit.name, edit.text) == ("weight W2[1, 0]", "−12345.7")
    assert edit_of(session.record, WeightMark(2, 4, 1)).name == "bias b2[1]"
