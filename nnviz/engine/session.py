"""The whole app without a window: wishes in, records out.

A session holds one run and where in it one stands. Going back and forth changes nothing; a setting
or a weight changed at a past step begins a branch, and the run as it was stays beside it.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from nnviz.engine import evaluate, settings
from nnviz.engine.backends import Backend, trainer_for
from nnviz.engine.branches import Branch, Branches
from nnviz.engine.closures import closures_between, newly_closed
from nnviz.engine.evaluate import Evaluation
from nnviz.engine.history import History
from nnviz.engine.intents import EditWeight, Intent, Pause, Reset, Run, Seek, SetParameter, Step
from nnviz.engine.journal import Change, Edit, Entry, Swap, applied
from nnviz.engine.record import Costs, StepRecord, TrainingState
from nnviz.engine.threads import one_blas_thread
from nnviz.engine.trainer import Divergence, explain, initial_state
from nnviz.experiment.catalog import Problem, build, rebuild
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import DataSpec, ExperimentSpec, SpecError
from nnviz.nn.arrays import Array
from nnviz.nn.parameters import Parameters, index_of


class Session:
    """A run of an experiment, step by step, forward and back.

    One thread at a time may use it. All arrays that it hands out are read-only.

    Parameters
    ----------
    spec
        What to run; the default experiment (circle, 2-4-2-1 tanh) where it is None.
    dataset
        Data from Python; then `spec.data` only says whether to standardise, and the rest of it
        is not used. Where it is None, the data that the spec names are loaded.
    parameters
        A flat vector to start from: W[1], b[1], W[2], b[2], …, row-major, W[l] of shape
        (units[l-1], units[l]). Where it is None, the spec's initialisers draw it.
    backend
        "numpy", or "compiled": faster by an order of magnitude on small networks, after a
        second of loading (or some twenty, the first time on a machine).

    Attributes
    ----------
    divergence : Divergence or None
        Why the last step wished for was not made, where it would not have been finite.

    Raises
    ------
    SpecError
        Where parts of the spec do not fit one another or the data.
    DataError
        Where the data can't be used.

    Examples
    --------
    >>> session = Session()
    >>> session.step(100)
    >>> session.step_count
    100
    """

    def __init__(
        self,
        spec: ExperimentSpec | None = None,
        dataset: Dataset | None = None,
        parameters: Array | None = None,
        backend: Backend = "numpy",
    ) -> None:
        self._run = 0
        self._backend = backend
        self._begin(_problem(spec or ExperimentSpec(), dataset, parameters), dataset is not None)

    def _begin(self, problem: Problem, own_data: bool) -> None:
        """Start a run of `problem` at step 0."""
        self._own_data = own_data
        self._run += 1
        self._version = 0
        self._problem = problem
        self._state = self._arrival = initial_state(problem)
        self._trainer = trainer_for(self._backend, problem)
        self._record: StepRecord | None = None
        self.divergence: Divergence | None = None
        self._branches = Branches(History(problem, self._state, self._backend))
        self._evaluate_if_due()

    # Where the run stands

    @property
    def problem(self) -> Problem:
        """What is being trained, with the settings in force."""
        return self._problem

    @property
    def spec(self) -> ExperimentSpec:
        """The spec with the settings in force."""
        return self._problem.spec

    @property
    def history(self) -> History:
        """What the present branch of the run remembers."""
        return self._branches.current.history

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches of the run, the first one first."""
        return self._branches.all()

    @property
    def branch(self) -> Branch:
        """The branch that one is on."""
        return self._branches.current

    @property
    def backend(self) -> Backend:
        """Which code makes the steps: "numpy" or "compiled"."""
        return self._backend

    @property
    def step_count(self) -> int:
        """Updates made up to here."""
        return self._state.step

    @property
    def state(self) -> TrainingState:
        """All that the next step depends on."""
        return self._state

    @property
    def parameters(self) -> Array:
        """Weights and biases, flat: W[1], b[1], W[2], b[2], …; read-only."""
        return self._state.parameters

    @property
    def record(self) -> StepRecord:
        """Everything about the present step that can be shown."""
        key = (self._run, self._state.step, self._version)
        if self._record is None or self._record.key != key:
            self._record = explain(
                self._problem, self._state, self._costs(), run=self._run, version=self._version
            )
        return self._record

    def cost(self, part: evaluate.Part) -> float:
        """Return the cost, with the regulariser, of the whole "train" or "test" part.

        NaN where the part is empty.
        """
        return self._of_part(part)[0]

    def accuracy(self, part: evaluate.Part) -> float:
        """Return the share (0 to 1) of the "train" or "test" part put in the right class.

        NaN for a regression and where the part is empty.
        """
        return self._of_part(part)[1]

    def _of_part(self, part: evaluate.Part) -> tuple[float, float]:
        if part not in ("train", "test"):
            raise ValueError(f'part is "train" or "test", not {part!r}')
        params = Parameters(self._problem.network.units, self._state.parameters)
        return evaluate.cost_and_accuracy(self._problem, params, part)

    def _costs(self) -> Costs:
        """Return the costs for a record: of this step where that is cheap, else the newest."""
        step = self._state.step
        known = self.history.evaluation_at(step)
        if known is not None and known.costs.step == step:
            return known.costs
        if known is None or evaluate.fit_for_every_record(self._problem):
            return evaluate.costs_at(self._problem, self._state.parameters, step)
        return known.costs

    # Going on and back

    def step(self, n: int = 1) -> None:
        """Make `n` updates; fewer where one would not be finite (see `divergence`)."""
        if n < 0:
            raise ValueError(f"a number of steps is not negative, as {n} is; seek goes back")
        self._go_to(self._state.step + n)

    def epoch(self, n: int = 1) -> None:
        """Go on to the end of the present pass over the training part, `n` times."""
        for _ in range(n):
            left = self._problem.train_samples - self._state.offset
            before = self._state.step
            self.step(-(-left // self._problem.batch_size))
            if self._state.step == before:
                return

    def seek(self, step: int) -> None:
        """Go to a step of the run, bit for bit as it was; past its head by training on."""
        if step < 0:
            raise ValueError(f"steps count from 0; there is no step {step}")
        if step < self._state.step:
            self._return_to(self.history.keyframes.nearest(step))
        self.divergence = None
        self._go_to(step)

    def _return_to(self, arrival: TrainingState) -> None:
        self._arrival = self._state = arrival
        journal = self.history.journal
        self._use(journal.problem_before(arrival.step), journal.backend_before(arrival.step))
        self._apply_entries()

    def _go_to(self, target: int) -> None:
        """Train, or replay what the journal says, up to `target`."""
        self.divergence = None
        with one_blas_thread(self._backend):
            while self._state.step < target and self.divergence is None:
                self._advance_to(min(target, self._next_stop()))
        self.history.keyframes.keep_newest(self._arrival)

    def _next_stop(self) -> int:
        """Return the next step at which there is something to do beside training."""
        step, history = self._state.step, self.history
        stops = [history.keyframes.next_due(step), evaluate.next_due(self._problem, step)]
        wish = history.journal.next_step(step)
        if wish is not None:
            stops.append(wish)
        return min(stops)

    def _advance_to(self, stop: int) -> None:
        before = self._state.step
        progress = self._trainer.advance(self._state, stop - before)
        self._arrival = self._state = progress.state
        self.divergence = progress.divergence
        self.history.append(progress.costs[max(0, self.history.head - before) :])
        self.history.keyframes.keep(self._state)
        self._apply_entries()
        self._evaluate_if_due()

    def _apply_entries(self) -> None:
        for entry in self.history.journal.at(self._state.step):
            self._apply_entry(entry)

    def _apply_entry(self, entry: Entry) -> None:
        self._state = applied(entry, self._state, self._problem)
        self._use(entry.problem, entry.backend if isinstance(entry, Swap) else self._backend)

    def _use(self, problem: Problem, backend: Backend) -> None:
        if problem is not self._problem or backend != self._backend:
            self._trainer = trainer_for(backend, problem)
            self._problem, self._backend = problem, backend

    def _evaluate_if_due(self) -> None:
        step = self._state.step
        if evaluate.due(self._problem, step) and not self.history.has_evaluation(step):
            before = self.history.evaluation_at(step)
            found = self._evaluate()
            places = newly_closed(before.closed, found.closed) if before else []
            if before and places:
                since = before.costs.step
                self.history.add_closures(closures_between(places, since, step, self._moment_at))

    def _evaluate(self) -> Evaluation:
        found = evaluate.evaluate(self._problem, self._state)
        self.history.add_evaluation(found)
        return found

    def _moment_at(self, step: int) -> tuple[TrainingState, Problem]:
        """Return the state at a past step, and the problem in force there; nothing changes."""
        here = self._arrival, self._state, self._problem, self._backend, self._trainer
        try:
            self._return_to(self.history.keyframes.nearest(step))
            while self._state.step < step:
                wish = self.history.journal.next_step(self._state.step)
                stop = step if wish is None else min(step, wish)
                self._state = self._trainer.advance(self._state, stop - self._state.step).state
                self._apply_entries()
            return self._state, self._problem
        finally:
            self._arrival, self._state, self._problem, self._backend, self._trainer = here

    # Branches

    def begin_branch(self, name: str) -> None:
        """Begin a branch at the present step and go over to it; the present one stays.

        Raises
        ------
        BranchError
            Where there are too many branches.
        """
        self._branches.fork(name, self._state.step)
        self._version += 1

    def switch_branch(self, number: int) -> None:
        """Go over to another branch, to where one stood on it.

        Raises
        ------
        BranchError
            Where there is no such branch.
        """
        branch = self._branches.switch(number, self._state.step)
        self._return_to(branch.history.keyframes.nearest(branch.step))
        self._go_to(branch.step)
        self._version += 1

    def rename_branch(self, number: int, name: str) -> None:
        """Give a branch another name (BranchError where it has none or is not there)."""
        self._branches.rename(number, name)

    def delete_branch(self, number: int) -> None:
        """Forget a branch that one is not on (else BranchError)."""
        self._branches.delete(number)

    # Changing things

    def needs_reset(self, name: str) -> bool:
        """Whether a setting can be changed only with a restart."""
        return settings.needs_reset(self.spec, settings.full_name(self.spec, name))

    def set_parameter(self, name: str, value: Any) -> None:
        """Change a setting from this step on; it is journalled, so seek stays exact.

        Parameters
        ----------
        name
            A dotted path of the experiment file, such as "training.optimizer.rate", or its last
            word where that is unique: rate, batch, shuffle, cost, optimizer, schedule, l1, l2,
            …; "layers.1.activation" for a layer by its number on screen.
        value
            As it would stand in the experiment file.

        Raises
        ------
        SpecError
            Where there is no such setting, the value does not fit, or the change is possible
            only from step 0 on (see `restart`). Nothing is changed then.
        """
        path = settings.full_name(self.spec, name)
        if settings.needs_reset(self.spec, path):
            raise SpecError(f"{path}: this can't change in mid-run; restart with another spec")
        spec = settings.changed(self.spec, path, value)
        if spec == self.spec:
            return
        problem = rebuild(self._problem, spec)
        self._write(Change(self._state.step, problem, _told(path, value)))

    def edit_weight(self, layer: int, row: int, column: int, value: float) -> None:
        """Set W[layer][row, column] to `value`; with row = units before, the bias b[layer][column].

        Raises
        ------
        SpecError
            Where there is no such parameter, or the value is not finite.
        """
        units = self._problem.network.units
        there = 1 <= layer < len(units)
        if not (there and 0 <= row <= units[layer - 1] and 0 <= column < units[layer]):
            raise SpecError(f"there is no W{layer}[{row}, {column}] in this network")
        if not math.isfinite(value):
            raise SpecError(f"W{layer}[{row}, {column}]: a weight is a finite number, not {value}")
        index = index_of(units, layer, row, column)
        self._write(Edit(self._state.step, self._problem, index, float(value)))

    def _write(self, entry: Change | Edit) -> None:
        """Journal an entry at the present step and let it take effect.

        At a past step that begins a branch: what came after stays as it was.
        """
        if self._state.step < self.history.head:
            self._branches.fork(entry.text, self._state.step)
        self.history.journal.add(entry)
        self._apply_entry(entry)
        self.divergence = None
        self._version += 1
        if self.history.has_evaluation(self._state.step):
            self._evaluate()

    def use_backend(self, backend: Backend) -> None:
        """Let another backend make the steps from the run's head on.

        Raises
        ------
        BackendError
            Where it can't run here; the session goes on as before.
        ValueError
            Where the session does not stand at its head: the steps behind it stay as they are.
        """
        if self._state.step != self.history.head:
            raise ValueError(f"the backend changes at the run's head, step {self.history.head}")
        if backend != self._backend:
            trainer_for(backend, self._problem)
            entry = Swap(self._state.step, self._problem, backend)
            self.history.journal.add(entry)
            self._apply_entry(entry)

    def reset(self, new_weights: bool = False) -> None:
        """Go back to step 0 with the settings in force: a new run.

        Parameters
        ----------
        new_weights
            Draw the weights with the next seed. Else they, and the order of the samples, are
            the same again.
        """
        spec, problem = self.spec, self._problem
        if new_weights:
            spec = _with_next_seed(spec)
            problem = build(spec, problem.data.source)
        self._begin(problem, self._own_data)

    def restart(self, spec: ExperimentSpec, dataset: Dataset | None = None) -> None:
        """Begin another experiment at step 0; the present one stays where it can't be built.

        Parameters
        ----------
        spec
            What to run. Where its data part is the present one, the data are not loaded again.
        dataset
            Data from Python, as in Session.

        Raises
        ------
        SpecError, DataError
            As in Session.
        """
        same_data = dataset is None and spec.data == self.spec.data
        if same_data:
            problem = build(spec, self._problem.data.source)
        else:
            problem = _problem(spec, dataset, None)
        self._begin(problem, self._own_data if same_data else dataset is not None)

    def apply(self, intent: Intent) -> None:
        """Do what a wish says. Run and Pause are for who drives the session, not for it."""
        match intent:
            case Step("epoch", count) if count >= 0:
                self.epoch(count)
            case Step("epoch", count):
                self.seek(max(0, self._state.step + count * self._problem.steps_per_epoch))
            case Step(_, count):
                self.seek(max(0, self._state.step + count))
            case Seek(step):
                self.seek(step)
            case Reset(None, None, new_weights):
                self.reset(new_weights)
            case Reset(spec, dataset, _):
                self.restart(spec or self.spec, dataset)
            case SetParameter(name, value):
                self.set_parameter(name, value)
            case EditWeight(layer, row, column, value):
                self.edit_weight(layer, row, column, value)
            case Run() | Pause():
                return


def _problem(spec: ExperimentSpec, dataset: Dataset | None, parameters: Array | None) -> Problem:
    if dataset is not None:
        own = DataSpec(
            set="arrays",
            standardise=spec.data.standardise,
            standardise_target=spec.data.standardise_target,
        )
        spec = _with(spec, data=own)
    return build(spec, dataset, parameters)


def _with_next_seed(spec: ExperimentSpec) -> ExperimentSpec:
    """Return the spec whose weights are drawn with the next seed."""
    network = msgspec.structs.replace(spec.network, seed=spec.network.seed + 1)
    return _with(spec, network=network)


def _with(spec: ExperimentSpec, **parts: Any) -> ExperimentSpec:
    return msgspec.structs.replace(spec, **parts)


def _told(path: str, value: Any) -> str:
    """Say a change in words for the timeline: "rate → 0.1"."""
    what = path.removeprefix("training.").removeprefix("network.").removeprefix("optimizer.")
    shown = value.get("name", value) if isinstance(value, dict) else value
    return f"{what} → {shown}"
