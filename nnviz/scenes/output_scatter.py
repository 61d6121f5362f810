"""Predicted against true values of a regression, in the data's own units."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Data
from nnviz.nn.arrays import Array
from nnviz.scenes import output_data as shared
from nnviz.scenes import words
from nnviz.scenes.output_data import OutputOptions, Points
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Axis, linear_axis, round_range


class ScatterScene(Struct, frozen=True, eq=False):
    """Predicted values over true ones; on the diagonal they are the same.

    Parameters
    ----------
    axis
        Of the true values.
    y_axis
        Of the predicted ones, over the same range.
    points
        Of both parts.
    caption
        R² and root mean squared error of each part, in the data's units.
    """

    x_axis: Axis
    y_axis: Axis
    points: tuple[Points, ...]
    caption: str
    options: OutputOptions
    outputs: tuple[str, ...]

    def read(self, x: float, y: float) -> str:
        """Return the values of the sample nearest to (x, y)."""
        best, told = np.inf, ""
        for points in self.points:
            if not self.options.shows(points.part) or not len(points.x):
                continue
            far = (points.x - x) ** 2 + (points.y - y) ** 2
            place = int(far.argmin())
            if far[place] < best:
                best = float(far[place])
                true, predicted = (words.number(float(v[place])) for v in (points.x, points.y))
                told = f"a {points.part} sample: true {true}, predicted {predicted}"
        return told


def scatter_scene(record: StepRecord, theme: Theme, options: OutputOptions) -> ScatterScene:
    """Return predicted against true values of the chosen output."""
    data = record.problem.data
    output = options.output
    inks = {"train": theme.train, "test": theme.test}
    made, told = [], []
    for part in shared.PARTS:
        outputs, targets, whole = shared.answers(record, part)
        predicted = shared.values_of(data, outputs)[:, output]
        true = shared.values_of(data, targets)[:, output]
        kinds = np.zeros(len(true), dtype=np.int64)
        made.append(Points(part, true, predicted, kinds, (inks[part],), ("o",)))
        if len(true):
            told.append(f"{part}: {_quality(true, predicted)}{_of(len(true), whole)}")
    low, high = _range(data, output, made)
    name = data.source.outputs[output]
    return ScatterScene(
        linear_axis(low, high, 5, f"true {name}"),
        linear_axis(low, high, 5, "predicted"),
        tuple(made),
        "\n".join(told),
        options,
        data.source.outputs if len(data.source.outputs) > 1 else (),
    )


def r_squared(true: Array, predicted: Array) -> float:
    """Return 1 - residual sum of squares / total sum of squares; NaN for constant values."""
    total = float(((true - true.mean()) ** 2).sum())
    return 1.0 - float(((true - predicted) ** 2).sum()) / total if total > 0 else float("nan")


def _quality(true: Array, predicted: Array) -> str:
    with np.errstate(all="ignore"):
        error = float(np.sqrt(np.mean((true - predicted) ** 2)))
        fit = r_squared(true, predicted)
    told = "" if np.isnan(fit) else f"R² {words.number(fit, 3)}, "
    return f"{told}RMS error {words.number(error, 3)}"


def _of(shown: int, whole: int) -> str:
    return f" ({words.count(shown)} of {words.count(whole)})" if shown < whole else ""


@lru_cache(maxsize=8)
def _true_range(data: Data, output: int) -> tuple[float, float]:
    targets = np.concatenate([data.y_train, data.y_test])
    values = shared.values_of(data, targets)[:, output]
    return float(values.min()), float(values.max())


def _range(data: Data, output: int, points: list[Points]) -> tuple[float, float]:
    """Return the true values' range, widened for predictions by at most its own width."""
    low, high = _true_range(data, output)
    room = (high - low) or 1.0
    values = np.concatenate([one.y for one in points])
    values = values[np.isfinite(values)]
    if len(values):
        least, most = float(values.min()), float(values.max())
        low, high = min(low, max(least, low - room)), max(high, min(most, high + room))
    return round_range(low, high)
