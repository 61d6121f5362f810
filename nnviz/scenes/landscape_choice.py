"""What the user has chosen to see of a network's cost surface: directions, data, how far.

Each kind of line and of plane is one entry of a table, with the words of its switch.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.evaluate import Part
from nnviz.engine.record import StepRecord
from nnviz.nn.parameters import index_of, parameter_count

PlaneKind: TypeAlias = Literal["random", "path", "sharpest", "weights"]
LineKind: TypeAlias = Literal["gradient", "random", "step"]

MOST_ZOOM = 12
_NAME = re.compile(r"\s*([Wb])\s*(\d{1,4})\s*\[\s*(\d{1,6})\s*(?:,\s*(\d{1,6})\s*)?\]\s*")


class Option(Struct, frozen=True):
    """A switch: its word, and what it shows."""

    label: str
    tip: str


PLANES: dict[PlaneKind, Option] = {
    "random": Option(
        "random",
        "Two random directions, each unit's part as long as the unit's own weights"
        " (filter-normalised, Li et al. 2018): θ + s d₁ + t d₂.",
    ),
    "path": Option(
        "run's path",
        "The two principal directions of the way that the run has come: most of what it moved in"
        " (singular vectors of θ(k) − θ(now)).",
    ),
    "sharpest": Option(
        "gradient, sharpest",
        "Across: against the gradient, −g/|g|. Up: the direction in which the cost bends most (the"
        " Hessian's largest eigenvalue), at a right angle to it.",
    ),
    "weights": Option("two weights", "Two weights or biases of your choice; all others stay."),
}

LINES: dict[LineKind, Option] = {
    "gradient": Option("against the gradient", "The way straight down: θ − t g/|g|."),
    "random": Option(
        "random",
        "A random direction, each unit's part as long as the unit's own weights: θ + t d.",
    ),
    "step": Option(
        "towards a step",
        "Straight from here to where the run was at another step k: θ + t (θ(k) − θ).",
    ),
}

PARTS: dict[Part, Option] = {
    "train": Option("train", "The cost of the whole training part, with the regulariser."),
    "test": Option("test", "The cost of the whole test part; the directions stay the same."),
}


class LandscapeChoice(Struct, frozen=True):
    """What is to be seen.

    Parameters
    ----------
    part
        On which data.
    plane, line
        Which directions.
    plane_draw, line_draw
        Which random ones: the next number gives others.
    weights
        Flat indices of the two weights.
    target
        The step that the line goes towards.
    plane_zoom, line_zoom
        Notches: two of them double the range.
    """

    part: Part = "train"
    plane: PlaneKind = "random"
    line: LineKind = "gradient"
    plane_draw: int = 0
    line_draw: int = 0
    weights: tuple[int, int] = (0, 1)
    target: int = 0
    plane_zoom: int = 0
    line_zoom: int = 0

    @property
    def plane_seeds(self) -> tuple[int, int]:
        """The seeds of the plane's random directions."""
        return 2 * self.plane_draw, 2 * self.plane_draw + 1

    def zoomed(self, picture: Literal["plane", "line"], notches: int) -> LandscapeChoice:
        """Return the choice with more in sight (notches above 0), or less."""
        name = f"{picture}_zoom"
        wanted = min(MOST_ZOOM, max(-MOST_ZOOM, getattr(self, name) + notches))
        return replace(self, **{name: wanted})

    def drawn_anew(self, picture: Literal["plane", "line"]) -> LandscapeChoice:
        """Return the choice with other random directions."""
        name = f"{picture}_draw"
        return replace(self, **{name: getattr(self, name) + 1})

    def fitting(self, record: StepRecord, head: int) -> LandscapeChoice:
        """Return the choice with what this run does not have replaced by what it has."""
        size = record.params.flat.size
        one, other = (index if index < size else 0 for index in self.weights)
        if one == other and size > 1:
            other = (one + 1) % size
        part: Part = self.part if len(record.problem.data.x_test) else "train"
        target = min(self.target, head)
        return replace(self, weights=(one, other), part=part, target=target)


def reach_factor(zoom: int) -> float:
    """Return how many times the usual range is in sight."""
    return float(2.0 ** (zoom / 2.0))


def read_parameter(text: str, units: tuple[int, ...]) -> int:
    """Return the flat index of a parameter by its name: "W2[1, 0]" or "b1[3]".

    Raises
    ------
    ValueError
        Where there is none of that name; the message is a sentence for the person.
    """
    last = len(units) - 1
    found = _NAME.fullmatch(text[:60])
    if found is None or (found[1] == "W") != (found[4] is not None):
        raise ValueError("Write a weight as W1[0, 1], or a bias as b1[0].")
    layer, first = int(found[2]), int(found[3])
    if not 1 <= layer <= last:
        raise ValueError(f"Layers go from 1 to {last}.")
    n, m = units[layer - 1], units[layer]
    row, column = (first, int(found[4])) if found[4] is not None else (n, first)
    if column >= m or (found[4] is not None and row >= n):
        reach = f"W{layer}[0, 0] to W{layer}[{n - 1}, {m - 1}]"
        raise ValueError(f"Layer {layer} has {reach}, and b{layer}[0] to b{layer}[{m - 1}].")
    return index_of(units, layer, row, column)


def beside(index: int, steps: int, units: tuple[int, ...]) -> int:
    """Return the parameter so many places on, round the end."""
    return (index + steps) % parameter_count(units)
