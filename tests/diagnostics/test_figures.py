from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnviz.diagnostics.figures import count, number, percent, signed

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def read_back(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


@given(FINITE, st.integers(1, 9))
@example(0.99996, 4)
@example(9.9996e-4, 4)
@example(999_999.6, 4)
@example(5e-324, 3)
@example(1.7976931348623157e308, 6)
@example(-0.0, 4)
def test_a_number_is_within_half_a_unit_of_its_last_digit(value: float, digits: int) -> None:
    written = read_back(number(value, digits))
    gap = abs(written - Decimal(value))
    assert gap <= abs(Decimal(value)) * Decimal(10) ** (1 - digits) / 2 * Decimal("1.000001")


@given(FINITE.filter(lambda value: value != 0.0), st.integers(1, 9))
def test_a_number_has_the_digits_asked_for_and_never_cuts_its_whole_part(
    value: float, digits: int
) -> None:
    mantissa = number(value, digits).removeprefix("−").partition("e")[0]
    figures = mantissa.replace(",", "").replace(".", "").lstrip("0")
    whole = len(mantissa.partition(".")[0].replace(",", ""))
    assert len(figures) == max(digits, whole if "." not in mantissa else 0)


@given(FINITE, st.integers(1, 9))
def test_a_number_has_one_kind_of_minus_and_no_plus(value: float, digits: int) -> None:
    assert not set(number(value, digits)) & set("+-")


@given(FINITE, FINITE)
def test_numbers_are_written_in_their_order(one: float, other: float) -> None:
    low, high = sorted([one, other])
    assert read_back(number(low)) <= read_back(number(high))


@given(FINITE)
def test_the_opposite_number_is_written_with_a_minus(value: float) -> None:
    if value > 0:
        assert number(-value) == "−" + number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.4182, "0.4182"),
        (-0.0003118, "−3.118e−4"),
        (0.001, "0.001000"),
        (0.00099996, "0.001000"),
        (0.99996, "1.000"),
        (9.9999, "10.00"),
        (12.345, "12.35"),
        (12345.0, "12,345"),
        (999_999.6, "1.000e6"),
        (1e6, "1.000e6"),
        (2e-10, "2.000e−10"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_numbers_as_they_stand_on_screen(value: float, text: str) -> None:
    assert number(value) == text


def test_one_digit_has_no_point() -> None:
    assert number(2.2e-10, 1) == "2e−10"
    assert number(0.05, 1) == "0.05"
    assert number(3.2, 1) == "3"


def test_shares_counts_and_powers() -> None:
    assert percent(0.352) == "35 %"
    assert percent(0.9935, 1) == "99.4 %"
    assert percent(-0.001) == "0 %"
    assert percent(-0.25) == "−25 %"
    assert percent(math.nan) == "–"
    assert count(1240) == "1,240"
    assert count(-1240) == "−1,240"
    assert signed(-4) == "−4"
