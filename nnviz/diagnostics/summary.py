"""The most telling thing about a step in one sentence, for the status bar.

What stops learning comes first: dead units, stuck units, an error that fades on its way back, a
layer that is shut while the answer is wrong. Where nothing does, it says how far layers are open.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.figures import count, number, percent
from nnviz.diagnostics.overfitting import CostsOfRun, overfitting
from nnviz.diagnostics.verdict import (
    DEAD,
    DEFAULT,
    FINISHED,
    STUCK,
    Judged,
    Severity,
    Thresholds,
    is_classification,
    judge,
    verdict,
)
from nnviz.engine.record import StepRecord

FADED = 1000.0  # the error at the output over that at layer 1 from which on it is said to fade
BLOCKED = 0.8
_NAMED = 4  # layers or units that are told one by one


class Summary(Struct, frozen=True):
    """One sentence or two, and how grave it is."""

    text: str
    severity: Severity


def summary(
    record: StepRecord,
    evaluations: CostsOfRun | None = None,
    thresholds: Thresholds = DEFAULT,
) -> Summary:
    """Return the most telling verdict on a step.

    Parameters
    ----------
    record
        The step.
    evaluations
        Costs over the run; without them nothing is said of over-fitting.
    thresholds
        Where the verdicts begin.
    """
    depth = record.problem.network.depth
    judged = [judge(record, layer, thresholds) for layer in range(1, depth + 1)]
    return (
        _struck(record, judged, DEAD, "dead", evaluations, thresholds)
        or _struck(record, judged, STUCK, "stuck", evaluations, thresholds)
        or _fading(record, judged)
        or _blocked(record, judged)
        or _overfitted(record, evaluations)
        or _open(judged)
    )


def _struck(
    record: StepRecord,
    judged: Sequence[Judged],
    code: int,
    word: str,
    evaluations: CostsOfRun | None,
    thresholds: Thresholds,
) -> Summary | None:
    """Tell of the units with a claim: the layer hit hardest, a single unit with its evidence."""
    shares = [float((layer.claims == code).mean()) for layer in judged]
    worst = int(np.argmax(shares))
    if shares[worst] == 0.0:
        return None
    units: list[int] = np.flatnonzero(judged[worst].claims == code).tolist()
    elsewhere = sum(int((layer.claims == code).sum()) for layer in judged) - len(units)
    more = f" {_plural(elsewhere, 'more')} in other layers." if elsewhere else ""
    severity: Severity = "bad" if shares[worst] == 1.0 else "warn"
    if len(units) == 1:
        unit = units[0]
        why = verdict(record, worst + 1, unit, thresholds, evaluations).evidence
        why = why[:1].lower() + why[1:]
        return Summary(f"Unit {worst + 1}.{unit + 1} is {word}: {why}{more}", severity)
    return Summary(f"{_units(worst, units, judged, word)}{more}", severity)


def _units(worst: int, units: Sequence[int], judged: Sequence[Judged], word: str) -> str:
    total, name = len(judged[worst].claims), _layer_name(worst, len(judged))
    consequence = (
        "no gradient will reach them from these data"
        if word == "dead"
        else "shut on nearly every sample and still wrong"
    )
    if len(units) == total:
        return f"All {total} units {name} are {word}: {consequence}."
    named = ", ".join(f"{worst + 1}.{unit + 1}" for unit in units[:_NAMED])
    rest = " …" if len(units) > _NAMED else ""
    return f"{len(units)} of {total} units {name} are {word} ({named}{rest}): {consequence}."


def _plural(number_of: int, word: str) -> str:
    return f"{count(number_of)} {word}"


def _layer_name(index: int, depth: int) -> str:
    return "at the output" if index == depth - 1 else f"in layer {index + 1}"


def _fading(record: StepRecord, judged: Sequence[Judged]) -> Summary | None:
    """Tell that the error nearly vanishes between the output and the first layer."""
    if len(judged) < 2:
        return None
    first, last = (float(np.abs(record.probe.delta[layer]).mean()) for layer in (1, -1))
    if not (first > 0.0 and last / first > FADED):
        return None
    layers = len(judged)
    return Summary(
        f"The error fades on its way back: mean |δ| is {number(last, 2)} at the output and"
        f" {number(first, 2)} in layer 1, {layers - 1} {'layers' if layers > 2 else 'layer'}"
        " below.",
        "warn",
    )


def _blocked(record: StepRecord, judged: Sequence[Judged]) -> Summary | None:
    """Tell of the layer that stops most of the error, while the class told is wrong."""
    if not (is_classification(record) and judged[-1].wrong.any()):
        return None
    shares = [
        0.0
        if layer.cancels or not layer.saturation.has_slope
        else layer.saturation.blocked_in_layer
        for layer in judged
    ]
    worst = int(np.argmax(shares))
    if shares[worst] < BLOCKED:
        return None
    found = judged[worst].saturation
    return Summary(
        f"f′ stops {percent(shares[worst])} of the error {_layer_name(worst, len(judged))}:"
        f" {percent(float(found.ability.mean()))} open, shut on"
        f" {percent(float(found.shut_share.mean()))} of the samples, and the answers are wrong.",
        "warn",
    )


def _overfitted(record: StepRecord, evaluations: CostsOfRun | None) -> Summary | None:
    over = overfitting(evaluations, record.step) if evaluations is not None else None
    return Summary(over.sentence, "warn") if over else None


def _open(judged: Sequence[Judged]) -> Summary:
    if not any(layer.saturation.has_slope for layer in judged):
        return Summary("Threshold units have no slope: they learn by the delta rule.", "good")
    done = sum(int((layer.claims == FINISHED).sum()) for layer in judged)
    tail = f" {_plural(done, 'unit is' if done == 1 else 'units are')} finished." if done else ""
    return Summary(f"{_how_open(judged)} No unit is stuck.{tail}", "good")


def _how_open(judged: Sequence[Judged]) -> str:
    depth = len(judged)
    shares = [float(layer.saturation.ability.mean()) for layer in judged]
    told = [f"{percent(share)} open {_layer_name(i, depth)}" for i, share in enumerate(shares)]
    end = "; at the output f′ cancels" if judged[-1].cancels else ""
    if depth == 1:
        return (
            "At the output f′ cancels: its cost is paired with it, the error passes whole."
            if end
            else f"The output layer is {percent(shares[0])} open to the error."
        )
    if end:
        del told[-1], shares[-1]
    if len(told) <= _NAMED:
        plain = [told[0], *(text.replace(" open", "", 1) for text in told[1:])]
        return f"All layers pass the error on: {', '.join(plain)}{end}."
    least, most = int(np.argmin(shares)), int(np.argmax(shares))
    return f"All layers pass the error on: from {told[least]} to {told[most]}{end}."
