import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.differences import DIFFERENCES, ErrorCurve, error_curve, largest_error
from nnviz.nn.activations import ACTIVATIONS, SIGMOID

POINTS = np.linspace(-10.0, 10.0, 1000)
SMOOTH = ("sigmoid", "tanh", "softplus", "silu", "gelu")
KINKED = ("relu", "leaky_relu")


def curve(name: str, how: str) -> ErrorCurve:
    activation = ACTIVATIONS[name]
    return error_curve(DIFFERENCES[how], activation.f, activation.df, POINTS)


@pytest.mark.parametrize(
    ("how", "h", "expected"),
    [
        ("forward", 1e-13, 2.5e-3),
        ("forward", 1e-8, 3.1e-8),
        ("central", 6e-6, 2.4e-11),
        ("central", 1e-5, 1.4e-11),
    ],
)
def test_the_errors_for_the_sigmoid_are_those_of_maths_md(
    how: str, h: float, expected: float
) -> None:
    error = largest_error(DIFFERENCES[how], SIGMOID.f, SIGMOID.df, POINTS, h)
    assert error == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize(("how", "order"), [("forward", 1), ("central", 2)])
def test_the_error_of_a_smooth_function_is_a_v(name: str, how: str, order: int) -> None:
    found = curve(name, how)
    assert found.rounds
    assert found.cuts
    assert found.truncation == pytest.approx(order, abs=0.05)
    assert found.rounding == pytest.approx(-1.0, abs=0.15)


@pytest.mark.parametrize("name", KINKED)
@pytest.mark.parametrize("how", DIFFERENCES)
def test_at_a_kink_a_longer_step_does_not_err_as_a_power_of_h(name: str, how: str) -> None:
    found = curve(name, how)
    assert found.rounds
    assert not found.cuts


@pytest.mark.parametrize("name", SMOOTH)
def test_the_central_difference_can_be_far_better_than_the_forward_one(name: str) -> None:
    h_forward, forward = curve(name, "forward").best
    h_central, central = curve(name, "central").best
    assert central < forward / 100
    assert h_forward < h_central


def test_the_largest_error_is_the_one_of_the_curve() -> None:
    found = curve("sigmoid", "forward")
    place = 40
    error = largest_error(
        DIFFERENCES["forward"], SIGMOID.f, SIGMOID.df, POINTS, float(found.h[place])
    )
    assert error == found.error[place]


def test_a_straight_line_has_no_cut_off_error() -> None:
    assert not curve("linear", "central").cuts
    assert curve("linear", "forward").error[-1] == 0.0


@given(st.floats(-5.0, 5.0), st.floats(-3.0, 3.0), st.floats(0.01, 1.0))
def test_the_central_difference_is_exact_on_parabolas(z: float, a: float, h: float) -> None:
    def parabola(x: np.ndarray) -> np.ndarray:
        return a * x * x + x

    estimate = DIFFERENCES["central"].estimate(parabola, np.array(z), np.array(h))
    assert estimate == pytest.approx(2.0 * a * z + 1.0, abs=1e-10)


@given(st.floats(-5.0, 5.0), st.floats(-3.0, 3.0), st.floats(0.01, 1.0))
def test_the_forward_difference_errs_by_half_the_curvature_times_h(
    z: float, a: float, h: float
) -> None:
    def parabola(x: np.ndarray) -> np.ndarray:
        return a * x * x

    estimate = DIFFERENCES["forward"].estimate(parabola, np.array(z), np.array(h))
    assert estimate - 2.0 * a * z == pytest.approx(a * h, abs=1e-9)
