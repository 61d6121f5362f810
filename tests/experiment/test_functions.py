from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.experiment.expression import CompiledFunction, compile_function
from nnviz.experiment.function import FormulaOfSquares, Function, round_rate
from nnviz.experiment.functions import (
    FUNCTIONS,
    AnyFunction,
    Bowl,
    DoubleWell,
    Rosenbrock,
    SigmoidUnit,
)
from nnviz.nn.arrays import Array
from nnviz.optim.descent import FixedRate
from nnviz.optim.methods import path
from nnviz.optim.objective import LeastSquares

VARIANTS = [
    *(kind() for kind in FUNCTIONS.values()),
    Bowl(condition=1000.0, angle=-77.0),
    Bowl(condition=1.0),
    DoubleWell(tilt=0.0),
    DoubleWell(tilt=4.0),
    Rosenbrock(steepness=5.0),
    SigmoidUnit(cost="cross_entropy"),
]
BUILT = [preset.build() for preset in VARIANTS]
EACH = pytest.mark.parametrize("function", BUILT, ids=lambda one: one.name)
SHARES = st.floats(0.0, 1.0)


def at(function: Function, one: float, other: float) -> Array:
    """Return the point at shares of the picture's width and height."""
    ends = np.array(function.domain)
    return ends[:, 0] + np.array([one, other][: function.size]) * (ends[:, 1] - ends[:, 0])


def test_the_table_holds_the_presets_of_the_lab() -> None:
    names = (
        "parabola double_well absolute waves bowl saddle rosenbrock himmelblau beale rastrigin"
        " line sigmoid_unit"
    )
    assert list(FUNCTIONS) == names.split()


@EACH
@settings(deadline=None, max_examples=20)
@given(SHARES, SHARES)
def test_gradient_and_hessian_are_those_of_central_differences(
    function: Function, one: float, other: float
) -> None:
    point, f = at(function, one, other), function.objective
    if function.name == "absolute" and abs(point[0]) < 1e-3:
        return
    h = 1e-5
    axes = h * np.eye(function.size)
    slopes = np.array([(f.value(point + e) - f.value(point - e)) / (2 * h) for e in axes])
    bends = np.array([(f.gradient(point + e) - f.gradient(point - e)) / (2 * h) for e in axes])
    gradient, hessian = f.gradient(point), f.hessian(point)
    size = 1.0 + abs(f.value(point)) + np.abs(hessian).max()
    np.testing.assert_allclose(gradient, slopes, atol=1e-6 * size)
    np.testing.assert_allclose(hessian, bends, atol=1e-6 * size)
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-14)
    v = np.array([0.3, -1.7][: function.size])
    np.testing.assert_allclose(f.hvp(point, v), hessian @ v)


@pytest.mark.parametrize(
    "function",
    [one for one in BUILT if isinstance(one.objective, CompiledFunction | FormulaOfSquares)],
    ids=lambda one: one.name,
)
def test_a_formulas_derivatives_are_sympys(function: Function) -> None:
    symbols = sympy.symbols("x y", real=True)[: function.size]
    names = {str(one): one for one in symbols} | {"abs": sympy.Abs, "pi": sympy.pi}
    whole = sympy.sympify(function.formula.replace("^", "**"), locals=names)
    gradient = [sympy.diff(whole, one) for one in symbols]
    hessian = [[sympy.diff(slope, one) for one in symbols] for slope in gradient]
    for share in (0.13, 0.41, 0.77):
        point = at(function, share, 1.0 - 0.8 * share)
        values = dict(zip(symbols, point.tolist(), strict=True))
        f = function.objective
        scale = 1.0 + abs(f.value(point))
        assert f.value(point) == pytest.approx(float(whole.subs(values)), abs=1e-13 * scale)
        np.testing.assert_allclose(
            f.gradient(point),
            [float(one.subs(values)) for one in gradient],
            rtol=1e-11,
            atol=1e-11 * scale,
        )
        np.testing.assert_allclose(
            f.hessian(point),
            [[float(one.subs(values)) for one in row] for row in hessian],
            rtol=1e-11,
            atol=1e-11 * scale,
        )


@EACH
@given(SHARES, SHARES)
def test_where_there_are_residuals_their_squares_sum_up_to_the_value(
    function: Function, one: float, other: float
) -> None:
    f, point = function.objective, at(function, one, other)
    if isinstance(f, LeastSquares):
        r, j = f.residuals(point), f.jacobian(point)
        assert r @ r == pytest.approx(f.value(point), rel=1e-9, abs=1e-12)
        scale = 1.0 + np.abs(f.gradient(point)).max()
        np.testing.assert_allclose(2 * j.T @ r, f.gradient(point), atol=1e-9 * scale)


def test_sums_of_squares_are_those_for_levenberg_and_marquardt() -> None:
    squares = {one.name for one in BUILT if isinstance(one.objective, LeastSquares)}
    assert squares == {
        "parabola",
        "bowl",
        "rosenbrock",
        "himmelblau",
        "beale",
        "line",
        "sigmoid_unit",
    }
    assert not isinstance(SigmoidUnit(cost="cross_entropy").build().objective, LeastSquares)


@EACH
def test_every_known_minimum_is_level_lower_than_around_and_in_the_picture(
    function: Function,
) -> None:
    f = function.objective
    values = [f.value(np.array(place)) for place in function.minima]
    assert values == sorted(values) or np.ptp(values) < 1e-20
    for place, value in zip(function.minima, values, strict=True):
        point = np.array(place)
        steep = np.linalg.norm(f.gradient(point))
        assert steep <= 1e-12 * (1.0 + np.abs(f.hessian(point)).max())
        for axis in np.eye(function.size):
            assert min(f.value(point + 1e-3 * axis), f.value(point - 1e-3 * axis)) > value
        for x, (low, high) in zip(place, function.domain, strict=True):
            assert low < x < high


@EACH
def test_nothing_in_the_picture_is_lower_than_the_lowest_minimum(function: Function) -> None:
    lines = [np.linspace(low, high, 301) for low, high in function.domain]
    values = function.objective.values(np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1))
    assert np.isfinite(values).all()
    if function.name != "sigmoid_unit":  # its plateau is checked by its own test
        assert function.lowest is not None
        assert values.min() >= function.lowest - 1e-12


@EACH
def test_a_grid_gives_what_its_points_give(function: Function) -> None:
    lines = [np.linspace(low, high, 7) for low, high in function.domain]
    grid = np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1)
    values = function.objective.values(grid)
    assert values.shape == grid.shape[:-1]
    for place in np.ndindex(values.shape):
        assert values[place] == pytest.approx(function.objective.value(grid[place]), rel=1e-12)


@EACH
def test_its_own_rate_goes_down_from_its_own_start(function: Function) -> None:
    states = path(FixedRate(rate=function.rate), function.objective, np.array(function.start), 40)
    values = [state.value for state in states]
    assert values[-1] < values[0]
    if function.name not in ("absolute", "rosenbrock"):
        assert all(b <= a + 1e-12 for a, b in pairwise(values))
    for x, (low, high) in zip(function.start, function.domain, strict=True):
        assert low < x < high


@EACH
def test_a_quadratic_has_the_same_hessian_everywhere_and_no_other_has(function: Function) -> None:
    one, other = (function.objective.hessian(at(function, s, 0.9 - s)) for s in (0.11, 0.63))
    assert np.allclose(one, other, rtol=1e-9) == (function.quadratic or function.name == "absolute")
    if function.quadratic:
        largest = float(np.linalg.eigvalsh(one)[-1])
        assert function.largest_curvature == pytest.approx(largest)
    else:
        assert function.largest_curvature is None


@pytest.mark.parametrize("preset", VARIANTS, ids=lambda one: type(one).__name__)
def test_a_file_holds_a_preset_both_ways(preset: AnyFunction) -> None:
    assert msgspec.json.decode(msgspec.json.encode(preset), type=AnyFunction) == preset


@EACH
def test_a_preset_with_a_formula_can_be_taken_over_into_the_typed_field(
    function: Function,
) -> None:
    if isinstance(function.objective, CompiledFunction | FormulaOfSquares):
        typed = compile_function(function.formula)
        point = at(function, 0.3, 0.8)
        assert typed.value(point) == function.objective.value(point)


@EACH
def test_what_the_screen_needs_is_told(function: Function) -> None:
    assert function.label
    assert function.sentence.endswith(".")
    assert len(function.variables) == len(function.domain) == len(function.start) == function.size
    assert function.span == pytest.approx(
        np.linalg.norm([high - low for low, high in function.domain])
    )
    ground = function.ground
    assert ground.lowest_point is not None
    assert ground.lowest_point.tolist() == list(function.minima[0])


@given(st.floats(1e-9, 1e9))
def test_a_rate_is_cut_to_one_digit_and_never_raised(rate: float) -> None:
    found = round_rate(rate)
    assert 0.499 * rate < found <= rate * (1.0 + 1e-11)
    assert len(f"{found:.12e}".split("e")[0].rstrip("0").rstrip(".")) == 1
