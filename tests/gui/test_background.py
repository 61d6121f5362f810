"""Costly questions: answered in a thread, dropped by their number."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.gui.background import Background


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    made = Background()
    yield made
    made.stop()
    made.deleteLater()


def pieces(count: int, seconds: float = 0.0) -> Iterator[int]:
    for number in range(count):
        time.sleep(seconds)
        yield number


def test_an_answer_comes_whole_and_from_another_thread(
    qtbot: QtBot, background: Background
) -> None:
    threads: list[int] = []

    def make() -> Iterator[int]:
        threads.append(threading.get_ident())
        return pieces(5)

    with qtbot.waitSignal(background.finished) as found:
        background.ask(make)
    assert found.args == [[0, 1, 2, 3, 4]]
    assert threads != [threading.get_ident()]


def test_it_tells_how_far_it_is(qtbot: QtBot, background: Background) -> None:
    told: list[int] = []
    background.advanced.connect(told.append)
    with qtbot.waitSignal(background.finished):
        background.ask(lambda: pieces(20, 0.01))
    assert told
    assert told == sorted(told)
    assert told[-1] <= 20


def test_a_new_question_takes_the_place_of_the_old_one(
    qtbot: QtBot, background: Background
) -> None:
    answers: list[list[int]] = []
    background.finished.connect(answers.append)
    background.ask(lambda: pieces(1000, 0.005))
    with qtbot.waitSignal(background.finished):
        background.ask(lambda: pieces(3))
    assert answers == [[0, 1, 2]]


def test_what_is_dropped_is_not_answered(qtbot: QtBot, background: Background) -> None:
    answers: list[list[int]] = []
    background.finished.connect(answers.append)
    background.ask(lambda: pieces(1000, 0.002))
    background.drop()
    qtbot.wait(60)
    assert not answers


def test_it_ends_at_once_in_the_middle_of_an_answer(background: Background) -> None:
    background.ask(lambda: pieces(100_000, 0.001))
    begin = time.perf_counter()
    background.stop()
    assert time.perf_counter() - begin < 1.0


def test_a_fault_is_reported(qtbot: QtBot, background: Background) -> None:
    def make() -> Iterator[int]:
        yield 1
        raise RuntimeError("the weights have gone")

    with qtbot.waitSignal(background.failed) as told:
        background.ask(make)
    assert "the weights have gone" in told.args[0]
