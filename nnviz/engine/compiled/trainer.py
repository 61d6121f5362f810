"""The compiled trainer: the numpy trainer's `advance`, many times as fast.

It gives the numpy trainer's numbers to about 1e-15 a step and its own bit for bit, whatever the
grouping of the steps. Which layout runs follows from the widest layer and the batch
(`is_narrow`).
"""

from __future__ import annotations

import numpy as np

from nnviz.engine.compiled.activations import ACTIVATION_NUMBER
from nnviz.engine.compiled.costs import LOSS_NUMBER
from nnviz.engine.compiled.loop import advance
from nnviz.engine.compiled.moves import OPTIMIZER_NUMBER
from nnviz.engine.compiled.narrow import LANES
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.record import TrainingState
from nnviz.engine.trainer import NumpyTrainer, Progress, frozen_state
from nnviz.experiment.batches import epoch_orders, epochs_in_block
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, frozen
from nnviz.optim.first_order import OptimizerState
from nnviz.optim.schedules import Constant

# Units up to which the batch innermost is the faster layout (benchmarks: layouts); with a large
# batch there is more to gain from it.
WIDEST_NARROW = 6
WIDEST_NARROW_LARGE = 12
LARGE_BATCH = 32


def is_narrow(units: tuple[int, ...], batch: int) -> bool:
    """Whether the batch is laid innermost: where no layer is wide for that batch."""
    return max(units) <= (WIDEST_NARROW_LARGE if batch >= LARGE_BATCH else WIDEST_NARROW)


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
        self._plan = _plan(problem)
        lanes = -(-problem.batch_size // LANES) * LANES
        size = lanes * sum(problem.network.units)
        targets = np.zeros(lanes * problem.network.units[-1])
        a, z, slope, delta, error = np.zeros((5, size))
        gradient = np.zeros_like(problem.start)
        self._buffers = Buffers(
            a, z, slope, delta, error, targets, gradient, np.empty_like(gradient)
        )

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


def _plan(problem: Problem) -> Plan:
    """Return what the compiled loop is told of a problem."""
    network, training = problem.network, problem.spec.training
    rule, optimizer, feedback = network.rule, training.optimizer, network.feedback
    own = [name for name in optimizer.__struct_fields__ if name != "rate"]
    return Plan(
        units=np.array(network.units, dtype=np.int64),
        kinds=np.array([ACTIVATION_NUMBER[one.name] for one in network.activations]),
        loss=LOSS_NUMBER[network.loss.name],
        mean=network.loss.mean,
        l1=training.l1,
        l2=training.l2,
        optimizer=OPTIMIZER_NUMBER[str(optimizer.__struct_config__.tag)],
        settings=np.array([*(getattr(optimizer, name) for name in own), 0.0]),
        batch=problem.batch_size,
        narrow=is_narrow(network.units, problem.batch_size),
        local_slope=rule.local_slope,
        passes_delta=rule.local_slope == rule.passed_slope,
        random_back=rule.random,
        feedback=np.zeros(1) if feedback is None else feedback.flat.copy(),
    )
