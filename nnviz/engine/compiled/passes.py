"""Compiled passes that are made to be looked at.

They go through the very code that trains, in bunches of samples, and write what each layer did
into a tape's memory. They keep the GIL: see `nnviz.engine.passes`.
"""

from __future__ import annotations

import numpy as np

from nnviz.engine.compiled.costs import PAIRED, paired_error
from nnviz.engine.compiled.jit import fast, held
from nnviz.engine.compiled.loop import penalise
from nnviz.engine.compiled.narrow import LANES, last_of, narrow_pass, padded_lanes
from nnviz.engine.compiled.plan import Buffers, Plan, Samples
from nnviz.engine.compiled.planning import buffers_for, plan_of
from nnviz.engine.compiled.views import vector
from nnviz.engine.compiled.wide import last_turned, wide_pass
from nnviz.engine.passes import CLOSED_SHARE, TAU, TAUS, Pass, Shut, honest
from nnviz.experiment.catalog import Problem
from nnviz.nn.arrays import Array, Indices
from nnviz.nn.network import Tape
from nnviz.nn.parameters import ByLayer, Parameters

BUNCH = 8 * LANES  # samples at once
WIDEST_NARROW = 12  # units up to which the batch is laid innermost
MOST_WORK = 10_000_000  # multiplications of a pass that are soon enough done with the GIL kept

_TAUS = np.array(TAUS)
_NO_ORDERS = np.zeros((1, 1), dtype=np.int64)


class CompiledPasses:
    """Passes in compiled code (see Passes).

    Parameters
    ----------
    problem
        Through whose network they go.
    """

    def __init__(self, problem: Problem) -> None:
        self._network = problem.network
        narrow = max(problem.network.units) <= WIDEST_NARROW
        self._plan, self._honest = (
            plan_of(problem, network)._replace(narrow=narrow)
            for network in (problem.network, honest(problem.network))
        )
        self._buffers = buffers_for(problem.network.units, BUNCH)
        self._numbers: Indices = np.arange(problem.train_samples)
        kinds = problem.network.activations
        self._sup = np.array([f.sup_slope if f.learns_by_slope else np.inf for f in kinds])
        self._learns = [f.learns_by_slope for f in kinds]

    def back(self, flat: Array, x: Array, y: Array) -> Pass:
        """Pass these samples forward and back with these parameters."""
        return self._back(self._plan, flat, x, y)

    def true_gradients(self, flat: Array, x: Array, y: Array) -> Parameters:
        """Return dC/dW and dC/db by backpropagation, whatever the run's backward rule."""
        return self._back(self._honest, flat, x, y).gradients

    def _back(self, plan: Plan, flat: Array, x: Array, y: Array) -> Pass:
        if len(x) > len(self._numbers):
            self._numbers = np.arange(len(x))
        tape, gradient = Tape(self._network.units, len(x)), np.zeros_like(flat)
        samples = Samples(x, y, _NO_ORDERS)
        cost = pass_over(
            plan, samples, self._numbers, flat, self._buffers, tape.shown, tape.hidden, gradient
        )
        return Pass(tape, Parameters(self._network.units, gradient), cost)

    def forward(self, flat: Array, x: Array, y: Array) -> tuple[Array, float]:
        """Return the outputs of these samples, and their cost with the regulariser."""
        made = self.back(flat, x, y)
        return made.tape.outputs, made.cost

    def shut(self, tape: Tape) -> Shut:
        """Judge a tape."""
        depth, units = len(self._sup), self._plan.units
        shares, blocked = np.empty((depth, len(TAUS))), np.empty(depth)
        often = np.empty(int(units[1:].sum()))
        judge(units, self._sup, _TAUS, tape.samples, tape.hidden, shares, often, blocked)
        cuts = np.cumsum(units[1:-1])
        parts = zip(np.split(often >= CLOSED_SHARE, cuts), self._learns, strict=True)
        return Shut(shares, ByLayer([closed & learns for closed, learns in parts]), blocked)


@held
def pass_over(
    plan: Plan,
    samples: Samples,
    numbers: Indices,
    point: Array,
    buffers: Buffers,
    shown: Array,
    hidden: Array,
    gradient: Array,
) -> float:
    """Pass all samples forward and back; return their cost with the regulariser.

    Parameters
    ----------
    plan, samples, buffers
        What to do, on what, and room for a bunch.
    numbers
        0, 1, 2, … up to the number of samples at least.
    point
        Parameters, flat.
    shown, hidden
        A tape's memory, to be filled.
    gradient
        Zeros; gets dC/dW and dC/db.
    """
    count = len(samples.x)
    scale = 1.0 / count if plan.mean else 1.0
    total = 0.0
    for start in range(0, count, BUNCH):
        lanes = min(BUNCH, count - start)
        rows = vector(numbers, start, lanes)
        paired = plan.loss in PAIRED and plan.passes_delta
        if plan.narrow:
            room = padded_lanes(lanes)
            total += narrow_pass(plan, samples, rows, point, buffers, scale)
            if paired:
                last = last_of(plan, buffers, room)
                paired_error(plan.loss, last.a, last.y, last.error, lanes, scale)
        else:
            room = lanes
            total += wide_pass(plan, samples, rows, point, buffers, scale)
            if paired:
                turned = last_turned(plan, buffers, room)
                paired_error(plan.loss, turned.a, turned.y, turned.error, lanes, scale)
        for i in range(gradient.size):
            gradient[i] += buffers.gradient[i]
        _keep(plan, buffers, start, lanes, room, count, shown, hidden)
    return total * scale + penalise(plan, point, gradient)


@fast
def _keep(
    plan: Plan,
    buffers: Buffers,
    start: int,
    lanes: int,
    room: int,
    count: int,
    shown: Array,
    hidden: Array,
) -> None:
    """Write what a bunch left in the buffers, in either layout, into a tape, units innermost."""
    from_, to, seen, units = 0, 0, 0, plan.units
    for level in range(len(units)):
        n = units[level]
        width = n + 1 if level < len(units) - 1 else n
        to_unit, to_sample = (room, 1) if plan.narrow else (1, n)
        for k in range(lanes):
            row = start + k
            for j in range(n):
                shown[seen + row * width + j] = buffers.a[from_ + j * to_unit + k * to_sample]
        seen += count * width
        if level > 0:
            for k in range(lanes):
                place = to + (start + k) * n
                for j in range(n):
                    at = from_ + j * to_unit + k * to_sample
                    hidden[0, place + j] = buffers.z[at]
                    hidden[1, place + j] = buffers.slope[at]
                    hidden[2, place + j] = buffers.error[at]
                    hidden[3, place + j] = buffers.delta[at]
            to += count * n
        from_ += n * room


@held
def judge(
    units: Indices,
    sup: Array,
    taus: Array,
    samples: int,
    hidden: Array,
    shares: Array,
    often: Array,
    blocked: Array,
) -> None:
    """Judge how much of each layer is shut (see Shut).

    Parameters
    ----------
    units
        Of every layer, the inputs first.
    sup
        The largest |f'| of each layer's activation; infinite where it does not learn by f'.
    taus
        Bounds on learning ability.
    samples
        Of the tape.
    hidden
        Of the tape.
    shares, often, blocked
        Get the shares below each tau, (layers, taus), the share of samples on which each unit is
        below the usual one, (units after the inputs,), and what f' blocks, (layers,).
    """
    ability, at, unit = np.empty(samples * units[1:].max()), 0, 0
    for layer in range(len(units) - 1):
        n = units[layer + 1]
        size = samples * n
        total, through = 0.0, 0.0
        for i in range(size):
            ability[i] = abs(hidden[1, at + i]) / sup[layer]
            error = abs(hidden[2, at + i])
            total += error
            through += error * ability[i]
        blocked[layer] = 1.0 - through / total if total != 0.0 else 0.0
        for t in range(len(taus)):
            below = 0
            for i in range(size):
                below += ability[i] < taus[t]
            shares[layer, t] = below / size
        for j in range(n):
            below = 0
            for k in range(samples):
                below += ability[k * n + j] < TAU
            often[unit + j] = below / samples
        at += size
        unit += n
