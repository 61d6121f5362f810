"""What a run is worth as a whole: cost and accuracy of both parts, and how much of it is shut.

This takes a pass over all samples, so it is done on a schedule that depends on nothing but the
step's number and the size of the problem: every step at first, then ever more rarely.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.engine.closures import Closed
from nnviz.engine.flow import Flow, flow
from nnviz.engine.passes import Passes
from nnviz.engine.record import Costs, TrainingState
from nnviz.engine.trainer import next_batch
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, frozen

Part: TypeAlias = Literal["train", "test"]

PER_OCTAVE = 64  # evaluations for each doubling of the step's number
_CHEAP = 250_000  # multiplications for the costs that every step may take at first
_EVERY_RECORD = 6_000_000  # and those that every shown record may cost


class Evaluation(Struct, frozen=True, eq=False):
    """What was found at one step.

    Parameters
    ----------
    costs
        Of both parts.
    shut
        As in Evaluations, shape (layers, len(TAUS)).
    flow
        Of the error, layer by layer.
    closed
        Which units are dead or shut on nearly all samples.
    """

    costs: Costs
    shut: Array
    flow: Flow
    closed: Closed


class Evaluations(Struct, frozen=True, eq=False):
    """All evaluations of a run, in the order of their steps; arrays read-only, one entry each.

    Parameters
    ----------
    steps
        Shape (n,).
    train, test, train_accuracy, test_accuracy
        As in Costs, shape (n,).
    shut
        Share of (unit, probe sample) pairs of each layer whose learning ability is below each
        tau, shape (n, layers, len(TAUS)).
    gradient, update_ratio, blocked, cosine
        As in Flow, shape (n, layers).
    """

    steps: Array
    train: Array
    test: Array
    train_accuracy: Array
    test_accuracy: Array
    shut: Array
    gradient: Array
    update_ratio: Array
    blocked: Array
    cosine: Array


def work(problem: Problem) -> int:
    """Return the multiplications that the costs of both parts take."""
    samples = problem.train_samples + len(problem.data.x_test)
    return int(samples * problem.start.size)


def _step_work(problem: Problem) -> int:
    """Return the multiplications that one step takes: forward, back, and for the gradient."""
    return int(3 * problem.batch_size * problem.start.size)


def interval(problem: Problem, step: int) -> int:
    """Return how many steps lie between evaluations around `step`: a power of 2.

    At first that is every step, or, where that is not cheap, as many as take as long to train as
    an evaluation takes.
    """
    base = 1
    if work(problem) > _CHEAP:
        whole = work(problem) + 3 * len(problem.probe) * problem.start.size
        base = 1 << (whole // _step_work(problem)).bit_length()
    late = 1 << max(0, (step // (PER_OCTAVE * base)).bit_length() - 1)
    return base * late


def due(problem: Problem, step: int) -> bool:
    """Whether the schedule evaluates at `step`."""
    return step % interval(problem, step) == 0


def next_due(problem: Problem, step: int) -> int:
    """Return the first step after `step` at which the schedule evaluates."""
    gap = interval(problem, step + 1)
    candidate = (step // gap + 1) * gap
    while not due(problem, candidate):
        gap = interval(problem, candidate)
        candidate = (candidate // gap + 1) * gap
    return candidate


def fit_for_every_record(problem: Problem) -> bool:
    """Whether an evaluation is cheap enough to be made for every record that is shown."""
    return work(problem) <= _EVERY_RECORD


def cost_and_accuracy(
    problem: Problem, flat: Array, part: Part, passes: Passes
) -> tuple[float, float]:
    """Return the cost (with the regulariser) and the accuracy of a whole part.

    Both are NaN where the part is empty, the accuracy also for a regression.
    """
    data = problem.data
    x, y = (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)
    if not len(x):
        return float("nan"), float("nan")
    with np.errstate(all="ignore"):
        outputs, cost = passes.forward(flat, x, y)
    return cost, problem.accuracy(outputs, y)


def costs_at(problem: Problem, state: TrainingState, passes: Passes) -> Costs:
    """Return cost and accuracy of both parts at `state`."""
    train, train_accuracy = cost_and_accuracy(problem, state.parameters, "train", passes)
    test, test_accuracy = cost_and_accuracy(problem, state.parameters, "test", passes)
    return Costs(state.step, train, test, train_accuracy, test_accuracy)


def evaluate(problem: Problem, state: TrainingState, passes: Passes) -> Evaluation:
    """Return the evaluation of a run at `state`."""
    data, probed = problem.data, len(problem.probe)
    with np.errstate(all="ignore"):
        tape = passes.back(state.parameters, data.x_train[:probed], data.y_train[:probed]).tape
        shut = passes.shut(tape)
    return Evaluation(
        costs_at(problem, state, passes),
        frozen(shut.shares),
        flow(problem, state, next_batch(problem, state), passes, shut),
        shut.closed,
    )
