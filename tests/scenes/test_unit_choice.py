import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.diagnostics.one_unit import OneUnit
from nnviz.diagnostics.race import RaceSettings
from nnviz.nn.activations import ACTIVATIONS
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.lab_form import FormHeading, field_of
from nnviz.scenes.slide import Slide
from nnviz.scenes.unit_choice import ENTROPY, PRESETS, SQUARED, UnitChoice
from nnviz.scenes.unit_form import race_rows, unit_rows

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500, "nan", "inf", "1,5")


def fields(choice: UnitChoice) -> dict[str, Field]:
    rows = (row for row in unit_rows(choice) if not isinstance(row, FormHeading))
    return {field_of(row).name: field_of(row) for row in rows}


def test_every_field_shows_what_is_in_force() -> None:
    choice = UnitChoice().wish("inputs", 3).wish("w2", 0.5).wish("x3", -2.0).wish("rate", 0.1)
    shown = {name: field.value for name, field in fields(choice).items()}
    assert shown["w2"] == 0.5
    assert shown["x3"] == -2.0
    assert shown["rate"] == 0.1
    assert shown["activation"] == "sigmoid"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_number_gets_a_sentence_in_every_field(text: str) -> None:
    rows = (*unit_rows(UnitChoice().wish("inputs", 3)), *race_rows(RaceSettings()))
    numbers = [field_of(row) for row in rows if not isinstance(row, FormHeading)]
    numbers = [field for field in numbers if field.kind in ("number", "whole")]
    assert len(numbers) > 10
    for field in numbers:
        with pytest.raises(ValueError, match=r"\.$"):
            field.read(text)


@pytest.mark.parametrize(("name", "text"), [("w1", "1001"), ("rate", "0"), ("inputs", "4"),
                                            ("inputs", "1.5"), ("x1", "-1e4")])  # fmt: skip
def test_what_is_out_of_range_gets_a_sentence(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"^Give a "):
        fields(UnitChoice())[name].read(text)


def test_every_wish_of_the_form_is_granted() -> None:
    for name, field in fields(UnitChoice()).items():
        value = field.choices[0].value if field.kind == "choice" else field.value
        assert isinstance(UnitChoice().wish(name, value), UnitChoice)


@pytest.mark.parametrize(("name", "value"), [("w2", 1.0), ("colour", 1.0), ("inputs", 4),
                                             ("slip", "both"), ("x0", 1.0)])  # fmt: skip
def test_a_wish_that_cannot_be_granted_says_why(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        UnitChoice().wish(name, value)


def test_cross_entropy_goes_with_the_sigmoid_only() -> None:
    entropy = UnitChoice().wish("cost", ENTROPY)
    assert entropy.wish("activation", "tanh").unit.cost == SQUARED
    with pytest.raises(ValueError, match="sigmoid"):
        UnitChoice().wish("activation", "tanh").wish("cost", ENTROPY)
    assert not next(
        c for c in fields(UnitChoice().wish("activation", "tanh"))["cost"].choices
        if c.value == ENTROPY
    ).allowed  # fmt: skip


def test_cross_entropy_takes_the_target_between_0_and_1() -> None:
    choice = UnitChoice().wish("target", -3.0).wish("cost", ENTROPY)
    assert choice.unit.target == 0.0
    with pytest.raises(ValueError, match="from 0 to 1"):
        fields(choice)["target"].read("1.5")


def test_the_lost_minus_sign_is_the_sigmoids_alone() -> None:
    with pytest.raises(ValueError, match="exponent"):
        UnitChoice().wish("activation", "relu").wish("slip", "minus")
    assert UnitChoice().wish("slip", "minus").wish("activation", "relu").unit.slip == "none"
    assert UnitChoice().wish("slip", "input").wish("activation", "relu").unit.slip == "input"


def test_no_rate_is_a_rate_of_1_until_another_is_given() -> None:
    choice = UnitChoice().wish("rate", 0.1).wish("no_rate", True)
    assert (choice.run.rate, choice.no_rate) == (1.0, True)
    assert not choice.wish("rate", 0.5).no_rate


def test_fewer_inputs_keep_the_first_ones() -> None:
    choice = UnitChoice().wish("inputs", 3).wish("w1", 5.0).select(3).wish("inputs", 1)
    assert choice.unit.w == (5.0,)
    assert choice.index <= choice.unit.inputs


@given(st.floats(-1000.0, 1000.0))
def test_the_range_of_the_pictures_takes_every_weight_in(w: float) -> None:
    choice = UnitChoice().wish("w1", w)
    assert abs(w) <= choice.limit


def test_a_wish_begins_a_new_way_and_another_rate_does_not() -> None:
    choice = UnitChoice().step(5)
    assert choice.wish("rate", 2.0).run.step_count == 5
    assert choice.wish("b", 2.0).run.step_count == 0


@given(st.floats(-20.0, 20.0), st.floats(-20.0, 20.0))
def test_a_place_on_the_map_sets_both(w: float, b: float) -> None:
    unit = UnitChoice().place(w, b).unit
    assert unit.w[0] == pytest.approx(max(-12.0, min(12.0, w)), abs=0.01)
    assert unit.b == pytest.approx(max(-12.0, min(12.0, b)), abs=0.01)


def test_stepping_back_and_reset_lead_to_the_start() -> None:
    choice = UnitChoice().step(7)
    assert choice.step(-7).unit == choice.reset().unit == UnitChoice().unit


def test_zooming_goes_closer_and_wider() -> None:
    choice = UnitChoice()
    assert choice.zoom(1).limit < choice.limit < choice.zoom(-1).limit
    assert replace(choice, limit=1.0).zoom(1).limit == 1.0


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_unit(name: str) -> None:
    tip, unit, rate = PRESETS[name]
    choice = UnitChoice().take(unit, rate)
    assert isinstance(choice.unit, OneUnit)
    assert choice.run.rate == rate
    assert tip.endswith(".")


def test_sliders_show_all_that_can_be_dragged() -> None:
    choice = UnitChoice().wish("inputs", 2)
    sliders = [row.field.name for row in unit_rows(choice) if isinstance(row, Slide)]
    assert sliders == ["w1", "w2", "b", "x1", "x2", "target"]


def test_all_activations_of_one_unit_can_be_chosen() -> None:
    names = {choice.value for choice in fields(UnitChoice())["activation"].choices}
    assert names == set(ACTIVATIONS) - {"softmax"}
