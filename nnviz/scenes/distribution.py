"""How the values of an input are spread over the probe samples, by the kinds of samples."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.sample_kinds import LegendEntry, sample_kinds
from nnviz.scenes.ticks import Tick, linear_axis

BINS = 40
HEAD_ROOM = 0.06  # share of the height above the tallest bar


class Distribution(Struct, frozen=True, eq=False):
    """How the values of an input are spread: bars, each made of the kinds of samples in it.

    Parameters
    ----------
    tops
        Shape (kinds, BINS): up to where the bars of this kind and those before it reach.
    colours
        One a kind.
    x_ticks, legend, note
        As in Picture.
    most
        How many samples the tallest bar stands for, in words.
    """

    tops: Array
    colours: tuple[Colour, ...]
    x_ticks: tuple[Tick, ...]
    legend: tuple[LegendEntry, ...]
    note: str
    most: str


def distribution(record: StepRecord, unit: int, theme: Theme) -> Distribution:
    """Return how the values of an input are spread over the probe samples."""
    values = record.probe.a[0][:, unit]
    low, high = float(values.min()), float(values.max())
    if not high > low:
        low, high = low - 0.5, high + 0.5
    kinds = sample_kinds(record.problem, 0, unit, theme)
    bins = np.clip((values - low) * (BINS / (high - low)), 0, BINS - 1).astype(np.int64)
    count = len(kinds.colours)
    cells = np.bincount(kinds.kind * BINS + bins, minlength=count * BINS)
    tops = cells.reshape(count, BINS).cumsum(axis=0)
    most = int(tops[-1].max())
    axis = linear_axis(low, high, 5)
    return Distribution(
        tops * ((1.0 - HEAD_ROOM) / most),
        kinds.colours,
        tuple(Tick((t.position - low) / (high - low), t.text) for t in axis.ticks),
        kinds.legend,
        kinds.note,
        words.count(most),
    )
