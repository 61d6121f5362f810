"""How views share frames."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.gui.rations import BUDGET, ROOM_LEFT, Rations

VIEWS = "abcdefg"


def frames(costs: dict[str, float], count: int) -> list[list[str]]:
    """Deal frames among views that all wait all the time; a frame takes what its views cost."""
    rations, spent, dealt = Rations(), 0.0, []
    for _ in range(count):
        dealt.append(rations.choose([*costs], spent))
        spent = sum(costs[one] for one in dealt[-1])
    return dealt


def test_where_all_fit_into_a_frame_all_are_shown_in_every_one() -> None:
    dealt = frames(dict.fromkeys(VIEWS, BUDGET / 10), 20)
    assert all(sorted(one) == list(VIEWS) for one in dealt)


def test_where_none_fits_they_take_turns_one_a_frame() -> None:
    dealt = frames(dict.fromkeys("abc", 2 * BUDGET), 40)
    assert [len(one) for one in dealt[10:]] == [1] * 30
    assert {*Counter(one for frame in dealt[10:] for one in frame).values()} == {10}


@pytest.mark.parametrize("most", [2, 3, 5])
def test_as_many_are_shown_as_a_frame_has_time_for(most: int) -> None:
    dealt = frames(dict.fromkeys(VIEWS, BUDGET / (most + 0.1)), 60)
    counts = [len(one) for one in dealt[20:]]
    assert max(counts) <= most + 1
    assert sum(counts) / len(counts) > ROOM_LEFT * most - 0.5


def test_after_a_slow_moment_all_are_shown_again() -> None:
    rations = Rations()
    for _ in range(10):
        rations.choose(VIEWS, 5 * BUDGET)
    assert len(rations.choose(VIEWS, 5 * BUDGET)) == 1
    for _ in range(len(VIEWS)):
        shown = rations.choose(VIEWS, 0.1 * BUDGET)
    assert sorted(shown) == list(VIEWS)


def test_few_that_wait_do_not_make_the_room_smaller() -> None:
    rations = Rations()
    rations.choose(VIEWS, 0.0)
    rations.choose("a", 0.1 * BUDGET)
    assert len(rations.choose(VIEWS, 0.1 * BUDGET)) == len(VIEWS)


@given(st.lists(st.floats(0.0001, 0.05), min_size=1, max_size=8))
def test_nobody_waits_longer_than_for_all_others_to_be_shown_once(costs: list[float]) -> None:
    views = dict(enumerate(costs))
    dealt = frames({str(key): cost for key, cost in views.items()}, 50)
    for key in views:
        waited = 0
        for shown in dealt:
            waited = 0 if str(key) in shown else waited + 1
            assert waited < max(2, len(costs))


def test_somebody_is_shown_in_every_frame() -> None:
    assert all(frames(dict.fromkeys(VIEWS, 1.0), 30))
