from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes import words

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE)
def test_what_an_edit_field_starts_from_can_be_read_back(value: float) -> None:
    assert words.read_number(words.typed(value)) == pytest.approx(value, rel=1e-5)


@given(FINITE)
def test_an_exact_number_reads_back_as_the_very_same(value: float) -> None:
    assert words.read_number(words.exact(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.25", 0.25), (" −3e−4 ", -3e-4), ("-2", -2.0), ("+.5", 0.5), ("1e3", 1000.0)],
)
def test_a_number_may_be_typed_with_either_minus(text: str, value: float) -> None:
    assert words.read_number(text) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Type a number"),
        ("   ", "Type a number"),
        ("abc", "“abc” is not a number"),
        ("0,25", "with a point"),
        ("1,234", "with a point"),
        ("1/3", "is not a number"),
        ("nan", "must be finite"),
        ("1e999", "must be finite"),
        ("x" * 500, "is not a number"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refusal:
        words.read_number(text)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 140


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0, 0.5, "0"),
        (0.25, 0.05, "0.25"),
        (-4.0, 2.0, "−4"),
        (1500.0, 500.0, "1,500"),
        (20_000.0, 5_000.0, "20k"),
        (2.5e6, 5e5, "2.5M"),
        (2e-4, 1e-4, "2e−4"),
        (-1e-5, 1e-5, "−1e−5"),
        (2.5e15, 5e14, "2.5e15"),
        (-4e153, 1e153, "−4e153"),
    ],
)
def test_the_numbers_of_an_axis_are_short(value: float, step: float, text: str) -> None:
    assert words.tick(value, step) == text


@given(st.integers(-40, 40), st.sampled_from([1e-6, 1e-3, 0.05, 1.0, 20.0, 1e3, 5e5, 1e13, 2e200]))
def test_neighbouring_ticks_are_never_written_alike(multiple: int, step: float) -> None:
    assert words.tick(multiple * step, step) != words.tick((multiple + 1) * step, step)


def test_names_are_those_of_the_screen() -> None:
    assert words.unit_name(2, 0) == "unit 2.1"
    assert words.weight_name(2, 1, 0, inputs=4) == "W2[1, 0]"
    assert words.weight_name(2, 4, 0, inputs=4) == "b2[0]"
    assert words.input_name("x1^2") == "x₁²"
    assert words.input_name("petal length") == "petal length"
    assert words.subscript(12) == "₁₂"
    assert words.sentence("unit 2.1 is X") == "Unit 2.1 is X"
    assert words.sentence("") == ""


def test_words_hand_on_the_figures_of_the_diagnostics() -> None:
    assert words.number(-0.0003118) == "−3.118e−4"
    assert words.percent(math.nan) == "–"
    assert words.count(1240) == "1,240"


@pytest.mark.parametrize(("start", "step"), [(0.49998, 5e-6), (0.2, 1e-4), (3e-6, 1e-9)])
def test_ticks_that_hardly_differ_are_told_apart(start: float, step: float) -> None:
    texts = [words.tick(start + k * step, step) for k in range(5)]
    assert len(set(texts)) == 5
