"""What the trainer has to tell the user: a refusal, a run that grows without bound, a fault."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.engine.intents import Intent, Reset, Run, Seek, SetParameter, TryRemedy
from nnviz.engine.trainer import Divergence
from nnviz.gui.banner import Banner
from nnviz.gui.controller import Controller
from nnviz.gui.files import Files
from nnviz.gui.panels.experiment import ExperimentPanel
from nnviz.scenes import words

RATE = "training.optimizer.rate"


class Answers(QObject):
    """Shows them over the window, with what can be done; none of them stops it.

    Parameters
    ----------
    window
        Over which they stand.
    banner
        For those that offer a choice.
    controller
        Whose trainer tells, and to which the choices go.
    files
        A refusal of what came from a file gets a box of its own.
    panel
        Says itself why a setting was refused, while it can be seen.
    """

    def __init__(
        self,
        window: QWidget,
        banner: Banner,
        controller: Controller,
        files: Files,
        panel: ExperimentPanel,
    ) -> None:
        super().__init__(window)
        self._window, self._banner, self._controller = window, banner, controller
        self._panel = panel
        self._opened: Intent | None = None
        worker = controller.trainer.worker
        worker.diverged.connect(self.offer_ways_out)
        worker.failed.connect(self.show_report)
        worker.refused.connect(self.explain_refusal)
        worker.applied.connect(self._forget)
        files.restartRequested.connect(self._open)

    @Slot(object)
    def _open(self, intent: Reset) -> None:
        self._opened = intent
        self._controller.ask(intent)

    @Slot(object, object)
    def _forget(self, _intent: Intent, _before: object) -> None:
        """Take a message away that was about the run before this change."""
        self._banner.hide()

    @Slot(object, str)
    def explain_refusal(self, intent: Intent, why: str) -> None:
        """Say why a wish was not granted; the run is as it was."""
        if intent is self._opened:
            from nnviz.gui.dialogs import tell

            tell(self._window, "This file can't be used", why)
        elif isinstance(intent, TryRemedy):
            self._banner.ask(f"Not tried: {why}.")
        elif self._panel.isVisible():
            self._panel.refuse(why)
        else:
            self._banner.ask(f"Not changed: {why}.")

    @Slot(object, int)
    def offer_ways_out(self, divergence: Divergence, good_step: int) -> None:
        """Say where a run became infinite, and offer to go back or to halve the rate."""
        halved = divergence.rate / 2.0
        back: list[Intent] = [Seek(good_step)]
        go_on: list[Intent] = [Seek(good_step), SetParameter(RATE, halved), Run()]
        self._banner.ask(
            f"Paused: {divergence.message}.",
            [
                ("Back to the last good step", lambda: self._ask_all(back)),
                ("Halve the rate and go on", lambda: self._ask_all(go_on)),
            ],
            f"The last good step is {words.count(good_step)}; half the rate is"
            f" {words.number(halved, 3)}",
        )

    def _ask_all(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            self._controller.ask(intent)

    @Slot(str)
    def show_report(self, report: str) -> None:
        """Show the report of a fault; one at a time."""
        from nnviz.gui.dialogs import ReportDialog

        if any(dialog.isVisible() for dialog in self._window.findChildren(ReportDialog)):
            return
        step = words.count(self._controller.record.step)
        summary = (
            "The program met an error that it did not expect. Training has stopped; the run is at"
            f" step {step}, in its last good state. The report below can be copied."
        )
        ReportDialog(summary, report, self._window).show()
