"""The page of the workspace Compare: its cards, and how they are wired.

It is made on the experiment that stands in Train when it is first shown; later it takes another
one when it is asked to, or by itself where no run has begun yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.gui.compare import feeds
from nnviz.gui.compare.controller import CompareController
from nnviz.gui.compare.sheet import CompareSheet
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.page import Page
from nnviz.scenes.compare_form import compare_form
from nnviz.scenes.palette import Theme
from nnviz.scenes.status import window_title

if TYPE_CHECKING:
    from nnviz.gui.main_window import MainWindow


class ComparePage(Page):
    """Twin runs side by side.

    Parameters
    ----------
    window
        Whose experiment they are made on, and whose toolbar leads them.
    """

    def __init__(self, window: MainWindow) -> None:
        train = window.controller
        clock = FrameClock(window)
        controller = CompareController(train.record, lambda: train.thresholds.tau, clock, window)
        sheet = CompareSheet()
        super().__init__(sheet, controller, undo=controller.undo)
        self.controller, self.sheet = controller, sheet
        self._window = window
        controller.add(
            [
                feeds.CostsFeed(sheet.costs, controller),
                feeds.RunsFeed(sheet.table, controller),
                feeds.OutputsFeed(sheet.outputs, controller),
                feeds.LayersFeed(sheet.layers.gradients, controller, feeds.gradients_of),
                feeds.LayersFeed(sheet.layers.shut, controller, feeds.shut_of),
                feeds.TimelineFeed(sheet.timeline, controller),
                feeds.CompareFiguresFeed(window.transport, controller),
                feeds.CompareStatusFeed(window.status, controller),
            ]
        )
        self._wire()
        if window.trainer.is_threaded:
            controller.thread_.start()

    def _wire(self) -> None:
        panel, controller = self.sheet.form, self.controller
        panel.readyRequested.connect(controller.choose_ready)
        panel.variedRequested.connect(controller.choose_varied)
        panel.valueRequested.connect(controller.choose_value)
        panel.addRequested.connect(controller.add_run)
        panel.removeRequested.connect(controller.remove_run)
        panel.experimentRequested.connect(self._take_experiment)
        controller.comparisonChanged.connect(self._show_form)
        controller.said.connect(self._say)
        worker = controller.thread_.worker
        worker.failed.connect(self._window.answers.show_report)
        self._window.backends.changed.connect(self._follow_backend)

    # What the window asks for

    def enter(self) -> None:
        """Follow Train where no run has begun; else say that it has another experiment."""
        record = self._window.controller.record
        fresh = self.controller.thread_.worker.seen.head == 0
        if fresh and not self.controller.is_on(record):
            self._take_experiment()
        self._show_form()
        self._follow_backend()

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.sheet.dress(theme, unit)
        self.controller.set_theme(theme)
        self._show_form()

    def moment(self) -> str:
        """Return the step of the run that has gone furthest."""
        return f"step {self.controller.thread_.worker.seen.step}"

    def go_to(self, step: int) -> None:
        """Bring all runs to a step at once."""
        self.controller.thread_.worker.go_to(step)

    def stop(self) -> None:
        """End the twins' thread."""
        self.controller.clock.stop()
        self.controller.thread_.stop()

    # What it does

    def _take_experiment(self) -> None:
        self.controller.take_experiment(self._window.controller.record)

    def _show_form(self) -> None:
        controller = self.controller
        shown = compare_form(controller.comparison, controller.base.facts, controller.theme)
        self.sheet.form.set_form(shown)
        record = self._window.controller.record
        name = window_title(controller.base.record).removeprefix("nnviz: ")
        self.sheet.form.set_base(
            f"{name}: the same weights and batches in every run.",
            is_other=not controller.is_on(record),
        )

    def _say(self, text: str, wrong: bool) -> None:
        self.sheet.form.say(text, wrong=wrong)

    def _follow_backend(self) -> None:
        """Let the code that trains in Train make the twins' steps as well."""
        compiled = self._window.trainer.worker.backend == "compiled"
        if compiled != (self.controller.thread_.worker.backend == "compiled"):
            self.controller.thread_.prefer_compiled(compiled)
