"""What a run remembers: every step's cost, evaluations, keyframes, and the journal.

Only the thread that trains writes; any thread may read costs, evaluations and events.
"""

from __future__ import annotations

import copy

import numpy as np

from nnviz.engine.backends import Backend
from nnviz.engine.closures import Closed, Closure
from nnviz.engine.cost_series import CostSeries
from nnviz.engine.evaluate import Evaluation, Evaluations
from nnviz.engine.evaluation_series import EvaluationSeries
from nnviz.engine.journal import Event, Journal
from nnviz.engine.keyframes import Keyframes
from nnviz.engine.record import Costs, TrainingState
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices


class History:
    """Memory of one run, bounded at about 200 MB however long it is.

    Parameters
    ----------
    problem, start, backend
        What the run began with.

    Attributes
    ----------
    journal : Journal
        Every change made by hand.
    keyframes : Keyframes
        States to replay from.
    """

    def __init__(self, problem: Problem, start: TrainingState, backend: Backend) -> None:
        self.journal = Journal(problem, backend)
        self.keyframes = Keyframes(start, problem.batch_size * problem.start.size)
        self._costs = CostSeries()
        self._evaluations = EvaluationSeries(problem.network.depth)
        self._closures: list[Closure] = []
        self._told: dict[tuple[int, int], int] = {}
        self._events: tuple[tuple[int, int], tuple[Event, ...]] = ((-1, -1), ())

    @property
    def head(self) -> int:
        """The furthest step that the run has reached."""
        return len(self._costs)

    def append(self, costs: Array) -> None:
        """Add the batch costs of the steps from the head on."""
        self._costs.append(costs)

    def costs(self, start: int = 0, stop: int | None = None) -> Array:
        """Return the batch cost of each step: entry i is that of the step from i to i + 1.

        Of a run of more than 8 million steps only the newest are kept one by one; ask
        `cost_band` for the others.
        """
        return self._costs.exact(start, self.head if stop is None else stop)

    def cost_band(self, start: int, stop: int, columns: int) -> tuple[Indices, Array, Array]:
        """Return (steps, low, high) with at most `columns` entries (see CostSeries.band)."""
        return self._costs.band(start, stop, columns)

    def add_evaluation(self, evaluation: Evaluation) -> None:
        """Add an evaluation at the run's end; it replaces a last one of the same step."""
        self._evaluations.add(evaluation)

    def costs_at(self, step: int) -> Costs | None:
        """Return the costs of the last evaluation at or before `step`."""
        return self._evaluations.costs_at(step)

    def shut_at(self, step: int) -> Array | None:
        """Return the shut shares, (layers, len(TAUS)), of the last evaluation up to `step`."""
        return self._evaluations.shut_at(step)

    def closed_at(self, step: int) -> Closed | None:
        """Return which units the last evaluation at or before `step` found closed."""
        return self._evaluations.closed_at(step)

    def has_evaluation(self, step: int) -> bool:
        """Whether `step` was evaluated."""
        found = self._evaluations.costs_at(step)
        return found is not None and found.step == step

    def evaluations(self) -> Evaluations:
        """Return all evaluations as arrays."""
        return self._evaluations.all()

    def add_closures(self, closures: list[Closure]) -> None:
        """Note units that died or shut; what is not news is left out."""
        for one in closures:
            if self.is_news((one.layer, one.unit), one.step):
                self._closures.append(one)
                self._told[one.layer, one.unit] = one.step

    def is_news(self, place: tuple[int, int], step: int) -> bool:
        """Whether it is to be told that a unit, (layer, unit), closed at `step`.

        One that opens and closes again and again is told of anew whenever the run is twice as
        long: else one unit could fill the timeline.
        """
        told = self._told.get(place)
        return told is None or step >= 2 * max(1, told)

    def events(self) -> tuple[Event, ...]:
        """Return what the timeline marks, in the order of the steps."""
        size = (len(self.journal), len(self._closures))
        if self._events[0] != size:
            self._events = (size, self._made_events())
        return self._events[1]

    def _made_events(self) -> tuple[Event, ...]:
        found = [
            Event(c.step, "closure", c.text, (c.layer, c.unit) if c.unit >= 0 else None)
            for c in list(self._closures)
        ]
        return tuple(sorted((*self.journal.events(), *found), key=lambda event: event.step))

    def fork(self, step: int) -> History:
        """Return a history that is this one up to `step` and can go on differently."""
        other = copy.copy(self)
        other.journal = self.journal.copy()
        other.keyframes = self.keyframes.copy()
        other._costs = self._costs.copy()
        other._evaluations = self._evaluations.copy()
        other._closures = list(self._closures)
        other.cut(step)
        return other

    def cut(self, step: int) -> None:
        """Forget everything after `step`: the run goes on differently from here."""
        self._costs.cut(step)
        self.journal.cut(step)
        self.keyframes.cut(step)
        self._closures = [closure for closure in self._closures if closure.step <= step]
        self._told = {(c.layer, c.unit): c.step for c in self._closures}
        self._events = ((-1, -1), ())
        self._evaluations.cut(step)

    def last_good_step(self) -> int:
        """Return the last step whose cost was not above twice the run's first cost."""
        costs = self.costs()
        if not len(costs):
            return 0
        with np.errstate(invalid="ignore"):
            good = np.flatnonzero(costs <= 2.0 * abs(float(costs[0])))
        return self._costs.first_exact + int(good[-1]) if len(good) else 0
