"""Is a unit dead, stuck, finished, or working? Told with its evidence in numbers, and a remedy.

A shut unit is not a fault in itself: one that is right may be shut. What is wrong is to be shut
and wrong, for then no error can get through to change it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.figures import count, number, percent
from nnviz.diagnostics.overfitting import CostsOfRun, overfitting
from nnviz.diagnostics.saturation import TAU, LayerSaturation, layer_saturation
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array, median

Claim: TypeAlias = Literal["dead", "stuck", "finished", "working"]
Severity: TypeAlias = Literal["good", "warn", "bad"]

WORKING, FINISHED, STUCK, DEAD = range(4)
CLAIMS: tuple[Claim, ...] = ("working", "finished", "stuck", "dead")


class Thresholds(Struct, frozen=True):
    """Where the verdicts begin; the user's to move.

    Parameters
    ----------
    tau
        Below this learning ability a unit is shut on a sample.
    saturated
        From this share of shut samples on a unit is saturated.
    error_ratio
        A saturated hidden unit is wrong where its mean |dC/da| is above this share of the
        median of its layer.
    output_error
        A saturated output unit is wrong where its mean |a - y| is above this.
    """

    tau: float = TAU
    saturated: float = 0.99
    error_ratio: float = 0.1
    output_error: float = 0.1


DEFAULT = Thresholds()


class Verdict(Struct, frozen=True):
    """What is claimed of a unit, how grave it is, why, and what helps (or nothing)."""

    claim: Claim
    severity: Severity
    evidence: str
    remedy: str = ""


class Judged(Struct, frozen=True, eq=False):
    """A layer judged: what was measured, and the claims.

    Parameters
    ----------
    saturation
        How far the units are open.
    output_error
        Mean |a - y| of each output unit; None for a hidden layer.
    wrong
        Which units are wrong by the thresholds, shape (units,).
    cancels
        Whether cost and activation are paired, so that f' has cancelled in delta.
    claims
        A place in CLAIMS for each unit, shape (units,).
    """

    saturation: LayerSaturation
    output_error: Array | None
    wrong: NDArray[np.bool_]
    cancels: bool
    claims: NDArray[np.int64]


def judge(record: StepRecord, layer: int, thresholds: Thresholds = DEFAULT) -> Judged:
    """Return the claims on a layer's units (from 1), in the order dead, stuck, finished, working.

    With a paired cost (cross-entropy) an output unit is never stuck: in delta = a - y its f' has
    cancelled, so that a wrong answer is corrected however shut the unit is.
    """
    network = record.problem.network
    activation = network.activations[layer - 1]
    found = layer_saturation(record.probe, layer, activation, thresholds.tau)
    is_output = layer == network.depth
    output_error = _output_error(record) if is_output else None
    if output_error is None:
        wrong = found.error > thresholds.error_ratio * median(found.error)
    else:
        wrong = output_error > thresholds.output_error
    cancels = is_output and network.loss.paired == activation.name
    saturated = (found.shut_share >= thresholds.saturated) & found.has_slope
    stuck_or_finished = np.where(wrong, WORKING if cancels else STUCK, FINISHED)
    claims = np.where(found.dead, DEAD, np.where(saturated, stuck_or_finished, WORKING))
    return Judged(found, output_error, wrong, cancels, claims)


def _output_error(record: StepRecord) -> Array:
    """Return the mean |a - y| of each output unit over the probe samples."""
    outputs = record.probe.outputs
    return np.asarray(np.abs(outputs - probe_targets(record)).mean(axis=0))


def probe_targets(record: StepRecord) -> Array:
    """Return the targets of the probe samples, shape (samples, outputs)."""
    return np.asarray(record.problem.data.y_train[record.problem.probe])


def verdict(
    record: StepRecord,
    layer: int,
    unit: int,
    thresholds: Thresholds = DEFAULT,
    evaluations: CostsOfRun | None = None,
    judged: Judged | None = None,
) -> Verdict:
    """Return the verdict on a unit.

    Parameters
    ----------
    record
        The step.
    layer, unit
        Layer from 1, unit from 0.
    thresholds
        Where the verdicts begin.
    evaluations
        Costs over the run: with them a finished unit is told of over-fitting.
    judged
        The layer as `judge` found it, where that is known.
    """
    judged = judged or judge(record, layer, thresholds)
    claim = CLAIMS[int(judged.claims[unit])]
    if claim == "dead":
        return Verdict(claim, "bad", _dead_evidence(judged), _DEAD_REMEDY)
    if claim == "stuck":
        return Verdict(
            claim, "bad", _stuck_evidence(judged, unit, thresholds), _stuck_remedy(record, judged)
        )
    if claim == "finished":
        return _finished(judged, unit, record, evaluations)
    return Verdict(claim, "good", _working_evidence(judged, unit))


def _dead_evidence(judged: Judged) -> str:
    samples = judged.saturation.samples
    where = f"all {count(samples)} samples" if samples > 1 else "the one sample"
    return f"Output 0 on {where}, and f′ is 0 there: no gradient will reach it."


_DEAD_REMEDY = "Lower the rate, begin with smaller weights, or take leaky ReLU or ELU."


def _shut(judged: Judged, unit: int) -> str:
    found = judged.saturation
    if found.samples == 1:
        return "the one sample"
    return f"{count(int(found.shut[unit]))} of {count(found.samples)} samples"


def _stuck_evidence(judged: Judged, unit: int, thresholds: Thresholds) -> str:
    shut = f"Shut on {_shut(judged, unit)} and still wrong"
    if judged.output_error is not None:
        mean = number(float(judged.output_error[unit]), 3)
        return f"{shut} (mean |a − y| is {mean}, above {number(thresholds.output_error, 1)})."
    error = judged.saturation.error
    usual = median(error)
    share = f", {percent(float(error[unit]) / usual)} of its layer's median" if usual else ""
    return f"{shut} (mean |∂C/∂a| is {number(float(error[unit]), 3)}{share})."


def is_classification(record: StepRecord) -> bool:
    """Whether the targets are classes, so that "wrong" has a measure of its own."""
    return record.problem.data.source.task == "classification"


def _stuck_remedy(record: StepRecord, judged: Judged) -> str:
    if judged.output_error is not None and is_classification(record):
        return (
            "Take cross-entropy with a sigmoid or softmax output: there f′ cancels. Or draw new,"
            " smaller weights."
        )
    return "Draw new, smaller weights (Xavier), scale the inputs, or take a ReLU-like activation."


def _finished(
    judged: Judged, unit: int, record: StepRecord, evaluations: CostsOfRun | None
) -> Verdict:
    found = judged.saturation
    if judged.output_error is not None:
        right = f"mean |a − y| is {number(float(judged.output_error[unit]), 3)}"
    else:
        right = f"mean |∂C/∂a| is {number(float(found.error[unit]), 3)}"
    evidence = f"Shut on {_shut(judged, unit)}, and right: {right}."
    over = overfitting(evaluations, record.step) if evaluations is not None else None
    if over is None:
        return Verdict("finished", "good", evidence)
    return Verdict("finished", "warn", f"{evidence} {over.sentence}", over.remedy)


def _working_evidence(judged: Judged, unit: int) -> str:
    found = judged.saturation
    if not found.has_slope:
        return "A threshold has no slope: this unit learns by the delta rule, target − output."
    if judged.cancels:
        return "Its cost is paired with it: in δ = a − y the f′ has cancelled."
    if found.error[unit] == 0.0:
        return "No error comes back to it on these samples."
    return f"f′ stops {percent(float(found.blocked[unit]))} of the error that comes back to it."
