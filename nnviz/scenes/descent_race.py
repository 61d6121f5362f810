"""A race: several methods go down on one function from one start, step by step and back.

A race is frozen; whatever happens makes another one. Steps that were made are kept when it goes
back, and walked anew when the function, the start or a setting is changed, so that the whole way is
seen to bend under the hand. While the start is dragged only as much is walked as a frame has time
for (`under_hand`, `walked_on`); the rest follows when the hand rests (`finished`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.experiment.function import Function
from nnviz.nn.arrays import Array
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.happenings import CRAWL_STEPS, happening_now
from nnviz.optim.method import Method, MethodState
from nnviz.scenes.descent_look import name_of

MOST_STEPS = 10_000
KEPT = 120  # steps of all methods together that are walked anew at once after a change


class Track(Struct, frozen=True, eq=False):
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
    watched
        The number of states that were asked what happened there.
    """

    method: Method
    states: tuple[MethodState, ...]
    points: Array
    values: Array
    spent: Array
    told: tuple[Happening, ...] = ()
    seen: tuple[tuple[str, int], ...] = ()
    watched: int = 0

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


def _walked(track: Track, function: Function, steps: int) -> Track:
    """Return the track with so many steps in all, fewer where it stops."""
    states = list(track.states)
    while len(states) <= steps and states[-1].stop is None:
        states.append(track.method.step(function.objective, states[-1]))
    if len(states) == len(track.states):
        return track
    points, values, spent = _series(states[len(track.states) :])
    return replace(
        track,
        states=tuple(states),
        points=np.concatenate([track.points, points]),
        values=np.concatenate([track.values, values]),
        spent=np.concatenate([track.spent, spent]),
    )


def _watched(track: Track, ground: Ground) -> Track:
    """Return the track with all told that happened on it."""
    states, told, seen = track.states, list(track.told), dict(track.seen)
    if track.watched == len(states):
        return track
    for end in range(track.watched + 1, len(states) + 1):
        for one in happening_now(states[:end], ground, track.method):
            if end - seen.get(one.kind, -CRAWL_STEPS) >= CRAWL_STEPS:
                told.append(one)
            seen[one.kind] = end
    return replace(track, told=tuple(told), seen=tuple(seen.items()), watched=len(states))


def _series(states: Sequence[MethodState]) -> tuple[Array, Array, Array]:
    """Return points, values and evaluations of states."""
    return (
        np.array([state.point for state in states]),
        np.array([state.value for state in states]),
        np.array([state.counts.total for state in states], dtype=np.float64),
    )


def _begun(method: Method, function: Function, start: tuple[float, ...]) -> Track:
    """Return a track with nothing but its start."""
    state = method.start(function.objective, np.array(start))
    return Track(method, (state,), *_series([state]))


class Ahead(Struct, frozen=True):
    """How many steps there are to be, from the start, and which one is looked at then."""

    steps: int
    step: int


class Race(Struct, frozen=True, eq=False):
    """A function, a start, and the tracks of the methods.

    Parameters
    ----------
    function, start, tracks
        What is gone down on, from where, and the ways.
    ground
        What is known of the function.
    step
        The one that is looked at.
    ahead
        How far it still is to be walked after a change; None where that is done.
    """

    function: Function
    start: tuple[float, ...]
    tracks: tuple[Track, ...]
    ground: Ground
    step: int = 0
    ahead: Ahead | None = None

    @property
    def head(self) -> int:
        """The furthest step that any method has made."""
        return max((len(track.states) - 1 for track in self.tracks), default=0)

    @property
    def reach(self) -> Ahead:
        """How far it is walked, or will be, and which step is looked at then."""
        return self.ahead or Ahead(self.head, self.step)

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
        if self.ahead is not None:
            return self.finished().moved(steps)
        wanted = min(max(0, self.step + steps), MOST_STEPS)
        return self._walked(wanted, wanted, tell=True)

    def _walked(self, steps: int, step: int, *, tell: bool) -> Race:
        """Walk so many steps in all, look at one of them, and tell what happened or don't yet."""
        tracks = tuple(_walked(one, self.function, steps) for one in self.tracks)
        if tell:
            tracks = tuple(_watched(one, self.ground) for one in tracks)
        walked = replace(self, tracks=tracks)
        return replace(walked, step=min(step, walked.head))

    def reset(self) -> Race:
        """Return the race at its start, with nothing ahead."""
        return new_race(self.function, self.methods, self.start)

    def from_start(self, start: tuple[float, ...]) -> Race:
        """Return the race from another start."""
        return self.under_hand(start).finished()

    def under_hand(self, start: tuple[float, ...]) -> Race:
        """Return the race at another start, with all its steps still to be walked."""
        if start == self.start:
            return self
        steps = min(self.reach.steps, self._at_once(len(self.tracks)))
        tracks = tuple(_begun(one, self.function, start) for one in self.methods)
        ahead = Ahead(steps, min(self.reach.step, steps))
        return replace(self, start=start, tracks=tracks, step=0, ahead=ahead)

    def walked_on(self) -> Race:
        """Return the race a step further on the way ahead; what happens is not told yet."""
        if self.ahead is None:
            return self
        steps = self.head + 1
        walked = self._walked(min(steps, self.ahead.steps), self.ahead.step, tell=False)
        return walked if walked.head == steps < self.ahead.steps else walked.finished()

    def finished(self) -> Race:
        """Return the race with the whole way ahead walked."""
        if self.ahead is None:
            return self
        walked = self._walked(self.ahead.steps, self.ahead.step, tell=True)
        return replace(walked, ahead=None)

    def with_methods(self, methods: tuple[Method, ...]) -> Race:
        """Return the race of these methods; the tracks of those that are the same are kept."""
        if self.ahead is not None:
            return self.finished().with_methods(methods)
        kept = {one.method: one for one in self.tracks}
        new = sum(method not in kept for method in methods)
        steps = min(self.head, self._at_once(new))
        race = replace(
            self, tracks=tuple(kept.get(one) or self._walk(one, steps) for one in methods)
        )
        return replace(race, step=min(self.step, race.head))

    def as_far_as(self, other: Race) -> Race:
        """Return the race walked ahead as another one is, within what can be done at once."""
        walked = self.moved(min(other.reach.steps, self._at_once(len(self.tracks))))
        return replace(walked, step=min(other.reach.step, walked.head))

    @staticmethod
    def _at_once(methods: int) -> int:
        """Return how many steps so many methods may walk in one go."""
        return max(10, KEPT // max(1, methods))

    def _walk(self, method: Method, steps: int) -> Track:
        begun = _begun(method, self.function, self.start)
        return _watched(_walked(begun, self.function, steps), self.ground)


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
    tracks = tuple(_watched(_begun(one, function, start), ground) for one in methods)
    race = Race(function, start, tracks, ground)
    return replace(race.moved(ahead), step=0) if ahead else race
