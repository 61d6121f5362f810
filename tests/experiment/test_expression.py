from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from nnviz.experiment.elementary import ELEMENTARY, PAIRS
from nnviz.experiment.expression import CompiledFunction, FunctionError, compile_function

X, Y = sympy.symbols("x y", real=True)
EXPRESSION = tuple[str, Any]  # the same formula for us and for sympy


def value_of(text: str, *point: float) -> float:
    return compile_function(text, len(point)).value(np.array(point))


READ = [
    ("x^2 - 4x + 6", (8.0,), 38.0),
    ("x**2-4*x+6", (8.0,), 38.0),
    ("x² − 4·x + 6", (8.0,), 38.0),
    ("-x^2", (3.0,), -9.0),
    ("2^-x", (1.0,), 0.5),
    ("2^3^x", (2.0,), 512.0),
    ("x^-2", (2.0,), 0.25),
    ("1/2x", (4.0,), 2.0),
    ("2(x+1)(x-1)", (3.0,), 16.0),
    ("x(x+1)", (3.0,), 12.0),
    ("3sin(0)x + x", (5.0,), 5.0),
    ("2pi x", (1.0,), 2 * np.pi),
    ("2e", (1.0,), 2 * np.e),
    ("2e3x", (1.0,), 2000.0),
    (".5x + 1.", (2.0,), 2.0),
    ("1.5e-3*x", (2.0,), 3e-3),
    ("007x", (2.0,), 14.0),
    ("+ - + x", (2.0,), -2.0),
    ("x y", (2.0, 3.0), 6.0),
    ("x^2y", (2.0, 3.0), 12.0),
    ("min(x, y) + max(x, 2y)", (2.0, 3.0), 8.0),
    ("abs(x) + relu(y)", (-2.0, -3.0), 2.0),
    ("x^y", (2.0, 3.0), 8.0),
    ("0^y + x", (1.0, 2.0), 1.0),
    ("e^x", (1.0,), np.e),
    ("\tx\n+ 1 ", (1.0,), 2.0),
    ("ln(e^x)", (1.5,), 1.5),
    ("log10(x) + log2(x)", (4.0,), np.log10(4.0) + 2.0),
    ("sqrt(x)÷2", (9.0,), 1.5),
    ("π × x", (1.0,), np.pi),
]


@pytest.mark.parametrize(("text", "point", "expected"), READ, ids=[one[0] for one in READ])
def test_a_formula_means_what_a_person_means(
    text: str, point: tuple[float, ...], expected: float
) -> None:
    assert value_of(text, *point) == pytest.approx(expected, rel=1e-14)


REFUSED = [
    ("", None, "Type a function"),
    ("   ", None, "Type a function"),
    ("x +", 3, "ends too early"),
    ("x + * 2", 5, "a value is missing before this *"),
    ("* x", 1, "a value is missing"),
    ("(x + 1", 1, "never closed"),
    ("x + 1)", 6, "closes nothing"),
    ("()", 2, "a value is missing before this )"),
    ("sin()", 5, "a value is missing before this )"),
    ("sin x", 5, "sin needs brackets: sin(x)"),
    ("x + sin", 7, "sin needs brackets"),
    ("foo(x)", 1, "foo is not known. Known are x, y"),
    ("x + yx", 5, "write y*x"),
    ("Sin(x)", 1, "write it small, sin(x)"),
    ("x 2", 3, "operator is missing"),
    ("1.2.3 x", 4, "operator is missing"),
    ("x // 2", 4, "a value is missing before this /"),
    ("x *** 2", 5, "a value is missing before this *"),
    ("x [1]", 3, "Use ( and )"),
    ("y = x", 3, "right-hand side"),
    ("x, y", 2, "a comma stands only"),
    ("1,5 x", 2, "decimals are written with a point"),
    ("sin(x, y)", 6, "a comma stands only"),
    ("min(x)", 4, "min takes two values"),
    ("min(x, y, 1)", 4, "min takes two values"),
    ("max(, x)", 5, "a value is missing before this comma"),
    ("|x|", 1, "abs(x)"),
    ("√x", 1, "sqrt(x)"),
    ("x!", 2, "Factorials"),
    ("50% x", 3, "Divide by 100"),
    ("x; y", 2, "has no place"),
    ("x\x00", 2, "U+0000 has no place"),
    ("1e999 x", 1, "too large a number"),
    ("9" * 400 + "x", 1, "too large a number"),
    ("x^17", 3, "the power 17 is too large"),
    ("x^-17", 3, "the power -17 is too large"),
    ("9**9**9", 4, "is too large"),
    ("x^(2*9)", 4, "the power 18 is too large"),
    ("x + 1/0", 5, "no finite value"),
    ("x + log(-1)", 5, "no finite value"),
    ("x * (1e308*10)", 6, "no finite value"),
    ("(-8)^0.5 x", 1, "no finite value"),
    ("3 + 4", None, "neither x nor y"),
    ("pi", None, "neither x nor y"),
    ("z", 1, "z is not known"),
    ("(" * 61 + "x" + ")" * 61, 61, "nested more than 60"),
    ("(" * 500, 61, "nested more than 60"),
    ("-" * 150 + "x", None, "more than 60 operations"),
    ("x" + "+x" * 80, None, "more than 60 operations"),
    ("x" + "+x" * 120, None, "more than 200 parts"),
    ("x" * 501, None, "501 characters"),
]


@pytest.mark.parametrize(("text", "column", "told"), REFUSED, ids=[one[0][:20] for one in REFUSED])
def test_what_can_t_be_read_is_refused_with_column_and_remedy(
    text: str, column: int | None, told: str
) -> None:
    with pytest.raises(FunctionError) as caught:
        compile_function(text)
    assert told in str(caught.value)
    assert caught.value.column == column
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("thing", [None, 5, b"x", ["x"], object()])
def test_what_is_no_text_is_refused(thing: Any) -> None:
    with pytest.raises(FunctionError, match="given as text"):
        compile_function(thing)


def test_the_limits_themselves_are_allowed() -> None:
    assert value_of("x" + "+x" * 58, 1.0) == 59.0
    assert value_of("(" * 60 + "x" + ")" * 60, 1.0) == 1.0
    assert value_of("-" * 58 + "x", 1.0) == 1.0
    assert value_of("x^16 + x^-16", 1.0) == 2.0
    assert value_of("x" + " " * 499, 3.0) == 3.0
    balanced = "+".join(["(x+y+1)*(x-y)*(2-x)"] * 14)
    assert compile_function(balanced).size == 2


def test_a_formula_of_x_alone_has_one_variable_unless_more_are_asked_for() -> None:
    assert compile_function("x").size == 1
    assert compile_function("y").size == 2
    function = compile_function("1 - x", 2)
    np.testing.assert_array_equal(function.gradient(np.array([3.0, 4.0])), [-1.0, 0.0])
    assert compile_function("5", 1).value(np.array([1.0])) == 5.0
    with pytest.raises(FunctionError, match="y is not known"):
        compile_function("x + y", 1)


class TestFromDerivativeToHessian:
    """maths.md, worked example 7."""

    def test_the_gradient_of_g(self) -> None:
        g = compile_function("-x + y^2")
        for y in (-2.0, 0.0, 1.5):
            np.testing.assert_array_equal(g.gradient(np.array([3.0, y])), [-1.0, 2 * y])

    def test_the_jacobian_of_f(self) -> None:
        parts = [compile_function(text, 3) for text in ("x + 1", "x*y", "x - z")]
        point = np.array([2.0, 5.0, -1.0])
        jacobian = np.array([part.gradient(point) for part in parts])
        np.testing.assert_array_equal(jacobian, [[1, 0, 0], [5, 2, 0], [1, 0, -1]])
        np.testing.assert_array_equal([part.value(point) for part in parts], [3, 10, 3])

    def test_the_hessian_is_the_jacobian_of_the_gradient(self) -> None:
        f, at, h = compile_function("x^3*y + sin(x*y)"), np.array([0.7, -1.2]), 1e-6
        rows = [(f.gradient(at + h * e) - f.gradient(at - h * e)) / (2 * h) for e in np.eye(2)]
        np.testing.assert_allclose(f.hessian(at), rows, rtol=1e-8)


SMOOTH = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "atan": sympy.atan,
    "exp": sympy.exp,
    "tanh": sympy.tanh,
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
}
ROOTS = {"sqrt": sympy.sqrt, "log": sympy.log, "log2": lambda u: sympy.log(u) / sympy.log(2)}
LEAVES = st.one_of(
    st.sampled_from([("x", X), ("y", Y)]),
    st.integers(1, 9).map(lambda n: (str(n), sympy.Integer(n))),
    st.sampled_from([("0.25", sympy.Rational(1, 4)), ("1.5", sympy.Rational(3, 2))]),
)


def larger(children: st.SearchStrategy[EXPRESSION]) -> st.SearchStrategy[EXPRESSION]:
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda p: (f"({p[0][0]} + {p[1][0]})", p[0][1] + p[1][1])),
        pairs.map(lambda p: (f"({p[0][0]} - {p[1][0]})", p[0][1] - p[1][1])),
        pairs.map(lambda p: (f"{p[0][0]}*({p[1][0]})", p[0][1] * p[1][1])),
        pairs.map(lambda p: (f"({p[0][0]})/({p[1][0]})", p[0][1] / p[1][1])),
        st.tuples(children, st.integers(-3, 4)).map(
            lambda p: (f"({p[0][0]})^{p[1]}", p[0][1] ** p[1])
        ),
        st.tuples(st.sampled_from(sorted(SMOOTH)), children).map(
            lambda p: (f"{p[0]}({p[1][0]})", SMOOTH[p[0]](p[1][1]))
        ),
        st.tuples(st.sampled_from(sorted(ROOTS)), children).map(
            lambda p: (f"{p[0]}(({p[1][0]})^2 + 1)", ROOTS[p[0]](p[1][1] ** 2 + 1))
        ),
    )


FORMULAS = st.recursive(LEAVES, larger, max_leaves=6)


def by_sympy(expression: Any, x: float, y: float) -> np.ndarray:
    """Return value, gradient and Hessian in 40 digits, flat."""
    gradient = [sympy.diff(expression, v) for v in (X, Y)]
    parts = [expression, *gradient, *(sympy.diff(g, v) for g in gradient for v in (X, Y))]
    at = {X: sympy.Float(x, 40), Y: sympy.Float(y, 40)}
    return np.array([complex(part.evalf(40, subs=at)) for part in parts])


@settings(deadline=None, max_examples=80)
@given(FORMULAS, st.floats(0.3, 2.0), st.floats(0.3, 2.0))
def test_the_derivatives_of_any_formula_are_sympys(formula: EXPRESSION, x: float, y: float) -> None:
    text, expression = formula
    assume(not expression.has(sympy.zoo, sympy.nan, sympy.oo))
    expected = by_sympy(expression, x, y)
    assume(np.isfinite(expected).all() and np.abs(expected.imag).max() == 0.0)
    assume(np.abs(expected).max() < 1e5)
    try:
        function = compile_function(text, 2)
    except FunctionError:  # a constant part such as 1/(1 - 1): there is nothing to compare
        reject()
    at = np.array([x, y])
    found = [function.value(at), *function.gradient(at), *function.hessian(at).ravel()]
    scale = 1.0 + np.abs(expected).max()
    np.testing.assert_allclose(found, expected.real, rtol=1e-7, atol=1e-7 * scale)


@settings(deadline=None, max_examples=60)
@given(FORMULAS)
def test_a_grid_gives_what_its_points_give(formula: EXPRESSION) -> None:
    try:
        function = compile_function(formula[0], 2)
    except FunctionError:
        return
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 3, 4)), axis=-1)
    values, gradients, hessians = (
        function.values(grid),
        function.gradients(grid),
        function.hessians(grid),
    )
    assert (values.shape, gradients.shape, hessians.shape) == ((4, 5), (4, 5, 2), (4, 5, 2, 2))
    for place in np.ndindex(4, 5):
        one = grid[place]
        close = {"rtol": 1e-10, "atol": 1e-10, "equal_nan": True}
        np.testing.assert_allclose(values[place], function.value(one), **close)
        np.testing.assert_allclose(gradients[place], function.gradient(one), **close)
        np.testing.assert_allclose(hessians[place], function.hessian(one), **close)


def test_hessian_times_vector_is_what_it_says() -> None:
    function, at = compile_function("x^2*y + exp(y)"), np.array([0.5, 0.2])
    v = np.array([2.0, -3.0])
    np.testing.assert_allclose(function.hvp(at, v), function.hessian(at) @ v)


@pytest.mark.parametrize(
    "text", ["log(x)", "sqrt(x)", "1/x", "x^0.5", "x^-3", "asin(x)", "exp(exp(exp(x)))", "x^x"]
)
def test_where_there_is_no_finite_value_there_is_an_answer_and_no_warning(text: str) -> None:
    function = compile_function(text)
    for at in (-1e300, -2.0, -0.0, 0.0, 5.0, 1e300, np.inf, np.nan):
        point = np.array([at])
        assert isinstance(function.value(point), float)
        assert function.gradient(point).shape == (1,)
        assert function.hessian(point).shape == (1, 1)
    assert np.isnan(compile_function("log(x)").value(np.array([-1.0])))


def test_every_function_of_the_table_can_be_typed() -> None:
    for name in ELEMENTARY:
        assert isinstance(compile_function(f"{name}(x)"), CompiledFunction)
    for name in PAIRS:
        assert isinstance(compile_function(f"{name}(x, y)"), CompiledFunction)
