"""What a unit or a parameter is at this step, in words and numbers of six digits.

The same reading stands in every view that lets one point at a unit or a weight, and it is taken
from the record anew at every frame: it follows while the network trains.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.scenes import words
from nnviz.scenes.marks import Mark, UnitMark, WeightMark

DIGITS = 6


class Reading(Struct, frozen=True):
    """A title, and what there is to be read under it: (name, value) pairs."""

    title: str
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The whole reading in one line."""
        return "   ".join([self.title, *(f"{name} = {value}" for name, value in self.pairs)])


def exact(value: float) -> str:
    """Return a number with six significant digits."""
    return words.number(float(value), DIGITS)


def exists(units: tuple[int, ...], mark: Mark | None) -> bool:
    """Whether a network of `units` (inputs first) has what `mark` points at."""
    if isinstance(mark, UnitMark):
        return 0 <= mark.layer < len(units) and 0 <= mark.unit < units[mark.layer]
    if isinstance(mark, WeightMark):
        in_layers = 1 <= mark.layer < len(units)
        return in_layers and mark.row <= units[mark.layer - 1] and mark.column < units[mark.layer]
    return False


def weight_title(units: tuple[int, ...], mark: WeightMark) -> str:
    """Return "W2[1, 0]" or "b2[0]", counted from 0 as in numpy."""
    return words.weight_name(mark.layer, mark.row, mark.column, units[mark.layer - 1])


def reading(record: StepRecord, mark: Mark | None, tau: float) -> Reading | None:
    """Return the reading of what `mark` points at; None where the network has no such thing."""
    if not exists(record.params.units, mark):
        return None
    if isinstance(mark, WeightMark):
        return weight_reading(record, mark)
    if isinstance(mark, UnitMark) and mark.layer == 0:
        return input_reading(record, mark.unit)
    return unit_reading(record, mark, tau) if isinstance(mark, UnitMark) else None


def weight_reading(record: StepRecord, mark: WeightMark) -> Reading:
    """Return value, gradient and last update of a weight or bias."""
    units = record.params.units
    place = (mark.row, mark.column)
    is_bias = mark.row == units[mark.layer - 1]
    to = f"{mark.layer}.{mark.column + 1}"
    return Reading(
        f"{weight_title(units, mark)} ({_ends(record, mark, to)})",
        (
            ("bias" if is_bias else "weight", exact(record.params.block[mark.layer][place])),
            ("dC/db" if is_bias else "dC/dW", exact(record.gradients.block[mark.layer][place])),
            ("last update", exact(record.update.block[mark.layer][place])),
        ),
    )


def _ends(record: StepRecord, mark: WeightMark, to: str) -> str:
    if mark.row == record.params.units[mark.layer - 1]:
        return f"of unit {to}"
    if mark.layer == 1:
        return f"{input_label(record, mark.row)} → {to}"
    return f"{mark.layer - 1}.{mark.row + 1} → {to}"


def input_label(record: StepRecord, unit: int) -> str:
    """Return an input's name as it stands on screen."""
    return words.input_name(record.problem.data.transform.inputs[unit])


def input_reading(record: StepRecord, unit: int) -> Reading:
    """Return an input's value on the current sample, and its mean and range over the probe."""
    over_probe = record.probe.a[0][:, unit]
    return Reading(
        f"input {input_label(record, unit)}",
        (
            ("this sample", exact(record.tape.a[0][0, unit])),
            ("mean", exact(over_probe.mean())),
            ("range", f"{exact(over_probe.min())} … {exact(over_probe.max())}"),
        ),
    )


def unit_reading(record: StepRecord, mark: UnitMark, tau: float) -> Reading:
    """Return what a unit gives, how open it is, and its bias, judged on the probe samples.

    Parameters
    ----------
    record
        The step.
    mark
        The unit, of a layer after the inputs.
    tau
        Below this learning ability a unit counts as shut on a sample.
    """
    layer, unit = mark.layer, mark.unit
    activation = record.problem.network.activations[layer - 1]
    z = record.probe.z[layer][:, unit]
    ability = activation.ability(record.probe.slope[layer][:, unit])
    shut = int(np.count_nonzero(ability < tau))
    open_pairs = (
        ("learning ability", exact(ability.mean())),
        ("shut", f"{words.count(shut)} of {words.count(len(z))} samples"),
    )
    return Reading(
        f"{words.unit_name(layer, unit)} ({activation.label})",
        (
            ("mean output", exact(record.probe.a[layer][:, unit].mean())),
            *(open_pairs if activation.learns_by_slope else (("slope", "none"),)),
            ("bias", exact(record.params.b[layer][unit])),
            ("dC/db", exact(record.gradients.b[layer][unit])),
            ("z", f"{words.number(float(z.min()))} … {words.number(float(z.max()))}"),
        ),
    )
