"""The speed slider, the size of a slice, and what a meter reads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.gui import pace


def test_the_sliders_left_end_is_a_step_every_two_seconds() -> None:
    assert pace.steps_per_second(0.0) == pytest.approx(0.5)


def test_the_sliders_right_end_is_as_fast_as_it_goes() -> None:
    assert math.isinf(pace.steps_per_second(1.0))
    assert pace.told(1.0) == "as fast as it goes"


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_further_right_is_never_slower(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert pace.steps_per_second(low) <= pace.steps_per_second(high)


@given(st.floats(0.0, pace.FULL - 1e-6))
def test_a_speed_and_its_rate_are_one_another(speed: float) -> None:
    assert pace.speed_of(pace.steps_per_second(speed)) == pytest.approx(speed, abs=1e-6)


@given(st.floats(1e-7, 0.1), st.sampled_from(sorted(pace.SLICE.values())))
def test_a_slice_settles_at_the_length_that_is_wanted(seconds_a_step: float, slice_: float) -> None:
    size = pace.SliceSize()
    for _ in range(40):
        size.learn(size.steps, size.steps * seconds_a_step, slice_)
    wanted = min(max(1.0, slice_ / seconds_a_step), pace.LARGEST_SLICE)
    assert size.steps == pytest.approx(wanted, abs=1.0, rel=0.01)


def test_a_slice_grows_by_two_at_most() -> None:
    size = pace.SliceSize()
    size.learn(1, 1e-9, 0.002)
    assert size.steps == 2


def test_a_meter_reads_events_a_second() -> None:
    meter = pace.Meter()
    for tick in range(200):
        meter.count(10, tick * 0.01)
    assert meter.rate == pytest.approx(1000.0, rel=0.02)
    meter.stop()
    assert meter.rate == 0.0
