"""What a user can wish of a run: small frozen messages, queued to the worker in order."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from nnviz.engine.redraw import Redraw
from nnviz.experiment.dataset import Dataset
from nnviz.experiment.spec import ExperimentSpec
from nnviz.nn.arrays import Array

Granularity: TypeAlias = Literal["iteration", "epoch"]


class Run(Struct, frozen=True):
    """Train until told otherwise."""


class Pause(Struct, frozen=True):
    """Stop training; everything stays."""


class Step(Struct, frozen=True):
    """Go one iteration or epoch on, or back where `count` is negative."""

    granularity: Granularity = "iteration"
    count: int = 1


class Seek(Struct, frozen=True):
    """Go to a step of the run, past or (by training) future."""

    step: int


class Reset(Struct, frozen=True):
    """Back to step 0: the same weights and order again, or new weights; or another experiment.

    Parameters
    ----------
    spec
        The experiment to start; the present one where it is None.
    dataset
        Data that `spec` does not name (arrays from Python, a table already read).
    new_weights
        Draw with the next seed.
    """

    spec: ExperimentSpec | None = None
    dataset: Dataset | None = None
    new_weights: bool = False


class SetParameter(Struct, frozen=True):
    """Change a setting of the spec while the run goes on (see `Session.set_parameter`)."""

    name: str
    value: Any


class EditWeight(Struct, frozen=True):
    """Set one weight or, where `row` is the number of units before, one bias.

    Parameters
    ----------
    layer, row, column
        As in W[layer][row, column].
    value
        What it shall be.
    """

    layer: int
    row: int
    column: int
    value: float


class TryRemedy(Struct, frozen=True):
    """Begin a branch at the present step and change it there (see `Session.try_remedy`).

    Parameters
    ----------
    name
        The branch's.
    settings
        Names and values, changed together.
    redraws
        Which weights are drawn anew, in the order of the layers.
    """

    name: str
    settings: tuple[tuple[str, Any], ...] = ()
    redraws: tuple[Redraw, ...] = ()


class SetWeights(Struct, frozen=True, eq=False):
    """Begin a branch and set all weights and biases there (see `Session.set_weights`).

    Parameters
    ----------
    step
        At which the values were found: elsewhere the wish is refused.
    values
        The flat vector.
    name
        The branch's.
    text
        Where the values come from, in words.
    """

    step: int
    values: Array
    name: str
    text: str


class BeginBranch(Struct, frozen=True):
    """Begin a branch at the present step; without a name it has that of what it will differ in."""

    name: str = ""


class SwitchBranch(Struct, frozen=True):
    """Go over to another branch, to where one stood on it."""

    number: int


class RenameBranch(Struct, frozen=True):
    """Give a branch another name."""

    number: int
    name: str


class DeleteBranch(Struct, frozen=True):
    """Forget a branch that one is not on."""

    number: int


class StartTwins(Struct, frozen=True):
    """Train twins of these specs from step 0 on, in place of those that there are.

    Parameters
    ----------
    specs
        One a run (see `engine.twins.Twins`).
    source
        The raw data that they name.
    """

    specs: tuple[ExperimentSpec, ...]
    source: Dataset


Intent: TypeAlias = (
    Run
    | Pause
    | Step
    | Seek
    | Reset
    | SetParameter
    | EditWeight
    | TryRemedy
    | SetWeights
    | BeginBranch
    | SwitchBranch
    | RenameBranch
    | DeleteBranch
    | StartTwins
)
