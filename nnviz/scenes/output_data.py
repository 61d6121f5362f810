"""What the pictures of the output share: options, class colours, the samples that are drawn.

Of a large part only some samples are drawn and passed through the network for a frame: the same
ones all along a run, drawn at random with a fixed seed, for a table may be sorted.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.evaluate import Part
from nnviz.engine.record import StepRecord
from nnviz.experiment.catalog import Data, Problem
from nnviz.experiment.targets import predicted_class
from nnviz.nn.arrays import Array, Indices, frozen
from nnviz.nn.network import Network
from nnviz.nn.parameters import Parameters, parameter_count
from nnviz.scenes import words
from nnviz.scenes.palette import Colour, Theme

MOST_POINTS = 1000  # samples of a part that are drawn
MOST_PRODUCTS = 16_000_000  # of weights and samples, for one part in one frame
A_PRODUCT, A_UNIT = 0.06, 5.0  # nanoseconds a sample: of a weight, of an activation (measured)
UNIT_NANOSECONDS = {"gelu": 100.0, "silu": 15.0, "softplus": 15.0, "elu": 10.0}
PARTS: tuple[Part, ...] = ("train", "test")

# After Okabe and Ito, "Color Universal Design" (2008): told apart with every kind of vision.
CLASS_COLOURS: tuple[Colour, ...] = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b3a60a", "#7f7f7f",
)  # fmt: skip
SYMBOLS = ("o", "s", "t", "d", "p", "h", "star", "t1")


class OutputOptions(Struct, frozen=True):
    """What of the output is shown.

    Parameters
    ----------
    train, test
        Whether the points of a part are drawn.
    part
        Whose confusion matrix is shown.
    output
        Of several outputs of a regression: which, from 0.
    """

    train: bool = True
    test: bool = True
    part: Part = "test"
    output: int = 0

    def shows(self, part: Part) -> bool:
        """Whether the points of `part` are drawn."""
        return self.train if part == "train" else self.test


class Points(Struct, frozen=True, eq=False):
    """Samples of one part as points; one object as long as they stay the same.

    Parameters
    ----------
    part
        "train" (drawn filled) or "test" (hollow).
    x, y
        Shape (points,).
    kinds
        For each point its place in `colours` and `symbols`.
    colours, symbols
        Of each kind.
    rimmed
        Whether the colours stand for values: then a darker rim keeps the pale ones visible.
    """

    part: Part
    x: Array
    y: Array
    kinds: Indices
    colours: tuple[Colour, ...]
    symbols: tuple[str, ...]
    rimmed: bool = False


def class_colour(number: int, classes: int, theme: Theme) -> Colour:
    """Return the colour of a class: of two the orange and the blue, of more one of eight."""
    if classes <= 2:
        return (theme.negative, theme.positive)[number]
    return CLASS_COLOURS[number % len(CLASS_COLOURS)]


def class_names(data: Data) -> tuple[str, ...]:
    """Return the names of the classes; 0, 1, 2 … where the targets came as values."""
    if data.source.classes:
        return data.source.classes
    outputs = data.y_train.shape[1]
    return tuple(str(number) for number in range(max(2, outputs)))


@lru_cache(maxsize=8)
def rows_shown(samples: int, most: int = MOST_POINTS) -> Indices:
    """Return which of so many samples are shown: all, or `most` drawn with a fixed seed."""
    if samples <= most:
        every: Indices = frozen(np.arange(samples))
        return every
    chosen: Indices = frozen(np.sort(np.random.default_rng(0).permutation(samples)[:most]))
    return chosen


def samples_a_frame(problem: Problem) -> int:
    """Return how many samples of a part are passed through the network for one frame."""
    weights = parameter_count(problem.network.units)
    return min(MOST_POINTS, max(100, MOST_PRODUCTS // weights))


def sample_nanoseconds(network: Network) -> float:
    """Return about how long one sample's forward pass takes, as part of a large batch."""
    pairs = zip(network.units[1:], network.activations, strict=True)
    slow = sum(units * UNIT_NANOSECONDS.get(f.name, A_UNIT) for units, f in pairs)
    return A_PRODUCT * parameter_count(network.units) + slow


def fitting(options: OutputOptions, data: Data) -> OutputOptions:
    """Return the options with what these data do not have replaced by what they have."""
    if options.part == "test" and not len(data.x_test):
        options = replace(options, part="train")
    return options if options.output < data.y_train.shape[1] else replace(options, output=0)


def raw_part(data: Data, part: Part) -> Array:
    """Return the raw columns of a part."""
    return data.source.x_train if part == "train" else data.source.x_test


def part_of(data: Data, part: Part) -> tuple[Array, Array]:
    """Return inputs and targets of a part."""
    return (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)


@lru_cache(maxsize=4)
def answers(record: StepRecord, part: Part) -> tuple[Array, Array, int]:
    """Return outputs and targets of the samples shown, and how many there are in the part."""
    x, y = part_of(record.problem.data, part)
    rows = rows_shown(len(x), samples_a_frame(record.problem))
    chosen, targets = (x, y) if len(rows) == len(x) else (x[rows], y[rows])
    return outputs_for(record.problem, record.params, chosen), targets, len(x)


def outputs_for(problem: Problem, params: Parameters, inputs: Array) -> Array:
    """Return the network's outputs, shape (samples, outputs)."""
    with np.errstate(all="ignore"):
        return problem.network.forward(params, inputs, slopes=False).outputs


def classes_of(data: Data, targets: Array) -> Indices:
    """Return the class numbers that outputs or targets tell."""
    assert data.coding is not None
    return predicted_class(targets, data.coding)


def values_of(data: Data, outputs: Array) -> Array:
    """Return outputs of a regression in the units of the data; others as they are."""
    return outputs if data.scale is None else data.scale.to_values(outputs)


def success(record: StepRecord) -> str:
    """Return how right the whole parts are, as last evaluated."""
    costs = record.costs
    if record.problem.data.coding is None:
        told = ((p, v) for p, v in (("train", costs.train), ("test", costs.test)))
        return "cost: " + ", ".join(f"{p} {words.number(v)}" for p, v in told if not np.isnan(v))
    shares = (("train", costs.train_accuracy), ("test", costs.test_accuracy))
    return "right: " + ", ".join(
        f"{part} {words.percent(share, 1)}" for part, share in shares if not np.isnan(share)
    )


def drawn(data: Data) -> str:
    """Say how many samples are drawn, where it is not all."""
    most = max(len(data.x_train), len(data.x_test))
    if most <= MOST_POINTS:
        return ""
    return f"; {words.count(MOST_POINTS)} of {words.count(most)} points drawn"
