"""The table of data sets, and how one of them is drawn, shuffled and split.

Every random number comes from one generator made of the spec's seed: the same spec gives the
same samples in the same order, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.experiment import real_sets, synthetic
from nnviz.experiment.dataset import Dataset, Task, make_dataset
from nnviz.experiment.spec import DataSpec, SpecError
from nnviz.nn.arrays import Array, Indices

Draw: TypeAlias = Callable[[int, float, np.random.Generator], tuple[Array, Array | Indices]]

SIGNS = ("-1", "+1")


class DatasetKind(Struct, frozen=True):
    """One set that can be chosen.

    Parameters
    ----------
    name
        The key in DATASETS and in the spec's JSON.
    label
        What it is called on screen.
    task
        "classification" or "regression".
    columns
        Names of its raw input columns.
    description
        One sentence: what it is, and what noise does.
    draw
        draw(samples, noise, rng) returns inputs (samples, columns) and class numbers (samples,)
        or values (samples, 1), not shuffled.
    classes
        Names of the classes; empty for a regression.
    target
        The name of what is learned.
    made
        Drawn from a rule, so that samples and noise count.
    plane
        Two raw columns x1 and x2, so that it can be drawn as a picture of the plane.
    """

    name: str
    label: str
    task: Task
    columns: tuple[str, ...]
    description: str
    draw: Draw
    classes: tuple[str, ...] = ()
    target: str = "y"
    made: bool = True
    plane: bool = False


def _plane(name: str, label: str, description: str, draw: Draw) -> DatasetKind:
    """Return a set of two classes on the plane."""
    columns = ("x1", "x2")
    return DatasetKind(
        name, label, "classification", columns, description, draw, SIGNS, "class", plane=True
    )


def _relief(name: str, label: str, description: str, draw: Draw) -> DatasetKind:
    """Return a function of two variables."""
    columns = ("x1", "x2")
    return DatasetKind(name, label, "regression", columns, description, draw, plane=True)


def _curve(name: str, label: str, description: str, draw: Draw) -> DatasetKind:
    """Return a function of one variable."""
    return DatasetKind(name, label, "regression", ("x",), description, draw)


def _measured(
    name: str,
    columns: tuple[str, ...],
    draw: Draw,
    classes: tuple[str, ...],
    target: str,
    description: str,
) -> DatasetKind:
    """Return a set of real data with classes."""
    label = name.replace("_", " ").capitalize()
    return DatasetKind(
        name, label, "classification", columns, description, draw, classes, target, made=False
    )


_KINDS = (
    _plane(
        "circle",
        "Circle",
        "A disc within a ring; noise gives points near the gap, and then farther off, the"
        " other class.",
        synthetic.circle,
    ),
    _plane(
        "xor",
        "Exclusive or",
        "Opposite quadrants share a class, so no straight line tells the classes apart; noise"
        " gives points near the axes the other class.",
        synthetic.xor,
    ),
    _plane(
        "gauss",
        "Two clouds",
        "Two round clouds that a straight line tells apart; noise widens them until they overlap.",
        synthetic.gauss,
    ),
    _plane(
        "spiral",
        "Spiral",
        "Two arms wound into each other, hard for few units; noise shakes the points off their"
        " arm.",
        synthetic.spiral,
    ),
    _relief(
        "plane",
        "Plane",
        "The value rises evenly with x₁ + x₂, so one linear unit learns it; noise makes the"
        " values uneven.",
        synthetic.plane,
    ),
    _relief(
        "multi_gauss",
        "Hills and hollows",
        "Three hills and three hollows of height 1 on flat ground; noise makes the values uneven.",
        synthetic.multi_gauss,
    ),
    _plane(
        "moons",
        "Moons",
        "Two half circles that reach into each other; noise is the deviation of a normal error"
        " on both axes.",
        real_sets.moons,
    ),
    _measured(
        "iris",
        real_sets.IRIS_COLUMNS,
        real_sets.iris,
        ("setosa", "versicolor", "virginica"),
        "species",
        "150 irises of three species by four lengths; real data, always whole, without noise.",
    ),
    _measured(
        "wine",
        real_sets.WINE_COLUMNS,
        real_sets.wine,
        ("class_0", "class_1", "class_2"),
        "grower",
        "178 wines of three growers by 13 chemical measures, which differ much in size:"
        " standardise them; real data, always whole, without noise.",
    ),
    _measured(
        "breast_cancer",
        real_sets.CANCER_COLUMNS,
        real_sets.breast_cancer,
        ("malignant", "benign"),
        "diagnosis",
        "569 tumours, malignant or benign, by 30 measures, which differ much in size: standardise"
        " them; real data, always whole, without noise.",
    ),
    _measured(
        "digits",
        real_sets.DIGITS_COLUMNS,
        real_sets.digits,
        tuple("0123456789"),
        "digit",
        "1,797 handwritten digits of 8 × 8 pixels from 0 to 1; real data, always whole, without"
        " noise.",
    ),
    DatasetKind(
        "diabetes",
        "Diabetes",
        "regression",
        real_sets.DIABETES_COLUMNS,
        "442 patients by ten centred and scaled measures, and how far their illness went a year"
        " later; real data, always whole, without noise.",
        real_sets.diabetes,
        target="progression",
        made=False,
    ),
    _curve(
        "sine",
        "Sine",
        "y = sin x from −6 to 6; noise is the deviation of a normal error on y.",
        synthetic.sine,
    ),
    _curve(
        "step",
        "Step",
        "y = −1 left of 0 and +1 right of it; noise is the deviation of a normal error on y.",
        synthetic.step,
    ),
    _curve(
        "noisy_cubic",
        "Noisy cubic",
        "y = ((x/3)³ − x/3) / 6 with a normal error on y of deviation 0.1, to which noise adds.",
        synthetic.noisy_cubic,
    ),
    DatasetKind(
        "point",
        "One point",
        "regression",
        ("x",),
        "The single sample x = 1 with the target 1; neither samples nor noise change it.",
        synthetic.point,
        made=False,
    ),
)

DATASETS: dict[str, DatasetKind] = {kind.name: kind for kind in _KINDS}


def load(data: DataSpec) -> Dataset:
    """Return the raw set that `data` names, shuffled and split; own columns, not scaled.

    Raises
    ------
    SpecError
        Where the set is "file" and no file is named, or "arrays", which only Python can hand over.
    DataError
        Where the user's table can't be used.
    """
    if data.set == "file":
        return _from_file(data)
    if data.set == "arrays":
        raise SpecError(
            'data.set: "arrays" stands for data handed over from Python, which a file can\'t hold;'
            " pass the data set along (Session(spec, dataset=…)) or name another set"
        )
    kind = DATASETS[data.set]
    rng = np.random.default_rng(data.seed)
    x, y = kind.draw(data.samples, data.noise, rng)
    order = rng.permutation(len(x))
    return make_dataset(
        x[order],
        y[order],
        train_count(len(x), data.test_share),
        task=kind.task,
        columns=kind.columns,
        classes=kind.classes,
        outputs=(kind.target,),
        name=kind.label,
    )


def train_count(samples: int, test_share: float) -> int:
    """Return how many of the samples are trained on: all but the test's share, at least one."""
    return max(1, samples - round(samples * test_share))


def _from_file(data: DataSpec) -> Dataset:
    from nnviz.experiment.tables import table_dataset

    if data.file is None:
        raise SpecError(
            'data.file: the set is "file", but no file is named; give {"path": …, "target": …}'
        )
    return table_dataset(data.file, data).dataset
