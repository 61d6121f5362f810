"""Which function the descent lab goes down on: a preset, a typed one, a drawn one, own data.

Each choice is a frozen record that builds its `Function`; a choice that can't be built says why in
a sentence, and the lab keeps what it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.experiment.data_costs import LineCost
from nnviz.experiment.data_presets import (
    UNIT_TARGETS,
    UNIT_X,
    SigmoidUnit,
    StraightLine,
    line_function,
)
from nnviz.experiment.drawn import SMOOTHING, drawn_function
from nnviz.experiment.expression import FunctionError, compile_function
from nnviz.experiment.function import Function
from nnviz.experiment.function_preset import FunctionPreset
from nnviz.experiment.functions import FUNCTIONS
from nnviz.experiment.typed import typed_function
from nnviz.nn.arrays import Array
from nnviz.optim.settings import Setting, changed, settings_of
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.words import read_number

TYPED, DRAWN, POINTS = "typed", "drawn", "points"
FIRST_TEXT = "x^4/4 - x^3/3 - 2x^2 + 3x"
MOST_POINTS = 200
LARGEST = 1e6  # of a point's coordinates


class PresetChoice(Struct, frozen=True):
    """A preset with its settings."""

    preset: FunctionPreset

    @property
    def name(self) -> str:
        """What the choice is called."""
        return str(self.preset.__struct_config__.tag)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What can be set."""
        return settings_of(type(self.preset))

    def value_of(self, name: str) -> object:
        """Return the value of a setting."""
        return getattr(self.preset, name)

    def having(self, name: str, value: object) -> PresetChoice:
        """Return the choice with another value; raise ValueError where it does not fit."""
        return PresetChoice(changed(self.preset, name, value))

    def build(self) -> Function:
        """Return the function."""
        return self.preset.build()


class TypedChoice(Struct, frozen=True):
    """A typed formula."""

    text: str
    name: str = TYPED

    def build(self) -> Function:
        """Return the function; raise FunctionError where it can't be read."""
        return typed_function(self.text)


class DrawnChoice(Struct, frozen=True):
    """A curve drawn with the mouse, through these (x, y)."""

    points: tuple[tuple[float, float], ...]
    name: str = DRAWN

    def build(self) -> Function:
        """Return the function; raise FunctionError where there is too little to go by."""
        return drawn_function(np.array(self.points), SMOOTHING)


class PointsChoice(Struct, frozen=True):
    """A straight line through data points of the user's own."""

    points: tuple[tuple[float, float], ...]
    name: str = POINTS

    def build(self) -> Function:
        """Return the function; raise FunctionError where no line is determined."""
        x, y = np.array(self.points).reshape(-1, 2).T
        if x.size < 2 or np.ptp(x) <= 1e-9 * max(1.0, float(np.abs(x).max())):
            raise FunctionError("A line needs at least two points with different x.")
        return line_function(x, y)

    def with_point(self, x: float, y: float) -> PointsChoice:
        """Return the choice with one more point."""
        if len(self.points) >= MOST_POINTS:
            raise FunctionError(f"There are {MOST_POINTS} points already; take one away first.")
        if not (abs(x) <= LARGEST and abs(y) <= LARGEST):
            raise FunctionError("A point lies between −1,000,000 and 1,000,000 both ways.")
        return PointsChoice((*self.points, (x, y)))

    def without(self, place: int) -> PointsChoice:
        """Return the choice without the point at a place."""
        return PointsChoice((*self.points[:place], *self.points[place + 1 :]))


FunctionChoice: TypeAlias = PresetChoice | TypedChoice | DrawnChoice | PointsChoice

_OWN: Mapping[str, tuple[str, str]] = {
    TYPED: ("your formula", "Type a function of x, or of x and y, in the field below."),
    DRAWN: ("your drawing", "Draw a curve with the mouse; it is smoothed to bend without a jerk."),
    POINTS: ("a line through your points", "Click points into the data; the cost is the line's."),
}


def function_choices() -> tuple[Choice, ...]:
    """Return all functions that can be chosen."""
    presets = (Choice(name, kind.label, kind.sentence) for name, kind in FUNCTIONS.items())
    return (*presets, *(Choice(name, label, tip) for name, (label, tip) in _OWN.items()))


def chosen(name: str, before: FunctionChoice, function: Function) -> FunctionChoice:
    """Return what choosing a name gives at first.

    Parameters
    ----------
    name
        Of `function_choices`.
    before, function
        What was chosen before, and its function: its formula is taken over to be changed, its
        curve to be drawn over, its data to be added to.
    """
    if name == before.name:
        return before
    if name == TYPED:
        return TypedChoice(function.formula if _typeable(function.formula) else FIRST_TEXT)
    if name == DRAWN:
        return DrawnChoice(_sketched(function))
    if name == POINTS:
        return PointsChoice(data_points(function) or data_points(StraightLine().build()))
    return PresetChoice(FUNCTIONS[name]())


def data_points(function: Function) -> tuple[tuple[float, float], ...]:
    """Return the data that a straight line's cost comes from; empty where it is none."""
    cost = function.objective
    if not isinstance(cost, LineCost):
        return ()
    return tuple(zip(cost.x.tolist(), cost.y.tolist(), strict=True))


def unit_data() -> tuple[Array, Array]:
    """Return the inputs and targets of the sigmoid unit."""
    return np.array(UNIT_X), np.array(UNIT_TARGETS)


def is_unit(function: Function) -> bool:
    """Whether the function is the cost of one sigmoid unit."""
    return function.name == str(SigmoidUnit.__struct_config__.tag)


def _typeable(formula: str) -> bool:
    try:
        compile_function(formula)
    except FunctionError:
        return False
    return True


def _sketched(function: Function) -> tuple[tuple[float, float], ...]:
    """Return points along the present curve, or of a curve with two valleys."""
    if function.size == 1:
        low, high = function.domain[0]
        x = np.linspace(low, high, 60)
        y = function.objective.values(x[:, None])
        if np.isfinite(y).all():
            return tuple(zip(x.tolist(), y.tolist(), strict=True))
    x = np.linspace(-3.0, 3.0, 60)
    return tuple(zip(x.tolist(), (x**4 / 4.0 - 2.0 * x**2 + x).tolist(), strict=True))


def read_point(text: str) -> tuple[float, float]:
    """Return the point that a person typed as "x, y".

    Raises
    ------
    ValueError
        Where it is none; the message is a sentence for the person.
    """
    parts = [part for part in text.replace(";", ",").split(",") if part.strip()]
    if len(parts) != 2:
        raise ValueError("Type a point as its x, a comma, and its y: 1.5, −2.")
    x, y = (read_number(part) for part in parts)
    return x, y
