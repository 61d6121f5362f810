"""Turns are short while a trainer's thread lives, and as before afterwards."""

from __future__ import annotations

import sys

import pytest

from nnviz.gui import turns


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_turns_are_short_until_the_last_thread_has_ended(threads: int) -> None:
    usual = sys.getswitchinterval()
    for _ in range(threads):
        turns.shorten()
        assert sys.getswitchinterval() == pytest.approx(turns.TURN)
    for _ in range(threads - 1):
        turns.restore()
        assert sys.getswitchinterval() == pytest.approx(turns.TURN)
    turns.restore()
    assert sys.getswitchinterval() == pytest.approx(usual)
