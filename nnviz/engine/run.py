"""A run: where it stands, how it goes on, and how any of its steps is reached again.

Going on means training where nobody has been and replaying what the journal says where one has.
Both are the same code, so what is found again is what was.
"""

from __future__ import annotations

from nnviz.engine import evaluate
from nnviz.engine.backends import Backend, passes_for, trainer_for
from nnviz.engine.branch_names import name_by_difference, unnamed
from nnviz.engine.branches import Branches
from nnviz.engine.closures import closed_at_start, closures_between, newly_closed
from nnviz.engine.evaluate import Evaluation
from nnviz.engine.history import History
from nnviz.engine.journal import Change, Edit, Entry, Swap, applied
from nnviz.engine.record import TrainingState
from nnviz.engine.threads import one_blas_thread
from nnviz.engine.trainer import Divergence, initial_state
from nnviz.experiment.catalog import Problem


class Run:
    """One experiment from step 0 on, with all its branches.

    Parameters
    ----------
    problem
        What is trained.
    backend
        Which code makes the steps at first.

    Attributes
    ----------
    problem : Problem
        With the settings in force where the run stands.
    backend : Backend
        In force where the run stands.
    state : TrainingState
        Where it stands.
    passes : Passes
        Makes the passes that are looked at.
    branches : Branches
        All lines of the run; `history` is that of the present one.
    divergence : Divergence or None
        Why the last step wished for was not made.
    version : int
        Grows with every change that is not a step.
    """

    def __init__(self, problem: Problem, backend: Backend) -> None:
        self.problem, self.backend = problem, backend
        self.state = self._arrival = initial_state(problem)
        self._trainer = trainer_for(backend, problem)
        self.passes = passes_for(backend, problem)
        self.divergence: Divergence | None = None
        self.version = 0
        self.branches = Branches(History(problem, self.state, backend))
        self._evaluate_if_due()

    @property
    def history(self) -> History:
        """What the present branch remembers."""
        return self.branches.current.history

    def seek(self, step: int) -> None:
        """Go to a step, from the nearest state that is kept; past the head by training on."""
        nearest = self.history.keyframes.nearest(step)
        if not nearest.step <= self.state.step <= step:
            self._return_to(nearest)
        self.go_to(step)

    def go_to(self, target: int) -> None:
        """Train, or replay what the journal says, up to a step that is not before this one."""
        self.divergence = None
        with one_blas_thread(self.backend):
            while self.state.step < target and self.divergence is None:
                self._advance_to(min(target, self._next_stop()))
        self.history.keyframes.keep_newest(self._arrival)

    def switch(self, number: int) -> int:
        """Go over to another branch, to a state near where one stood on it; return that step."""
        branch = self.branches.switch(number, self.state.step)
        self._return_to(branch.history.keyframes.nearest(branch.step))
        self.divergence = None
        self.version += 1
        return branch.step

    def fork(self, name: str) -> None:
        """Begin a branch at the present step and go over to it.

        Without a name it has that of what it will differ in.
        """
        step = self.state.step
        self.branches.fork(name or unnamed(step), step, named=bool(name))
        self.version += 1

    def write(self, entry: Change | Edit) -> None:
        """Journal an entry at the present step and let it take effect.

        At a past step that begins a branch: what came after stays as it was.
        """
        if self.state.step < self.history.head:
            self.fork("")
        self.history.journal.add(entry)
        self._apply(entry)
        name_by_difference(self.branches, self.state.step)
        self.divergence = None
        self.version += 1
        if self.history.has_evaluation(self.state.step):
            self._evaluate()

    def swap(self, backend: Backend) -> None:
        """Let another backend make the steps from the head on.

        Raises
        ------
        BackendError
            Where it can't run here.
        ValueError
            Where the run does not stand at its head.
        """
        if self.state.step != self.history.head:
            raise ValueError(f"the backend changes at the run's head, step {self.history.head}")
        if backend != self.backend:
            trainer_for(backend, self.problem)
            entry = Swap(self.state.step, self.problem, backend)
            self.history.journal.add(entry)
            self._apply(entry)

    def _return_to(self, arrival: TrainingState) -> None:
        self._arrival = self.state = arrival
        journal = self.history.journal
        self._use(journal.problem_before(arrival.step), journal.backend_before(arrival.step))
        self._apply_entries()

    def _next_stop(self) -> int:
        """Return the next step at which there is something to do beside training."""
        step, history = self.state.step, self.history
        stops = [history.keyframes.next_due(step), evaluate.next_due(self.problem, step)]
        wish = history.journal.next_step(step)
        if wish is not None:
            stops.append(wish)
        return min(stops)

    def _advance_to(self, stop: int) -> None:
        before = self.state.step
        progress = self._trainer.advance(self.state, stop - before)
        self._arrival = self.state = progress.state
        self.divergence = progress.divergence
        self.history.append(progress.costs[max(0, self.history.head - before) :])
        self.history.keyframes.keep(self.state)
        self._apply_entries()
        self._evaluate_if_due()

    def _apply_entries(self) -> None:
        for entry in self.history.journal.at(self.state.step):
            self._apply(entry)

    def _apply(self, entry: Entry) -> None:
        self.state = applied(entry, self.state, self.problem)
        self._use(entry.problem, entry.backend if isinstance(entry, Swap) else self.backend)

    def _use(self, problem: Problem, backend: Backend) -> None:
        if problem is not self.problem or backend != self.backend:
            self._trainer = trainer_for(backend, problem)
            self.passes = passes_for(backend, problem)
            self.problem, self.backend = problem, backend

    def _evaluate_if_due(self) -> None:
        step = self.state.step
        if evaluate.due(self.problem, step) and not self.history.has_evaluation(step):
            last, before = self.history.costs_at(step), self.history.closed_at(step)
            closed = self._evaluate().closed
            if last is None or before is None:
                self.history.add_closures(closed_at_start(closed, self.state, self.problem))
                return
            places = [p for p in newly_closed(before, closed) if self.history.is_news(p, step)]
            made = closures_between(places, last.step, step, closed, self.moment_at)
            self.history.add_closures(made)

    def _evaluate(self) -> Evaluation:
        found = evaluate.evaluate(self.problem, self.state, self.passes)
        self.history.add_evaluation(found)
        return found

    def moment_at(self, step: int) -> tuple[TrainingState, Problem]:
        """Return the state at a past step, and the problem in force there; nothing changes."""
        here = self._arrival, self.state, self.problem, self.backend, self._trainer, self.passes
        try:
            self._return_to(self.history.keyframes.nearest(step))
            while self.state.step < step:
                wish = self.history.journal.next_step(self.state.step)
                stop = step if wish is None else min(step, wish)
                self.state = self._trainer.advance(self.state, stop - self.state.step).state
                self._apply_entries()
            return self.state, self.problem
        finally:
            self._arrival, self.state, self.problem, self.backend, self._trainer, self.passes = here
