"""What a run is at one step: the state that goes on from there, and the record that explains it.

Both are frozen and their arrays read-only, so they cross a thread by reference.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.experiment.catalog import Problem
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.network import Tape
from nnviz.nn.parameters import Parameters
from nnviz.optim.first_order import OptimizerState


class TrainingState(Struct, frozen=True, eq=False):
    """All that the next step depends on, beside the problem.

    Parameters
    ----------
    step
        Updates made so far.
    epoch, offset
        Whole passes made over the training part, and samples used of the present one.
    parameters
        Flat vector.
    optimizer
        What the optimiser remembers.
    update
        What the last step added to the parameters; zeros at the start.
    """

    step: int
    epoch: int
    offset: int
    parameters: Array
    optimizer: OptimizerState
    update: Array

    @property
    def size(self) -> int:
        """Bytes that the arrays of this state take."""
        slots = sum(slot.nbytes for slot in self.optimizer.slots)
        return self.parameters.nbytes + self.update.nbytes + slots


class Batch(Struct, frozen=True, eq=False):
    """The samples that the next step learns from.

    Parameters
    ----------
    indices
        Rows of the training part, shape (samples,).
    x, y
        Inputs as the network gets them, and targets as its outputs should be.
    """

    indices: Indices
    x: Array
    y: Array


class Costs(Struct, frozen=True, eq=False):
    """Cost (with the regulariser) and accuracy of the training and the test part.

    Parameters
    ----------
    step
        The step at which they were taken.
    train, test
        NaN where the part is empty.
    train_accuracy, test_accuracy
        Between 0 and 1; NaN for a regression.
    """

    step: int
    train: float
    test: float
    train_accuracy: float = float("nan")
    test_accuracy: float = float("nan")


class StepRecord(Struct, frozen=True, eq=False):
    """Everything about one step that can be shown: what is shown is what was computed.

    `gradients` are taken at `params` on `batch`, the batch that the next step will use; `update`
    is what the last step did.

    Parameters
    ----------
    problem
        The data, network, cost and optimiser in force (`problem.spec` is their spec).
    run
        Number of the run: a reset or a fork begins a new one.
    version
        Grows with everything that changes a record: with (run, step) the key of its freshness.
    state
        The state that the run goes on from.
    params, gradients, update
        Weights and biases; dC/dW and dC/db on `batch`; the last update.
    batch, tape
        The next step's samples; its z, a, slope (= f'(z)) and delta, by layer.
    cost
        On `batch`, with the regulariser.
    rate
        In force, after the schedule.
    probe
        A forward pass over the probe set (up to 512 training samples, the same all along a run)
        with the error fed back: what saturation is judged on.
    costs
        Of the whole training and test part; `costs.step` says when they were taken.
    true_gradients
        dC/dW and dC/db by backpropagation: `gradients` themselves, unless the run's backward
        rule is another.
    """

    problem: Problem
    run: int
    version: int
    state: TrainingState
    params: Parameters
    gradients: Parameters
    update: Parameters
    batch: Batch
    tape: Tape
    cost: float
    rate: float
    probe: Tape
    costs: Costs
    true_gradients: Parameters

    @property
    def step(self) -> int:
        """Updates made so far."""
        return self.state.step

    @property
    def epoch(self) -> float:
        """Passes over the training part made so far, with the fraction of the present one."""
        return self.state.epoch + self.state.offset / max(1, self.problem.train_samples)

    @property
    def spec(self) -> ExperimentSpec:
        """The spec in force."""
        return self.problem.spec

    @property
    def key(self) -> tuple[int, int, int]:
        """What tells one record from another without a look at its arrays."""
        return (self.run, self.step, self.version)


def is_finite(array: Array) -> bool:
    """Whether no number of `array` is NaN or infinite (a sum tells: one of them spoils it)."""
    return bool(np.isfinite(np.add.reduce(array, axis=None)))
