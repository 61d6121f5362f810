from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.derivatives_numbers import Numbers, slides
from nnviz.scenes.derivatives_page import FIELD, PLANE, VALLEY, sections
from nnviz.scenes.descent_chart import Area, Arrow, Line
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


def shapes_of(kind: type, **numbers: float) -> list:
    chart = sections(Numbers(**numbers), LIGHT)[2].picture.chart
    return [shape for shape in chart.still if isinstance(shape, kind)]


@given(NUMBER, NUMBER, st.floats(0.01, 2.0))
def test_the_jacobians_columns_are_the_arrows_and_its_determinant_the_area(
    x: float, y: float, side: float
) -> None:
    first, second = shapes_of(Arrow, x=x, y=y, side=side)
    assert (first.x2, first.y2) == pytest.approx((side, side * y))
    assert (second.x2, second.y2) == pytest.approx((0.0, side * x))
    told = shapes_of(Area, x=x, y=y, side=side)[1]
    shoelace = 0.5 * np.sum(told.x[:-1] * told.y[1:] - told.x[1:] * told.y[:-1])
    assert shoelace == pytest.approx(x * side**2, rel=1e-9, abs=1e-6 * side**2)


@pytest.mark.parametrize("side", [1.0, 0.1, 0.01])
def test_the_image_differs_from_the_parallelogram_by_the_square_of_the_side(side: float) -> None:
    told, image = shapes_of(Line, side=side)[1:]
    off = image.y[::17] - told.y[:4]
    np.testing.assert_allclose(off, [0.0, 0.0, side**2, 0.0], atol=1e-14)


@pytest.mark.parametrize(
    ("x", "words"),
    [(0.0, "pressed flat"), (1.0, "stays the same:"), (-2.0, "2 times as large, turned over")],
)
def test_what_becomes_of_the_area_is_said(x: float, words: str) -> None:
    assert words in sections(Numbers(x=x), LIGHT)[2].result


@pytest.mark.parametrize("side", [0.0, -1.0])
def test_a_square_without_a_side_is_refused(side: float) -> None:
    with pytest.raises(ValueError, match="a side above 0"):
        Numbers().having("side", side)
