"""What is happening on a way downhill, in words: overshoot, swinging, flying off, creeping.

Each question is a pure function of the last states of a path and of what is known of the ground;
it answers with a `Happening` whose sentence names its numbers, or with None. `happening_now` asks
them all at the end of a path, `events` tells when each of them began.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.optim.happening import Ground, Happening
from nnviz.optim.method import Method, MethodState
from nnviz.optim.rate_bounds import rate_above_bound
from nnviz.optim.resting import false_valley
from nnviz.optim.words import place, short

_PAST, _ROUNDING = 0.05, 1e-6
_SWINGS, _BACK, _STEADY = 4, -0.5, 0.01
_RISES, _FAR = 3, 1e3
CRAWL_STEPS = 20
_CRAWL_GRADIENT, _CRAWL_SHARE = 0.98, 0.02


def happening_now(
    path: Sequence[MethodState], ground: Ground, method: Method
) -> tuple[Happening, ...]:
    """Return all that can be named at the end of a path.

    Parameters
    ----------
    path
        The states from the start on.
    ground, method
        What is known of the function, and what goes down on it.
    """
    found = (
        rate_above_bound(method, ground, path[-1].number),
        divergence(path, ground),
        oscillation(path),
        overshoot(path),
        slow_crawl(path, ground),
        false_valley(path, ground),
    )
    return tuple(one for one in found if one is not None)


def events(path: Sequence[MethodState], ground: Ground, method: Method) -> tuple[Happening, ...]:
    """Return every happening of a path at the step where it began.

    One that stops and comes again within twenty steps is one and the same.
    """
    told: list[Happening] = []
    last_seen: dict[str, int] = {}
    for end in range(1, len(path) + 1):
        for one in happening_now(path[:end], ground, method):
            if end - last_seen.get(one.kind, -CRAWL_STEPS) >= CRAWL_STEPS:
                told.append(one)
            last_seen[one.kind] = end
    return tuple(told)


def overshoot(path: Sequence[MethodState]) -> Happening | None:
    """Return the happening where the last step went past the lowest place on its way.

    The slope along the step has then changed its sign. A rest of less than a twentieth is a line
    search's tolerance and not named, nor is a slope below a millionth of the start's.
    """
    if len(path) < 2:
        return None
    before, after = path[-2:]
    if before.gradient is None or after.gradient is None:
        return None
    move = after.point - before.point
    length = float(np.linalg.norm(move))
    if length == 0.0:
        return None
    down = float(before.gradient @ move) / length
    up = float(after.gradient @ move) / length
    start = path[0].gradient
    least = 0.0 if start is None else _ROUNDING * float(np.linalg.norm(start))
    if not (down < 0.0 and up > max(-_PAST * down, least)):
        return None
    text = f"Step {after.number} went past the lowest place on its way: the slope along it turned"
    text += f" from {short(down)} to {short(up)}"
    text += f", and the value rose to {short(after.value)}." if after.value > before.value else "."
    return Happening("overshoot", after.number, text)


def oscillation(path: Sequence[MethodState]) -> Happening | None:
    """Return the happening where the last four steps each turned back on the one before."""
    if len(path) <= _SWINGS:
        return None
    moves = _moves(path[-1 - _SWINGS :])
    lengths = np.linalg.norm(moves, axis=1)
    if not (lengths > 0.0).all():
        return None
    turns = np.einsum("ij,ij->i", moves[1:], moves[:-1]) / (lengths[1:] * lengths[:-1])
    if (turns > _BACK).any():
        return None
    factor = float((lengths[-1] / lengths[0]) ** (1.0 / (_SWINGS - 1)))
    if factor > 1.0 + _STEADY:
        how = f"each {short(factor, 3)} times as long as the last: it swings out"
    elif factor < 1.0 - _STEADY:
        how = f"each {short(factor, 3)} times as long as the last: it swings in"
    else:
        how = "each as long as the last: this goes on for ever"
    ends = f"{place(path[-2].point)} and {place(path[-1].point)}"
    text = f"The steps go to and fro, now between {ends}, {how}."
    return Happening("oscillation", path[-1].number, text)


def divergence(path: Sequence[MethodState], ground: Ground) -> Happening | None:
    """Return the happening where the path flies off.

    That is: a number has left the range of numbers, or the last three steps all led higher and each
    was longer than the one before, or the point is a thousand pictures away from the start.
    """
    last = path[-1]
    if last.stop is not None and last.stop.kind == "not finite" and last.number:
        return Happening("divergence", last.number, last.stop.reason)
    away = float(np.linalg.norm(last.point - path[0].point))
    if away > _FAR * ground.span:
        text = f"It is {short(away)} away from its start, {away / ground.span:,.0f} times the"
        return Happening("divergence", last.number, f"{text} picture's size: it has flown off.")
    if len(path) <= _RISES:
        return None
    values = np.array([state.value for state in path[-1 - _RISES :]])
    lengths = np.linalg.norm(_moves(path[-1 - _RISES :]), axis=1)
    if not ((np.diff(values) > 0.0).all() and (np.diff(lengths) > 0.0).all()):
        return None
    text = f"The last {_RISES} steps led higher, from {short(values[0])} to {short(values[-1])},"
    text += " and each was longer than the one before: it flies off."
    return Happening("divergence", last.number, text)


def slow_crawl(path: Sequence[MethodState], ground: Ground) -> Happening | None:
    """Return the happening where twenty steps changed hardly anything, far from a level place.

    The gradient has fallen by less than 2 % a step, and all of them together went less than 2 % of
    the picture, downhill.
    """
    if len(path) <= CRAWL_STEPS or path[-1].stop is not None:
        return None
    first, last = path[-1 - CRAWL_STEPS], path[-1]
    if first.gradient is None or last.gradient is None or not last.value < first.value:
        return None
    went = float(np.linalg.norm(_moves(path[-1 - CRAWL_STEPS :]), axis=1).sum())
    steep, now = (float(np.linalg.norm(one)) for one in (first.gradient, last.gradient))
    pace = (now / steep) ** (1.0 / CRAWL_STEPS)
    if went > _CRAWL_SHARE * ground.span or pace < _CRAWL_GRADIENT:
        return None
    text = f"The last {CRAWL_STEPS} steps went {short(went)} together,"
    text += f" {short(100.0 * went / ground.span, 2)} % of the picture; the gradient went from"
    text += f" {short(steep)} to {short(now)}: it creeps."
    if pace < 1.0:
        more = math.ceil(math.log(0.1) / math.log(pace))
        text += f" At this pace a tenth of the gradient takes {more:,} more steps."
    return Happening("slow crawl", last.number, text)


def _moves(states: Sequence[MethodState]) -> Array:
    """Return the steps between the states, shape (len(states) - 1, n)."""
    return np.diff(np.array([state.point for state in states]), axis=0)
