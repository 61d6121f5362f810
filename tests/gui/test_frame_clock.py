"""When frames are drawn: soon, not too often, and not just before what was asked for is there."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.gui.frame_clock import FRAME, PATIENCE, FrameClock


@pytest.fixture
def clock(qtbot: QtBot) -> Iterator[FrameClock]:
    made = FrameClock()
    yield made
    made.stop()


def frame_after(qtbot: QtBot, clock: FrameClock) -> float:
    begin = time.perf_counter()
    with qtbot.waitSignal(clock.tick, timeout=5000):
        pass
    return time.perf_counter() - begin


def test_a_frame_comes_when_woken_and_none_after_rest(qtbot: QtBot, clock: FrameClock) -> None:
    ticks: list[int] = []
    clock.tick.connect(lambda: ticks.append(1))
    clock.tick.connect(clock.rest)
    clock.wake()
    qtbot.waitUntil(lambda: not clock.is_active)
    qtbot.wait(int(3000 * FRAME))
    assert len(ticks) == 1


def test_a_frame_waits_for_what_was_asked_for_but_not_for_ever(
    qtbot: QtBot, clock: FrameClock
) -> None:
    clock.expect()
    assert clock.is_active
    assert frame_after(qtbot, clock) >= 0.9 * PATIENCE


def test_what_was_expected_is_drawn_before_patience_ends(qtbot: QtBot, clock: FrameClock) -> None:
    clock.expect()
    waits = clock._timer.remainingTime()
    clock.wake()
    assert clock._timer.remainingTime() < waits


def test_wish_after_wish_does_not_put_a_frame_off(qtbot: QtBot, clock: FrameClock) -> None:
    ticks: list[int] = []
    clock.tick.connect(lambda: ticks.append(1))
    end = time.perf_counter() + 10 * PATIENCE
    while time.perf_counter() < end:
        clock.expect()
        qtbot.wait(1)
    assert len(ticks) >= 2


def test_a_wish_made_while_a_frame_is_drawn_lets_the_next_one_wait(
    qtbot: QtBot, clock: FrameClock
) -> None:
    clock.tick.connect(clock.expect)
    clock.wake()
    with qtbot.waitSignal(clock.painted, timeout=5000):
        pass
    assert clock._timer.remainingTime() >= 1000 * PATIENCE / 2
