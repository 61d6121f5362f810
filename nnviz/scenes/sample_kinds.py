"""The probe samples by what is wanted of them: which kinds there are, and how each is drawn.

Seen from an output unit there are two kinds, its own class and the others; from a hidden unit
there is one for each class. Values to be met are sorted from far below their mean to far above.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices, frozen
from nnviz.scenes import words
from nnviz.scenes.output_data import class_colour, class_names
from nnviz.scenes.palette import Colour, Theme, weight_scale

SHADES = 9  # of values, from below the mean to above
FARTHEST = 2.0  # deviations from the mean at which the scale ends
MOST_NAMES = 4  # kinds that a legend tells by name


class LegendEntry(Struct, frozen=True):
    """A sign and its meaning."""

    name: str
    colour: Colour
    square: bool


class SampleKinds(Struct, frozen=True, eq=False):
    """What kind each probe sample is of.

    Parameters
    ----------
    kind
        Shape (samples,): a place in `colours`.
    colours
        One a kind.
    names
        One a kind; empty where kinds are shades of a value.
    """

    kind: Indices
    colours: tuple[Colour, ...]
    names: tuple[str, ...]

    def is_square(self, number: int) -> bool:
        """Whether a kind is drawn in squares, so that not its colour alone tells it.

        Every other kind is, as in the picture of the output; of shades, those above the mean.
        """
        return number % 2 == 1 if self.names else number > len(self.colours) // 2

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """Signs and names; of shades the two ends; nothing where there are too many."""
        if len(self.names) > MOST_NAMES:
            return ()
        if not self.names:
            below = LegendEntry("target below its mean", self.colours[0], square=False)
            return (below, LegendEntry("above", self.colours[-1], square=True))
        return tuple(
            LegendEntry(name, self.colours[number], self.is_square(number))
            for number, name in enumerate(self.names)
        )

    @property
    def note(self) -> str:
        """How many samples there are, and of how many classes where the legend names none."""
        samples = len(self.kind)
        counted = f"{words.count(samples)} probe {'sample' if samples == 1 else 'samples'}"
        return counted if self.legend else f"{counted} of {len(self.names)} classes"


@lru_cache(maxsize=16)
def sample_kinds(problem: Problem, layer: int, unit: int, theme: Theme) -> SampleKinds:
    """Return the kinds of the probe samples as they are seen from a unit (layer 0: an input)."""
    targets = problem.data.y_train[problem.probe]
    output = unit if layer == problem.network.depth else None
    if problem.data.source.task == "regression":
        return _by_value(targets[:, output or 0], theme)
    names = tuple(_shown(name) for name in class_names(problem.data))
    if targets.shape[1] == 1:
        return _by_side(targets[:, 0], _boundary(problem), names, theme)
    if output is not None:
        return _by_side(targets[:, output], _boundary(problem), ("other", names[output]), theme)
    colours = tuple(class_colour(number, len(names), theme) for number in range(len(names)))
    return SampleKinds(_frozen(targets.argmax(axis=1)), colours, names)


def _shown(name: str) -> str:
    """Return a class's name; a negative number's with the screen's minus."""
    return words.MINUS + name[1:] if name[:1] == "-" and name[1:2].isdigit() else name


def _boundary(problem: Problem) -> float:
    coding = problem.data.coding
    return 0.5 if coding is None else coding.boundary


def _by_side(targets: Array, boundary: float, names: tuple[str, ...], theme: Theme) -> SampleKinds:
    above = (targets > boundary).astype(np.int64)
    return SampleKinds(_frozen(above), (theme.negative, theme.positive), names[:2])


def _by_value(targets: Array, theme: Theme) -> SampleKinds:
    spread = float(targets.std()) or 1.0
    places = (targets - targets.mean()) / (FARTHEST * spread) * 0.5 + 0.5
    kind = np.clip(places * SHADES, 0, SHADES - 1).astype(np.int64)
    rows = np.linspace(0, 255, SHADES).astype(int)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*weight_scale(theme)[r].tolist()) for r in rows)
    return SampleKinds(_frozen(kind), colours, ())


def _frozen(kind: Indices) -> Indices:
    held: Indices = frozen(kind)
    return held
