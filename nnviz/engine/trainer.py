"""Training with numpy: the readable reference, and the one that explains.

A trainer takes a state some steps on and says what each step cost. It writes into buffers that it
keeps, on one flat parameter vector; the state that it is given is never changed. A step that would
make a cost or parameter NaN or infinite is not made: the trainer stops before it and says where.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.engine.passes import Passes
from nnviz.engine.record import Batch, Costs, StepRecord, TrainingState, is_finite
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices, frozen
from nnviz.nn.network import Tape
from nnviz.nn.parameters import Parameters
from nnviz.optim.first_order import OptimizerState

COST = "the cost"


class Divergence(Struct, frozen=True):
    """Why a run stopped before a step.

    Parameters
    ----------
    step
        The step that was not made: the run stands at it.
    layer
        The first layer where a number was not finite, counted from 1.
    quantity
        What was not finite there.
    rate
        The rate that was in force.
    """

    step: int
    layer: int
    quantity: str
    rate: float

    @property
    def message(self) -> str:
        """The same in a sentence."""
        where = "at the output of" if self.quantity == COST else "of"
        what = f"{self.quantity} {where} layer {self.layer}"
        return (
            f"step {self.step + 1:,} would have made {what} infinite"
            f" or not a number, so it was not made (rate {self.rate:g})"
        )


class Progress(Struct, frozen=True, eq=False):
    """Where an advance ended: the state, the cost of every step made, and what stopped it."""

    state: TrainingState
    costs: Array
    divergence: Divergence | None = None


def initial_state(problem: Problem) -> TrainingState:
    """Return the state at step 0."""
    parameters = frozen(problem.start.copy())
    update = frozen(np.zeros_like(parameters))
    optimizer = problem.spec.training.optimizer.init(parameters)
    return TrainingState(0, 0, 0, parameters, frozen_state(optimizer), update)


def frozen_state(optimizer: OptimizerState) -> OptimizerState:
    """Return the same state, its vectors made read-only."""
    for slot in optimizer.slots:
        frozen(slot)
    return optimizer


class NumpyTrainer:
    """Advances one problem's states; keeps its buffers between calls.

    One thread at a time may use it.

    Parameters
    ----------
    problem
        What is trained.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._params = Parameters(problem.network.units)
        self._gradients = Parameters(problem.network.units)
        self._before = np.empty_like(self._params.flat)
        self._tapes: dict[int, tuple[Tape, Array]] = {}

    def advance(self, state: TrainingState, steps: int) -> Progress:
        """Make `steps` updates from `state`.

        Returns
        -------
        Progress
            With fewer steps where one would not have been finite: then the state is the last
            one before it.
        """
        costs = np.empty(steps)
        slots = state.optimizer.copy().slots
        np.copyto(self._params.flat, state.parameters)
        epoch, offset, order = state.epoch, state.offset, self.problem.order(state.epoch)
        with np.errstate(all="ignore"):
            for made in range(steps):
                rows = order[offset : offset + self.problem.batch_size]
                tape, y = self._batch(rows)
                costs[made] = self._gradient(tape, y)
                count, rate = state.optimizer.count + made + 1, self.problem.rate(state.step + made)
                if not self._moved(costs[made], slots, count, rate):
                    return self._stopped(state, made, rate, tape)
                offset += len(rows)
                if offset >= len(order):
                    epoch, offset = epoch + 1, 0
                    order = self.problem.order(epoch)
        return Progress(self._state(state, steps, epoch, offset, slots), frozen(costs))

    def _batch(self, rows: Indices) -> tuple[Tape, Array]:
        """Return a tape that holds the inputs of these training samples, and their targets."""
        data = self.problem.data
        if len(rows) not in self._tapes:
            y = np.empty((len(rows), data.y_train.shape[1]))
            self._tapes[len(rows)] = Tape(self.problem.network.units, len(rows)), y
        tape, y = self._tapes[len(rows)]
        np.take(data.x_train_ones, rows, axis=0, out=tape.with_ones[0], mode="clip")
        np.take(data.y_train, rows, axis=0, out=y, mode="clip")
        return tape, y

    def _gradient(self, tape: Tape, y: Array) -> float:
        """Pass the batch forward and back; return its cost."""
        network = self.problem.network
        network.run_forward(self._params, tape)
        cost = network.cost(self._params, tape, y)
        network.backward(self._params, tape, y, self._gradients)
        return cost

    def _moved(self, cost: float, slots: tuple[Array, ...], count: int, rate: float) -> bool:
        """Move the parameters; return whether all is still finite."""
        if not math.isfinite(cost):
            return False
        flat = self._params.flat
        np.copyto(self._before, flat)
        self.problem.spec.training.optimizer.move(flat, self._gradients.flat, slots, count, rate)
        return is_finite(flat)

    def _state(
        self,
        start: TrainingState,
        steps: int,
        epoch: int,
        offset: int,
        slots: tuple[Array, ...],
    ) -> TrainingState:
        if not steps:
            return start
        flat = self._params.flat.copy()
        update = flat - self._before
        optimizer = OptimizerState(start.optimizer.count + steps, slots)
        return TrainingState(
            start.step + steps,
            epoch,
            offset,
            frozen(flat),
            frozen_state(optimizer),
            frozen(update),
        )

    def _stopped(self, start: TrainingState, made: int, rate: float, tape: Tape) -> Progress:
        """Return the state before the step that was not finite, remade from the start."""
        layer, quantity = self._culprit(tape)
        divergence = Divergence(start.step + made, layer, quantity, rate)
        safe = self.advance(start, made)
        return Progress(safe.state, safe.costs, divergence)

    def _culprit(self, tape: Tape) -> tuple[int, str]:
        """Return the first layer, in the order of computing, with a number that is not finite."""
        depth = self.problem.network.depth
        for layer in range(1, depth + 1):
            if not (is_finite(tape.z[layer]) and is_finite(tape.a[layer])):
                return layer, "the activations"
        for layer in range(depth, 0, -1):
            if not is_finite(tape.delta[layer]):
                return layer, "the error delta"
        for layer in range(depth, 0, -1):
            if not is_finite(self._gradients.block[layer]):
                return layer, "the gradient"
        for layer in range(1, depth + 1):
            if not is_finite(self._params.block[layer]):
                return layer, "the weights"
        return depth, COST


def next_batch(problem: Problem, state: TrainingState) -> Batch:
    """Return the samples that the step after `state` learns from."""
    rows = problem.order(state.epoch)[state.offset : state.offset + problem.batch_size]
    data = problem.data
    return Batch(rows, frozen(data.x_train[rows]), frozen(data.y_train[rows]))


def explain(
    problem: Problem,
    state: TrainingState,
    costs: Costs,
    passes: Passes,
    *,
    run: int = 0,
    version: int = 0,
) -> StepRecord:
    """Return the record of `state`: what the next step will compute, and the probe.

    Parameters
    ----------
    problem, state
        What is trained, and where it stands.
    costs
        The newest costs of the whole parts.
    passes
        Makes the passes over the next batch and the probe.
    run, version
        Go into the record's key.
    """
    network, data, flat = problem.network, problem.data, state.parameters
    batch, probed = next_batch(problem, state), len(problem.probe)
    with np.errstate(all="ignore"):
        tape, gradients, cost = passes.back(flat, batch.x, batch.y)
        probe = passes.back(flat, data.x_train[:probed], data.y_train[:probed]).tape
        honest = gradients
        if not network.rule.is_gradient:
            honest = passes.true_gradients(flat, batch.x, batch.y)
    frozen(gradients.flat)
    frozen(honest.flat)
    return StepRecord(
        problem=problem,
        run=run,
        version=version,
        state=state,
        params=Parameters(network.units, flat),
        gradients=Parameters(network.units, gradients.flat),
        update=Parameters(network.units, state.update),
        batch=batch,
        tape=tape.freeze(),
        cost=cost,
        rate=problem.rate(state.step),
        probe=probe.freeze(),
        costs=costs,
        true_gradients=Parameters(network.units, honest.flat),
    )
