"""All evaluations of a run, as arrays that grow at their end: curves over time are made of them.

One thread adds; any may read. Rows once written stay as they are, so a reader's arrays never change
under it.
"""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from nnviz.engine.closures import Closed
from nnviz.engine.evaluate import Evaluation, Evaluations
from nnviz.engine.passes import TAUS
from nnviz.engine.record import Costs
from nnviz.nn.arrays import Array

_FIRST_ROOM = 64
_COSTS = 5  # step, train, test, and the two accuracies
_FLOW = 4  # gradient, update ratio, blocked, cosine


class EvaluationSeries:
    """Evaluations in the order of their steps.

    Parameters
    ----------
    layers
        Of the network.
    """

    def __init__(self, layers: int) -> None:
        self._layers = layers
        self._steps: list[int] = []
        self._closed: list[Closed] = []
        self._make_room(_FIRST_ROOM)

    def _make_room(self, rows: int) -> None:
        """Take larger arrays with the same rows; who reads the old ones keeps them."""
        size, layers = len(self._steps), self._layers
        costs, shut = np.empty((rows, _COSTS)), np.empty((rows, layers, len(TAUS)))
        flow = np.empty((_FLOW, rows, layers))
        if size:
            old_costs, old_shut, old_flow = self._arrays
            costs[:size], shut[:size], flow[:, :size] = (
                old_costs[:size],
                old_shut[:size],
                old_flow[:, :size],
            )
        self._arrays: tuple[Array, Array, Array] = (costs, shut, flow)

    def __len__(self) -> int:
        return len(self._steps)

    def add(self, evaluation: Evaluation) -> None:
        """Put an evaluation at the end; it replaces a last one of the same step."""
        found = evaluation.costs
        if self._steps and self._steps[-1] == found.step:
            self.cut(found.step - 1)
        row = len(self._steps)
        if row == len(self._arrays[0]):
            self._make_room(2 * row)
        costs, shut, flow = self._arrays
        accuracies = found.train_accuracy, found.test_accuracy
        costs[row] = (found.step, found.train, found.test, *accuracies)
        shut[row] = evaluation.shut
        of = evaluation.flow
        flow[:, row] = (of.gradient, of.update_ratio, of.blocked, of.cosine)
        self._closed.append(self._same_or(evaluation.closed))
        self._steps.append(found.step)

    def _same_or(self, closed: Closed) -> Closed:
        """Return the last flags where they say the same, for they seldom change; else these."""
        if self._closed and all(map(np.array_equal, self._closed[-1], closed)):
            return self._closed[-1]
        return closed

    def cut(self, step: int) -> None:
        """Forget the evaluations after `step`."""
        kept = bisect_right(self._steps, step)
        if kept < len(self._steps):
            del self._steps[kept:], self._closed[kept:]
            self._make_room(len(self._arrays[0]))

    def copy(self) -> EvaluationSeries:
        """Return the same evaluations, to be added to differently."""
        other = EvaluationSeries(self._layers)
        other._steps, other._closed = list(self._steps), list(self._closed)
        other._arrays = self._arrays
        other._make_room(len(self._arrays[0]))
        return other

    def costs_at(self, step: int) -> Costs | None:
        """Return the costs of the last evaluation at or before `step`."""
        row = bisect_right(self._steps, step) - 1
        if row < 0:
            return None
        _, train, test, *accuracies = (float(value) for value in self._arrays[0][row])
        return Costs(self._steps[row], train, test, *accuracies)

    def shut_at(self, step: int) -> Array | None:
        """Return the shut shares, (layers, len(TAUS)), of the last evaluation up to `step`."""
        row = bisect_right(self._steps, step) - 1
        return _seen(self._arrays[1][row]) if row >= 0 else None

    def closed_at(self, step: int) -> Closed | None:
        """Return which units the last evaluation at or before `step` found closed."""
        row = bisect_right(self._steps, step) - 1
        return self._closed[row] if row >= 0 else None

    def all(self) -> Evaluations:
        """Return all of them; the arrays are read-only views."""
        size = len(self._steps)
        costs, shut, flow = self._arrays
        rows = [_seen(column[:size]) for column in costs.T]
        flows = [_seen(part[:size]) for part in flow]
        steps, train, test, train_accuracy, test_accuracy = rows
        gradient, update_ratio, blocked, cosine = flows
        return Evaluations(
            steps,
            train,
            test,
            train_accuracy,
            test_accuracy,
            _seen(shut[:size]),
            gradient,
            update_ratio,
            blocked,
            cosine,
        )


def _seen(array: Array) -> Array:
    """Return a read-only view; the array itself can still be written behind it."""
    view = array.view()
    view.flags.writeable = False
    return view
