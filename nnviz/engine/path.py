"""The way of a run through the space of its parameters, read from what its history keeps.

Any thread may ask: the keyframes are read as they are at that moment, and a step between two of
them is made again by a trainer of the caller's own.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.backends import trainer_for
from nnviz.engine.history import History
from nnviz.engine.journal import Swap, applied
from nnviz.engine.record import TrainingState
from nnviz.nn.arrays import Array, Indices


class Path(Struct, frozen=True, eq=False):
    """Steps of a run in rising order, and its flat parameters there.

    Parameters
    ----------
    steps
        Shape (n,).
    points
        Shape (n, parameters).
    """

    steps: Indices
    points: Array


def kept_path(history: History, most: int, until: int) -> Path:
    """Return at most `most` of the states that a history keeps up to a step, evenly spread.

    They are those on arriving at a step, before anything was changed by hand there.
    """
    states = tuple(one for one in history.keyframes.states() if one.step <= until)
    if len(states) > most:
        steps = np.array([state.step for state in states])
        wanted = np.linspace(steps[0], steps[-1], most)
        places = np.unique(np.abs(steps[:, None] - wanted).argmin(axis=0))
        states = tuple(states[int(place)] for place in places)
    return Path(
        np.array([state.step for state in states], dtype=np.int64),
        np.stack([state.parameters for state in states]),
    )


def state_at(history: History, step: int) -> TrainingState:
    """Return the state at a step up to the history's head, bit for bit as it was.

    Raises
    ------
    ValueError
        Where the run has not come so far.
    """
    if not 0 <= step <= history.head:
        raise ValueError(f"the run has made {history.head:,} steps; there is no step {step:,} yet")
    journal = history.journal
    state = history.keyframes.nearest(step)
    problem, backend = journal.problem_before(state.step), journal.backend_before(state.step)
    while True:
        for entry in journal.at(state.step):
            state = applied(entry, state, problem)
            problem = entry.problem
            backend = entry.backend if isinstance(entry, Swap) else backend
        if state.step >= step:
            return state
        wish = journal.next_step(state.step)
        stop = step if wish is None else min(step, wish)
        state = trainer_for(backend, problem).advance(state, stop - state.step).state
