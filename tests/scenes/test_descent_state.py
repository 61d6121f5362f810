from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.experiment.functions import FUNCTIONS
from nnviz.optim.methods import METHODS
from nnviz.scenes.descent_choice import (
    MOST_POINTS,
    PointsChoice,
    chosen,
    data_points,
    function_choices,
    read_point,
)
from nnviz.scenes.descent_form import function_fields, method_fields
from nnviz.scenes.descent_state import Descent, fitted, opening, wished, with_choice
from nnviz.scenes.descent_table import cut_off, iterates_scene

HOSTILE = (
    "", "   ", "text", "1e999", "__import__('os')", "9**9**9", "(" * 500 + "x" + ")" * 500,
    "x" * 5000, "x\0", "z", "log(-1) + 0*x", "5", "[x]", "x if x else y", "lambda: x", "𝑥",
    "nan*x", "1/0*x",
)  # fmt: skip


def test_it_opens_with_the_33_rows_of_worked_example_1() -> None:
    scene = iterates_scene(opening())
    shown = [scene.cell(row, 1) for row in range(1, scene.rows)]
    told = (
        "6.80 5.84 5.07 4.45 3.96 3.57 3.25 3.00 2.80 2.64 2.51 2.41 2.32 2.26 2.21 2.16 2.13 2.10"
        " 2.08 2.06 2.05 2.04 2.03 2.02 2.02 2.01 2.01 2.01 2.00 2.00 2.00 2.00 2.00"
    )
    assert len(shown) == 33
    assert shown == told.split()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12] or "empty")
def test_a_hostile_formula_gets_a_sentence_and_changes_nothing(text: str) -> None:
    state = opening()
    with pytest.raises(ValueError, match=r"\w.*\.$"):
        wished(state, "formula", text)
    assert state.function.formula == "x^2 - 4*x + 6"


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != "5"])
def test_a_hostile_point_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w.*\.$"):
        read_point(text)


def test_a_point_may_be_typed_with_a_true_minus() -> None:
    assert read_point(" 1.5, −2 ") == (1.5, -2.0)


@pytest.mark.parametrize("name", [choice.value for choice in function_choices()])
def test_every_function_can_be_chosen_and_raced_on_by_every_method(name: str) -> None:
    state = wished(opening(), "function", name)
    for method in METHODS:
        state = wished(state, f"race.{method}", True)
    assert len(state.race.tracks) == len(METHODS)
    assert state.race.moved(8).step == 8


# Pure Newton goes to the nearest level place, be it a top.
@pytest.mark.parametrize("name", [name for name in METHODS if name != "newton"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_fitted_method_comes_down_within_thirty_steps(name: str, function: str) -> None:
    built = FUNCTIONS[function]().build()
    method = fitted(METHODS[name], built)
    state = method.start(built.objective, np.array(built.start))
    states = [state]
    for _ in range(30):
        states.append(method.step(built.objective, states[-1]))
    if states[-1].stop is not None and states[-1].stop.kind == "failed":
        return
    assert min(one.value for one in states[1:]) < states[0].value


def test_typing_takes_over_the_formula_that_was_there() -> None:
    state = wished(wished(opening(), "function", "himmelblau"), "function", "typed")
    assert state.function.formula == "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def test_own_points_take_over_the_data_that_were_there() -> None:
    line = wished(opening(), "function", "line")
    own = wished(line, "function", "points")
    assert data_points(own.function) == data_points(line.function)


def test_a_line_needs_two_places() -> None:
    state = wished(opening(), "function", "points")
    choice = PointsChoice(((1.0, 2.0), (1.0, 3.0)))
    with pytest.raises(ValueError, match="two points"):
        with_choice(state, choice)


def test_too_many_or_too_distant_points_are_refused() -> None:
    full = PointsChoice(tuple((float(k), 0.0) for k in range(MOST_POINTS)))
    with pytest.raises(ValueError, match="take one away"):
        full.with_point(1.0, 1.0)
    with pytest.raises(ValueError, match="between"):
        PointsChoice(()).with_point(1e300, 0.0)


def test_the_last_method_stays_in_the_race() -> None:
    with pytest.raises(ValueError, match="At least one"):
        wished(opening(), "race.gradient_descent", False)


def test_a_setting_out_of_range_is_refused() -> None:
    for value in (-1.0, math.nan, math.inf, "much"):
        with pytest.raises(ValueError, match="rate"):
            wished(opening(), "method.rate", value)


def test_a_schedule_is_chosen_and_set() -> None:
    state = wished(opening(), "race.decreasing_rate", True)
    state = wished(state, "method.schedule", "exponential")
    state = wished(state, "method.schedule.fall", 0.2)
    names = [field.name for field in method_fields(state)]
    assert "method.schedule.fall" in names
    assert state.method.schedule.fall == 0.2  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [choice.value for choice in function_choices()])
def test_every_field_of_the_form_is_granted_its_own_value(name: str) -> None:
    state = wished(opening(), "function", name)
    for method in METHODS:
        state = wished(state, f"race.{method}", True)
        for field in (*function_fields(state), *method_fields(state)):
            again = wished(state, field.name, field.value)
            assert _fields(again)[field.name] == field.value


def _fields(state: Descent) -> dict[str, object]:
    return {one.name: one.value for one in (*function_fields(state), *method_fields(state))}


def test_changing_a_rate_bends_the_whole_way() -> None:
    state = wished(opening(), "method.rate", 1.0)
    assert set(state.race.tracks[0].points[:, 0].tolist()) == {8.0, -4.0}
    assert state.race.head == 33


def test_another_function_brings_rates_that_suit_it() -> None:
    state = wished(wished(opening(), "method.rate", 0.9), "function", "rosenbrock")
    assert state.method.rate == state.function.rate  # type: ignore[attr-defined]


def test_choosing_what_is_chosen_changes_nothing() -> None:
    state = opening()
    assert chosen("parabola", state.choice, state.function) is state.choice


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.57, "3.57"), (3.5799, "3.57"), (2.0, "2.00"), (-0.005, "0.00"), (-1.239, "−1.23")],
)
def test_decimals_are_cut_and_not_rounded(value: float, text: str) -> None:
    assert cut_off(value).replace("−0.00", "0.00") == text
