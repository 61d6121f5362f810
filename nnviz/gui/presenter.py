"""From what is newest to what is on the screen: who is shown what, and when.

On every tick of the frame clock each visible feed compares the key of what it shows with the key
of what there is, and only where they differ is a scene made. A panel that is hidden costs nothing.
Where a frame takes too long the heavy feeds are refreshed in turn, as many as it has time for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.engine.intents import Intent, Pause, Reset, Run, Step
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.rations import Rations
from nnviz.gui.thread import WorkerThread
from nnviz.scenes.palette import LIGHT, Theme

Shown = TypeVar("Shown")
Shown_contra = TypeVar("Shown_contra", contravariant=True)


class Feed(Protocol[Shown_contra]):
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

    def key(self, moment: Shown_contra) -> Hashable:
        """Return all that the picture depends on."""

    def refresh(self, moment: Shown_contra) -> None:
        """Make the scene and give it to the view."""


class Presenter(QObject, Generic[Shown]):
    """Shows what is newest, and passes the user's wishes on.

    Parameters
    ----------
    thread
        Where wishes go and what is shown comes from.
    clock
        When to draw.

    Attributes
    ----------
    runningChanged : Signal(bool)
        Training began or ended to go on by itself.
    in_front : bool
        Whether the toolbar, the status line and the window's title are about it.
    """

    runningChanged = Signal(bool)

    def __init__(
        self, thread: WorkerThread[Any], clock: FrameClock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thread, self.clock = thread, clock
        self.feeds: list[Feed[Shown]] = []
        self.theme: Theme = LIGHT
        self.running = False
        self.in_front = False
        self._wishes_running = False
        self._rations = Rations()
        worker = thread.worker
        clock.tick.connect(self._draw)
        clock.painted.connect(self._end_frame)
        worker.recordChanged.connect(self._wake)
        worker.runningChanged.connect(self._note_running)

    # What each kind has to tell

    @abstractmethod
    def moment(self) -> Shown:
        """Return what there is to show now, and ask for what comes next."""

    @abstractmethod
    def readout(self) -> str:
        """Return what is shown now as text."""

    # Wishes

    def ask(self, intent: Intent) -> None:
        """Send a wish to the worker."""
        if isinstance(intent, Run | Pause):
            self._wishes_running = isinstance(intent, Run)
        self._thread.send(intent)
        self.clock.expect()

    def switch_running(self) -> None:
        """Run, or pause."""
        self.ask(Pause() if self._wishes_running else Run())

    def pause(self) -> None:
        """Stop training; everything stays."""
        self.ask(Pause())

    def step(self, count: int, granularity: str) -> None:
        """Go so many epochs, or else iterations, on; or back where `count` is negative."""
        self.ask(Step("epoch" if granularity == "epoch" else "iteration", count))

    def reset(self) -> None:
        """Begin again with the same weights and the same order of samples."""
        self.ask(Reset())

    def new_weights(self) -> None:
        """Begin again with weights of the next seed."""
        self.ask(Reset(new_weights=True))

    def set_speed(self, speed: float) -> None:
        """Train at a speed from 0 to 1."""
        self._thread.set_speed(speed)

    # What is shown

    @property
    def rates(self) -> tuple[float, float]:
        """Steps and frames a second, lately; 0 while nothing runs."""
        return (self._thread.worker.rate, self.clock.rate) if self.running else (0.0, 0.0)

    def add(self, feeds: Sequence[Feed[Shown]]) -> None:
        """Feed these views too."""
        for feed in feeds:
            self.feeds.append(feed)
            feed.changed.connect(self._wake)
        self.clock.wake()

    def set_theme(self, theme: Theme) -> None:
        """Draw everything anew in these colours."""
        self.theme = theme
        self.refresh()

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
        self.clock.expect()  # the record that goes with it is about to come

    @Slot()
    def _draw(self) -> None:
        worker = self._thread.worker
        self.clock.shares = self._thread.is_threaded and worker.needs_turns
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
        self._thread.garbage.collect()
        self._thread.worker.gate.set()

    def _affordable(
        self, stale: list[tuple[Feed[Shown], Hashable]]
    ) -> list[tuple[Feed[Shown], Hashable]]:
        """Return what to refresh in this frame: all, or of the heavy ones whose turn it is."""
        heavy = [feed for feed, _ in stale if feed.heavy]
        if not self.running or not heavy:
            return stale
        chosen = self._rations.choose(heavy, self.clock.spent)
        return [entry for entry in stale if not entry[0].heavy or entry[0] in chosen]
