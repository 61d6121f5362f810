"""A weight's gradient beside a central difference, and what is to be said where it is none."""

from __future__ import annotations

import numpy as np

from nnviz.engine.flow import cosines
from nnviz.engine.record import StepRecord
from nnviz.nn.derivatives import GradientCheck, check_gradient
from nnviz.nn.parameters import index_of
from nnviz.scenes import words
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.parameter_facts import PAUSE_TO_CHECK, Fact, incomparable

_TIP = (
    "(C(w + h) − C(w − h)) / 2h on the same batch: two forward passes, nothing of the backward"
    " pass is used."
)
_ERROR_TIP = "|gradient − difference| over the larger of the two."


def check_facts(record: StepRecord, mark: WeightMark, checked: bool) -> tuple[Fact, ...]:
    """Return the gradient on the batch, the central difference with its h, and their distance."""
    given = float(record.gradients.block[mark.layer][mark.row, mark.column])
    batch = Fact("on the batch", words.number(given), "Of all samples that the next step uses.")
    return (batch, *_difference_facts(record, mark, checked))


def _difference_facts(record: StepRecord, mark: WeightMark, checked: bool) -> tuple[Fact, ...]:
    if not checked:
        return (Fact("check by difference", PAUSE_TO_CHECK, _TIP),)
    found = _checked(record, mark)
    if np.isnan(found.relative_error):
        return (Fact("check by difference", incomparable(found), _TIP),)
    difference = f"{words.number(found.difference)} · h = {words.number(found.h, 2)}"
    return (
        Fact("check by difference", difference, _TIP),
        Fact("relative error", _error_words(found), _ERROR_TIP),
    )


def _checked(record: StepRecord, mark: WeightMark) -> GradientCheck:
    index = index_of(record.params.units, mark.layer, mark.row, mark.column)
    network, batch = record.problem.network, record.batch
    with np.errstate(all="ignore"):
        return check_gradient(network, record.params, batch.x, batch.y, [index], record.gradients)


def _error_words(found: GradientCheck) -> str:
    if found.note:
        return "a sample lies on a kink: two slopes"
    if found.backward == found.difference == 0.0:
        return "0: exactly the same"
    if not found.resolved:
        return f"below what a difference sees, {words.number(found.resolution, 1)}"
    return words.number(found.relative_error, 1)


def warning_of(record: StepRecord, mark: WeightMark) -> str:
    """Return by how much a backward rule is not the gradient; "" for backpropagation."""
    rule = record.problem.network.rule
    if rule.is_gradient:
        return ""
    place = (mark.row, mark.column)
    given = float(record.gradients.block[mark.layer][place])
    true = float(record.true_gradients.block[mark.layer][place])
    return (
        f"This is not the gradient: the rule “{rule.label}” gives {words.number(given)} where the"
        f" gradient is {words.number(true)}{_ratio(given, true)}. Cosine of the angle between"
        f" the two, by layer: {cosine_words(record)}."
    )


def _ratio(given: float, true: float) -> str:
    if true == 0.0 or given == 0.0:
        return ""
    times = f": {words.number(abs(given / true), 2)} times as large"
    return f"{times}, and of the other sign" if given * true < 0.0 else times


def cosine_words(record: StepRecord) -> str:
    """Return the cosine to the true gradient of every layer: "1: 0.82, 2: 0.97"."""
    found = cosines(record.gradients, record.true_gradients).tolist()
    return ", ".join(
        f"{layer}: {'–' if np.isnan(value) else words.number(value, 2)}"
        for layer, value in enumerate(found, start=1)
    )
