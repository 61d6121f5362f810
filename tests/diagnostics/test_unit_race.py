import numpy as np
import pytest

from nnviz.diagnostics.one_unit import OneUnit, run, stepped
from nnviz.diagnostics.race import LANES, MOST_STEPS, Lane, Race, RaceSettings, fits

SIGMOID, ENTROPY, TANH, RELU, LEAKY = range(5)


def test_the_first_steps_are_those_of_maths_md() -> None:
    race = Race()
    assert race.first_step(SIGMOID) == pytest.approx(4.5e-5, rel=0.01)
    assert race.first_step(ENTROPY) == pytest.approx(0.99995, abs=1e-5)
    assert race.first_step(RELU) == 0.0
    assert race.first_step(LEAKY) == pytest.approx(0.011)


@pytest.mark.parametrize("place", range(len(LANES)))
def test_the_first_step_that_is_told_is_the_one_that_is_made(place: int) -> None:
    race = Race()
    race.advance()
    assert race.w[1, place] - race.w[0, place] == pytest.approx(race.first_step(place), rel=1e-9)


def test_every_step_is_that_of_a_single_unit() -> None:
    race = Race(RaceSettings(start=-1.5, x=2.0, target=0.8, rate=0.3))
    race.advance(20)
    for place, lane in enumerate(LANES):
        unit = OneUnit(lane.activation, lane.cost, (-1.5,), 0.0, (2.0,), 0.8)
        for number in range(20):
            unit = stepped(unit, 0.3)
            assert race.w[number + 1, place] == unit.w[0]


def test_relu_gives_0_for_ever() -> None:
    race = Race()
    race.advance(300)
    assert np.array_equal(race.w[:, RELU], np.full(301, -10.0))
    assert run(race.unit(RELU)).output == 0.0
    assert run(race.unit(RELU)).blocked


def test_leaky_relu_comes_through_and_lands_on_its_target() -> None:
    race = Race()
    race.advance(1000)
    assert race.learned_at(LEAKY) == 955
    assert race.w[-1, LEAKY] == 1.0


def test_cross_entropy_learns_in_twenty_steps_and_squared_error_in_twenty_thousand() -> None:
    race = Race(lanes=(Lane("sigmoid"), Lane("sigmoid", "binary_cross_entropy")))
    race.advance(23_000)
    assert race.learned_at(1) == 21
    assert race.learned_at(0) == 22_134


def test_going_back_is_exact() -> None:
    race, other = Race(), Race()
    race.advance(50)
    race.back(30)
    other.advance(20)
    assert race.step_count == 20
    assert np.array_equal(race.w, other.w)
    race.advance(10)
    other.advance(10)
    assert np.array_equal(race.w, other.w)


def test_nobody_goes_back_before_the_start() -> None:
    race = Race()
    race.advance(3)
    race.back(10)
    assert race.step_count == 0
    assert (race.w == -10.0).all()


def test_the_race_ends() -> None:
    race = Race(lanes=(Lane("relu"),))
    assert race.advance(MOST_STEPS + 10) == MOST_STEPS
    assert race.is_over
    assert race.advance(5) == 0


def test_a_lane_that_would_diverge_stays_where_it_is() -> None:
    race = Race(RaceSettings(x=1000.0, rate=10.0, start=1.0))
    race.advance(100)
    assert np.isfinite(race.w).all()


def test_cross_entropy_fits_the_sigmoid_only() -> None:
    assert fits("binary_cross_entropy", "sigmoid")
    assert not fits("binary_cross_entropy", "tanh")
    assert fits("half_mse", "tanh")
