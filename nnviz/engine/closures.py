"""Units that close: from which step on a unit is dead or shut, and which update did it.

A unit is closed where, on the probe, its learning ability is below the usual tau on 99 % of the
samples, as with the verdicts "stuck" and "finished"; a ReLU-like unit that is closed on all of
them is dead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.record import TrainingState
from nnviz.engine.trainer import next_batch
from nnviz.experiment.catalog import Problem
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import ByLayer, Parameters

TAU = 0.05
CLOSED_SHARE = 0.99
MOST_NAMED = 8  # units that close between two evaluations and are looked into one by one

Closed: TypeAlias = ByLayer[NDArray[np.bool_]]
MomentAt: TypeAlias = Callable[[int], tuple[TrainingState, Problem]]


@dataclass(frozen=True, slots=True)
class Closure:
    """A unit that closed.

    Parameters
    ----------
    step
        The first step at which it is closed.
    layer, unit
        Which; layers from 1, units from 0.
    text
        What happened, in one sentence with its numbers.
    """

    step: int
    layer: int
    unit: int
    text: str


def closed_units(network: Network, tape: Tape) -> Closed:
    """Return which units of each layer are closed, judged on the probe's tape."""
    closed = []
    for layer, activation in enumerate(network.activations, start=1):
        shut = activation.ability(tape.slope[layer]) < TAU
        closed.append((shut.mean(axis=0) >= CLOSED_SHARE) & activation.learns_by_slope)
    return ByLayer(closed)


def newly_closed(before: Closed, after: Closed) -> list[tuple[int, int]]:
    """Return (layer, unit) of every unit that is closed after and was not before."""
    return [
        (layer, int(unit))
        for layer in range(1, len(after) + 1)
        for unit in np.flatnonzero(after[layer] & ~before[layer])
    ]


def closures_between(
    places: list[tuple[int, int]], was_open: int, is_closed: int, moment_at: MomentAt
) -> list[Closure]:
    """Return when and how units closed between two steps.

    Parameters
    ----------
    places
        What is closed at `is_closed` and was not at `was_open`.
    was_open, is_closed
        Two steps of a run.
    moment_at
        Gives the state at any step between, and the problem in force there.
    """
    if len(places) > MOST_NAMED:
        return _many(places, is_closed)
    return [_looked_into(place, was_open, is_closed, moment_at) for place in places]


def _many(places: list[tuple[int, int]], step: int) -> list[Closure]:
    counts = Counter(layer for layer, _ in places)
    return [
        Closure(step, layer, -1, f"by step {step:,}: {_units(count)} of layer {layer} closed")
        for layer, count in sorted(counts.items())
    ]


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _looked_into(place: tuple[int, int], low: int, high: int, moment_at: MomentAt) -> Closure:
    """Halve the range to the first step at which the unit is closed, and tell what did it."""
    layer, unit = place
    while high - low > 1:
        middle = (low + high) // 2
        state, problem = moment_at(middle)
        if closed_units(problem.network, _probe_tape(problem, state))[layer][unit]:
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
    """Say what the unit's slope is on the probe now, and which sample's delta was the largest."""
    layer, unit = place
    network = problem.network
    moved = Parameters(network.units, after.update).b[layer][unit]
    return (
        f"step {after.step:,}: unit {layer}.{unit + 1} {_how(problem, place, after)}; the update"
        f" of step {before.step:,}, led by sample {_leader(problem, place, before)}, moved its bias"
        f" by {moved:+.3g}"
    )


def _how(problem: Problem, place: tuple[int, int], state: TrainingState) -> str:
    layer, unit = place
    rows, tape = len(problem.probe), _probe_tape(problem, state)
    activation, slope = problem.network.activations[layer - 1], tape.slope[layer][:, unit]
    if np.isposinf(activation.bounds[1]) and not slope.any():
        return f"died: z ≤ 0 on all {rows} samples"
    shut = int(np.count_nonzero(activation.ability(slope) < TAU))
    return f"shut: learning ability below {TAU:g} on {shut} of {rows} samples"


def _leader(problem: Problem, place: tuple[int, int], state: TrainingState) -> int:
    """Return the training sample of the batch after `state` with the unit's largest |delta|."""
    layer, unit = place
    network, batch = problem.network, next_batch(problem, state)
    params = Parameters(network.units, state.parameters)
    with np.errstate(all="ignore"):
        tape = network.forward(params, batch.x)
        network.feed_back(params, tape, batch.y)
    return int(batch.indices[np.abs(tape.delta[layer][:, unit]).argmax()])
