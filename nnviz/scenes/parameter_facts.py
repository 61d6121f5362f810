"""What is to be said of one weight or bias: its value to be changed, its gradient, its update.

The gradient of the backward pass stands beside a central difference on the same batch, so that
nobody has to believe it.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.engine.record import StepRecord
from nnviz.nn.derivatives import GradientCheck, check_gradient
from nnviz.nn.parameters import index_of
from nnviz.scenes import words
from nnviz.scenes.marks import WeightMark

PAUSE_TO_CHECK = "pause to check"


class Fact(Struct, frozen=True):
    """A name and what is to be said of it; `tip` explains the name in a sentence."""

    name: str
    value: str
    tip: str = ""


class Edit(Struct, frozen=True):
    """The parameter that can be changed here: which, its name, and its value as text."""

    mark: WeightMark
    name: str
    text: str


def parameter_facts(record: StepRecord, mark: WeightMark, checked: bool) -> tuple[Fact, ...]:
    """Return gradient, its check where it is wanted, and last update of a weight or bias."""
    place = (mark.row, mark.column)
    letter = "b" if mark.row == record.params.units[mark.layer - 1] else "W"
    gradient = float(record.gradients.block[mark.layer][place])
    return (
        Fact(
            f"gradient ∂C/∂{letter}",
            words.number(gradient),
            "By the backward pass, on the batch of the next step.",
        ),
        Fact(
            "check by difference",
            _check(record, mark) if checked else PAUSE_TO_CHECK,
            "(C(w + h) − C(w − h)) / 2h on the same batch, and how far the gradient is from it.",
        ),
        update_fact(record, mark),
    )


def update_fact(record: StepRecord, mark: WeightMark) -> Fact:
    """Return the last update of a weight or bias."""
    update = float(record.update.block[mark.layer][mark.row, mark.column])
    return Fact("last update", words.number(update), "What the last step added to it.")


def _check(record: StepRecord, mark: WeightMark) -> str:
    index = index_of(record.params.units, mark.layer, mark.row, mark.column)
    network, batch = record.problem.network, record.batch
    with np.errstate(all="ignore"):
        found = check_gradient(network, record.params, batch.x, batch.y, [index], record.gradients)
    return _check_words(found)


def incomparable(found: GradientCheck) -> str:
    """Say why there is no relative error."""
    finite = np.isfinite(found.difference)
    return f"not comparable: {'delta rule' if finite else 'the cost is infinite'}"


def _check_words(found: GradientCheck) -> str:
    if np.isnan(found.relative_error):
        return incomparable(found)
    if found.note:
        return f"{words.number(found.difference)} · a sample lies on a kink"
    if found.backward == found.difference == 0.0:
        return "0 · exactly the same"
    if not found.resolved:
        return f"below what a difference can see, {words.number(found.resolution, 1)}"
    error = words.number(found.relative_error, 1)
    return f"{words.number(found.difference)} · relative error {error}"


def edit_of(record: StepRecord, mark: WeightMark) -> Edit:
    """Return name and value of a weight or bias, to be changed by hand."""
    inputs = record.params.units[mark.layer - 1]
    value = float(record.params.block[mark.layer][mark.row, mark.column])
    name = words.weight_name(mark.layer, mark.row, mark.column, inputs)
    kind = "bias" if mark.row == inputs else "weight"
    return Edit(mark, f"{kind} {name}", words.typed(value))
