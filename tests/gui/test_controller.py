"""The controller without a window: fake views, a fake record, a worker in the test's thread."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from nnviz.engine.intents import Pause, Run, Step
from nnviz.engine.session import Session
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.rations import BUDGET
from nnviz.gui.trainer import Trainer
from nnviz.scenes.marks import UnitMark
from nnviz.scenes.palette import DARK


class FakeFeed(QObject):
    changed = Signal()

    def __init__(self, *, heavy: bool = False, seconds: float = 0.0) -> None:
        super().__init__()
        self.heavy, self.seconds = heavy, seconds
        self.shown: Hashable = None
        self.visible = True
        self.moments: list[Moment] = []

    def is_visible(self) -> bool:
        return self.visible

    def key(self, moment: Moment) -> Hashable:
        return (moment.record.key, moment.marks)

    def refresh(self, moment: Moment) -> None:
        time.sleep(self.seconds)
        self.moments.append(moment)


@pytest.fixture
def controller(qtbot: QtBot) -> Iterator[Controller]:
    trainer, clock = Trainer(Session()), FrameClock()
    made = Controller(trainer, clock)
    yield made
    trainer.send(Pause())
    clock.stop()


def rest(qtbot: QtBot, controller: Controller) -> None:
    qtbot.waitUntil(lambda: not controller.clock.is_active, timeout=5000)


def test_a_view_is_shown_what_it_does_not_show_yet_and_nothing_twice(
    qtbot: QtBot, controller: Controller
) -> None:
    feed = FakeFeed()
    controller.add([feed])
    rest(qtbot, controller)
    assert len(feed.moments) == 1
    controller.clock.wake()
    rest(qtbot, controller)
    assert len(feed.moments) == 1
    controller.ask(Step())
    qtbot.waitUntil(lambda: len(feed.moments) == 2)
    rest(qtbot, controller)
    assert feed.moments[-1].record.step == 1


def test_a_view_that_cannot_be_seen_is_shown_nothing_until_it_can(
    qtbot: QtBot, controller: Controller
) -> None:
    feed = FakeFeed()
    feed.visible = False
    controller.add([feed])
    controller.ask(Step(count=3))
    qtbot.wait(100)
    rest(qtbot, controller)
    assert not feed.moments
    feed.visible = True
    controller.clock.wake()
    rest(qtbot, controller)
    assert [moment.record.step for moment in feed.moments] == [3]


def test_every_view_hears_of_a_mark_that_one_of_them_set(
    qtbot: QtBot, controller: Controller
) -> None:
    feeds = [FakeFeed(), FakeFeed()]
    controller.add(feeds)
    rest(qtbot, controller)
    controller.hover(UnitMark(1, 2))
    rest(qtbot, controller)
    assert [feed.moments[-1].marks.hovered for feed in feeds] == [UnitMark(1, 2)] * 2
    controller.select(UnitMark(1, 2))
    controller.select(UnitMark(1, 2))
    assert controller.marks.selected is None


def test_a_theme_is_shown_by_all(qtbot: QtBot, controller: Controller) -> None:
    feed = FakeFeed()
    controller.add([feed])
    rest(qtbot, controller)
    controller.set_theme(DARK)
    rest(qtbot, controller)
    assert feed.moments[-1].theme is DARK


def test_while_frames_take_too_long_the_heavy_views_take_turns(
    qtbot: QtBot, controller: Controller
) -> None:
    heavy = [FakeFeed(heavy=True, seconds=BUDGET) for _ in range(3)]
    light = FakeFeed()
    controller.add([*heavy, light])
    controller.ask(Run())
    qtbot.waitUntil(lambda: len(light.moments) > 12, timeout=10_000)
    controller.ask(Pause())
    rest(qtbot, controller)
    counts = [len(feed.moments) for feed in heavy]
    assert max(counts) <= 0.6 * len(light.moments)
    assert min(counts) >= 3
    steps = {feed.moments[-1].record.step for feed in (*heavy, light)}
    assert steps == {controller.record.step}


def test_a_view_that_fails_does_not_fail_again_for_the_same_record(
    qtbot: QtBot, controller: Controller
) -> None:
    class Failing(FakeFeed):
        def refresh(self, moment: Moment) -> None:
            super().refresh(moment)
            raise ValueError("no picture")

    feed = Failing()
    with qtbot.captureExceptions() as caught:
        controller.add([feed])
        qtbot.wait(100)
    controller.clock.wake()
    rest(qtbot, controller)
    assert len(caught) == 1
    assert len(feed.moments) == 1


def test_the_clock_rests_while_nothing_changes(qtbot: QtBot, controller: Controller) -> None:
    controller.add([FakeFeed()])
    rest(qtbot, controller)
    ticks: list[int] = []
    controller.clock.tick.connect(lambda: ticks.append(1))
    qtbot.wait(100)
    assert not ticks


def test_the_clock_ticks_at_most_sixty_times_a_second(qtbot: QtBot, controller: Controller) -> None:
    controller.add([FakeFeed()])
    rest(qtbot, controller)
    ticks: list[int] = []
    controller.clock.tick.connect(lambda: ticks.append(1))
    controller.ask(Run())
    qtbot.wait(500)
    controller.ask(Pause())
    assert 2 < len(ticks) <= 32
