from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnviz.experiment.drawn import draw_curve, drawn_function
from nnviz.experiment.expression import FunctionError
from nnviz.nn.arrays import Array
from nnviz.optim.methods import METHODS, path


def sine(count: int = 150, tremor: float = 0.0) -> Array:
    x = np.linspace(0.0, 10.0, count)
    return np.stack([x, np.sin(x) + tremor * np.random.default_rng(0).normal(size=count)], axis=1)


def test_the_curve_follows_the_hand() -> None:
    curve = draw_curve(sine())
    for x in np.linspace(1.0, 9.0, 50):
        at = np.array([x])
        assert curve.value(at) == pytest.approx(np.sin(x), abs=0.01)
        assert curve.gradient(at)[0] == pytest.approx(np.cos(x), abs=0.03)
        assert curve.hessian(at)[0, 0] == pytest.approx(-np.sin(x), abs=0.15)


def test_more_smoothing_takes_the_tremor_out() -> None:
    shaky = sine(tremor=0.02)
    x = np.linspace(1.0, 9.0, 300)[:, None]

    def bend(smoothing: float) -> float:
        curve = draw_curve(shaky, smoothing)
        return float(np.mean([curve.hessian(one)[0, 0] ** 2 for one in x]))

    assert bend(1e-9) > 3 * bend(1e-7)
    assert bend(1e-7) > 10 * bend(1.0)


def test_as_smooth_as_can_be_it_is_the_straight_line_of_least_squares() -> None:
    points = sine(tremor=0.1)
    curve = draw_curve(points, smoothing=1.0)
    slope, intercept = np.polyfit(*points.T, 1)
    x = np.linspace(-5.0, 15.0, 9)
    np.testing.assert_allclose(curve.values(x[:, None]), intercept + slope * x, atol=0.05)


@settings(deadline=None, max_examples=30)
@given(arrays(np.float64, (12, 2), elements=st.floats(-50.0, 50.0)))
def test_slope_and_curvature_are_those_of_differences_inside_and_beyond(points: Array) -> None:
    points = points + np.stack([np.arange(12.0) * 10.0, np.zeros(12)], axis=1)
    try:
        curve = draw_curve(points, smoothing=1e-4)
    except FunctionError:
        return
    low, high = curve.ends
    width, h = high - low, 1e-4 * (high - low)
    size = 1.0 + np.ptp(points[:, 1])
    for share in (-0.7, -0.1, 0.03, 0.31, 0.55, 0.98, 1.2, 3.0):
        x = np.array([low + share * width])
        slope = (curve.value(x + h) - curve.value(x - h)) / (2 * h)
        bend = (curve.gradient(x + h) - curve.gradient(x - h)) / (2 * h)
        assert curve.gradient(x)[0] == pytest.approx(slope, abs=1e-4 * size / width * 10)
        assert curve.hessian(x)[0, 0] == pytest.approx(bend[0], abs=0.2 * size / width**2 * 10)


def test_value_slope_and_curvature_go_on_without_a_jump_at_both_ends() -> None:
    curve = draw_curve(sine())
    for end in curve.ends:
        inside, outside = np.array([end - 1e-9]), np.array([end + 1e-9])
        assert curve.value(inside) == pytest.approx(curve.value(outside), abs=1e-7)
        assert curve.gradient(inside)[0] == pytest.approx(curve.gradient(outside)[0], abs=1e-7)
        bends = curve.hessian(inside)[0, 0], curve.hessian(outside)[0, 0]
        assert bends == pytest.approx((0.0, 0.0), abs=1e-6)


def test_beyond_the_ends_it_is_straight() -> None:
    curve = draw_curve(sine())
    x = np.array([[11.0], [12.0], [13.0]])
    values = curve.values(x)
    assert values[2] - values[1] == pytest.approx(values[1] - values[0])
    assert curve.hessian(x[0])[0, 0] == 0.0
    assert curve.gradient(x[0])[0] == pytest.approx(values[1] - values[0])


def test_the_order_and_the_going_back_of_the_hand_do_not_matter() -> None:
    points = sine()
    again = np.concatenate([points, points[::-1]])
    x = np.linspace(0.0, 10.0, 30)[:, None]
    expected = draw_curve(points).values(x)
    np.testing.assert_allclose(draw_curve(points[::-1]).values(x), expected, atol=1e-9)
    np.testing.assert_allclose(draw_curve(again).values(x), expected, atol=1e-9)


REFUSED = {
    "nothing": np.empty((0, 2)),
    "one point": np.array([[1.0, 2.0]]),
    "four points": sine(4),
    "a vertical line": np.stack([np.ones(50), np.arange(50.0)], axis=1),
    "not a number": np.array([[0.0, 0.0], [1.0, np.nan], [2, 1], [3, 1], [4, 1]]),
    "infinite": np.array([[0.0, 0.0], [np.inf, 1.0], [2, 1], [3, 1], [4, 1]]),
    "too wide": np.array([[-1.7e308, 0.0], [0, 1.0], [1, 1], [2, 1], [1.7e308, 1]]),
    "nearly vertical": np.stack([[0.0, 1e-300, 2e-300, 3e-300, 1.0], np.arange(5.0)], axis=1),
}


@pytest.mark.parametrize("points", REFUSED.values(), ids=REFUSED)
def test_what_makes_no_curve_is_refused_in_a_sentence(points: Array) -> None:
    with np.errstate(over="ignore"), pytest.raises(FunctionError, match=r"\.$"):
        draw_curve(points)


@pytest.mark.parametrize(
    "points", [sine(5), sine(6), sine(5000), np.c_[np.arange(9.0), np.ones(9)]]
)
def test_few_points_many_and_a_level_line_make_a_curve(points: Array) -> None:
    function = drawn_function(points)
    assert np.isfinite(function.objective.values(np.linspace(-5, 15, 50)[:, None])).all()
    assert function.rate > 0.0


def test_it_starts_where_it_is_steepest_and_every_method_can_go_on_from_there() -> None:
    function = drawn_function(sine(tremor=0.02))
    low, high = function.domain[0]
    start = np.array(function.start)
    assert low < start[0] < high
    assert abs(function.objective.gradient(start)[0]) > 0.9
    for kind in METHODS.values():
        states = path(kind(), function.objective, start, 30)
        assert all(np.isfinite(state.value) for state in states)


def test_the_nearest_valley_of_a_drawn_sine_is_found() -> None:
    function = drawn_function(sine())
    last = path(METHODS["bfgs"](), function.objective, np.array([4.0]), 60)[-1]
    assert last.point[0] == pytest.approx(1.5 * np.pi, abs=0.05)


def test_splines_are_imported_only_when_a_curve_is_drawn() -> None:
    code = "import sys, nnviz.experiment.drawn; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
