"""The feeds of the panels: experiment, timeline, figures, status.

A panel's wishes are the run's: they go on to the controller.
"""

from __future__ import annotations

import time
from collections.abc import Hashable

from PySide6.QtWidgets import QWidget

from nnviz.engine.intents import Reset, Seek, SetParameter
from nnviz.engine.journal import Event
from nnviz.experiment.spec import ExperimentSpec
from nnviz.experiment.suggest import facts_of
from nnviz.gui.controller import Controller, Moment
from nnviz.gui.feed import SeenFeed
from nnviz.gui.panels.experiment import ExperimentPanel
from nnviz.gui.panels.status_bar import StatusBar
from nnviz.gui.panels.timeline import TimelinePanel
from nnviz.gui.panels.transport import TransportPanel
from nnviz.gui.warm_up import Backends
from nnviz.scenes.branches import branches_scene
from nnviz.scenes.marks import UnitMark
from nnviz.scenes.status import figures, status_line, window_title

STATUS_SECONDS = 0.25  # a sentence that changed with every frame could not be read


class ViewFeed(SeenFeed):
    """Feeds a view of the run, whose wishes go to its controller."""

    def __init__(self, view: QWidget, controller: Controller) -> None:
        super().__init__(view)
        self._controller = controller


class ExperimentFeed(ViewFeed):
    """The experiment in force; its wishes are the run's."""

    def __init__(self, panel: ExperimentPanel, controller: Controller) -> None:
        super().__init__(panel, controller)
        self._panel = panel
        panel.parameterRequested.connect(self._change)
        panel.experimentRequested.connect(self._restart)
        panel.newWeightsRequested.connect(self._redraw)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the form depends on."""
        return id(moment.record.problem)

    def refresh(self, moment: Moment) -> None:
        """Show the spec in force."""
        problem = moment.record.problem
        self._panel.set_spec(problem.spec, facts_of(problem.spec.data, problem.data.source))

    def _change(self, name: str, value: object) -> None:
        self._controller.ask(SetParameter(name, value))

    def _restart(self, spec: ExperimentSpec) -> None:
        self._controller.ask(Reset(spec))

    def _redraw(self) -> None:
        self._controller.ask(Reset(new_weights=True))


class TimelineFeed(ViewFeed):
    """Where the run stands between its ends."""

    def __init__(self, panel: TimelinePanel, controller: Controller) -> None:
        super().__init__(panel, controller)
        self._panel = panel
        panel.seekRequested.connect(self._seek)
        panel.eventPointed.connect(self._point_out)

    def key(self, moment: Moment) -> Hashable:
        """Return all that the picture depends on."""
        history = moment.history
        return (moment.record.key, history.head, len(history.events()), moment.branches)

    def refresh(self, moment: Moment) -> None:
        """Give the panel the step, the head, the events and the branches."""
        history = moment.history
        self._panel.set_state(moment.record.step, history.head, history.events())
        self._panel.set_branches(branches_scene(moment.branches, history, moment.record))

    def _seek(self, step: int) -> None:
        self._controller.ask(Seek(step))

    def _point_out(self, event: Event) -> None:
        if event.unit is not None:
            self._controller.point_out(UnitMark(*event.unit))


class FrontFeed(ViewFeed):
    """What toolbar, status line and title show of a run: only while that is in front."""

    def is_visible(self) -> bool:
        """Whether any of the view can be seen, and is about this run."""
        return self._controller.in_front and super().is_visible()


class FiguresFeed(FrontFeed):
    """The toolbar's figures, and the window's title."""

    def __init__(self, panel: TransportPanel, controller: Controller) -> None:
        super().__init__(panel, controller)
        self._panel = panel

    def key(self, moment: Moment) -> Hashable:
        """Return all that the figures depend on."""
        return (moment.record.key, moment.theme.name)

    def refresh(self, moment: Moment) -> None:
        """Show the figures of the record."""
        self._panel.show_figures(figures(moment.record, moment.theme))
        self._panel.window().setWindowTitle(window_title(moment.record))


class StatusFeed(FrontFeed):
    """The line at the foot: while the run goes on, a new sentence only every so often."""

    def __init__(self, bar: StatusBar, backends: Backends, controller: Controller) -> None:
        super().__init__(bar, controller)
        self._bar, self._backends = bar, backends
        backends.changed.connect(self.changed)
        self._due = 0.0

    def key(self, moment: Moment) -> Hashable:
        """Return all that the line depends on; while it is not yet due, what it shows."""
        if moment.running and self.shown is not None and time.monotonic() < self._due:
            return self.shown
        return (
            moment.record.key,
            moment.rates,
            moment.thresholds,
            self._backends.words,
            moment.theme.name,
        )

    def refresh(self, moment: Moment) -> None:
        """Show the most telling verdict, and how fast all goes."""
        self._due = time.monotonic() + STATUS_SECONDS
        line = status_line(
            moment.record,
            moment.theme,
            self._backends.words,
            moment.rates,
            moment.history.evaluations(),
            moment.thresholds,
        )
        self._bar.show_texts(line.shade, line.sentence, line.aside, self._backends.note)
