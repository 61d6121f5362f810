"""All that the descent lab is about at one moment, and what each wish of the user makes of it.

A wish is a name and a value, as the forms tell them. It gives another state, or raises ValueError
with a sentence, and then nothing has changed.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.experiment.function import Function, round_rate
from nnviz.experiment.functions import Parabola
from nnviz.optim.derivative_free import HookeJeeves, NelderMead, RandomSearch
from nnviz.optim.descent import (
    DecreasingRate,
    FirstOrder,
    FixedLength,
    FixedRate,
    MomentumDescent,
    NesterovDescent,
)
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS
from nnviz.optim.schedules import AnySchedule
from nnviz.optim.settings import changed
from nnviz.scenes.descent_choice import (
    FunctionChoice,
    PresetChoice,
    TypedChoice,
    chosen,
)
from nnviz.scenes.descent_look import name_of
from nnviz.scenes.descent_race import Race, new_race

Region: TypeAlias = tuple[tuple[float, float], ...]

OPENING_STEPS = 33
MOST_START = 1e6
SCHEDULES = {str(kind.__struct_config__.tag): kind for kind in get_args(AnySchedule)}
# What a method's first look or step is, as a share of the picture's diagonal.
_REACH: dict[type[Method], tuple[str, float]] = {
    RandomSearch: ("radius", 0.05),
    NelderMead: ("size", 0.05),
    HookeJeeves: ("mesh", 0.05),
}
_BY_SLOPE = (FixedRate, DecreasingRate, MomentumDescent, NesterovDescent)


class Descent(Struct, frozen=True, eq=False):
    """What is chosen, how the race stands, and how it is looked at.

    Parameters
    ----------
    choice
        Which function.
    race
        Of which methods, how far.
    selected
        The method whose step to come, settings and iterates are shown.
    region
        The part of the plane that is zoomed to; None for the function's own picture.
    by_evaluations, log
        How the chart of values is drawn.
    cut
        Whether the table cuts its numbers after two decimals.
    """

    choice: FunctionChoice
    race: Race
    selected: str
    region: Region | None = None
    by_evaluations: bool = False
    log: bool = True
    cut: bool = True

    @property
    def function(self) -> Function:
        """The function that is raced on."""
        return self.race.function

    @property
    def method(self) -> Method:
        """The selected method, with its settings where it races."""
        track = self.race.track(self.selected)
        return fitted(METHODS[self.selected], self.function) if track is None else track.method


def opening() -> Descent:
    """Return the state in which the lab opens: worked example 1 of maths.md."""
    choice = PresetChoice(Parabola())
    race = new_race(choice.build(), (FixedRate(rate=0.1),), ahead=OPENING_STEPS)
    return Descent(choice, race, name_of(race.methods[0]))


def fitted(kind: type[Method], function: Function) -> Method:
    """Return a method with settings that suit a function: its rate, and steps of its size."""
    method = kind()
    if isinstance(method, _BY_SLOPE):
        return changed(method, "rate", function.rate)
    if isinstance(method, FirstOrder):
        return changed(method, "rate", round_rate(function.span / 50.0))
    if isinstance(method, FixedLength):
        return changed(method, "length", round_rate(function.span / 50.0))
    for searching, (name, share) in _REACH.items():
        if isinstance(method, searching):
            return changed(method, name, round_rate(share * function.span))
    return method


def with_choice(descent: Descent, choice: FunctionChoice) -> Descent:
    """Return the state on another function, walked as many steps; settings of rates follow it.

    Raises
    ------
    FunctionError
        Where the choice can't be built.
    """
    function = choice.build()
    methods = tuple(_carried(one, function) for one in descent.race.methods)
    alike = choice.name == descent.choice.name
    same = alike and function.domain == descent.function.domain
    race = new_race(function, methods, descent.race.start if same else None)
    if alike:
        race = race.as_far_as(descent.race)
    return replace(
        descent,
        choice=choice,
        race=race,
        region=descent.region if same else None,
        cut=descent.cut and alike,
    )


def _carried(method: Method, function: Function) -> Method:
    """Return a method on another function: as fitted to it, but with its own other settings."""
    fresh = fitted(type(method), function)
    for name in ("rate", "length", "radius", "size", "mesh"):
        if hasattr(fresh, name):
            method = changed(method, name, getattr(fresh, name))
    return method


def wished(descent: Descent, name: str, value: object) -> Descent:
    """Return the state after a wish of a form.

    Parameters
    ----------
    descent
        The state before.
    name
        "function", "formula", "function.…", "start.0", "start.1", "method.…" (of the selected
        one), or "race.…" to let a method race or not.
    value
        What is wished.

    Raises
    ------
    ValueError
        Where it can't be; the message is a sentence for the person.
    """
    what, _, rest = name.partition(".")
    if what == "function" and not rest:
        return with_choice(descent, chosen(str(value), descent.choice, descent.function))
    if what == "formula":
        return with_choice(descent, TypedChoice(str(value)))
    if what == "function" and isinstance(descent.choice, PresetChoice):
        return with_choice(descent, descent.choice.having(rest, value))
    if what == "start":
        return _started(descent, int(rest), value)
    if what == "method":
        return _having(descent, _set(descent.method, rest, value))
    if what == "race":
        return racing(descent, rest, on=bool(value))
    raise ValueError(f"There is no setting {name}.")


def _started(descent: Descent, place: int, value: object) -> Descent:
    start = list(descent.race.start)
    if not isinstance(value, float | int) or not np.isfinite(value):
        raise ValueError("The start must be a finite number.")
    start[place] = float(value)
    return from_start(descent, tuple(start))


def from_start(descent: Descent, start: tuple[float, ...]) -> Descent:
    """Return the state with another start."""
    return replace(descent, race=descent.race.from_start(start))


def under_hand(descent: Descent, start: tuple[float, ...]) -> Descent:
    """Return the state with another start that is being dragged: the race is not yet walked."""
    return replace(descent, race=descent.race.under_hand(start))


def _set(method: Method, name: str, value: object) -> Method:
    """Return a method with one setting changed; a schedule is chosen by name, or set in part."""
    whole, _, part = name.partition(".")
    if whole == "schedule" and isinstance(method, DecreasingRate):
        if not part:
            return changed(method, whole, SCHEDULES[str(value)]())
        return changed(method, whole, _schedule_having(method.schedule, part, value))
    return changed(method, name, value)


def _schedule_having(schedule: msgspec.Struct, name: str, value: object) -> msgspec.Struct:
    return changed(schedule, name, value)


def _having(descent: Descent, method: Method) -> Descent:
    """Return the state with other settings of the selected method, which then races."""
    if descent.race.track(descent.selected) is None:
        descent = racing(descent, descent.selected, on=True)
    methods = tuple(
        method if name_of(one) == descent.selected else one for one in descent.race.methods
    )
    return replace(descent, race=descent.race.with_methods(methods))


def racing(descent: Descent, name: str, *, on: bool) -> Descent:
    """Return the state with a method in the race, and selected, or out of it."""
    others = tuple(one for one in descent.race.methods if name_of(one) != name)
    if not on:
        if not others:
            raise ValueError("At least one method has to race; check another one first.")
        race = descent.race.with_methods(others)
        kept = descent.selected if descent.selected != name else name_of(others[0])
        return replace(descent, race=race, selected=kept)
    if len(others) < len(descent.race.methods):
        return replace(descent, selected=name)
    order = list(METHODS)
    methods = (*others, fitted(METHODS[name], descent.function))
    methods = tuple(sorted(methods, key=lambda one: order.index(name_of(one))))
    return replace(descent, race=descent.race.with_methods(methods), selected=name)
