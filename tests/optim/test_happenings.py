from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnviz.experiment.expression import compile_function
from nnviz.experiment.function import Function
from nnviz.experiment.functions import FUNCTIONS, Absolute, Bowl, Parabola, Rosenbrock, SigmoidUnit
from nnviz.nn.arrays import Array
from nnviz.optim.descent import ExactLine, FixedRate, MomentumDescent
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.happenings import events, happening_now
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS, path
from nnviz.optim.second_order import Newton


def story(
    function: Function, method: Method, steps: int = 150, start: Array | None = None
) -> dict[str, Happening]:
    """Return the first happening of each kind."""
    begin = np.array(function.start) if start is None else start
    states = path(method, function.objective, begin, steps)
    found: dict[str, Happening] = {}
    for one in events(states, function.ground, method):
        found.setdefault(one.kind, one)
    return found


def parabola_at(rate: float) -> dict[str, Happening]:
    return story(Parabola().build(), FixedRate(rate=rate))


class TestTheParabolaAtEveryRate:
    def test_at_0_1_nothing_is_to_be_told(self) -> None:
        assert parabola_at(0.1) == {}

    def test_at_0_001_it_creeps(self) -> None:
        found = parabola_at(0.001)
        assert list(found) == ["slow crawl"]
        assert found["slow crawl"].step == 20
        assert "1,151 more steps" in found["slow crawl"].text  # ln 10 / −ln 0.998, rounded up

    def test_at_0_9_it_overshoots_and_swings_in(self) -> None:
        found = parabola_at(0.9)
        assert list(found) == ["overshoot", "oscillation"]
        assert "from −12 to 9.6" in found["overshoot"].text
        assert "0.8 times as long as the last: it swings in" in found["oscillation"].text

    def test_at_1_it_swings_for_ever_between_8_and_minus_4(self) -> None:
        found = parabola_at(1.0)
        assert set(found) == {"rate above 2/L", "overshoot", "oscillation"}
        assert "between −4 and 8, each as long as the last" in found["oscillation"].text

    def test_above_1_it_flies_off_from_the_third_step_on(self) -> None:
        found = parabola_at(1.05)
        assert set(found) == {"rate above 2/L", "overshoot", "oscillation", "divergence"}
        assert found["divergence"].step == 3
        assert found["rate above 2/L"].step == 0
        assert "1.1 times as long as the last: it swings out" in found["oscillation"].text

    def test_at_0_5_it_is_there_before_anything_can_happen(self) -> None:
        assert parabola_at(0.5) == {}


def test_rosenbrocks_valley_is_a_slow_crawl() -> None:
    assert "slow crawl" in story(Rosenbrock().build(), FixedRate(rate=0.001))


def test_a_saturated_unit_creeps_under_half_squared_error_and_not_under_cross_entropy() -> None:
    slow = story(SigmoidUnit(cost="half_mse").build(), FixedRate(rate=1.0))
    fast = story(SigmoidUnit(cost="cross_entropy").build(), FixedRate(rate=1.0))
    assert "slow crawl" in slow
    assert "slow crawl" not in fast


def test_leaving_the_range_of_numbers_is_divergence_in_the_stops_words() -> None:
    function = Rosenbrock().build()
    method = FixedRate(rate=1.0)
    states = path(method, function.objective, np.array(function.start), 50)
    last = happening_now(states, function.ground, method)
    assert states[-1].stop is not None
    assert Happening("divergence", states[-1].number, states[-1].stop.reason) in last


def test_sliding_a_thousand_pictures_away_is_divergence_too() -> None:
    slope, method = compile_function("-x"), FixedRate(rate=10.0)
    states = path(method, slope, np.array([0.0]), 10)
    assert happening_now(states, Ground(slope, span=1.0), method) == ()
    (found,) = happening_now(states, Ground(slope, span=0.05), method)
    assert found.kind == "divergence"
    assert "2,000 times the picture's size" in found.text


def test_swinging_across_a_kink_goes_on_for_ever() -> None:
    found = story(Absolute().build(), FixedRate(rate=0.3))
    assert "for ever" in found["oscillation"].text


def test_a_zigzag_on_a_narrow_bowl_is_an_oscillation() -> None:
    assert "swings in" in story(Bowl().build(), FixedRate(rate=0.095))["oscillation"].text


def test_an_exact_search_neither_overshoots_nor_swings() -> None:
    for name in ("bowl", "rosenbrock", "line"):
        assert not {"overshoot", "oscillation"} & set(story(FUNCTIONS[name]().build(), ExactLine()))


def test_momentum_overshoots_a_minimum_that_plain_descent_creeps_up_to() -> None:
    start = np.array([8.0])
    assert "overshoot" in story(Parabola().build(), MomentumDescent(rate=0.1), start=start)
    assert "overshoot" not in story(Parabola().build(), FixedRate(rate=0.1), start=start)


def test_newton_on_a_bowl_has_nothing_to_tell() -> None:
    assert story(Bowl(condition=100.0).build(), Newton()) == {}


@pytest.mark.parametrize("kind", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_race_is_told_in_sentences_and_each_kind_once_at_a_time(
    kind: type[Method], name: str
) -> None:
    function = FUNCTIONS[name]().build()
    method = kind()
    states = path(method, function.objective, np.array(function.start), 60)
    told = events(states, function.ground, method)
    assert all(one.text.endswith(".") and 0 <= one.step <= states[-1].number for one in told)
    for a, b in pairwise(told):
        assert a.step <= b.step
        assert a.kind != b.kind or b.step - a.step >= 20


def test_a_start_alone_has_no_steps_to_tell_of() -> None:
    function = Rosenbrock().build()
    states = path(FixedRate(), function.objective, np.array(function.start), 0)
    assert happening_now(states, function.ground, FixedRate()) == ()
