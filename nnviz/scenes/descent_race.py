"""A race: several methods go down on one function from one start, step by step and back.

A race is frozen; whatever happens makes another one. Steps that were made are kept when it goes
back, and walked anew when the function, the start or a setting is changed, so that the whole way is
seen to bend under the hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.happenings import CRAWL_STEPS, happening_now
from nnviz.optim.method import Method, MethodState
from nnviz.scenes.descent_look import name_of

MOST_STEPS = 10_000
KEPT = 120  # steps of all methods together that are walked anew at once after a change


@dataclass(frozen=True, eq=False, slots=True)
class Track:
    """One method's way.

    Parameters
    ----------
    method
        What goes down.
    states
        From the start on.
    points, values, spent
        Of every state: the point, f there, and all evaluations since the start; shapes (steps, n),
        (steps,), (steps,).
    told
        What happened, each at the step where it began.
    seen
        When each kind of happening was seen last: the number of states then.
    """

    method: Method
    states: tuple[MethodState, ...]
    points: Array
    values: Array
    spent: Array
    told: tuple[Happening, ...] = ()
    seen: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> str:
        """What files call the method."""
        return name_of(self.method)

    @property
    def last(self) -> MethodState:
        """The furthest state."""
        return self.states[-1]

    def at(self, step: int) -> MethodState:
        """Return the state at a step; the last one for steps after its stop."""
        return self.states[min(step, len(self.states) - 1)]

    def until(self, step: int) -> tuple[Happening, ...]:
        """Return what has happened up to a step."""
        return tuple(one for one in self.told if one.step <= step)


def _walked(track: Track, function: Function, ground: Ground, steps: int) -> Track:
    """Return the track with so many steps in all, fewer where it stops."""
    states, told, seen = list(track.states), list(track.told), dict(track.seen)
    while len(states) <= steps and states[-1].stop is None:
        states.append(track.method.step(function.objective, states[-1]))
        for one in happening_now(states, ground, track.method):
            if len(states) - seen.get(one.kind, -CRAWL_STEPS) >= CRAWL_STEPS:
                told.append(one)
            seen[one.kind] = len(states)
    if len(states) == len(track.states):
        return track
    points, values, spent = _series(states[len(track.states) :])
    return Track(
        track.method,
        tuple(states),
        np.concatenate([track.points, points]),
        np.concatenate([track.values, values]),
        np.concatenate([track.spent, spent]),
        tuple(told),
        tuple(seen.items()),
    )


def _series(states: Sequence[MethodState]) -> tuple[Array, Array, Array]:
    """Return points, values and evaluations of states."""
    return (
        np.array([state.point for state in states]),
        np.array([state.value for state in states]),
        np.array([state.counts.total for state in states], dtype=np.float64),
    )


def _begun(method: Method, function: Function, ground: Ground, start: tuple[float, ...]) -> Track:
    """Return a track with nothing but its start."""
    state = method.start(function.objective, np.array(start))
    found = happening_now((state,), ground, method)
    points, values, spent = _series([state])
    seen = tuple((one.kind, 1) for one in found)
    return Track(method, (state,), points, values, spent, found, seen)


@dataclass(frozen=True, eq=False, slots=True)
class Race:
    """A function, a start, and the tracks of the methods; `step` is the one that is looked at."""

    function: Function
    start: tuple[float, ...]
    tracks: tuple[Track, ...]
    step: int = 0
    ground: Ground = field(repr=False, kw_only=True)

    @property
    def head(self) -> int:
        """The furthest step that any method has made."""
        return max((len(track.states) - 1 for track in self.tracks), default=0)

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods that race."""
        return tuple(track.method for track in self.tracks)

    @property
    def can_step(self) -> bool:
        """Whether there is a step to come."""
        going = any(track.last.stop is None for track in self.tracks)
        return self.step < self.head or (going and self.head < MOST_STEPS)

    def track(self, name: str) -> Track | None:
        """Return the track of a method, or None where it does not race."""
        return next((one for one in self.tracks if one.name == name), None)

    def moved(self, steps: int) -> Race:
        """Return the race so many steps on, or back where `steps` is negative."""
        wanted = min(max(0, self.step + steps), MOST_STEPS)
        tracks = tuple(_walked(one, self.function, self.ground, wanted) for one in self.tracks)
        walked = replace(self, tracks=tracks)
        return replace(walked, step=min(wanted, walked.head))

    def reset(self) -> Race:
        """Return the race at its start, with nothing ahead."""
        return new_race(self.function, self.methods, self.start)

    def from_start(self, start: tuple[float, ...]) -> Race:
        """Return the race from another start."""
        return self._again(self.methods, start)

    def with_methods(self, methods: tuple[Method, ...]) -> Race:
        """Return the race of these methods; the tracks of those that are the same are kept."""
        return self._again(methods, self.start)

    def as_far_as(self, other: Race) -> Race:
        """Return the race walked ahead as another one is, within what can be done at once."""
        ahead = min(other.head, self._at_once(len(self.tracks)))
        walked = self.moved(ahead)
        return replace(walked, step=min(other.step, walked.head))

    @staticmethod
    def _at_once(methods: int) -> int:
        """Return how many steps so many methods may walk in one go."""
        return max(10, KEPT // max(1, methods))

    def _again(self, methods: tuple[Method, ...], start: tuple[float, ...]) -> Race:
        """Walk what is new as far as the others are, within what can be done at once."""
        kept = {one.method: one for one in self.tracks if start == self.start}
        new = sum(method not in kept for method in methods)
        steps = min(self.head, self._at_once(new))
        tracks = tuple(kept.get(one) or self._walk(one, start, steps) for one in methods)
        race = replace(self, start=start, tracks=tracks)
        return replace(race, step=min(self.step, race.head))

    def _walk(self, method: Method, start: tuple[float, ...], steps: int) -> Track:
        begun = _begun(method, self.function, self.ground, start)
        return _walked(begun, self.function, self.ground, steps)


def tidy(function: Function) -> tuple[float, ...]:
    """Return a function's start with no more decimals than can be told apart in its picture."""
    digits = (math.floor(math.log10((high - low) / 1000.0)) for low, high in function.domain)
    return tuple(round(x, max(0, -d)) for x, d in zip(function.start, digits, strict=True))


def new_race(
    function: Function,
    methods: tuple[Method, ...],
    start: tuple[float, ...] | None = None,
    ahead: int = 0,
) -> Race:
    """Return a race at its start.

    Parameters
    ----------
    function, methods
        What is gone down on, and by what.
    start
        Where they begin; the function's own start where it is None.
    ahead
        Steps that are walked already, to be seen ahead.
    """
    start = tidy(function) if start is None else start
    ground = function.ground
    tracks = tuple(_begun(one, function, ground, start) for one in methods)
    race = Race(function, start, tracks, ground=ground)
    return replace(race.moved(ahead), step=0) if ahead else race
