"""What the journal is told of a change: checked, and with what to do when the step comes again."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.engine import settings
from nnviz.engine.journal import Change, Edit
from nnviz.engine.record import TrainingState, is_finite
from nnviz.engine.redraw import Redraw, redrawn, told_redraws
from nnviz.experiment.catalog import Problem, rebuild
from nnviz.experiment.spec import SpecError
from nnviz.nn.arrays import Array, frozen
from nnviz.nn.parameters import index_of, name_of


def change(problem: Problem, step: int, wanted: settings.Settings) -> Change | None:
    """Return the entry for settings changed together at `step`; None where none differs.

    Raises
    ------
    SpecError
        Where there is no such setting, a value does not fit, or the change is possible only from
        step 0 on.
    """
    spec = settings.changed_live(problem.spec, wanted)
    if spec == problem.spec:
        return None
    return Change(step, rebuild(problem, spec), settings.told(problem.spec, wanted))


def redraws(problem: Problem, state: TrainingState, wanted: Sequence[Redraw], number: int) -> Edit:
    """Return the entry for weights drawn anew at `state`, on the branch of this number."""
    places, values = redrawn(problem, state, wanted, number)
    return Edit(state.step, problem, places, values, told_redraws(wanted), True)


def all_weights(problem: Problem, step: int, values: Array, text: str) -> Edit:
    """Return the entry for all weights and biases set at `step`.

    The optimiser forgets what it remembers: that belongs to where the run was.

    Raises
    ------
    SpecError
        Where they are not as many as the parameters, or not all finite.
    """
    flat = np.array(values, dtype=np.float64)
    if flat.shape != problem.start.shape:
        raise SpecError(f"this network has {problem.start.size} parameters, not {flat.size}")
    if not is_finite(flat):
        raise SpecError("not all of these weights are finite numbers")
    places = np.arange(flat.size, dtype=np.int64)
    return Edit(step, problem, places, frozen(flat), text, True)


def one_weight(problem: Problem, step: int, place: tuple[int, int, int], value: float) -> Edit:
    """Return the entry for one weight or bias, (layer, row, column), set at `step`.

    Raises
    ------
    SpecError
        Where there is no such parameter, or the value is not finite.
    """
    units, (layer, row, column) = problem.network.units, place
    there = 1 <= layer < len(units)
    if not (there and 0 <= row <= units[layer - 1] and 0 <= column < units[layer]):
        raise SpecError(f"there is no W{layer}[{row}, {column}] in this network")
    if not math.isfinite(value):
        raise SpecError(f"W{layer}[{row}, {column}]: a weight is a finite number, not {value}")
    places = np.array([index_of(units, layer, row, column)])
    text = f"{name_of(units, int(places[0]))} set to {value:.6g}"
    return Edit(step, problem, places, np.array([value], dtype=np.float64), text)
