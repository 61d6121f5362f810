"""The compiled trainer: the numpy trainer's `advance`, many times as fast.

It gives the numpy trainer's numbers to about 1e-15 a step and its own bit for bit, whatever the
grouping of the steps. Which layout runs follows from the widest layer and the batch
(`planning.is_narrow`).
"""

from __future__ import annotations

import numpy as np

from nnviz.engine.compiled.loop import advance
from nnviz.engine.compiled.plan import Samples
from nnviz.engine.compiled.planning import buffers_for, plan_of
from nnviz.engine.record import TrainingState
from nnviz.engine.trainer import NumpyTrainer, Progress, frozen_state
from nnviz.experiment.batches import epoch_orders, epochs_in_block
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, frozen
from nnviz.optim.first_order import OptimizerState
from nnviz.optim.schedules import Constant


class CompiledTrainer:
    """Advances one problem's states in compiled code, without the GIL.

    One thread at a time may use it.

    Parameters
    ----------
    problem
        What is trained.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._plan = plan_of(problem, problem.network)
        self._buffers = buffers_for(problem.network.units, problem.batch_size)

    def advance(self, state: TrainingState, steps: int) -> Progress:
        """Make `steps` updates from `state` (see NumpyTrainer.advance)."""
        point, before = state.parameters.copy(), np.empty_like(state.parameters)
        slots = np.array(state.optimizer.slots).reshape(-1, point.size)
        slots = slots if len(slots) else np.zeros((1, 1))
        costs = np.empty(steps)
        rates = self._rates(state.step, steps)
        made, epoch, offset = 0, state.epoch, state.offset
        while made < steps:
            room = self._steps_left_in_block(epoch, offset)
            now = min(steps - made, room)
            part = slice(made, made + now)
            count = state.optimizer.count + made
            done = self._run(epoch, offset, rates[part], count, point, slots, before, costs[part])
            made += done
            if done < now:
                return self._stopped(state, made)
            epoch, offset = self._place_after(epoch, offset, now)
        if not steps:
            return Progress(state, frozen(costs))
        kept = tuple(slots[: len(state.optimizer.slots)])
        optimizer = OptimizerState(state.optimizer.count + steps, kept)
        update = frozen(point - before)
        after = TrainingState(
            state.step + steps, epoch, offset, frozen(point), frozen_state(optimizer), update
        )
        return Progress(after, frozen(costs))

    def _run(
        self,
        epoch: int,
        offset: int,
        rates: Array,
        count: int,
        point: Array,
        slots: Array,
        before: Array,
        costs: Array,
    ) -> int:
        """Make steps within one block of orders; return how many were made."""
        data, training = self.problem.data, self.problem.spec.training
        size = self.problem.train_samples
        block, row = divmod(epoch, epochs_in_block(size))
        orders = epoch_orders(training.seed, block, size, training.shuffle)[row:]
        samples = Samples(data.x_train, data.y_train, orders)
        made = advance(
            self._plan, samples, self._buffers, offset, rates, count, point, slots, before, costs
        )
        return int(made)

    def _rates(self, step: int, steps: int) -> Array:
        if isinstance(self.problem.spec.training.schedule, Constant):
            return np.full(steps, self.problem.rate(step))
        return np.array([self.problem.rate(step + k) for k in range(steps)])

    def _steps_left_in_block(self, epoch: int, offset: int) -> int:
        """Return how many steps there are to the end of the block of orders."""
        in_block = epochs_in_block(self.problem.train_samples)
        whole = in_block - 1 - epoch % in_block
        left = self.problem.train_samples - offset
        return whole * self.problem.steps_per_epoch + -(-left // self.problem.batch_size)

    def _place_after(self, epoch: int, offset: int, steps: int) -> tuple[int, int]:
        """Return the epoch and offset that so many steps lead to."""
        batch, samples = self.problem.batch_size, self.problem.train_samples
        left = -(-(samples - offset) // batch)
        if steps < left:
            return epoch, offset + steps * batch
        epochs, more = divmod(steps - left, self.problem.steps_per_epoch)
        return epoch + 1 + epochs, more * batch

    def _stopped(self, start: TrainingState, made: int) -> Progress:
        """Return the state before the step that was not finite; numpy tells why."""
        safe = self.advance(start, made)
        why = NumpyTrainer(self.problem).advance(safe.state, 1).divergence
        if why is None:  # finite by a hair in numpy's order of operations: numpy makes the step
            return NumpyTrainer(self.problem).advance(safe.state, 1)
        return Progress(safe.state, safe.costs, why)
