from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.packed import laid_on, packed_colour, with_opacity

COLOURS = st.integers(0, 0xFFFFFF)


@given(ground=COLOURS, above=COLOURS, alpha=st.integers(0, 255))
def test_a_colour_laid_on_a_ground_is_opaque_and_between_the_two(
    ground: int, above: int, alpha: int
) -> None:
    colour = np.array([alpha << 24 | above], np.uint32)
    laid = int(laid_on(0xFF000000 | ground, colour)[0])
    assert laid >> 24 == 255
    for shift in (0, 8, 16):
        low, high = ground >> shift & 255, above >> shift & 255
        exact = low + (high - low) * alpha / 255
        assert abs((laid >> shift & 255) - exact) <= 0.5


def test_an_opaque_colour_hides_its_ground_and_a_clear_one_nothing_of_it() -> None:
    ground = packed_colour("#123456")
    colours = np.array([packed_colour("#e8851c"), packed_colour("#1f6fd8")], np.uint32)
    np.testing.assert_array_equal(laid_on(ground, colours), colours)
    np.testing.assert_array_equal(laid_on(ground, with_opacity(colours, 0.0)), [ground, ground])
