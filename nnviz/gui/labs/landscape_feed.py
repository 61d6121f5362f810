"""Feeds the workspace Landscape: asks for slices of the cost in the background, and shows them.

While the run goes on a coarse picture is asked for several times a second, each after the one
before is there; when it stands, everything is found finely. What is hidden asks for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from weakref import WeakKeyDictionary

from PySide6.QtCore import Signal, Slot

from nnviz.engine.history import History
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.labs.landscape import LandscapeLab
from nnviz.gui.labs.landscape_asker import Asker
from nnviz.gui.panel_feeds import ViewFeed
from nnviz.scenes.landscape_answer import Answer, Question
from nnviz.scenes.landscape_choice import LandscapeChoice
from nnviz.scenes.landscape_curvature import Bound, Sharpness, stability_bound
from nnviz.scenes.landscape_stages import completed

LIVE_SECONDS = 0.12  # between two pictures while the run goes on
CURVATURE_SECONDS = 0.5  # and between two looks at the curvature


class LandscapeFeed(ViewFeed):
    """The pictures, and sharpness over time.

    Attributes
    ----------
    settled : Signal()
        The run stands, and all that was asked is found.
    """

    settled = Signal()

    def __init__(self, lab: LandscapeLab, controller: Controller) -> None:
        super().__init__(lab, controller)
        self._lab = lab
        self.choice = LandscapeChoice()
        self.answer: Answer | None = None
        self._theme = ""
        self._asked: Question | None = None
        self._due = self._curvature_due = 0.0
        self._series: WeakKeyDictionary[History, Sharpness] = WeakKeyDictionary()
        self.asker = Asker(self)
        self.asker.answered.connect(self._take)
        self.asker.progressed.connect(self._tell)
        lab.hidden.connect(self._rest)
        for card in (lab.map, lab.line):
            card.wished.connect(self.choose)

    @property
    def question(self) -> Question | None:
        """What was asked last."""
        return self._asked

    def key(self, moment: Moment) -> Hashable:
        """Return all that the pictures depend on; the last key while the next is not due."""
        key = (self.choice, moment.theme.name, moment.running, id(moment.history))
        whole = (*key, moment.record.key)
        shown = self.shown
        same = isinstance(shown, tuple) and shown[:-1] == key and moment.running
        early = self.asker.busy or time.monotonic() < self._due
        return shown if same and early else whole

    def refresh(self, moment: Moment) -> None:
        """Show the choice, and ask for its pictures."""
        record, history = moment.record, moment.history
        self.choice = self.choice.fitting(record, history.head)
        self._show_choice(moment)
        self._due = time.monotonic() + LIVE_SECONDS
        curvature = time.monotonic() >= self._curvature_due
        question = Question(record, history, self.choice, moment.running, curvature)
        if self.answer is not None and self._same_but_theme(question, moment):
            self._lab.show_answer(self.answer, self.series(history))
            self._theme = moment.theme.name
            return
        self._theme, self._asked = moment.theme.name, question
        if self._controller.trainer.is_threaded:
            self.asker.ask(question)
        else:
            self._take(completed(question))

    def series(self, history: History) -> Sharpness:
        """Return the sharpness found so far along a branch."""
        return self._series.get(history, Sharpness())

    def add_sharpness(self, history: History, found: list[tuple[int, float, Bound | None]]) -> None:
        """Take sharpness at steps of a branch, and show it."""
        series = self.series(history)
        for step, value, bound in found:
            if step not in series.steps:
                series = series.having(step, value, bound)
        self._series[history] = series
        if self.answer is not None and self.answer.question.history is history:
            self._lab.show_curvature(self.answer, series)

    def choose(self, choice: LandscapeChoice) -> None:
        """Take another choice; the next wish starts from it, though no picture is there yet."""
        for card in (self._lab.map, self._lab.line):
            card.show_choice(choice)
        self._set("choice", choice)

    def stop(self) -> None:
        """End the thread."""
        self.asker.stop()

    def _show_choice(self, moment: Moment) -> None:
        lab, record = self._lab, moment.record
        for card in (lab.map, lab.line):
            card.show_choice(self.choice)
        has_test = bool(len(record.problem.data.x_test))
        lab.map.show_units(record.params.units, has_test=has_test)
        lab.line.show_head(moment.history.head)

    def _same_but_theme(self, question: Question, moment: Moment) -> bool:
        """Whether only the colours have changed since the answer that is there."""
        before = self._asked
        return (
            before is not None
            and self._theme != moment.theme.name
            and before.record is question.record
            and before.choice == question.choice
            and not question.live
        )

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        """Show the answer so far, and keep the sharpness."""
        before, self.answer = self.answer, answer
        history = answer.question.history
        is_news = before is None or before.spectrum is not answer.spectrum
        if answer.spectrum is not None and is_news:
            self._curvature_due = time.monotonic() + CURVATURE_SECONDS
            record = answer.question.record
            bound = stability_bound(record.spec.training.optimizer, record.rate)
            found = (record.step, answer.spectrum.sharpness, bound)
            self._series[history] = self.series(history).having(*found)
        self._lab.show_answer(answer, self.series(history))

    @Slot(str)
    def _tell(self, progress: str) -> None:
        """Show what is being found while the run stands; while it goes on that would flicker."""
        live = self._asked is None or self._asked.live
        self._lab.map.progress.setText("" if live else progress)
        if not live and not self.asker.busy:
            self.settled.emit()

    @Slot()
    def _rest(self) -> None:
        """Ask for nothing while nothing can be seen; ask anew when it can."""
        self.asker.drop()
        self.shown = None
