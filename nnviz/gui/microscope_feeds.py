"""The feeds of the microscope and of the chain rule strip, and the check of all weights."""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import Signal

from nnviz.diagnostics.gradient_check import (
    WholeCheck,
    checking,
    chosen_parameters,
    whole_check,
)
from nnviz.engine.record import StepRecord
from nnviz.gui.background import Background
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.magnifier import Magnifier
from nnviz.gui.panel_feeds import ViewFeed
from nnviz.gui.views.microscope import MicroscopeView
from nnviz.gui.views.neuron import NeuronView
from nnviz.nn.arrays import Indices
from nnviz.scenes.chain import chain_scene
from nnviz.scenes.gradient_check import GradientCheckScene, gradient_check_scene
from nnviz.scenes.marks import Mark
from nnviz.scenes.microscope import microscope_scene

TEXT_SECONDS = 0.1  # numbers that change faster can't be read


class Beat:
    """Lets the record of a text be another one only every so often while the run goes on."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._due = 0.0

    def record_key(self, moment: Moment) -> Hashable:
        """Return the key of the newest record, or while that is not due, of one before."""
        key, now = moment.record.key, time.monotonic()
        if key != self._key and (not moment.running or now >= self._due):
            self._key, self._due = key, now + TEXT_SECONDS
        return self._key


class MicroscopeFeed(ViewFeed):
    """One operation of an iteration.

    Attributes
    ----------
    operationChosen : Signal()
        An operation was clicked: steps are operations from now on.
    """

    heavy = True
    operationChosen = Signal()

    def __init__(self, view: MicroscopeView, controller: Controller, magnifier: Magnifier) -> None:
        super().__init__(view, controller)
        self._view, self._magnifier = view, magnifier
        self._beat = Beat()
        magnifier.changed.connect(self.changed)
        view.sampleRequested.connect(magnifier.choose_sample)
        view.operationRequested.connect(self._go_to)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        place = self._magnifier.cursor_for(moment.record).operation
        options = (moment.marks.selected, self._magnifier.sample, moment.theme.name)
        return (self._beat.record_key(moment), place, moment.running, options)

    def refresh(self, moment: Moment) -> None:
        """Make the scene and give it to the view."""
        scene = microscope_scene(
            moment.record,
            self._magnifier.cursor_for(moment.record),
            moment.marks.selected,
            self._magnifier.sample,
            moment.theme,
        )
        self._view.set_scene(scene)

    def _go_to(self, operation: int) -> None:
        self._magnifier.go_to(operation)
        self.operationChosen.emit()


class ChainFeed(ViewFeed):
    """The chain rule of the weight that is selected, and the check of all weights.

    Attributes
    ----------
    failed : Signal(str)
        The report of a check that failed.
    """

    heavy = True
    failed = Signal(str)

    def __init__(self, view: NeuronView, controller: Controller, magnifier: Magnifier) -> None:
        super().__init__(view, controller)
        self._view, self._magnifier = view.chain, magnifier
        self._path, self._unfolded = 0, False
        self._subject: tuple[Mark | None, int | None] = (None, None)
        self._asked: tuple[StepRecord, Indices] | None = None
        self._check: tuple[StepRecord, WholeCheck] | None = None
        self._map: tuple[Hashable, GradientCheckScene | None] = (None, None)
        self._beat = Beat()
        self._done: float | None = None
        self._background = Background(self)
        self._background.advanced.connect(self._note_progress)
        self._background.finished.connect(self._take_check)
        self._background.failed.connect(self._give_up)
        magnifier.changed.connect(self.changed)
        self._connect()

    def _connect(self) -> None:
        view = self._view
        view.sampleRequested.connect(self._magnifier.choose_sample)
        view.pathRequested.connect(self._choose_path)
        view.pathPointed.connect(self._magnifier.show_path)
        view.unfoldRequested.connect(self._unfold)
        view.checkRequested.connect(self._ask_check)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the strip depends on; the newest record's only where that is due."""
        check = (id(self._check), self._done)
        options = (self._magnifier.sample, self._path, self._unfolded, check)
        chosen = (moment.marks.selected, moment.running, options, moment.theme.name)
        return (self._beat.record_key(moment), chosen)

    def refresh(self, moment: Moment) -> None:
        """Make the scenes and give them to the view."""
        subject = (moment.marks.selected, self._magnifier.sample)
        if subject != self._subject:
            self._subject, self._path = subject, 0
        scene = chain_scene(
            moment.record,
            moment.marks.selected,
            self._magnifier.sample,
            moment.theme,
            path=self._path,
            unfolded=self._unfolded,
            checked=not moment.running,
        )
        self._view.set_scene(scene)
        self._show_check(moment)

    def stop(self) -> None:
        """End the thread of the check."""
        self._background.stop()

    def _show_check(self, moment: Moment) -> None:
        if self._check is not None and self._check[0].run != moment.record.run:
            self._check = None
        key = (id(self._check), moment.theme.name)
        if key != self._map[0]:
            check = self._check
            self._map = key, gradient_check_scene(*check, moment.theme) if check else None
        self._view.show_check(self._map[1], self._done)

    def _choose_path(self, place: int) -> None:
        self._set("_path", place)

    def _unfold(self, unfolded: bool) -> None:
        self._set("_unfolded", unfolded)

    def _ask_check(self) -> None:
        """Begin a check of the present step, or end the one that goes on."""
        if self._asked is not None:
            self._background.drop()
            self._asked = None
            self._set("_done", None)
            return
        record = self._controller.record
        indices = chosen_parameters(record.params.units)
        self._asked = (record, indices)
        self._background.ask(lambda: checking(record, indices))
        self._set("_done", 0.0)

    def _note_progress(self, pieces: int) -> None:
        if self._asked is not None:
            self._set("_done", pieces / len(self._asked[1]))

    def _take_check(self, found: list[Any]) -> None:
        if self._asked is not None:
            record, indices = self._asked
            self._asked = None
            self._check = (record, whole_check(record, indices, found))
            self._done = None
            self.changed.emit()

    def _give_up(self, report: str) -> None:
        self._asked = None
        self._set("_done", None)
        self.failed.emit(report)
