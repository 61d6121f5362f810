"""Keyframes stay few, spread over the whole run, and dense at its end."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.keyframes import (
    CLOSEST,
    FEW,
    LONGEST_USUAL_SPACING,
    MOST_NEWEST,
    MOST_SPREAD,
    SPREAD_BYTES,
    USUAL_SPACING,
    Keyframes,
)
from nnviz.engine.record import TrainingState
from nnviz.optim.first_order import OptimizerState

WORK = 1_000_000


def state_at(step: int, size: int = 3) -> TrainingState:
    vector = np.full(size, float(step))
    return TrainingState(step, 0, 0, vector, OptimizerState(step, ()), vector)


def run(frames: Keyframes, start: int, stop: int, size: int = 3) -> None:
    step = start
    while (step := frames.next_due(step)) <= stop:
        frames.keep(state_at(step, size))


def test_the_state_at_or_before_a_step_is_found_near_it_however_long_the_run() -> None:
    frames = Keyframes(state_at(0), WORK)
    run(frames, 0, 1_000_000)
    for step in (0, 1, 255, 256, 999_999, 500_123):
        found = frames.nearest(step)
        assert found.step <= step
        assert step - found.step <= 2 * 1_000_000 / MOST_SPREAD
    assert frames.size <= (MOST_SPREAD + MOST_NEWEST) * state_at(0).size


def test_large_states_are_kept_in_bounded_memory_but_never_fewer_than_a_few() -> None:
    frames = Keyframes(state_at(0, 1_000_000), WORK)
    run(frames, 0, 40 * USUAL_SPACING, 1_000_000)
    assert frames.size <= SPREAD_BYTES
    assert frames.nearest(5).step == 0


def test_the_newest_states_are_all_there() -> None:
    frames = Keyframes(state_at(0), WORK)
    for step in range(1, 100):
        frames.keep_newest(state_at(step))
    assert [frames.nearest(k).step for k in (99, 98, 60)] == [99, 98, 60]


@pytest.mark.parametrize("cut", [0, 1, 300, 5000])
def test_after_a_cut_no_later_state_is_left(cut: int) -> None:
    frames = Keyframes(state_at(0), WORK)
    run(frames, 0, 4000)
    frames.keep_newest(state_at(3999))
    frames.cut(cut)
    assert frames.nearest(10**9).step <= cut


def test_what_is_replayed_in_no_time_is_kept_more_rarely() -> None:
    spacings = []
    for work in (1, 170, 2000, 10**9):
        frames = Keyframes(state_at(0), work)
        run(frames, 0, 100_000)
        spacings.append(frames.next_due(0))
    assert spacings == [LONGEST_USUAL_SPACING, LONGEST_USUAL_SPACING, 512, USUAL_SPACING]


@pytest.mark.parametrize("work", [1, WORK])
@pytest.mark.parametrize("steps", [1000, 3000, 20_000, 300_000])
def test_the_way_of_a_run_can_be_drawn_however_short_it_is(steps: int, work: int) -> None:
    frames = Keyframes(state_at(0), work)
    run(frames, 0, steps)
    kept = [state.step for state in frames.states()]
    assert min(steps // CLOSEST, FEW // 2) <= len(kept) <= MOST_SPREAD
    assert np.ptp(np.diff(kept)) == 0
