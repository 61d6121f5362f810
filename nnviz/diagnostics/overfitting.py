"""Whether the network learns the samples instead of the rule.

Then the test cost rises while the training cost still falls. Both are smoothed by a running
median, so that one lucky evaluation makes no verdict.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.figures import count, number
from nnviz.nn.arrays import Array

_WINDOW = 5
_MOST = 200  # evaluations looked at: evenly spread over the run
_RISE = 0.05  # of the best test cost
_LEAST_RISE = 1e-3  # of the first one: what happens far below it is rounding, not learning


class CostsOfRun(Protocol):
    """The costs of both parts over a run, one entry an evaluation (engine's Evaluations)."""

    @property
    def steps(self) -> Array:
        """When each was taken, in rising order."""

    @property
    def train(self) -> Array:
        """Cost of the training part."""

    @property
    def test(self) -> Array:
        """Cost of the test part; NaN where there is none."""


class Overfitting(Struct, frozen=True):
    """The test cost at its best, at which step that was, and both costs then and now."""

    best_step: int
    test_then: float
    test_now: float
    train_then: float
    train_now: float

    @property
    def sentence(self) -> str:
        """What is seen, in numbers."""
        return (
            f"Over-fitting: since step {count(self.best_step)} the test cost rose from"
            f" {number(self.test_then, 3)} to {number(self.test_now, 3)}, while the training cost"
            f" fell from {number(self.train_then, 3)} to {number(self.train_now, 3)}."
        )

    @property
    def remedy(self) -> str:
        """What helps."""
        return f"Stop near step {count(self.best_step)}, add l2, or take more samples."


def overfitting(evaluations: CostsOfRun, step: int) -> Overfitting | None:
    """Return what tells of over-fitting up to `step`; None where nothing does.

    The test cost must have risen by more than 5 % above its best (and by a thousandth of what it
    began with), and the training cost fallen since.
    """
    stop = int(np.searchsorted(evaluations.steps, step, side="right"))
    if stop < 2 * _WINDOW:
        return None
    chosen = np.linspace(0, stop - 1, min(stop, _MOST)).astype(int)
    train, test = _smooth(evaluations.train[chosen]), _smooth(evaluations.test[chosen])
    if not np.isfinite(test).all():
        return None
    best = int(np.argmin(test))
    rise = float(test[-1] - test[best])
    least = max(_RISE * abs(float(test[best])), _LEAST_RISE * abs(float(evaluations.test[0])))
    if not (rise > least and train[-1] < train[best]):
        return None
    return Overfitting(
        int(evaluations.steps[chosen[best + _WINDOW // 2]]),
        *(float(value) for value in (test[best], test[-1], train[best], train[-1])),
    )


def _smooth(costs: Array) -> Array:
    windows = np.lib.stride_tricks.sliding_window_view(costs, _WINDOW)
    return np.sort(windows, axis=1)[:, _WINDOW // 2]
