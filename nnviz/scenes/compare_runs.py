"""The table of twins: what they differ in, how each stands now, and where they part, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.saturation import TAU
from nnviz.engine.twins import PARTED, Standing
from nnviz.scenes import words
from nnviz.scenes.compare import RunMark, setting_words, told_differences, value_words
from nnviz.scenes.compare_costs import same_cost
from nnviz.scenes.compare_layers import shut_shares

MANY = 4  # runs: then costs have a digit less, for there is little room


class TableRow(Struct, frozen=True):
    """One row: its name, a text for each run, and which of them is best (None for none).

    `differs` marks the settings that are not the same.
    """

    name: str
    cells: tuple[str, ...]
    best: int | None = None
    differs: bool = False


class RunsScene(Struct, frozen=True):
    """The table, and the sentence under it.

    Parameters
    ----------
    marks
        Of the columns.
    rows
        First what differs, then how they stand.
    stops
        For each run why it can't go on; empty where it can.
    sentence
        Where they part.
    """

    marks: tuple[RunMark, ...]
    rows: tuple[TableRow, ...]
    stops: tuple[str, ...]
    sentence: str

    @property
    def story(self) -> str:
        """Which runs stopped and why, then where they part."""
        pairs = zip(self.marks, self.stops, strict=True)
        told = [words.sentence(f"{mark.name} {stop}.") for mark, stop in pairs if stop]
        return " ".join([*told, self.sentence])


def runs_scene(
    runs: Sequence[Standing], marks: Sequence[RunMark], parted: int | None, tau: float = TAU
) -> RunsScene:
    """Return the table of twins.

    Parameters
    ----------
    runs, marks
        Where they stand, and how they are told apart.
    parted
        See `engine.twins.Twins.parting`.
    tau
        Below this learning ability a unit is shut on a sample.
    """
    specs = [run.record.spec for run in runs]
    differing = [
        TableRow(
            setting_words(one.name, len(specs[0].network.layers)),
            tuple(value_words(one.name, value) for value in one.values),
            differs=True,
        )
        for one in told_differences(specs)
    ]
    return RunsScene(
        tuple(marks),
        (*differing, *_standing_rows(runs, tau)),
        tuple(_stop(run) for run in runs),
        parting_sentence(runs, marks, parted),
    )


def _standing_rows(runs: Sequence[Standing], tau: float) -> list[TableRow]:
    costs = [run.record.costs for run in runs]
    digits, places = (4, 1) if len(runs) < MANY else (3, 0)
    comparable = same_cost(runs)
    shut = [_shut(run, tau) for run in runs]
    rows = [
        _cost_row("cost, train", [one.train for one in costs], digits, judged=comparable),
        _cost_row("cost, test", [one.test for one in costs], digits, judged=comparable),
        _share_row("accuracy, train", [one.train_accuracy for one in costs], places),
        _share_row("accuracy, test", [one.test_accuracy for one in costs], places),
        _share_row("shut", shut, places, judged=False),
    ]
    return [row for row in rows if any(cell != "–" for cell in row.cells)]


def _cost_row(name: str, values: Sequence[float], digits: int, *, judged: bool) -> TableRow:
    told = tuple("–" if math.isnan(value) else words.number(value, digits) for value in values)
    return TableRow(name, told, _best(values, told, lowest=True) if judged else None)


def _share_row(name: str, values: Sequence[float], digits: int, *, judged: bool = True) -> TableRow:
    told = tuple("–" if math.isnan(value) else words.percent(value, digits) for value in values)
    return TableRow(name, told, _best(values, told, lowest=False) if judged else None)


def _best(values: Sequence[float], told: Sequence[str], *, lowest: bool) -> int | None:
    """Return the place of the best value; None where they read alike, or only one is known."""
    known = [value for value in values if math.isfinite(value)]
    if len(known) < 2 or len(set(told)) < 2:
        return None
    return list(values).index(min(known) if lowest else max(known))


def _shut(run: Standing, tau: float) -> float:
    """Return the share of shut (unit, sample) pairs of all layers that learn by their slope."""
    shares, units = shut_shares(run, tau), np.array(run.record.params.units[1:])
    known = np.isfinite(shares)
    return float(np.average(shares[known], weights=units[known])) if known.any() else math.nan


def _stop(run: Standing) -> str:
    if run.divergence is None:
        return ""
    return f"stopped at step {words.count(run.record.step)}: {run.divergence.message}"


def parting_sentence(runs: Sequence[Standing], marks: Sequence[RunMark], parted: int | None) -> str:
    """Say where twins part: the first step whose batch costs are more than a tenth apart."""
    step = max(run.record.step for run in runs)
    names = [mark.name for mark in marks]
    who = words.sentence(f"{', '.join(names[:-1])} and {names[-1]}")
    if not same_cost(runs):
        return f"{who} make different costs small: compare their accuracy, not their costs."
    if parted is not None:
        return (
            f"{who} part at step {words.count(parted)}: there their batch costs are first more than"
            f" {words.percent(PARTED)} apart."
        )
    if not step:
        return f"{who} begin on the same batches; run them to see where they part."
    near = words.percent(PARTED)
    return f"{who} have not parted: their batch costs are within {near} at every step."
