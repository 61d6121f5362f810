"""What is true of every method of the table, whatever it does."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec import Struct

from nnviz.experiment.expression import compile_function
from nnviz.experiment.functions import FUNCTIONS, Beale, Bowl, Parabola, Rosenbrock
from nnviz.nn.arrays import Array
from nnviz.optim.descent import FirstOrder
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.optim.method import Method, MethodState
from nnviz.optim.methods import METHODS, AnyMethod, path

EACH = pytest.mark.parametrize("kind", METHODS.values(), ids=METHODS)


def with_rate(kind: type[Method], rate: float) -> Method:
    return kind(rate=rate) if "rate" in kind.__struct_fields__ else kind()


def same(one: Any, other: Any) -> bool:
    """Whether two states, or parts of them, are the same bit for bit."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    if isinstance(one, Struct):
        return type(one) is type(other) and all(
            same(getattr(one, name), getattr(other, name)) for name in one.__struct_fields__
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one != one and other != other)


def test_the_table_holds_all_methods_by_what_they_ask_for() -> None:
    names = (
        "random_search nelder_mead hooke_jeeves gradient_descent decreasing_rate fixed_length"
        " fixed_step exact_line_search momentum nesterov rmsprop adam conjugate_gradient bfgs"
        " newton newton_damped newton_positive levenberg_marquardt"
    )
    assert list(METHODS) == names.split()


def test_every_optimizer_of_the_network_races_too() -> None:
    rules = {kind.rule for kind in METHODS.values() if issubclass(kind, FirstOrder)}
    assert rules == set(OPTIMIZERS.values())


@EACH
def test_a_method_says_its_name_and_formula_and_what_it_asks_for(kind: type[Method]) -> None:
    assert kind.label
    assert kind.formula
    assert kind.needs in ("values", "gradient", "Hessian", "residuals")
    assert kind.__doc__


@EACH
def test_a_file_holds_a_method_both_ways(kind: type[Method]) -> None:
    method = with_rate(kind, 0.25)
    text = msgspec.json.encode(method)
    assert msgspec.json.decode(text, type=AnyMethod) == method


@EACH
@pytest.mark.parametrize("preset", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_step_taken_again_is_the_same_bit_for_bit(kind: type[Method], preset: Any) -> None:
    """So a race can be taken back, and the step to come shown in advance."""
    function = preset().build()
    method, start = with_rate(kind, function.rate), np.array(function.start)
    states = path(method, function.objective, start, 12)
    assert same(path(method, function.objective, start.copy(), 12), states)
    for state, after in pairwise(states):
        assert same(method.step(function.objective, state), after)
    np.testing.assert_array_equal(start, function.start)


@EACH
@pytest.mark.parametrize("preset", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_state_tells_the_true_value_and_gradient_of_its_point(
    kind: type[Method], preset: Any
) -> None:
    function = preset().build()
    states = path(with_rate(kind, function.rate), function.objective, np.array(function.start), 12)
    for number, state in enumerate(states):
        assert state.number == number
        assert state.happened.endswith(".")
        assert not state.point.flags.writeable
        expected = function.objective.value(state.point)
        assert state.value == pytest.approx(expected, rel=1e-12, abs=1e-14)
        if state.gradient is not None:
            true = function.objective.gradient(state.point)
            np.testing.assert_allclose(state.gradient, true, rtol=1e-10, atol=1e-12)


@EACH
def test_a_method_that_has_stopped_stays_where_it_is(kind: type[Method]) -> None:
    objective = Parabola().build().objective
    states = path(with_rate(kind, 0.3), objective, np.array([2.0]), 400)
    last = states[-1]
    if last.stop is not None:
        assert kind().step(objective, last) is last
        assert last.stop.converged
        assert last.point == pytest.approx(2.0, abs=1e-7)


@EACH
def test_a_bowls_minimum_is_found(kind: type[Method]) -> None:
    function = Bowl(condition=4.0, angle=20.0).build()
    states = path(with_rate(kind, 0.05), function.objective, np.array([-1.5, 1.0]), 1500)
    assert states[-1].value < 0.01
    assert np.linalg.norm(states[-1].point) < 0.1


@EACH
def test_rosenbrocks_valley_is_gone_down(kind: type[Method]) -> None:
    function = Rosenbrock().build()
    states = path(with_rate(kind, 1e-3), function.objective, np.array(function.start), 500)
    assert states[-1].value < 0.2 * states[0].value
    assert states[-1].counts.total >= states[-1].number


class Hostile:
    """Finite at the start only; elsewhere one kind of nonsense, in values or derivatives."""

    def __init__(self, value: float, slope: float, bend: float, reach: float) -> None:
        self.answers, self.reach = (value, slope, bend), reach

    def _near(self, x: Array) -> bool:
        return bool(np.linalg.norm(x - 1.0) < self.reach)

    def value(self, x: Array) -> float:
        return float(x @ x) if self._near(x) else self.answers[0]

    def gradient(self, x: Array) -> Array:
        return 2.0 * x if self._near(x) else np.full_like(x, self.answers[1])

    def hessian(self, x: Array) -> Array:
        return 2.0 * np.eye(x.size) if self._near(x) else np.full((x.size,) * 2, self.answers[2])

    def hvp(self, x: Array, v: Array) -> Array:
        return self.hessian(x) @ v

    def residuals(self, x: Array) -> Array:
        return x.copy() if self._near(x) else np.full_like(x, self.answers[0])

    def jacobian(self, x: Array) -> Array:
        return np.eye(x.size) if self._near(x) else np.full((x.size,) * 2, self.answers[1])


NONSENSE = [
    (value, slope, bend)
    for value in (float("nan"), float("inf"), float("-inf"), 5.0)
    for slope in (float("nan"), float("inf"), 1.0)
    for bend in (float("nan"), float("inf"), 0.0)
]


@EACH
@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("reach", [0.0, 0.05, 3.0])
def test_nonsense_stops_a_method_with_a_sentence_and_no_exception(
    kind: type[Method], size: int, reach: float
) -> None:
    """Warnings are errors here, so there is none of those either."""
    for answers in NONSENSE:
        for method in (kind(), with_rate(kind, 5.0)):
            states = path(method, Hostile(*answers, reach), np.ones(size), 15)
            assert all(np.isfinite(state.point).all() for state in states)
            assert all(np.isfinite(state.value) for state in states[1:] if reach)
            stop = states[-1].stop
            assert stop is None or len(stop.reason) > 20
            if not reach and not np.isfinite(answers[0]):
                assert stop is not None
                assert (len(states), stop.kind) == (1, "not finite")


@EACH
def test_a_start_that_is_no_finite_point_is_refused_in_a_sentence(kind: type[Method]) -> None:
    for start in ([np.nan, 0.0], [np.inf, 0.0], [1e308, -1e308]):
        state = kind().start(Beale().build().objective, np.array(start))
        assert state.stop is not None
        assert state.stop.reason.startswith("At the start")


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x) - x", "x^15", "exp(x)", "1/x", "tan(x)"])
@EACH
def test_functions_that_end_or_run_away_stop_a_method_or_let_it_run(
    kind: type[Method], text: str
) -> None:
    for start in (0.5, 1.0, 7.0):
        states = path(with_rate(kind, 1.0), compile_function(text), np.array([start]), 100)
        assert all(np.isfinite(state.value) for state in states)


def test_a_step_that_leaves_the_numbers_stays_at_the_last_finite_point() -> None:
    method = METHODS["gradient_descent"](rate=1e6)
    states: tuple[MethodState, ...] = path(method, compile_function("x^16"), np.array([100.0]), 50)
    last, before = states[-1], states[-2]
    assert last.stop is not None
    assert (last.stop.kind, last.stop.converged) == ("not finite", False)
    assert last.number == before.number + 1
    np.testing.assert_array_equal(last.point, before.point)
    assert last.happened == last.stop.reason
    assert last.happened.startswith(f"Step {last.number} leads to")
