"""From the newest record to what is on the screen: who is shown what, and when.

On every tick of the frame clock each visible feed compares the key of what it shows with the key
of what there is, and only where they differ is a scene made. A panel that is hidden costs nothing.
Where a frame takes too long the heavy feeds are refreshed in turn, one a frame.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.engine.history import History
from nnviz.engine.intents import Intent, Pause, Run
from nnviz.engine.record import StepRecord
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.trainer import Trainer
from nnviz.scenes import words
from nnviz.scenes.marks import Mark, Marks
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.readouts import exact, reading
from nnviz.scenes.status import status_line

BUDGET = 0.012  # seconds a frame, scenes and painting together
TAU = 0.05


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """All that scenes are made of.

    Parameters
    ----------
    record, history
        The run.
    marks
        What is selected, and what the pointer is over.
    tau
        Below this learning ability a unit counts as shut on a sample.
    theme
        Colours.
    running
        Whether the run goes on by itself.
    rates
        Steps and frames a second, lately.
    """

    record: StepRecord
    history: History
    marks: Marks
    tau: float
    theme: Theme
    running: bool
    rates: tuple[float, float]


class Feed(Protocol):
    """Feeds one view: its options, the key of what it shows, and how a scene is made.

    Attributes
    ----------
    heavy
        Whether its scene or its painting takes more than about two milliseconds.
    shown
        The key of what the view shows; None for nothing.
    """

    heavy: bool
    shown: Hashable

    @property
    def changed(self) -> SignalInstance:
        """Tells that an option changed: what is shown may be out of date."""

    def is_visible(self) -> bool:
        """Whether any of the view can be seen."""

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""


class Controller(QObject):
    """Shows the newest record, and passes the user's wishes on.

    Parameters
    ----------
    trainer
        Where wishes go and records come from.
    clock
        When to draw.

    Attributes
    ----------
    runningChanged : Signal(bool)
        The run began or ended to go on by itself.
    marksChanged : Signal(object)
        The Marks in force.
    """

    runningChanged = Signal(bool)
    marksChanged = Signal(object)

    def __init__(self, trainer: Trainer, clock: FrameClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trainer, self.clock = trainer, clock
        self.feeds: list[Feed] = []
        self.marks = Marks()
        self.tau = TAU
        self.theme: Theme = LIGHT
        self.running = False
        self._wishes_running = False
        self._turn = 0
        clock.tick.connect(self._draw)
        clock.painted.connect(self._end_frame)
        trainer.worker.recordChanged.connect(self._wake)
        trainer.worker.runningChanged.connect(self._note_running)

    # Wishes

    def ask(self, intent: Intent) -> None:
        """Send a wish to the trainer."""
        if isinstance(intent, Run | Pause):
            self._wishes_running = isinstance(intent, Run)
        self.trainer.send(intent)
        self.clock.wake()

    def switch_running(self) -> None:
        """Run, or pause."""
        self.ask(Pause() if self._wishes_running else Run())

    # What is shown

    def readout(self) -> str:
        """Return what the run is at now as text: step, costs, what is selected."""
        record, costs = self.record, self.record.costs
        lines = [
            f"{record.spec.name}, step {words.count(record.step)}, epoch {record.epoch:.2f}",
            f"cost: train {exact(costs.train)}, test {exact(costs.test)}",
        ]
        told = reading(record, self.marks.selected, self.tau)
        evaluations = self.trainer.worker.history.evaluations()
        verdict = status_line(record, self.theme, "", evaluations=evaluations, tau=self.tau)
        return "\n".join([*lines, *([told.text] if told else []), verdict.sentence])

    @property
    def record(self) -> StepRecord:
        """The newest record."""
        return self.trainer.worker.latest

    def add(self, feeds: Sequence[Feed]) -> None:
        """Feed these views too."""
        for feed in feeds:
            self.feeds.append(feed)
            feed.changed.connect(self._wake)
        self.clock.wake()

    @Slot(object)
    def select(self, mark: Mark | None) -> None:
        """Select a unit or a parameter; the same one again, or None, selects nothing."""
        chosen = None if mark == self.marks.selected else mark
        self._mark(replace(self.marks, selected=chosen))

    @Slot(object)
    def hover(self, mark: Mark | None) -> None:
        """Take note of what the pointer is over."""
        self._mark(replace(self.marks, hovered=mark))

    def _mark(self, marks: Marks) -> None:
        if marks != self.marks:
            self.marks = marks
            self.marksChanged.emit(marks)
            self.clock.wake()

    @Slot(float)
    def set_tau(self, tau: float) -> None:
        """Count a unit as shut below this learning ability."""
        self.tau = tau
        self.clock.wake()

    def set_theme(self, theme: Theme) -> None:
        """Draw everything anew in these colours."""
        self.theme = theme
        self.refresh()

    def moment(self) -> Moment:
        """Return what there is to show now, and ask the trainer for the next record."""
        worker = self.trainer.worker
        record, history = worker.take()
        rates = (worker.rate, self.clock.rate) if self.running else (0.0, 0.0)
        return Moment(
            record,
            history,
            self.marks,
            self.tau,
            self.theme,
            self.running,
            rates,
        )

    def draw_all(self) -> None:
        """Bring every feed up to date at once, visible or not: for a picture."""
        moment = self.moment()
        with np.errstate(all="ignore"):
            for feed in self.feeds:
                feed.refresh(moment)
                feed.shown = feed.key(moment)

    def refresh(self) -> None:
        """Show everything anew: what a view shows may be a wish that was not granted."""
        for feed in self.feeds:
            feed.shown = None
        self.clock.wake()

    @Slot()
    def _wake(self) -> None:
        self.clock.wake()

    @Slot(bool)
    def _note_running(self, running: bool) -> None:
        self.running = self._wishes_running = running
        self.runningChanged.emit(running)
        self.clock.wake()

    @Slot()
    def _draw(self) -> None:
        worker = self.trainer.worker
        self.clock.shares = self.trainer.is_threaded and worker.goes_flat_out
        if self.clock.shares:
            worker.gate.clear()
        moment = self.moment()
        stale = [
            (feed, key)
            for feed in self.feeds
            if feed.is_visible() and feed.shown != (key := feed.key(moment))
        ]
        chosen = self._affordable(stale)
        with np.errstate(all="ignore"):  # a run about to grow without bound is shown as it is
            for feed, key in chosen:
                feed.shown = key
                feed.refresh(moment)
        if not self.running and len(chosen) == len(stale):
            self.clock.rest()

    @Slot()
    def _end_frame(self) -> None:
        self.trainer.garbage.collect()
        self.trainer.worker.gate.set()

    def _affordable(self, stale: list[tuple[Feed, Hashable]]) -> list[tuple[Feed, Hashable]]:
        """Return what to refresh in this frame: all, or of the heavy ones the next in turn."""
        heavy = [entry for entry in stale if entry[0].heavy]
        if len(heavy) < 2 or self.clock.spent <= BUDGET or not self.running:
            return stale
        self._turn += 1
        return [e for e in stale if not e[0].heavy] + [heavy[self._turn % len(heavy)]]
