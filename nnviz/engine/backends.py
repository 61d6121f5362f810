"""Which code makes the steps: numpy, always there, or compiled, where numba works.

Both give the same numbers to rounding; a journal says which made which steps, so that a replay
is exact. The compiled one is imported only when it is asked for.
"""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from nnviz.engine.passes import NumpyPasses, Passes
from nnviz.engine.record import TrainingState
from nnviz.engine.trainer import NumpyTrainer, Progress, initial_state
from nnviz.experiment.catalog import Problem

Backend: TypeAlias = Literal["numpy", "compiled"]


class BackendError(RuntimeError):
    """The compiled backend can't run here; the message says why."""


class Trainer(Protocol):
    """What every backend does."""

    def advance(self, state: TrainingState, steps: int) -> Progress:
        """Make `steps` updates from `state` (see NumpyTrainer.advance)."""


def trainer_for(backend: Backend, problem: Problem) -> Trainer:
    """Return a trainer of this backend.

    Raises
    ------
    BackendError
        Where numba is not there or does not work on this machine.
    """
    if backend == "numpy":
        return NumpyTrainer(problem)
    if backend != "compiled":
        raise BackendError(f'there is no backend "{backend}"; there are numpy and compiled')
    try:
        # numba may not be there, fail to import, or find no folder for its cache.
        from nnviz.engine.compiled.trainer import CompiledTrainer
    except Exception as error:
        raise BackendError(f"the compiled backend needs numba: {error}") from error
    return CompiledTrainer(problem)


def passes_for(backend: Backend, problem: Problem) -> Passes:
    """Return what makes the passes that are looked at: compiled, where that gains something."""
    if backend == "compiled":
        from nnviz.engine.compiled.passes import MOST_WORK, CompiledPasses

        if problem.train_samples * problem.start.size <= MOST_WORK:
            return CompiledPasses(problem)
    return NumpyPasses(problem.network)


def load_compiled() -> None:
    """Load the compiled code into this process, by making one step of a small problem.

    What is not in the cache yet is compiled, which takes up to a minute: see
    `nnviz.engine.compiled.warmup` for doing that elsewhere.

    Raises
    ------
    BackendError
        Where numba is not there or does not work on this machine.
    """
    from nnviz.experiment.catalog import build
    from nnviz.experiment.spec import ExperimentSpec

    problem = build(ExperimentSpec())
    start = initial_state(problem)
    trainer_for("compiled", problem).advance(start, 1)
    passes, data = passes_for("compiled", problem), problem.data
    passes.shut(passes.back(start.parameters, data.x_train, data.y_train).tape)
