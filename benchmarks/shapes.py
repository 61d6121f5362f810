"""The four networks that training is measured on, and problems made of them.

Data are drawn, for what they mean does not matter here; rates are small, for a run that diverges
or is done would measure something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.experiment.catalog import Problem, build
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import (
    DataSpec,
    ExperimentSpec,
    LayerSpec,
    NetworkSpec,
    TrainingSpec,
    Xavier,
)
from nnviz.nn.losses import LOSSES
from nnviz.optim.first_order import OPTIMIZERS, AnyOptimizer

SAMPLES = 320  # each batch size used here divides it
RATE = 1e-4


@dataclass(frozen=True, slots=True)
class Shape:
    """A network, its batch, and how many times as fast as "the loop" it should train.

    Parameters
    ----------
    units
        Of every layer, the inputs first.
    batch
        Samples a step.
    target
        From the design's table of targets.
    """

    units: tuple[int, ...]
    batch: int
    target: float = 0.0

    @property
    def name(self) -> str:
        """As the tables write it: "2-4-2-1, batch 10"."""
        return f"{'-'.join(map(str, self.units))}, batch {self.batch}"


SHAPES = (
    Shape((2, 4, 2, 1), 10, 12.0),
    Shape((2, 8, 8, 8, 1), 10, 5.0),
    Shape((64, 32, 10), 32, 3.0),
    Shape((784, 128, 64, 10), 32, 1.3),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the layers compute, what the outputs are judged by, and how it learns."""

    hidden: str = "tanh"
    output: str = "tanh"
    cost: str = "half_mse"
    optimizer: str = "gradient_descent"


PLAIN = Rules()


def problem_of(shape: Shape, rules: Rules = PLAIN) -> Problem:
    """Return a problem of this shape under these rules."""
    units = fitting_units(shape.units, rules)
    for_classes = LOSSES[rules.cost].for_classes or rules.output == "softmax"
    kinds = [rules.hidden] * (len(units) - 2) + [rules.output]
    optimizer: AnyOptimizer = OPTIMIZERS[rules.optimizer](rate=RATE)  # type: ignore[assignment]
    spec = ExperimentSpec(
        data=DataSpec(set="arrays"),
        network=NetworkSpec(
            tuple(LayerSpec(m, kind) for m, kind in zip(units[1:], kinds, strict=True)),
            initializer=Xavier(),
            bias=0.0,
        ),
        training=TrainingSpec(cost=rules.cost, optimizer=optimizer, batch=shape.batch),
    )
    return build(spec, _drawn(units[0], units[-1], for_classes=for_classes))


def fitting_units(units: Sequence[int], rules: Rules) -> tuple[int, ...]:
    """Return the units, with a second output where the rules compare classes."""
    least = 2 if rules.output == "softmax" else LOSSES[rules.cost].least_outputs
    return (*units[:-1], max(units[-1], least))


def _drawn(inputs: int, outputs: int, *, for_classes: bool) -> Dataset:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(SAMPLES, inputs))
    if for_classes:
        labels = np.arange(SAMPLES) % max(2, outputs)
        return Dataset.from_arrays(x, rng.permutation(labels), task="classification")
    return Dataset.from_arrays(x, rng.uniform(-0.9, 0.9, (SAMPLES, outputs)), task="regression")
