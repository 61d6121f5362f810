from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.derivatives_numbers import Numbers, slides
from nnviz.scenes.derivatives_page import FIELD, PLANE, VALLEY, sections
from nnviz.scenes.palette import LIGHT

NUMBER = st.floats(-1000, 1000)


def test_the_numbers_are_those_of_worked_example_7() -> None:
    _, gradient, jacobian, hessian = sections(Numbers(x=1.0, y=2.0, z=3.0), LIGHT)
    assert gradient.matrix.numbers == (("−1",), ("4",))
    assert jacobian.matrix.numbers == (("1", "0", "0"), ("2", "1", "0"), ("1", "0", "−1"))
    assert hessian.matrix.numbers == (("0", "0"), ("0", "2"))


@given(NUMBER, NUMBER, NUMBER)
def test_gradient_jacobian_and_hessian_are_as_their_formulas_say(
    x: float, y: float, z: float
) -> None:
    at = np.array([x, y, z])
    assert np.array_equal(PLANE.gradient(at[:2]), [-1.0, 2.0 * y])
    rows = [part.gradient(at) for part in FIELD]
    assert np.array_equal(rows, [[1, 0, 0], [y, x, 0], [1, 0, -1]])
    assert np.array_equal(PLANE.hessian(at[:2]), [[0, 0], [0, 2]])


@given(NUMBER, NUMBER, NUMBER, NUMBER.filter(bool), NUMBER)
def test_the_page_stands_at_any_numbers(x: float, y: float, z: float, h: float, at: float) -> None:
    made = sections(Numbers(x, y, z, h, at), LIGHT)
    assert all(one.result for one in made)


def test_newtons_step_is_where_the_parabola_turns() -> None:
    start = np.array([-2.8])
    to = -2.8 - VALLEY.gradient(start)[0] / VALLEY.hessian(start)[0, 0]
    assert f"= {to:.4g}".replace("-", "−") in sections(Numbers(), LIGHT)[3].result


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e9, "text", None])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="Give a number"):
        Numbers().having("x", value)


def test_a_secant_of_no_width_is_refused() -> None:
    with pytest.raises(ValueError, match="other than 0"):
        Numbers().having("h", 0.0)


def test_every_number_has_a_slider() -> None:
    made = slides(Numbers())
    assert all(0 <= one.place <= 400 for one in made.values())
