"""The controller of a run: what there is to show of it, and what is selected in it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.engine.branches import Branch
from nnviz.engine.history import History
from nnviz.engine.intents import Intent, Run, Seek
from nnviz.engine.record import StepRecord
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.presenter import Presenter
from nnviz.gui.trainer import Trainer
from nnviz.scenes import words
from nnviz.scenes.marks import Mark, Marks
from nnviz.scenes.palette import Theme
from nnviz.scenes.readouts import exact, reading
from nnviz.scenes.remedies import Remedy
from nnviz.scenes.status import status_line
from nnviz.scenes.thresholds import DEFAULT, Thresholds


class Moment(Struct, frozen=True, eq=False):
    """All that scenes are made of.

    Parameters
    ----------
    record, history
        The run.
    marks
        What is selected, and what the pointer is over.
    thresholds
        Where the verdicts begin.
    theme
        Colours.
    running
        Whether the run goes on by itself.
    rates
        Steps and frames a second, lately.
    branches
        All branches of the run; that with `history` is the present one.
    """

    record: StepRecord
    history: History
    marks: Marks
    thresholds: Thresholds
    theme: Theme
    running: bool
    rates: tuple[float, float]
    branches: tuple[Branch, ...] = ()

    @property
    def tau(self) -> float:
        """Below this learning ability a unit counts as shut on a sample."""
        return self.thresholds.tau


class Controller(Presenter[Moment]):
    """Shows the newest record of a run, and passes the user's wishes on.

    Parameters
    ----------
    trainer
        Where wishes go and records come from.
    clock
        When to draw.

    Attributes
    ----------
    marksChanged : Signal(object)
        The Marks in force.
    """

    marksChanged = Signal(object)

    def __init__(self, trainer: Trainer, clock: FrameClock, parent: QObject | None = None) -> None:
        super().__init__(trainer, clock, parent)
        self.trainer = trainer
        self.marks = Marks()
        self.thresholds = DEFAULT
        self._tried: Intent | None = None
        trainer.worker.applied.connect(self._run_what_is_tried)

    # What is shown

    def readout(self) -> str:
        """Return what the run is at now as text: step, costs, what is selected."""
        record, costs = self.record, self.record.costs
        lines = [
            f"{record.spec.name}, step {words.count(record.step)}, epoch {record.epoch:.2f}",
            f"cost: train {exact(costs.train)}, test {exact(costs.test)}",
        ]
        told = reading(record, self.marks.selected, self.thresholds.tau)
        evaluations = self.trainer.worker.history.evaluations()
        verdict = status_line(
            record, self.theme, "", evaluations=evaluations, thresholds=self.thresholds
        )
        return "\n".join([*lines, *([told.text] if told else []), verdict.sentence])

    @property
    def record(self) -> StepRecord:
        """The newest record."""
        return self.trainer.worker.latest

    @Slot(object)
    def select(self, mark: Mark | None) -> None:
        """Select a unit or a parameter; the same one again, or None, selects nothing."""
        chosen = None if mark == self.marks.selected else mark
        self._mark(replace(self.marks, selected=chosen))

    def point_out(self, mark: Mark) -> None:
        """Select a unit or a parameter, also where it is selected already."""
        self._mark(replace(self.marks, selected=mark))

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
        self.set_thresholds(replace(self.thresholds, tau=tau))

    @Slot(object)
    def set_thresholds(self, thresholds: Thresholds) -> None:
        """Let the verdicts begin elsewhere."""
        self.thresholds = thresholds
        self.clock.wake()

    def try_remedy(self, remedy: Remedy) -> None:
        """Begin the branch of a remedy, at the step where it belongs; once it is there, run."""
        self._tried = remedy.change
        if remedy.step is not None:
            self.ask(Seek(remedy.step))
        self.ask(remedy.change)

    @Slot(object, object)
    def _run_what_is_tried(self, intent: Intent, _before: object) -> None:
        if intent is self._tried:
            self._tried = None
            self.ask(Run())

    def moment(self) -> Moment:
        """Return what there is to show now, and ask the trainer for the next record."""
        record, history, branches = self.trainer.worker.take()
        return Moment(
            record,
            history,
            self.marks,
            self.thresholds,
            self.theme,
            self.running,
            self.rates,
            branches,
        )
