from __future__ import annotations

import numpy as np
import pytest

from nnviz.experiment.functions import FUNCTIONS, Bowl, Parabola, Rosenbrock
from nnviz.optim.descent import FixedRate, MomentumDescent
from nnviz.optim.happenings import events
from nnviz.optim.methods import METHODS, path
from nnviz.optim.second_order import Newton
from nnviz.scenes.descent_look import look_of
from nnviz.scenes.descent_race import KEPT, MOST_STEPS, Race, new_race, tidy
from nnviz.scenes.descent_state import fitted
from nnviz.scenes.palette import THEMES


def race_on_parabola(rate: float = 0.1, ahead: int = 0) -> Race:
    return new_race(Parabola().build(), (FixedRate(rate=rate),), ahead=ahead)


def test_steps_are_those_of_the_method_itself() -> None:
    function = Rosenbrock().build()
    methods = tuple(fitted(kind, function) for kind in METHODS.values())
    race = new_race(function, methods).moved(15)
    for track in race.tracks:
        states = path(track.method, function.objective, np.array(race.start), 15)
        assert len(track.states) == len(states)
        assert np.array_equal(track.points, [state.point for state in states])
        assert np.array_equal(track.values, [state.value for state in states], equal_nan=True)
        assert np.array_equal(track.spent, [state.counts.total for state in states])


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.9, 1.0, 1.1])
def test_what_is_told_step_by_step_is_what_is_told_of_the_whole_way(rate: float) -> None:
    race = race_on_parabola(rate)
    for _ in range(60):
        race = race.moved(1)
    (track,) = race.tracks
    assert track.told == events(track.states, race.ground, track.method)


def test_back_keeps_what_was_walked_and_forward_finds_it_again() -> None:
    there = race_on_parabola().moved(12)
    back = there.moved(-5)
    assert (back.step, back.head) == (7, 12)
    assert back.moved(5).tracks[0] is there.tracks[0]


def test_it_goes_no_farther_back_than_the_start() -> None:
    assert race_on_parabola().moved(3).moved(-9).step == 0


def test_reset_forgets_what_lay_ahead() -> None:
    race = race_on_parabola(ahead=33).moved(5).reset()
    assert (race.step, race.head) == (0, 0)


def test_it_stops_where_all_methods_have_stopped() -> None:
    race = new_race(Bowl().build(), (Newton(),)).moved(50)
    assert race.head < 5
    assert not race.can_step


def test_it_ends_after_the_most_steps() -> None:
    race = race_on_parabola(rate=1.0).moved(MOST_STEPS + 5)
    assert race.step == MOST_STEPS
    assert not race.can_step


def test_another_start_walks_as_far_again() -> None:
    race = race_on_parabola(ahead=33).moved(4).from_start((-3.0,))
    assert (race.head, race.step) == (33, 4)
    assert race.tracks[0].points[0, 0] == -3.0


@pytest.mark.parametrize("name", ["rosenbrock", "parabola", "rastrigin"])
def test_a_way_walked_by_pieces_is_the_one_walked_at_once(name: str) -> None:
    function = FUNCTIONS[name]().build()
    methods = tuple(fitted(kind, function) for kind in METHODS.values())
    race = new_race(function, methods, ahead=6).moved(4)
    start = tuple(0.5 * x + 0.1 for x in race.start)
    pieces, whole = race.under_hand(start), race.from_start(start)
    assert (pieces.head, pieces.reach) == (0, whole.reach)
    while pieces.ahead is not None:
        pieces = pieces.walked_on()
    assert (pieces.head, pieces.step) == (whole.head, whole.step)
    for one, other in zip(pieces.tracks, whole.tracks, strict=True):
        assert np.array_equal(one.points, other.points)
        assert one.told == other.told


def test_whatever_is_wished_of_a_way_half_walked_walks_it_first() -> None:
    half = race_on_parabola(ahead=33).moved(4).under_hand((-3.0,)).walked_on()
    assert (half.head, half.step) == (1, 1)
    assert half.moved(1).step == 5
    assert half.with_methods((FixedRate(rate=0.2),)).head == 33
    assert half.under_hand((1.0,)).finished().step == 4
    assert half.under_hand((-3.0,)) is half


def test_a_changed_method_is_walked_anew_and_the_others_are_kept() -> None:
    function = Rosenbrock().build()
    methods = FixedRate(rate=0.001), MomentumDescent(rate=0.001)
    race = new_race(function, methods).moved(40)
    other = race.with_methods((methods[0], MomentumDescent(rate=0.0005)))
    assert other.tracks[0] is race.tracks[0]
    assert other.tracks[1].states[-1].value != race.tracks[1].states[-1].value
    assert len(other.tracks[1].states) == 41


def test_no_more_is_walked_at_once_than_a_moment_has_time_for() -> None:
    race = race_on_parabola(rate=1.0).moved(5000).from_start((3.0,))
    assert race.head == KEPT


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_tidy_start_is_the_functions_start_to_a_thousandth_of_the_picture(name: str) -> None:
    function = FUNCTIONS[name]().build()
    for made, given, (low, high) in zip(
        tidy(function), function.start, function.domain, strict=True
    ):
        assert abs(made - given) <= 1e-3 * (high - low)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_no_two_methods_look_alike(theme: object) -> None:
    looks = {look_of(name, theme) for name in METHODS}  # type: ignore[arg-type]
    assert len(looks) == len(METHODS)
