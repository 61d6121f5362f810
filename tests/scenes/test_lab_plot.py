from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.lab_plot import clipped, spread
from nnviz.scenes.slide import PLACES, Slide


@given(st.lists(st.floats(0.0, 100.0), max_size=9), st.floats(1.0, 10.0))
def test_places_that_have_room_are_apart_and_within(places: list[float], least: float) -> None:
    moved = spread(sorted(places), least, 0.0, 100.0)
    assert all(b - a >= least - 1e-9 for a, b in pairwise(moved))
    assert all(-1e-9 <= place <= 100.0 for place in moved)


@given(st.floats(5.0, 95.0))
def test_a_place_alone_stays(place: float) -> None:
    assert spread([place], 10.0, 0.0, 100.0) == [place]


def test_what_is_inside_the_plot_is_not_clipped() -> None:
    values = np.array([-1e9, -1.0, 0.3, 1.0, 1e9])
    cut = clipped(values, -1.0, 1.0)
    assert np.array_equal(cut[1:4], values[1:4])
    assert np.abs(cut).max() < 2.0


def field(value: float, low: float, high: float) -> Field:
    return Field("v", "v", "", "number", value, needs_reset=False, low=low, high=high)


@given(st.integers(0, PLACES))
def test_a_linear_slider_goes_back_to_its_place(place: int) -> None:
    slide = Slide(field(0.0, -12.0, 12.0), -12.0, 12.0)
    value = slide.value_at(place)
    assert Slide(field(value, -12.0, 12.0), -12.0, 12.0).place == place
    assert value == round(value, 2)


@given(st.integers(0, PLACES))
def test_a_logarithmic_slider_goes_by_equal_ratios(place: int) -> None:
    slide = Slide(field(1.0, 1e-16, 1.0), 1e-16, 1.0, log=True)
    value = slide.value_at(place)
    assert 1e-16 <= value <= 1.0
    assert abs(Slide(field(value, 1e-16, 1.0), 1e-16, 1.0, log=True).place - place) <= 1


def test_a_value_beyond_the_slider_stands_at_its_end() -> None:
    assert Slide(field(500.0, -1000.0, 1000.0), -12.0, 12.0).place == PLACES
    assert Slide(field(-500.0, -1000.0, 1000.0), -12.0, 12.0).place == 0
