"""One iteration, taken apart into its operations, in the order in which the engine makes them.

The batch enters; per layer z = a W + b, then a = f(z); the cost; delta at the output, then layer
by layer back; dC/dW and dC/db per layer; the update. A cursor goes through them, over the border
from one iteration to the next and back. What an operation is in numbers comes from the tape that
trains the network.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.diagnostics import working_backward, working_forward, working_output
from nnviz.diagnostics.working import Lens, Place, Working
from nnviz.diagnostics.working_update import change_of, update
from nnviz.engine.record import StepRecord
from nnviz.nn.network import Network

Kind: TypeAlias = Literal["enter", "z", "a", "cost", "delta", "weights", "biases", "update"]


class Operation(Struct, frozen=True):
    """One operation; `layer` is 0 where it belongs to no layer."""

    kind: Kind
    layer: int = 0


def operations(network: Network) -> tuple[Operation, ...]:
    """Return the operations of one iteration, in order."""
    return _operations(network.depth)


@lru_cache(maxsize=16)
def _operations(depth: int) -> tuple[Operation, ...]:
    layers = range(1, depth + 1)
    forward = (Operation(kind, layer) for layer in layers for kind in _FORWARD)
    back = (Operation("delta", layer) for layer in reversed(layers))
    gradients = (Operation(kind, layer) for layer in layers for kind in _GRADIENTS)
    return (
        Operation("enter"), *forward, Operation("cost"), *back, *gradients, Operation("update")
    )  # fmt: skip


_FORWARD: tuple[Kind, ...] = ("z", "a")
_GRADIENTS: tuple[Kind, ...] = ("weights", "biases")


class Cursor(Struct, frozen=True):
    """Where in a run one stands: which operation of the iteration from `step` to `step` + 1."""

    step: int
    operation: int = 0

    def next(self, count: int) -> Cursor:
        """Return the next one, of iterations with `count` operations."""
        return self.moved(1, count)

    def moved(self, by: int, count: int) -> Cursor:
        """Return the cursor so many operations on."""
        place = max(0, self.step * count + self.operation + by)
        return Cursor(*divmod(place, count))


def explained(
    record: StepRecord,
    operation: Operation,
    sample: int | None = None,
    focus: Place | None = None,
) -> Working:
    """Return an operation in formula, numbers and words.

    Parameters
    ----------
    record
        Of the step that the operation belongs to.
    operation
        One of `operations(network)`.
    sample
        A row of the batch; None for the whole batch.
    focus
        The unit or parameter that is looked at; where it lies in another layer, a neighbour of it
        that takes part, or the layer's first unit.
    """
    lens, layer = Lens(record, sample), operation.layer
    place = place_in(record, operation, sample, focus)
    match operation.kind:
        case "enter":
            return working_forward.enters(lens, place.unit)
        case "z":
            return working_forward.pre_activation(lens, layer, place.unit)
        case "a":
            return working_forward.activation(lens, layer, place.unit)
        case "cost":
            return working_forward.cost(lens, place.unit)
        case "delta" if layer == lens.network.depth:
            return working_output.output_delta(lens, place.unit)
        case "delta":
            return working_backward.delta(lens, layer, place.unit)
        case "weights":
            return working_backward.weight(lens, layer, place.row or 0, place.unit)
        case "biases":
            return working_backward.bias(lens, layer, place.unit)
        case "update":
            return update(record, place)


def place_in(
    record: StepRecord, operation: Operation, sample: int | None, focus: Place | None
) -> Place:
    """Return the unit or parameter for which an operation's numbers are put in."""
    units = record.params.units
    if operation.kind == "enter":
        layer = 0
    elif operation.kind == "cost":
        layer = len(units) - 1
    elif operation.kind == "update":
        layer = max(1, focus.layer) if focus else len(units) - 1
    else:
        layer = operation.layer
    unit = _unit_in(layer, units, focus)
    if operation.kind == "weights":
        return Place(layer, unit, _row_into(record, layer, unit, sample, focus))
    if operation.kind == "update":
        return Place(layer, unit, _row_of_update(record, layer, unit, focus))
    return Place(layer, unit)


def _unit_in(layer: int, units: tuple[int, ...], focus: Place | None) -> int:
    if focus is None:
        return 0
    if focus.layer == layer:
        return focus.unit
    comes_from = focus.layer == layer + 1 and focus.row is not None
    return focus.row if comes_from and focus.row is not None and focus.row < units[layer] else 0


def _row_into(
    record: StepRecord, layer: int, unit: int, sample: int | None, focus: Place | None
) -> int:
    """Return the weight looked at, or that which multiplies most."""
    before = record.params.units[layer - 1]
    if focus is not None and focus.layer == layer and focus.row is not None and focus.row < before:
        return focus.row
    if focus is not None and focus.layer == layer - 1:
        return focus.unit
    if sample is None:
        return int(np.abs(record.gradients.W[layer][:, unit]).argmax())
    return int(np.abs(record.tape.a[layer - 1][sample]).argmax())


def _row_of_update(record: StepRecord, layer: int, unit: int, focus: Place | None) -> int:
    """Return the parameter looked at, or that of the unit's which will move most."""
    if focus is not None and focus.layer == layer and focus.row is not None:
        return focus.row
    if focus is not None and focus.layer == 0:
        return focus.unit
    return int(np.abs(change_of(record).block[layer][:, unit]).argmax())
