"""What twins cost over the steps, in one plot: a line a run, and where they parted.

Costs of different functions have no common scale; then the accuracy is what can be compared, and
a note says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.engine.evaluate import Evaluations
from nnviz.engine.record import Costs
from nnviz.engine.twins import Standing
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.compare import RunMark, run_labels
from nnviz.scenes.cost_axis import as_powers, cost_axis, steps_shown
from nnviz.scenes.decimate import two_a_column
from nnviz.scenes.line_labels import Label
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Axis, Tick, linear_axis

Quantity: TypeAlias = Literal["train", "test", "accuracy"]
SHARES = Axis(0.0, 100.0, tuple(Tick(100.0 * s, words.percent(s)) for s in (0, 0.25, 0.5, 0.75, 1)))
DIFFERENT = "These are costs of different functions: compare how they fall, or the accuracy."


class RunLine(Struct, frozen=True, eq=False):
    """A run's curve in the plot's coordinates (on a log axis y is a power of ten)."""

    mark: RunMark
    x: Array
    y: Array


class CompareCostsScene(Struct, frozen=True, eq=False):
    """The cost plot of twins.

    Parameters
    ----------
    x_axis, y_axis
        Steps, and costs (powers of ten where `log`) or percent.
    lines, labels
        One a run, and their names where they end.
    step
        Where the runs stand.
    parted
        Where they parted; None where they have not, or can't be compared.
    quantity, quantities
        What is shown, and what can be.
    log
        Whether the cost axis is logarithmic.
    whole
        Whether all steps are shown.
    note
        What to beware of; empty for nothing.
    """

    x_axis: Axis
    y_axis: Axis
    lines: tuple[RunLine, ...]
    labels: tuple[Label, ...]
    step: int
    parted: int | None
    quantity: Quantity
    quantities: tuple[Quantity, ...]
    log: bool
    whole: bool
    note: str
    theme: Theme

    def read(self, x: float) -> str:
        """Return what every run was last found to be at or before step `x`, in words."""
        told, step = [], 0.0
        for line in self.lines:
            place = int(np.searchsorted(line.x, max(x, 0.0), side="right")) - 1
            if place >= 0:
                step = max(step, float(line.x[place]))
                told.append(f"{line.mark.name} {self._value(float(line.y[place]))}")
        return f"step {words.count(round(step))}: {', '.join(told)}" if told else ""

    def _value(self, y: float) -> str:
        if self.quantity == "accuracy":
            return words.percent(y / 100.0, 1)
        return words.number(10.0**y if self.log else y)


def compare_costs_scene(
    runs: Sequence[Standing],
    marks: Sequence[RunMark],
    parted: int | None,
    theme: Theme,
    quantity: Quantity = "train",
    view_range: tuple[float, float] | None = None,
    columns: int = 300,
    rows: int = 12,
    *,
    log: bool = False,
) -> CompareCostsScene:
    """Return the cost plot of twins.

    Parameters
    ----------
    runs, marks
        Where they stand, and how they are told apart.
    parted
        See `engine.twins.Twins.parting`.
    quantity
        What is wanted; what the data do not have is replaced by the training cost.
    view_range
        First and last step shown; None for all.
    columns, rows
        Pixels across, and names that fit below one another.
    log
        Whether the cost axis shall be logarithmic.
    """
    offered = _offered(runs)
    quantity = quantity if quantity in offered else "train"
    log = log and quantity != "accuracy"
    head = max(run.history.head for run in runs)
    low, high = steps_shown(view_range, head)
    curves = [_curve(run, quantity) for run in runs]
    cut = [two_a_column(x, y, low, high, columns // 2) for x, y in curves]
    y_axis = SHARES
    if quantity != "accuracy":
        main, beside = _calm(runs, [y for _, y in cut])
        y_axis, _ = cost_axis(main, beside, log=log)
    lines = tuple(
        RunLine(mark, x, as_powers(y) if log else y)
        for mark, (x, y) in zip(marks, cut, strict=True)
    )
    return CompareCostsScene(
        linear_axis(low, high, 6, "step"),
        y_axis,
        lines,
        run_labels([(line.mark, float(line.y[-1])) for line in lines], y_axis, rows),
        max(run.record.step for run in runs),
        parted,
        quantity,
        offered,
        log,
        view_range is None,
        DIFFERENT if quantity != "accuracy" and not same_cost(runs) else "",
        theme,
    )


def same_cost(runs: Sequence[Standing]) -> bool:
    """Whether all runs make the same function small."""
    return len({run.record.spec.training.cost for run in runs}) == 1


def _offered(runs: Sequence[Standing]) -> tuple[Quantity, ...]:
    data = runs[0].record.problem.data
    offered: list[Quantity] = ["train"]
    if len(data.x_test):
        offered.append("test")
    if data.coding is not None:
        offered.append("accuracy")
    return tuple(offered)


def _curve(run: Standing, quantity: Quantity) -> tuple[Array, Array]:
    """Return steps and values, with those of now at the end of a run still going on."""
    found, now = run.history.evaluations(), run.record.costs
    x, y = found.steps, _series(found, quantity)
    if not len(x) or now.step > x[-1]:
        x, y = np.append(x, now.step), np.append(y, _value(now, quantity))
    return x, y


def _series(found: Evaluations, quantity: Quantity) -> Array:
    if quantity == "train":
        return found.train
    if quantity == "test":
        return found.test
    shares = found.test_accuracy
    shares = found.train_accuracy if len(shares) and np.isnan(shares[-1]) else shares
    return 100.0 * shares


def _value(now: Costs, quantity: Quantity) -> float:
    if quantity == "accuracy":
        return 100.0 * (now.train_accuracy if np.isnan(now.test_accuracy) else now.test_accuracy)
    return now.train if quantity == "train" else now.test


def _calm(runs: Sequence[Standing], curves: list[Array]) -> tuple[list[Array], list[Array]]:
    """Return the curves that set the scale, and those of runs that became infinite beside them."""
    main = [y for run, y in zip(runs, curves, strict=True) if run.divergence is None]
    beside = [y for run, y in zip(runs, curves, strict=True) if run.divergence is not None]
    return (main, beside) if main else (curves, [])
