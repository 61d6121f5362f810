from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.experiment.expression import FunctionError
from nnviz.experiment.typed import typed_function
from nnviz.optim.descent import FixedRate
from nnviz.optim.methods import METHODS, path

FORMULAS = [
    "x^2 - 4x + 6",
    "sin(3x) + x^2/5",
    "log(x)*y^2 + x",
    "sqrt(x - 4.9)",
    "1/x",
    "exp(x*y)",
    "x*y",
    "abs(x) + abs(y)",
    "log(-x)",
    "x^16",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_the_start_is_a_place_with_finite_value_and_slope(text: str) -> None:
    function = typed_function(text)
    start = np.array(function.start)
    assert np.isfinite(function.objective.value(start))
    assert np.isfinite(function.objective.gradient(start)).all()
    assert all(low <= x <= high for x, (low, high) in zip(start, function.domain, strict=True))
    assert function.rate > 0.0
    assert function.formula == text


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("kind", METHODS.values(), ids=METHODS)
def test_every_method_can_begin_on_it(kind, text: str) -> None:
    function = typed_function(text)
    states = path(kind(), function.objective, np.array(function.start), 10)
    assert all(np.isfinite(state.value) for state in states)


def test_the_first_step_of_the_rate_offered_does_not_overshoot_a_parabola() -> None:
    for bend in (0.01, 1.0, 40.0, 1e6):
        function = typed_function(f"{bend}*x^2")
        states = path(FixedRate(rate=function.rate), function.objective, np.array([4.0]), 1)
        assert 0.0 <= states[-1].point[0] <= 4.0


@pytest.mark.parametrize(
    ("text", "quadratic"),
    [
        ("x^2 - 4x + 6", True),
        ("(x - y)^2 + 3*x*y", True),
        ("x*y", True),
        ("2x + 1", False),
        ("x^3", False),
        ("abs(x)", False),
        ("x^2 + 1e-3*sin(x)", False),
        ("log(x)", False),
    ],
)
def test_a_quadratic_is_known_by_its_hessian(text: str, quadratic: bool) -> None:
    assert typed_function(text).quadratic == quadratic


def test_a_typed_parabola_has_its_curvature_told() -> None:
    assert typed_function("x^2 - 4x + 6").largest_curvature == 2.0


@pytest.mark.parametrize("text", ["sqrt(x - 100)", "log(-x^2 - 1)", "sqrt(-1 - x^2 - y^2)"])
def test_what_has_no_value_in_the_region_is_refused(text: str) -> None:
    with pytest.raises(
        FunctionError, match="no finite value and slope anywhere for x from -5 to 5"
    ):
        typed_function(text)


def test_another_region_can_be_given_and_one_that_does_not_fit_is_not_taken() -> None:
    assert typed_function("sqrt(x - 100)", ((90.0, 120.0),)).domain == ((90.0, 120.0),)
    assert typed_function("x*y", ((90.0, 120.0),)).domain == ((-5.0, 5.0), (-5.0, 5.0))


PIECES = ["x", "y", "2", "+", "-", "*", "/", "^", "(", ")", "sin(", "log(", "sqrt("]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_text_is_a_function_with_a_start_or_is_refused(pieces: list[str]) -> None:
    try:
        function = typed_function("".join(pieces))
    except FunctionError:
        return
    assert np.isfinite(function.objective.value(np.array(function.start)))
