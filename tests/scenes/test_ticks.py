import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.ticks import Axis, linear_axis, log_axis, round_range, rounded_up

SPANS = st.floats(1e-9, 1e9)
LOWS = st.floats(-1e6, 1e6)


@given(LOWS, SPANS, st.integers(2, 9))
def test_linear_ticks_lie_on_the_axis_in_rising_order_and_are_few(
    low: float, span: float, most: int
) -> None:
    high = low + span
    if not high > low:
        return
    axis = linear_axis(low, high, most)
    places = [tick.position for tick in axis.ticks]
    assert places == sorted(places)
    assert len(places) <= most + 1
    room = 1e-6 * span + 1e-9 * abs(low)
    assert all(low - room <= place <= high + room for place in places)


def test_a_tick_is_written_as_the_number_where_it_stands() -> None:
    ticks = linear_axis(0.0, 1500.0).ticks
    assert [(t.position, t.text) for t in ticks] == [
        (0, "0"), (500, "500"), (1000, "1,000"), (1500, "1,500"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 0.6, ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]),
        (-6.0, 6.0, ["−5", "0", "5"]),
        (0.0, 1e7, ["0", "2M", "4M", "6M", "8M", "10M"]),
        (0.0, 3e-4, ["0", "1e−4", "2e−4", "3e−4"]),
        (9e6, 9.0001e6, ["9,000,000", "9,000,050", "9,000,100"]),
    ],
)
def test_ticks_are_round_numbers_written_short(low: float, high: float, texts: list[str]) -> None:
    most = 6 if len(texts) > 4 else 3
    assert [tick.text for tick in linear_axis(low, high, most).ticks] == texts


def test_log_ticks_are_powers_of_ten() -> None:
    axis = log_axis(-12.0, 0.0)
    assert [tick.text for tick in axis.ticks] == ["1e−12", "1e−9", "1e−6", "0.001", "1"]
    assert [tick.position for tick in axis.ticks] == [-12, -9, -6, -3, 0]


@given(st.floats(-12, 6), st.floats(0.05, 12))
def test_a_log_axis_has_at_least_two_ticks_and_none_outside(low: float, span: float) -> None:
    axis = log_axis(low, low + span)
    assert len(axis.ticks) >= 1
    assert all(low - 1e-6 <= tick.position <= low + span + 1e-6 for tick in axis.ticks)


@given(st.floats(1e-9, 1e12))
def test_rounding_up_never_goes_below_and_never_far(value: float) -> None:
    assert value * (1 - 1e-8) <= rounded_up(value) <= value * 1.34


@given(LOWS, st.floats(0, 1e6))
def test_a_round_range_holds_what_it_was_made_for(low: float, span: float) -> None:
    a, b = round_range(low, low + span)
    room = 1e-6 * max(1.0, abs(low), span)
    assert a <= low + room
    assert b >= low + span - room
    assert b > a


def test_nothing_to_show_gives_an_axis_all_the_same() -> None:
    assert rounded_up(0.0) == 1.0
    assert rounded_up(math.nan) == 1.0
    assert Axis(0.0, 2.0).span == 2.0


def test_an_axis_of_the_largest_numbers_has_short_ones() -> None:
    texts = [tick.text for tick in linear_axis(-1e308, 1e308).ticks]
    assert texts
    assert all(len(text) <= 7 for text in texts)
