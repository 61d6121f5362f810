"""The controller of the workspace Compare: which comparison is in force, and what its runs show.

A comparison is a frozen value: every change makes another one, asks the worker for twins of it, and
goes back where these can't be made. Undo is to ask for the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from nnviz.engine.comparisons import READY, Comparison, made, with_next_seed
from nnviz.engine.intents import Intent, StartTwins
from nnviz.engine.record import StepRecord
from nnviz.engine.twins import Twins
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import SpecError
from nnviz.experiment.suggest import DataFacts, facts_of
from nnviz.gui.compare.worker import TwinsSeen, TwinsWorker
from nnviz.gui.frame_clock import FrameClock
from nnviz.gui.presenter import Presenter
from nnviz.gui.thread import WorkerThread
from nnviz.gui.undo import Done
from nnviz.scenes import compare_form as form
from nnviz.scenes.compare import RunMark, run_marks
from nnviz.scenes.compare_runs import RunsScene, runs_scene
from nnviz.scenes.palette import Theme


class Base(Struct, frozen=True, eq=False):
    """What a comparison is made on.

    Parameters
    ----------
    spec
        An experiment.
    source, facts
        Its raw data, and what these ask of a network.
    """

    record: StepRecord
    source: Dataset
    facts: DataFacts


class CompareMoment(Struct, frozen=True, eq=False):
    """All that the scenes of twins are made of.

    Parameters
    ----------
    seen
        Where the runs stand.
    marks
        How they are told apart.
    tau
        Below this learning ability a unit counts as shut on a sample.
    theme
        Colours.
    running, rates
        Whether they go on by themselves; steps and frames a second, lately.
    """

    seen: TwinsSeen
    marks: tuple[RunMark, ...]
    tau: float
    theme: Theme
    running: bool
    rates: tuple[float, float]

    def table(self) -> RunsScene:
        """Return the table of the runs."""
        return runs_scene(self.seen.runs, self.marks, self.seen.parted, self.tau)


def base_of(record: StepRecord) -> Base:
    """Return what a comparison can be made on: the experiment of a record."""
    source = record.problem.data.source
    return Base(record, source, facts_of(record.spec.data, source))


class CompareController(Presenter[CompareMoment]):
    """Shows the newest of the twins, and passes the user's wishes on.

    Parameters
    ----------
    record
        Of the run on whose experiment the comparison is made at first.
    tau
        Returns the bound on learning ability in force.
    clock
        When to draw.

    Attributes
    ----------
    comparisonChanged : Signal()
        Another comparison is in force.
    said : Signal(str, bool)
        What followed from a change, or (True) why it can't be made.
    undo : QUndoStack
        The changes of the comparison.
    """

    comparisonChanged = Signal()
    said = Signal(str, bool)

    def __init__(
        self,
        record: StepRecord,
        tau: Callable[[], float],
        clock: FrameClock,
        parent: QObject | None = None,
    ) -> None:
        self.base = base_of(record)
        self.comparison, twins = _first(self.base)
        self.thread_ = WorkerThread(TwinsWorker(twins), "twins")
        super().__init__(self.thread_, clock, parent)
        self.thread_.setParent(self)
        self.undo = QUndoStack(self)
        self._tau = tau
        self._asked: list[tuple[Base, Comparison]] = []
        worker = self.thread_.worker
        worker.refused.connect(self._go_back)
        worker.applied.connect(self._note_applied)

    # What is shown

    def moment(self) -> CompareMoment:
        """Return what there is to show now, and ask the worker for what comes next."""
        seen = self.thread_.worker.take()
        return CompareMoment(
            seen, self.marks(seen), self._tau(), self.theme, self.running, self.rates
        )

    def marks(self, seen: TwinsSeen) -> tuple[RunMark, ...]:
        """Return how the runs are told apart."""
        return run_marks([run.record.spec for run in seen.runs], self.theme)

    def readout(self) -> str:
        """Return the table of the runs as text."""
        moment = self.moment()
        table = moment.table()
        rows = [("", *(mark.name for mark in table.marks))]
        rows += [(row.name, *row.cells) for row in table.rows]
        lines = ["\t".join(row) for row in rows]
        return "\n".join([f"step {moment.seen.step:,}", *lines, table.sentence])

    # Wishes

    def new_weights(self) -> None:
        """Begin again with weights of the next seed in every run."""
        self.compare(with_next_seed(self.comparison), "new weights")

    def compare(self, comparison: Comparison, what: str, base: Base | None = None) -> None:
        """Put another comparison in force; `what` names the change for Undo."""
        before = (self.base, self.comparison)
        after = (base or self.base, comparison)
        self._put(*after)
        self.undo.push(Done(what, partial(self._put, *before), partial(self._put, *after)))

    def _put(self, base: Base, comparison: Comparison) -> None:
        before = (self.base, self.comparison)
        self.base, self.comparison = base, comparison
        if comparison.specs != before[1].specs or base.source is not before[0].source:
            self._asked.append(before)
            self.ask(StartTwins(comparison.specs, base.source))
        self.comparisonChanged.emit()

    @Slot(str)
    def choose_ready(self, name: str) -> None:
        """Compare what a ready-made comparison says."""
        if name in READY:
            self._try(lambda: made(READY[name], self.base.record.spec), READY[name].title)

    @Slot(object)
    def choose_varied(self, names: tuple[str, ...]) -> None:
        """Let these settings vary."""
        self._try(lambda: form.with_varied(self.comparison, names, self.base.facts), "what varies")

    @Slot(int, str, object)
    def choose_value(self, run: int, name: str, value: Any) -> None:
        """Give a setting of one run another value."""
        also: list[str] = []

        def changed() -> Comparison:
            comparison, told = form.with_value(self.comparison, run, name, value, self.base.facts)
            also.append(told)
            return comparison

        self._try(changed, f"value of run {run + 1}")
        if any(also):
            self.said.emit(also[0], False)

    @Slot()
    def add_run(self) -> None:
        """Add a run like the last one."""
        self._try(lambda: form.with_run(self.comparison), "added run")

    @Slot(int)
    def remove_run(self, run: int) -> None:
        """Take a run out."""
        self._try(lambda: form.without_run(self.comparison, run), "removed run")

    def take_experiment(self, record: StepRecord) -> None:
        """Make the comparison on another experiment."""
        base = base_of(record)
        wanted = form.on_experiment(self.comparison, record.spec, base.facts)
        self.compare(wanted, "experiment of Train", base)

    def is_on(self, record: StepRecord) -> bool:
        """Whether the comparison is made on the experiment of this record."""
        mine = self.base.record
        same = record.problem.data.source is self.base.source
        return record is mine or (record.spec == mine.spec and same)

    def _try(self, change: Callable[[], Comparison], what: str) -> None:
        try:
            comparison = change()
        except SpecError as error:
            self.comparisonChanged.emit()
            self.said.emit(str(error), True)
        else:
            self.compare(comparison, what)

    # What the worker answers

    @Slot(object, object)
    def _note_applied(self, intent: Intent, _before: object) -> None:
        if isinstance(intent, StartTwins) and self._asked:
            del self._asked[0]

    @Slot(object, str)
    def _go_back(self, intent: Intent, why: str) -> None:
        """Take back a comparison that can't be made."""
        if isinstance(intent, StartTwins) and self._asked:
            self.base, self.comparison = self._asked.pop(0)
            self.comparisonChanged.emit()
        self.said.emit(why, True)


def _first(base: Base) -> tuple[Comparison, Twins]:
    """Return the first comparison of the table that can be made, and its twins."""
    spec, refusal = base.record.spec, SpecError("there is nothing to compare")
    for ready in READY.values():
        if not ready.why_not(spec, base.facts):
            try:
                comparison = made(ready, spec)
                return comparison, Twins(comparison.specs, base.source)
            except SpecError as error:
                refusal = error
    raise refusal
