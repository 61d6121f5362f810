import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.activations import ACTIVATIONS, SIGMOID
from nnviz.scenes.activation_choice import (
    LEAST_H,
    MOST_H,
    QUICK,
    ActivationChoice,
    h_slide,
    shape_of,
    z_slide,
)

HOSTILE = ("", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500, "nan", "1,5")


def test_switching_one_on_makes_all_be_about_it() -> None:
    choice = ActivationChoice().switch("relu")
    assert choice.shown == ("sigmoid", "tanh", "relu")
    assert choice.chosen == "relu"


def test_switching_the_chosen_one_off_chooses_another() -> None:
    choice = ActivationChoice().switch("sigmoid")
    assert choice.shown == ("tanh",)
    assert choice.chosen == "tanh"


@given(st.lists(st.sampled_from(list(ACTIVATIONS)), max_size=30))
def test_one_activation_always_stays_and_the_chosen_one_is_shown(names: list[str]) -> None:
    choice = ActivationChoice()
    for name in names:
        choice = choice.switch(name)
    assert choice.shown
    assert choice.chosen in choice.shown


@given(st.lists(st.integers(0, 2), max_size=20))
def test_one_of_f_and_its_derivatives_always_stays(orders: list[int]) -> None:
    choice = ActivationChoice()
    for order in orders:
        choice = choice.switch_order(order)
    assert choice.orders
    assert list(choice.orders) == sorted(set(choice.orders))


def test_one_difference_always_stays() -> None:
    choice = ActivationChoice().switch_difference("forward").switch_difference("central")
    assert choice.differences == ("central",)


@pytest.mark.parametrize("z", [*QUICK, 1e4, -1e4, 8.5])
def test_the_range_takes_the_cursor_in(z: float) -> None:
    choice = ActivationChoice().go_to(z)
    assert choice.z == z
    assert abs(z) < choice.limit


def test_from_20_back_to_1_the_range_is_the_usual_one_again() -> None:
    assert ActivationChoice().go_to(20.0).go_to(1.0).limit == ActivationChoice().limit


@given(st.floats(-100.0, 100.0))
def test_pointing_changes_no_range_and_stays_within(z: float) -> None:
    choice = ActivationChoice().go_to(20.0)
    pointed = choice.point_at(z)
    assert pointed.limit == choice.limit
    assert abs(pointed.z) <= choice.limit


@given(st.lists(st.sampled_from([-1, 1]), max_size=20))
def test_zooming_never_loses_the_cursor(notches: list[int]) -> None:
    choice = ActivationChoice().go_to(5.0)
    for notch in notches:
        choice = choice.zoom(notch)
        assert abs(choice.z) <= choice.limit


def test_zooming_in_comes_closer_and_out_goes_wider() -> None:
    choice = ActivationChoice()
    assert choice.zoom(1).limit < choice.limit < choice.zoom(-1).limit


def test_keys_move_the_cursor_by_a_hundredth_of_the_range() -> None:
    assert ActivationChoice().move(1).z == pytest.approx(1.08)
    assert ActivationChoice().move(-5000).z == -8.0


def test_keys_choose_round_and_round() -> None:
    choice = ActivationChoice()
    assert choice.choose_beside(1).chosen == "tanh"
    assert choice.choose_beside(2).chosen == "sigmoid"
    assert choice.choose_beside(-1).chosen == "tanh"


@given(st.lists(st.integers(-30, 30), max_size=20))
def test_h_stays_within_its_range(tenths: list[int]) -> None:
    choice = ActivationChoice()
    for by in tenths:
        choice = choice.beside_h(by)
        assert LEAST_H <= choice.h <= MOST_H


def test_softmax_is_the_sigmoid_of_z_against_the_others() -> None:
    assert shape_of("softmax") is SIGMOID
    assert shape_of("relu") is ACTIVATIONS["relu"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_number_gets_a_sentence(text: str) -> None:
    for slide in (z_slide(ActivationChoice()), h_slide(ActivationChoice())):
        with pytest.raises(ValueError, match=r"[a-z].*\.$"):
            slide.field.read(text)


@pytest.mark.parametrize("text", ["0", "-1", "2", "1e-17"])
def test_an_h_out_of_its_range_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="Give a number from 1e−16 to 1"):
        h_slide(ActivationChoice()).field.read(text)
