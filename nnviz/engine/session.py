"""The whole app without a window: wishes in, records out.

A session holds one run and where in it one stands. Going back and forth changes nothing; a setting
or a weight changed at a past step begins a branch, and the run as it was stays beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from nnviz.engine import entries, evaluate, granting, intents, settings
from nnviz.engine.backends import Backend
from nnviz.engine.branches import Branch
from nnviz.engine.history import History
from nnviz.engine.record import Costs, StepRecord, TrainingState
from nnviz.engine.redraw import Redraw
from nnviz.engine.run import Run
from nnviz.engine.threads import one_blas_thread
from nnviz.engine.trainer import Divergence, explain
from nnviz.experiment.catalog import Problem, build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import DataSpec, ExperimentSpec
from nnviz.nn.arrays import Array


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
        second of loading (or up to a minute, the first time on a machine).

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
        self._runs = 0
        problem = _problem(spec or ExperimentSpec(), dataset, parameters)
        self._begin(problem, dataset is not None, backend)

    @classmethod
    def on(cls, spec: ExperimentSpec, source: Dataset, backend: Backend = "numpy") -> Session:
        """Return a session on raw data that are there already: those that `spec.data` names.

        Raises
        ------
        SpecError, DataError
            As in Session.
        """
        session = cls.__new__(cls)
        session._runs = 0
        session._begin(build(spec, source), spec.data.set == "arrays", backend)
        return session

    def _begin(self, problem: Problem, own_data: bool, backend: Backend) -> None:
        """Start a run of `problem` at step 0."""
        self._run = Run(problem, backend)
        self._runs += 1
        self._own_data = own_data
        self._record: StepRecord | None = None

    # Where the run stands

    @property
    def problem(self) -> Problem:
        """What is being trained, with the settings in force."""
        return self._run.problem

    @property
    def spec(self) -> ExperimentSpec:
        """The spec with the settings in force."""
        return self.problem.spec

    @property
    def history(self) -> History:
        """What the present branch of the run remembers."""
        return self._run.history

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches of the run, the first one first."""
        return self._run.branches.all()

    @property
    def branch(self) -> Branch:
        """The branch that one is on."""
        return self._run.branches.current

    @property
    def backend(self) -> Backend:
        """Which code makes the steps: "numpy" or "compiled"."""
        return self._run.backend

    @property
    def divergence(self) -> Divergence | None:
        """Why the last step wished for was not made: it would not have been finite; or None."""
        return self._run.divergence

    @property
    def step_count(self) -> int:
        """Updates made up to here."""
        return self.state.step

    @property
    def state(self) -> TrainingState:
        """All that the next step depends on."""
        return self._run.state

    @property
    def parameters(self) -> Array:
        """Weights and biases, flat: W[1], b[1], W[2], b[2], …; read-only."""
        return self.state.parameters

    @property
    def record(self) -> StepRecord:
        """Everything about the present step that can be shown."""
        key = (self._runs, self.step_count, self._run.version)
        if self._record is None or self._record.key != key:
            run, version = self._runs, self._run.version
            with one_blas_thread(self.backend, self.problem.largest_product):
                costs = self._costs()
                self._record = explain(
                    self.problem, self.state, costs, self._run.passes, run=run, version=version
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
        return evaluate.cost_and_accuracy(self.problem, self.parameters, part, self._run.passes)

    def _costs(self) -> Costs:
        """Return the costs for a record: of this step where that is cheap, else the newest."""
        step = self.state.step
        known = self.history.costs_at(step)
        if known is not None and known.step == step:
            return known
        if known is None or evaluate.fit_for_every_record(self.problem):
            return evaluate.costs_at(self.problem, self.state, self._run.passes)
        return known

    # Going on and back

    def step(self, n: int = 1) -> None:
        """Make `n` updates; fewer where one would not be finite (see `divergence`)."""
        if n < 0:
            raise ValueError(f"a number of steps is not negative, as {n} is; seek goes back")
        self._run.go_to(self.step_count + n)

    def epoch(self, n: int = 1) -> None:
        """Go on to the end of the present pass over the training part, `n` times."""
        for _ in range(n):
            left = self.problem.train_samples - self.state.offset
            before = self.step_count
            self.step(-(-left // self.problem.batch_size))
            if self.step_count == before:
                return

    def seek(self, step: int) -> None:
        """Go to a step of the run, bit for bit as it was; past its head by training on."""
        if step < 0:
            raise ValueError(f"steps count from 0; there is no step {step}")
        self._run.seek(step)

    # Branches

    def begin_branch(self, name: str = "") -> None:
        """Begin a branch at the present step and go over to it; the present one stays.

        Parameters
        ----------
        name
            The branch's; without one it is called by what is changed there.

        Raises
        ------
        BranchError
            Where there are too many branches.
        """
        self._run.fork(name.strip())

    def switch_branch(self, number: int) -> None:
        """Go over to another branch, to where one stood on it.

        Raises
        ------
        BranchError
            Where there is no such branch.
        """
        self._run.go_to(self._run.switch(number))

    def enter_branch(self, number: int) -> int:
        """Go over to another branch, to a kept state near where one stood; return that step.

        Who has to answer meanwhile goes the rest of the way by `step` (see `switch_branch`).
        """
        return self._run.switch(number)

    def rename_branch(self, number: int, name: str) -> None:
        """Give a branch another name (BranchError where it has none or is not there)."""
        self._run.branches.rename(number, name)

    def delete_branch(self, number: int) -> None:
        """Forget a branch that one is not on (else BranchError)."""
        self._run.branches.delete(number)

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
        change = entries.change(self.problem, self.step_count, [(name, value)])
        if change is not None:
            self._run.write(change)

    def try_remedy(
        self, name: str, wanted: settings.Settings = (), redraws: Sequence[Redraw] = ()
    ) -> None:
        """Begin a branch at the present step and change it there.

        Parameters
        ----------
        name
            The branch's.
        wanted
            Names and values of settings, as in `set_parameter`; they take effect together.
        redraws
            What is drawn anew after that, in the order of the layers.

        Raises
        ------
        SpecError
            As in `set_parameter`. Nothing is changed then.
        BranchError
            Where there are too many branches.
        """
        change = entries.change(self.problem, self.step_count, wanted)
        self._run.fork(name)
        if change is not None:
            self._run.write(change)
        if redraws:
            self._run.write(entries.redraws(self.problem, self.state, redraws, self.branch.number))

    def set_weights(self, values: Array, name: str, text: str) -> None:
        """Begin a branch at the present step and set all weights and biases there, exactly.

        The optimiser forgets what it remembers: that belongs to where the run was.

        Parameters
        ----------
        values
            The flat vector: W[1], b[1], W[2], b[2], …
        name
            The branch's.
        text
            Where the values come from, in words.

        Raises
        ------
        SpecError
            Where they are not as many as the parameters, or not all finite.
        BranchError
            Where there are too many branches.
        """
        edit = entries.all_weights(self.problem, self.step_count, values, text)
        self._run.fork(name)
        self._run.write(edit)

    def edit_weight(self, layer: int, row: int, column: int, value: float) -> None:
        """Set W[layer][row, column] to `value`; with row = units before, the bias b[layer][column].

        Raises
        ------
        SpecError
            Where there is no such parameter, or the value is not finite.
        """
        place = layer, row, column
        self._run.write(entries.one_weight(self.problem, self.step_count, place, value))

    def use_backend(self, backend: Backend) -> None:
        """Let another backend make the steps from the run's head on.

        Raises
        ------
        BackendError
            Where it can't run here; the session goes on as before.
        ValueError
            Where the session does not stand at its head: the steps behind it stay as they are.
        """
        self._run.swap(backend)

    def reset(self, new_weights: bool = False) -> None:
        """Go back to step 0 with the settings in force: a new run.

        Parameters
        ----------
        new_weights
            Draw the weights with the next seed. Else they, and the order of the samples, are
            the same again.
        """
        spec, problem = self.spec, self.problem
        if new_weights:
            spec = _with_next_seed(spec)
            problem = build(spec, problem.data.source)
        self._begin(problem, self._own_data, self.backend)

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
            problem = build(spec, self.problem.data.source)
        else:
            problem = _problem(spec, dataset, None)
        own_data = self._own_data if same_data else dataset is not None
        self._begin(problem, own_data, self.backend)

    def apply(self, intent: intents.Intent) -> None:
        """Do what a wish says. Run, Pause and StartTwins are for who drives sessions."""
        granting.grant(self, intent)


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
