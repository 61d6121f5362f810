from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.scenes.limits import SHRINK_BELOW, calm_limit, limit_text, round_limit

sizes = st.floats(min_value=1e-200, max_value=1e200)


@given(sizes)
def test_a_round_limit_is_one_two_or_five_and_just_above(size: float) -> None:
    limit = round_limit(size)
    lead = float(f"{limit:e}".partition("e")[0])
    assert lead in (1.0, 2.0, 5.0)
    assert size * (1 - 1e-8) <= limit <= 2.51 * size


@given(sizes, st.floats(min_value=-8, max_value=8))
def test_nothing_is_cut_off_by_a_calm_limit(before: float, power: float) -> None:
    size = before * 10.0**power
    assert calm_limit(size, before) >= size * (1 - 1e-8)


@given(sizes, st.floats(min_value=SHRINK_BELOW, max_value=1.0))
def test_a_limit_stays_while_the_data_move_a_little(before: float, share: float) -> None:
    assert calm_limit(before * share, before) == before


def test_a_limit_comes_down_step_by_step() -> None:
    limit, seen = 1.0, []
    for _ in range(20):
        limit = calm_limit(0.02, limit)
        seen.append(limit)
    assert seen[:3] == [0.5, 0.2, 0.1]
    assert 0.02 <= seen[-1] <= 0.02 / SHRINK_BELOW


def test_a_limit_jumps_to_quite_another_size_and_stays_where_there_is_nothing() -> None:
    assert calm_limit(3e-6, 1.0) == 5e-6
    assert calm_limit(0.0, 0.5) == 0.5


@pytest.mark.parametrize("nothing", [0.0, math.nan, math.inf])
def test_without_any_size_a_limit_is_one(nothing: float) -> None:
    assert round_limit(nothing) == 1.0


@pytest.mark.parametrize(
    ("limit", "text"), [(2.0, "2"), (0.05, "0.05"), (4e-4, "4.00e−4"), (5e-4, "5e−4"), (20, "20")]
)
def test_limits_are_written_shortly(limit: float, text: str) -> None:
    assert limit_text(limit) == text
