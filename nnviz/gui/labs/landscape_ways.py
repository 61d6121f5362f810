"""Goes on from the present weights in another way, in the background, and begins a branch there.

The run pauses first. Where it has moved on meanwhile, what was found is told and not set.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.engine.record import StepRecord
from nnviz.engine.threads import one_blas_thread
from nnviz.gui.background import Background
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.labs.landscape import LandscapeLab
from nnviz.gui.labs.landscape_feed import LandscapeFeed
from nnviz.gui.panel_feeds import ViewFeed
from nnviz.scenes.landscape_answer import Question
from nnviz.scenes.landscape_course import course_points
from nnviz.scenes.landscape_methods import WAYS, Going, going_on, why_not
from nnviz.scenes.landscape_stages import curvature_seconds

COURSE_STEPS = 40
QUICK_SECONDS = 1.0  # of work: then sharpness along the run is found without being asked for


class _Walk:
    """One way from a record; `now` is how far it has come, for any thread to read."""

    def __init__(self, record: StepRecord, name: str) -> None:
        self.record, self._name = record, name
        self.now: Going | None = None

    def __call__(self) -> Iterator[int]:
        """Yield the number of each step."""
        with np.errstate(all="ignore"), one_blas_thread("numpy"):
            for going in going_on(self.record, self._name):
                self.now = going
                yield going.made


class WaysFeed(ViewFeed):
    """The buttons, and what came of them."""

    failed = Signal(str)

    def __init__(self, lab: LandscapeLab, controller: Controller) -> None:
        super().__init__(lab.ways, controller)
        self._card = lab.ways
        self._wanted = ""
        self._walk: _Walk | None = None
        self._background = Background(self)
        self._background.advanced.connect(self._advance)
        self._background.finished.connect(self._arrive)
        self._background.failed.connect(self._give_up)
        self._card.wayRequested.connect(self.go)
        self._card.stopRequested.connect(self.halt)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the buttons depend on."""
        record = moment.record
        return (id(record.problem), self._wanted, self._walk is None, moment.running)

    def refresh(self, moment: Moment) -> None:
        """Show which ways can be gone; begin the one that waits for the run to stand."""
        refusals = {name: why_not(moment.record, name) for name in WAYS}
        wanted = self._wanted
        if wanted and not moment.running:
            self._wanted = ""
            self._begin(moment.record, wanted)
        self._card.show_ways(refusals, busy=bool(self._wanted) or self._walk is not None)

    @Slot(str)
    def go(self, name: str) -> None:
        """Go on in a way as soon as the run stands."""
        self._controller.pause()
        self._set("_wanted", name)

    @Slot()
    def halt(self) -> None:
        """Go no further; what is there counts."""
        self._background.drop()
        self._arrive([])

    def stop(self) -> None:
        """End the thread."""
        self._background.stop()

    def _begin(self, record: StepRecord, name: str) -> None:
        self._walk = _Walk(record, name)
        self._card.said.set_text(f"{WAYS[name].label} begins …")
        self._background.ask(self._walk)

    @Slot(int)
    def _advance(self, _pieces: int) -> None:
        if self._walk is not None and self._walk.now is not None:
            self._card.said.set_text(self._walk.now.progress)

    @Slot(object)
    def _arrive(self, _found: list[Any]) -> None:
        """Begin a branch with what was found, if the run is where it was."""
        walk, self._walk = self._walk, None
        self._wanted = ""
        self.changed.emit()
        if walk is None or walk.now is None:
            self._card.said.set_text("")
            return
        going = walk.now
        if not going.moved:
            why = going.stop or "it found nothing lower"
            self._card.said.set_text(f"{going.outcome} No branch: {why}")
        elif self._controller.record.key != walk.record.key:
            self._card.said.set_text(
                f"{going.outcome} The run has moved on meanwhile, so no branch was begun."
            )
        else:
            said = " ".join(part for part in (going.outcome, going.stop) if part)
            self._card.said.set_text(f"{said} The run stands there now, on a branch of its own.")
            self._controller.ask(going.wish())

    @Slot(str)
    def _give_up(self, report: str) -> None:
        self._walk = None
        self.changed.emit()
        self._card.said.set_text("")
        self.failed.emit(report)


class CourseFinder(QObject):
    """Finds the sharpness along the whole run, when it is asked for."""

    failed = Signal(str)

    def __init__(self, lab: LandscapeLab, feed: LandscapeFeed) -> None:
        super().__init__(lab)
        self._card, self._feed = lab.curvature, feed
        self._asked: Any = None
        self._background = Background(self)
        self._background.advanced.connect(self._advance)
        self._background.finished.connect(self._take)
        self._background.failed.connect(self._give_up)
        self._card.courseRequested.connect(self._switch)
        feed.settled.connect(self._begin_if_quick)
        lab.hidden.connect(self._drop)

    def stop(self) -> None:
        """End the thread."""
        self._background.stop()

    @Slot()
    def _switch(self) -> None:
        """Begin, or where it has begun end."""
        question = self._feed.question
        if self._asked is not None or question is None:
            self._drop()
        else:
            self._begin(question)

    @Slot()
    def _begin_if_quick(self) -> None:
        """Begin by itself where nothing is known of the run so far and it takes no time."""
        question = self._feed.question
        if question is None or self._asked is not None:
            return
        known = len(self._feed.series(question.history).steps)
        seconds = COURSE_STEPS * curvature_seconds(question.record)
        answered = self._feed.answer is not None and self._feed.answer.spectrum is not None
        if answered and known < 2 and question.record.step > 0 and seconds < QUICK_SECONDS:
            self._begin(question)

    def _begin(self, question: Question) -> None:
        self._asked = question

        def points() -> Iterator[Any]:
            with np.errstate(all="ignore"), one_blas_thread("numpy"):
                yield from course_points(question, COURSE_STEPS)

        self._background.ask(points)
        self._card.show_course(0.0)

    @Slot()
    def _drop(self) -> None:
        self._background.drop()
        self._asked = None
        self._card.show_course(None)

    @Slot(int)
    def _advance(self, pieces: int) -> None:
        self._card.show_course(min(1.0, pieces / COURSE_STEPS))

    @Slot(object)
    def _take(self, found: list[Any]) -> None:
        history = self._asked.history
        self._asked = None
        self._card.show_course(None)
        self._feed.add_sharpness(history, found)

    @Slot(str)
    def _give_up(self, report: str) -> None:
        self._asked = None
        self._card.show_course(None)
        self.failed.emit(report)
