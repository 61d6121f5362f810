"""No cost is lost at any zoom, and memory is bounded."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine import cost_series
from nnviz.engine.cost_series import CostSeries


def filled(costs: np.ndarray, pieces: int = 7) -> CostSeries:
    series = CostSeries()
    for piece in np.array_split(costs, pieces):
        series.append(piece)
    return series


@given(
    st.integers(1, 20_000),
    st.integers(0, 20_000),
    st.integers(1, 20_000),
    st.integers(1, 400),
    st.integers(0, 2**32 - 1),
)
def test_a_band_has_the_extremes_of_its_range(
    size: int, start: int, length: int, columns: int, seed: int
) -> None:
    costs = np.random.default_rng(seed).random(size)
    start %= size
    stop = min(size, start + length)
    steps, low, high = filled(costs).band(start, stop, columns)
    assert 1 <= len(steps) <= columns
    assert (np.diff(steps) > 0).all()
    assert high.max() >= costs[start:stop].max()
    assert low.min() <= costs[start:stop].min()
    begin = min(start, int(steps[0]))
    assert start - steps[0] <= max(0, (stop - start) // columns + 1)
    assert high.max() <= costs[begin:].max()


@given(st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 2**32 - 1))
def test_after_a_cut_the_series_is_as_if_the_rest_had_never_been(
    size: int, cut: int, seed: int
) -> None:
    costs = np.random.default_rng(seed).random(size)
    series = filled(costs)
    series.cut(min(cut, size))
    assert len(series) == min(cut, size)
    series.append(costs[min(cut, size) :])
    whole = filled(costs)
    for mine, other in zip(series.band(0, size, 13), whole.band(0, size, 13), strict=True):
        assert np.array_equal(mine, other)
    assert np.array_equal(series.exact(0, size), costs)


def test_a_spike_of_one_step_in_a_million_is_seen_in_a_hundred_columns() -> None:
    costs = np.full(1_000_000, 0.5)
    costs[314_159] = 9.0
    costs[271_828] = -3.0
    steps, low, high = filled(costs).band(0, len(costs), 100)
    assert len(steps) <= 100
    assert high.max() == 9.0
    assert low.min() == -3.0
    assert steps[int(high.argmax())] <= 314_159 < steps[int(high.argmax()) + 1]


def test_zoomed_in_every_step_is_an_entry_of_its_own() -> None:
    costs = np.arange(5000.0)
    steps, low, high = filled(costs).band(1234, 1300, 200)
    assert np.array_equal(steps, np.arange(1234, 1300))
    assert np.array_equal(low, high)
    assert np.array_equal(low, costs[1234:1300])


def test_nothing_there_gives_an_empty_band() -> None:
    steps, low, high = CostSeries().band(0, 10, 5)
    assert len(steps) == len(low) == len(high) == 0


def test_beyond_the_bound_the_oldest_steps_are_kept_in_blocks(monkeypatch: object) -> None:
    series = CostSeries()
    small = cost_series._Level(1, 64), *(cost_series._Level(2, 64) for _ in range(5))
    series._levels = list(small)
    costs = np.random.default_rng(0).random(700)
    for piece in np.array_split(costs, 100):
        series.append(piece)
    assert len(series) == 700
    assert series.first_exact > 0
    assert len(series.exact(0, 700)) <= 64
    assert np.array_equal(series.exact(series.first_exact, 700), costs[series.first_exact :])
    _, low, high = series.band(0, 700, 50)
    assert high.max() == costs.max()
    assert low.min() == costs.min()
