"""Which class is taken for which: counts of samples by their true and their predicted class."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, Indices
from nnviz.scenes import output_data as shared
from nnviz.scenes import words
from nnviz.scenes.output_data import OutputOptions
from nnviz.scenes.palette import Image, Theme, colours_of, mix, scale


class ConfusionScene(Struct, frozen=True, eq=False):
    """The confusion matrix of one part.

    Parameters
    ----------
    names
        Of the classes.
    counts
        Samples by true class (rows) and predicted class (columns).
    shares
        Of each true class's samples, as `counts`; 0 in a row without samples.
    pixels
        A colour a cell, shape (classes, classes, 3): blue on the diagonal, orange off it.
    caption
        Accuracy of the parts, and how many samples are counted.
    """

    names: tuple[str, ...]
    counts: Indices
    shares: Array
    pixels: Image
    caption: str
    options: OutputOptions
    outputs: tuple[str, ...] = ()

    def read(self, row: int, column: int) -> str:
        """Return what a cell tells, in words."""
        count, total = int(self.counts[row, column]), int(self.counts[row].sum())
        taken = "rightly taken" if row == column else "taken"
        return (
            f"{words.count(count)} of {words.count(total)} of class {self.names[row]}"
            f" {taken} for {self.names[column]} ({words.percent(self.shares[row, column], 1)})"
        )


def confusion_scene(record: StepRecord, theme: Theme, options: OutputOptions) -> ConfusionScene:
    """Return the confusion matrix of the chosen part."""
    data, part = record.problem.data, options.part
    outputs, targets, whole = shared.answers(record, part)
    names = shared.class_names(data)
    count = len(names)
    true, predicted = shared.classes_of(data, targets), shared.classes_of(data, outputs)
    counts = np.bincount(true * count + predicted, minlength=count * count).reshape(count, count)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    told = f"{words.count(len(outputs))} {part} samples"
    if len(outputs) < whole:
        told = f"{words.count(len(outputs))} of {words.count(whole)} {part} samples"
    return ConfusionScene(
        names,
        counts,
        shares,
        _pixels(shares, theme),
        f"{shared.success(record)}; {told}",
        options,
    )


def _pixels(shares: Array, theme: Theme) -> Image:
    """Return blue for what is right and orange for what is not, by share; small shares shown."""
    signs = np.where(np.eye(len(shares), dtype=bool), 1.0, -1.0)
    table = scale(theme.negative, mix(theme.panel, theme.faint, 0.5), theme.positive)
    return colours_of(signs * np.sqrt(shares), 1.0, table)
