from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from nnviz.experiment.functions import FUNCTIONS
from nnviz.optim.line_search import ARMIJO, Wolfe, backtrack, bracket, brent
from nnviz.optim.objective import Counted

VALLEYS: list[tuple[Callable[[float], float], float]] = [
    (lambda t: (t - 3.0) ** 2, 3.0),
    (lambda t: (t - 1e-4) ** 2, 1e-4),
    (lambda t: (t - 2.0) ** 4, 2.0),
    (lambda t: math.cosh(t - 1.5), 1.5),
    (lambda t: abs(t - 0.7), 0.7),
    (lambda t: -math.exp(-((t - 5.0) ** 2) / 9.0), 5.0),
    (lambda t: math.nan if t > 4.0 else (t - 3.0) ** 2, 3.0),
]


@pytest.mark.parametrize(("along", "lowest"), VALLEYS)
@pytest.mark.parametrize("first", [1e-3, 0.1, 2.0, 50.0])
def test_a_valley_is_bracketed_and_its_lowest_place_found(
    along: Callable[[float], float], lowest: float, first: float
) -> None:
    ends = bracket(along, along(0.0), first)
    assert ends.closed
    assert ends.low < lowest < ends.high
    found = brent(along, ends)
    theirs = minimize_scalar(
        lambda t: v if math.isfinite(v := along(t)) else 1e300,
        bounds=(ends.low, ends.high),
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert found.value == along(found.step)
    assert found.value <= theirs.fun + 1e-12
    assert found.step == pytest.approx(lowest, abs=1e-3 if along(lowest + 0.01) < 1e-7 else 1e-6)
    assert len(found.tried) <= 2 * theirs.nfev + 20


@pytest.mark.parametrize("along", [lambda t: -t, lambda t: -math.log1p(t)])
def test_what_falls_without_end_is_not_closed(along: Callable[[float], float]) -> None:
    assert not bracket(along, 0.0, 1.0).closed


@given(
    lowest=st.floats(1e-3, 1e3),
    bend=st.floats(1e-3, 1e3),
    first=st.floats(1e-3, 1e3),
    height=st.floats(-10.0, 10.0),
)
def test_every_parabola_is_brought_down_to_rounding(
    lowest: float, bend: float, first: float, height: float
) -> None:
    def along(t: float) -> float:
        return height + bend * (t - lowest) ** 2

    found = brent(along, bracket(along, along(0.0), first))
    assert found.value - height <= 1e-12 * (1.0 + abs(height) + bend * lowest**2)


PRESETS = [name for name in FUNCTIONS if name != "absolute"]


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("flatness", [1e-3, 0.1, 0.9])
@pytest.mark.parametrize("first", [1e-3, 1.0, 30.0])
def test_a_wolfe_step_is_lower_enough_and_flat_enough(
    name: str, flatness: float, first: float
) -> None:
    function = FUNCTIONS[name]().build()
    point = np.array(function.start)
    value, gradient = function.objective.value(point), function.objective.gradient(point)
    direction = -gradient / np.linalg.norm(gradient)
    counted = Counted(function.objective)
    found = Wolfe(counted, point, value, gradient, direction, flatness).search(first)
    assert found.trial is not None
    slope = gradient @ direction
    there = found.trial
    np.testing.assert_allclose(there.point, point + there.step * direction)
    assert there.value == function.objective.value(there.point)
    assert there.value <= value + ARMIJO * there.step * slope
    assert abs(function.objective.gradient(there.point) @ direction) <= -flatness * slope * 1.000001
    assert counted.counts.value == counted.counts.gradient == len(found.tried)


@settings(deadline=None)
@given(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.floats(1e-4, 1e2))
def test_a_wolfe_search_never_ends_higher_than_it_began(x: float, y: float, first: float) -> None:
    for name in ("rosenbrock", "himmelblau", "rastrigin", "beale"):
        objective = FUNCTIONS[name]().build().objective
        point = np.array([x, y])
        value, gradient = objective.value(point), objective.gradient(point)
        found = Wolfe(Counted(objective), point, value, gradient, -gradient, 0.1).search(first)
        assert found.trial is None or found.trial.value <= value


def test_halving_stops_at_the_first_step_that_is_lower_enough() -> None:
    objective = FUNCTIONS["parabola"]().build().objective
    counted = Counted(objective)
    step, value, tried = backtrack(
        counted, np.array([8.0]), objective.value(np.array([8.0])), -12.0 * 16.0, np.array([-16.0])
    )
    assert step == 0.5
    assert value == objective.value(np.array([0.0]))
    assert [place[0] for place in tried] == [-8.0, 0.0]
    assert counted.counts.total == 2


def test_halving_uphill_gives_up_after_fifty_tries() -> None:
    objective = FUNCTIONS["parabola"]().build().objective
    step, value, tried = backtrack(Counted(objective), np.array([8.0]), 38.0, 12.0, np.array([1.0]))
    assert (step, value, len(tried)) == (0.0, 38.0, 50)
