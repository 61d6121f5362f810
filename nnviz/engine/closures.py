"""Units that close: from which step on a unit is dead or shut, and which update did it.

A unit is closed where, on the probe, its learning ability is below the usual tau on 99 % of the
samples, as with the verdicts "stuck" and "finished"; a ReLU-like unit that is closed on all of
them is dead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.engine.passes import TAU, NumpyPasses
from nnviz.engine.record import TrainingState
from nnviz.engine.trainer import next_batch
from nnviz.experiment.catalog import Problem
from nnviz.nn.network import Tape
from nnviz.nn.parameters import ByLayer, Parameters

MOST_NAMED = 8  # units that close between two evaluations and are looked into one by one

Closed: TypeAlias = ByLayer[NDArray[np.bool_]]
MomentAt: TypeAlias = Callable[[int], tuple[TrainingState, Problem]]


class Closure(Struct, frozen=True):
    """A unit that closed.

    Parameters
    ----------
    step
        The first step at which it is closed.
    layer, unit
        Which; layers from 1, units from 0; -1 for many units of a layer at once.
    text
        What happened, in half a sentence with its numbers.
    """

    step: int
    layer: int
    unit: int
    text: str


def newly_closed(before: Closed, after: Closed) -> list[tuple[int, int]]:
    """Return (layer, unit) of every unit that is closed after and was not before."""
    pairs = zip(before, after, strict=True)
    return _places(ByLayer([there & ~earlier for earlier, there in pairs]))


def _places(flags: Closed) -> list[tuple[int, int]]:
    return [
        (layer, int(unit))
        for layer, of_layer in enumerate(flags, start=1)
        for unit in np.flatnonzero(of_layer)
    ]


def closed_at_start(closed: Closed, state: TrainingState, problem: Problem) -> list[Closure]:
    """Return the units that are closed as their weights were drawn, before any step."""
    places = _places(closed)
    if len(places) > MOST_NAMED:
        return _many(places, closed, state.step)
    return [
        Closure(state.step, *place, f"{_name(place)} {_how(problem, place, state, first=True)}")
        for place in places
    ]


def closures_between(
    places: list[tuple[int, int]],
    was_open: int,
    is_closed: int,
    closed: Closed,
    moment_at: MomentAt,
) -> list[Closure]:
    """Return when and how units closed between two steps.

    Parameters
    ----------
    places
        What is closed at `is_closed` and was not at `was_open`.
    was_open, is_closed
        Two steps of a run.
    closed
        All that is closed at the second.
    moment_at
        Gives the state at any step between, and the problem in force there.
    """
    if len(places) > MOST_NAMED:
        return _many(places, closed, is_closed)
    return [_looked_into(place, was_open, is_closed, moment_at) for place in places]


def _many(places: list[tuple[int, int]], closed: Closed, step: int) -> list[Closure]:
    made = []
    for layer in sorted({layer for layer, _ in places}):
        shut = int(closed[layer].sum())
        units = f"{shut} of {len(closed[layer])} units of layer {layer}"
        made.append(Closure(step, layer, -1, f"{units} {'is' if shut == 1 else 'are'} closed"))
    return made


def _looked_into(place: tuple[int, int], low: int, high: int, moment_at: MomentAt) -> Closure:
    """Halve the range to the first step at which the unit is closed, and tell what did it."""
    layer, unit = place
    while high - low > 1:
        middle = (low + high) // 2
        state, problem = moment_at(middle)
        if NumpyPasses(problem.network).shut(_probe_tape(problem, state)).closed[layer][unit]:
            high = middle
        else:
            low = middle
    before, problem = moment_at(high - 1)
    return Closure(high, layer, unit, _told(problem, place, before, moment_at(high)[0]))


def _probe_tape(problem: Problem, state: TrainingState) -> Tape:
    network = problem.network
    params = Parameters(network.units, state.parameters)
    with np.errstate(all="ignore"):
        return network.forward(params, problem.data.x_train[: len(problem.probe)])


def _told(
    problem: Problem, place: tuple[int, int], before: TrainingState, after: TrainingState
) -> str:
    """Say what the unit's slope is on the probe now, and which update made it so."""
    layer, unit = place
    update = Parameters(problem.network.units, after.update).block[layer][:, unit]
    cause = f"the update of step {before.step:,}"
    leader = _leader(problem, place, before)
    if not update.any():
        did = f"{cause} left its own weights and changed what comes into it"
    elif leader is None:
        did = f"{cause}, by what the optimizer remembered, moved its bias by {_signed(update[-1])}"
    else:
        did = f"{cause}, led by sample {leader}, moved its bias by {_signed(update[-1])}"
    return f"{_name(place)} {_how(problem, place, after)}; {did}"


def _name(place: tuple[int, int]) -> str:
    return f"unit {place[0]}.{place[1] + 1}"


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−")


def _how(
    problem: Problem, place: tuple[int, int], state: TrainingState, *, first: bool = False
) -> str:
    layer, unit = place
    rows, tape = len(problem.probe), _probe_tape(problem, state)
    activation, slope = problem.network.activations[layer - 1], tape.slope[layer][:, unit]
    everywhere = f"all {rows} samples" if rows > 1 else "the one sample"
    if np.isposinf(activation.bounds[1]) and not slope.any():
        return f"{'is dead from the start' if first else 'died'}: z ≤ 0 on {everywhere}"
    shut = int(np.count_nonzero(activation.ability(slope) < TAU))
    where = everywhere if shut == rows else f"{shut} of {rows} samples"
    how = "is shut from the start" if first else "shut"
    return f"{how}: learning ability below {TAU:g} on {where}"


def _leader(problem: Problem, place: tuple[int, int], state: TrainingState) -> int | None:
    """Return the training sample of the next batch with the unit's largest |delta|, if any."""
    layer, unit = place
    network, batch = problem.network, next_batch(problem, state)
    params = Parameters(network.units, state.parameters)
    with np.errstate(all="ignore"):
        tape = network.forward(params, batch.x)
        network.feed_back(params, tape, batch.y)
    size = np.abs(tape.delta[layer][:, unit])
    return int(batch.indices[size.argmax()]) if size.any() else None
