from __future__ import annotations

import numpy as np
import pytest

from nnviz.optim.words import place, short

TOLD = [
    (0.0, "0"),
    (1.0, "1"),
    (-2.5, "−2.5"),
    (0.41823, "0.4182"),
    (3.118e-4, "0.0003118"),
    (9.301e-9, "9.301e−9"),
    (2.53e12, "2.53e12"),
    (-1e-100, "−1e−100"),
    (float("inf"), "∞"),
    (float("-inf"), "−∞"),
    (float("nan"), "not a number"),
]


@pytest.mark.parametrize(("value", "text"), TOLD)
def test_a_number_has_four_digits_and_the_screens_minus(value: float, text: str) -> None:
    assert short(value) == text


def test_a_point_of_one_coordinate_is_a_number_and_a_long_one_is_cut() -> None:
    assert place(np.array([1.5])) == "1.5"
    assert place(np.array([1.5, -2.0])) == "(1.5, −2)"
    assert place(np.arange(9.0)) == "(0, 1, 2, 3, …)"
