import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.diagnostics.one_unit import OneUnit, stepped
from nnviz.diagnostics.unit_run import MOST_STEPS, UnitRun


def test_steps_are_gradient_descent() -> None:
    run = UnitRun(OneUnit(w=(0.3,)), 0.5)
    expected = run.unit
    for _ in range(7):
        expected = stepped(expected, 0.5)
    assert run.step(7).unit == expected
    assert run.step(7).step_count == 7


@given(st.integers(0, 20), st.integers(0, 25))
def test_steps_back_are_exact(there: int, back: int) -> None:
    run = UnitRun(OneUnit(w=(0.3,)), 0.5)
    assert run.step(there).back(back).unit == run.step(max(0, there - back)).unit


def test_reset_goes_to_where_the_way_began() -> None:
    run = UnitRun(OneUnit(w=(0.3,))).step(5)
    assert run.reset().unit == OneUnit(w=(0.3,))
    assert run.reset().step_count == 0


def test_a_change_by_hand_begins_a_new_way() -> None:
    run = UnitRun(OneUnit()).step(5).change(OneUnit(w=(2.0,)))
    assert run.step_count == 0
    assert run.back(3).unit == OneUnit(w=(2.0,))


def test_a_run_that_diverges_stops_before_it_and_says_why() -> None:
    run = UnitRun(OneUnit("linear", w=(4.0,), x=(10.0,)), 1.0).step(100)
    assert 0 < run.step_count < 10
    assert "smaller rate" in run.stopped
    assert abs(run.unit.w[0]) <= 1e6
    assert run.with_rate(0.01).step(50).unit.w[0] == pytest.approx(0.1)


def test_a_way_is_not_endless() -> None:
    run = UnitRun(OneUnit("relu", w=(-10.0,)))
    long = UnitRun(run.unit, path=((-10.0, 0.0),) * MOST_STEPS).step()
    assert long.step_count == MOST_STEPS
    assert "reset" in long.stopped


def test_places_are_thinned_but_keep_their_ends() -> None:
    run = UnitRun(OneUnit(w=(0.3,)), 0.5).step(1000)
    places = run.places(100)
    assert len(places) <= 102
    assert places[0, 0] == 0.3
    assert places[-1, 0] == run.unit.w[0]
