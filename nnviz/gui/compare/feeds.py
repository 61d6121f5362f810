"""One feed a view of the workspace Compare (see `presenter.Feed`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence

from PySide6.QtWidgets import QWidget

from nnviz.engine.intents import Seek
from nnviz.engine.journal import Event
from nnviz.engine.twins import Standing
from nnviz.gui.compare.controller import CompareController, CompareMoment
from nnviz.gui.feed import SeenFeed
from nnviz.gui.panels.status_bar import StatusBar
from nnviz.gui.panels.timeline import TimelinePanel
from nnviz.gui.panels.transport import TransportPanel
from nnviz.gui.views.compare_costs import CompareCostsView
from nnviz.gui.views.compare_layers import CompareLayersView
from nnviz.gui.views.compare_outputs import CompareOutputsView
from nnviz.gui.views.compare_runs import CompareRunsView
from nnviz.scenes import words
from nnviz.scenes.branches import BranchesScene
from nnviz.scenes.compare import RunMark
from nnviz.scenes.compare_costs import Quantity, compare_costs_scene
from nnviz.scenes.compare_layers import LayersScene, gradients_scene, shut_scene
from nnviz.scenes.output import output_scene, refresh_seconds
from nnviz.scenes.status import figures, speed_words, window_title

STATUS_SECONDS = 0.25


class CompareFeed(SeenFeed):
    """Feeds a view of twins."""

    def __init__(self, view: QWidget, controller: CompareController) -> None:
        super().__init__(view)
        self._controller = controller


class CostsFeed(CompareFeed):
    """The cost plot; its range, its axis, and what of the runs it shows."""

    heavy = True

    def __init__(self, view: CompareCostsView, controller: CompareController) -> None:
        super().__init__(view, controller)
        self._view = view
        self._quantity: Quantity = "train"
        self._log = False
        self._range: tuple[float, float] | None = None
        view.quantityRequested.connect(self._choose_quantity)
        view.logRequested.connect(self._choose_log)
        view.viewRangeRequested.connect(self._choose_range)

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the picture depends on."""
        size = (self._view.columns(), self._view.rows(), moment.seen.head)
        options = (self._quantity, self._log, self._range, moment.theme.name)
        return (moment.seen.key, moment.seen.parted, size, options)

    def refresh(self, moment: CompareMoment) -> None:
        """Make the scene and give it to the view."""
        seen = moment.seen
        scene = compare_costs_scene(
            seen.runs,
            moment.marks,
            seen.parted,
            moment.theme,
            self._quantity,
            self._range,
            self._view.columns(),
            self._view.rows(),
            log=self._log,
        )
        self._view.set_scene(scene)

    def _choose_quantity(self, quantity: Quantity) -> None:
        self._set("_quantity", quantity)

    def _choose_log(self, log: bool) -> None:
        self._set("_log", log)

    def _choose_range(self, steps: tuple[float, float] | None) -> None:
        self._range = steps
        self.changed.emit()


class LayersFeed(CompareFeed):
    """A value for each layer of every run.

    Parameters
    ----------
    make
        Returns the scene of a moment, with names in so many rows.
    """

    def __init__(
        self,
        view: CompareLayersView,
        controller: CompareController,
        make: Callable[[CompareMoment, int], LayersScene],
    ) -> None:
        super().__init__(view, controller)
        self._view, self._make = view, make

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the picture depends on."""
        return (moment.seen.key, self._view.rows(), moment.tau, moment.theme.name)

    def refresh(self, moment: CompareMoment) -> None:
        """Make the scene and give it to the view."""
        self._view.set_scene(self._make(moment, self._view.rows()))


def gradients_of(moment: CompareMoment, rows: int) -> LayersScene:
    """Return how large the gradient of every layer is."""
    return gradients_scene(moment.seen.runs, moment.marks, rows)


def shut_of(moment: CompareMoment, rows: int) -> LayersScene:
    """Return how much of every layer is shut."""
    return shut_scene(moment.seen.runs, moment.marks, moment.tau, rows)


class OutputsFeed(CompareFeed):
    """What every run answers; of large networks new pictures only every so often."""

    heavy = True

    def __init__(self, view: CompareOutputsView, controller: CompareController) -> None:
        super().__init__(view, controller)
        self._view = view
        self._drawn = 0.0

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the pictures depend on; what is shown while the next is not yet due."""
        wait = sum(refresh_seconds(run.record.problem) for run in moment.seen.runs)
        if moment.running and self.shown is not None and time.monotonic() - self._drawn < wait:
            return self.shown
        return (moment.seen.key, moment.theme.name)

    def refresh(self, moment: CompareMoment) -> None:
        """Make the scenes and give them to the view."""
        self._drawn = time.monotonic()
        self._view.set_scene(
            [
                (mark, stop_note(run), output_scene(run.record, moment.theme))
                for mark, run in zip(moment.marks, moment.seen.runs, strict=True)
            ]
        )


def stop_note(run: Standing) -> str:
    """Return "stopped at 52" for a run that can't go on; "" for others."""
    return f"stopped at {words.count(run.record.step)}" if run.divergence else ""


class RunsFeed(CompareFeed):
    """The table of the runs."""

    def __init__(self, view: CompareRunsView, controller: CompareController) -> None:
        super().__init__(view, controller)
        self._view = view

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the table depends on."""
        return (moment.seen.key, moment.seen.parted, moment.tau, moment.theme.name)

    def refresh(self, moment: CompareMoment) -> None:
        """Make the scene and give it to the view."""
        self._view.set_scene(moment.table())


class TimelineFeed(CompareFeed):
    """Where all runs stand, where they parted, and where one stopped."""

    def __init__(self, panel: TimelinePanel, controller: CompareController) -> None:
        super().__init__(panel, controller)
        self._panel = panel
        panel.seekRequested.connect(self._seek)

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the strip depends on."""
        return (moment.seen.key, moment.seen.head, moment.seen.parted)

    def refresh(self, moment: CompareMoment) -> None:
        """Give the panel the step, the head and what happened."""
        seen = moment.seen
        self._panel.set_state(seen.step, seen.head, stops(moment.marks, seen.runs))
        forks = () if seen.parted is None else (Event(seen.parted, "fork", "the runs part"),)
        self._panel.set_branches(BranchesScene(forks=forks))

    def _seek(self, step: int) -> None:
        self._controller.ask(Seek(step))


def stops(marks: Sequence[RunMark], runs: Sequence[Standing]) -> tuple[Event, ...]:
    """Return where runs stopped, as events of the timeline."""
    return tuple(
        Event(run.record.step, "change", f"{mark.name} stopped: {run.divergence.message}")
        for mark, run in zip(marks, runs, strict=True)
        if run.divergence is not None
    )


class FrontCompareFeed(CompareFeed):
    """What toolbar, status line and title show of twins: only while they are in front."""

    def is_visible(self) -> bool:
        """Whether any of the view can be seen, and is about the twins."""
        return self._controller.in_front and super().is_visible()


class CompareFiguresFeed(FrontCompareFeed):
    """The toolbar's figures, and the window's title."""

    def __init__(self, panel: TransportPanel, controller: CompareController) -> None:
        super().__init__(panel, controller)
        self._panel = panel

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the figures depend on."""
        return (moment.seen.key, moment.theme.name)

    def refresh(self, moment: CompareMoment) -> None:
        """Show the step and the epoch of the run that has gone furthest; the rest is per run."""
        furthest = max((run.record for run in moment.seen.runs), key=lambda record: record.step)
        self._panel.show_figures(figures(furthest, moment.theme)[:2])
        names = ", ".join(mark.name for mark in moment.marks)
        name = window_title(self._controller.base.record)
        self._panel.window().setWindowTitle(f"{name} · comparing {names}")


class CompareStatusFeed(FrontCompareFeed):
    """The line at the foot: where the runs part."""

    def __init__(self, bar: StatusBar, controller: CompareController) -> None:
        super().__init__(bar, controller)
        self._bar = bar
        self._due = 0.0

    def key(self, moment: CompareMoment) -> Hashable:
        """Return all that the line depends on; while it is not yet due, what it shows."""
        if moment.running and self.shown is not None and time.monotonic() < self._due:
            return self.shown
        return (moment.seen.key, moment.seen.parted, moment.rates, moment.theme.name)

    def refresh(self, moment: CompareMoment) -> None:
        """Show the sentence of the table, and how fast all goes."""
        self._due = time.monotonic() + STATUS_SECONDS
        table, theme = moment.table(), moment.theme
        shade = theme.warn if any(table.stops) else theme.good
        backend = self._controller.thread_.worker.backend
        aside = speed_words(backend, moment.rates)
        self._bar.show_texts(shade, table.story, aside)
