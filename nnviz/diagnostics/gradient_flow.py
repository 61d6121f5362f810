"""Does the gradient get through the layers? Said in one sentence, with its thresholds.

It vanishes where a layer gets less than a thousandth of the output layer's, explodes where it gets
more than a thousand times as much. The update measured in weights says whether a layer moves in
leaps. What is found is named with the layers, and with the layer that loses most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from nnviz.diagnostics.figures import count, number, percent
from nnviz.diagnostics.verdict import DEFAULT, Severity, Thresholds, judge
from nnviz.engine.flow import Flow, cosines
from nnviz.engine.passes import blocked_share
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array

FACTOR = 1000.0
LEAP = 0.1
SHUT = 0.99  # of the error blocked at the output: nothing comes back from there

Kind: TypeAlias = Literal["blocked", "none", "vanishes", "explodes", "leaps", "steady"]


class Finding(Struct, frozen=True):
    """How the gradient flows.

    Parameters
    ----------
    kind
        "blocked": f' stops it at the output; "none": layers get none at all; "leaps": a layer's
        update is a large part of its weights.
    layers
        Which are hit, from 1; empty where none is.
    source
        The layer at which most of it is lost, or None.
    severity, text
        How grave it is, and the sentence.
    """

    kind: Kind
    layers: tuple[int, ...]
    source: int | None
    severity: Severity
    text: str


def flow_now(record: StepRecord) -> Flow:
    """Return the flow at a step, from what the record holds already."""
    network, probe = record.problem.network, record.probe
    sizes = np.maximum(_norms(record.params.block), np.finfo(np.float64).tiny)
    blocked = [
        blocked_share(probe.error[layer], activation.ability(probe.slope[layer]))
        for layer, activation in enumerate(network.activations, start=1)
    ]
    cosine = np.ones(network.depth)
    if not network.rule.is_gradient:
        cosine = cosines(record.gradients, record.true_gradients)
    ratio = _norms(record.update.block) / sizes
    return Flow(_norms(record.gradients.block), ratio, np.array(blocked), cosine)


def _norms(blocks: Sequence[Array]) -> Array:
    return np.array([float(np.linalg.norm(block)) for block in blocks])


def passed_share(record: StepRecord, layer: int) -> float:
    """Return the part of the error at a layer's outputs that its f' lets through, on the probe.

    It is sum|e f'| / sum|e|: f' itself, not the share of its largest value; 1 where there is no
    error.
    """
    error, slope = np.abs(record.probe.error[layer]), record.probe.slope[layer]
    total = float(error.sum())
    return float((error * np.abs(slope)).sum()) / total if total else 1.0


def cancels(record: StepRecord) -> bool:
    """Whether cost and output layer are paired, so that its f' is in no delta."""
    network = record.problem.network
    return network.loss.paired == network.activations[-1].name


def finding(
    record: StepRecord, flow: Flow | None = None, thresholds: Thresholds = DEFAULT
) -> Finding:
    """Return the most telling thing about the flow at a step.

    Parameters
    ----------
    record
        The step.
    flow
        `flow_now(record)`, where the caller has it.
    thresholds
        Where an output unit's error begins to count as wrong.
    """
    flow = flow or flow_now(record)
    found = (
        _blocked(record, flow, thresholds)
        or _none(record, flow)
        or _vanishes(record, flow)
        or _explodes(flow)
        or _leaps(flow)
    )
    return found or _steady(flow)


def _blocked(record: StepRecord, flow: Flow, thresholds: Thresholds) -> Finding | None:
    """Tell that the output layer's f' leaves nothing of the error, where the answers are wrong."""
    depth = len(flow.gradient)
    activation = record.problem.network.activations[-1]
    if cancels(record) or not activation.learns_by_slope or not flow.blocked[-1] > SHUT:
        return None
    if not judge(record, depth, thresholds).wrong.any():
        return None
    passed = passed_share(record, depth)
    share = f"only {_share(passed)}" if passed else "nothing"
    who = "no layer gets a" if depth > 1 else "the layer gets no"
    text = f"At the output f′ lets {share} of the error through: {who} gradient to speak of."
    return Finding("blocked", tuple(range(1, depth + 1)), depth, "bad", text)


def _none(record: StepRecord, flow: Flow) -> Finding | None:
    """Tell of layers whose gradient is exactly 0."""
    without = _layers(flow.gradient == 0.0)
    if not without:
        return None
    paired = cancels(record)
    left = record.probe.delta[-1] if paired else record.probe.error[-1]
    if len(without) == len(flow.gradient) and not np.any(left):
        text = "The gradient is 0 in every layer: the answers are exactly right."
        return Finding("steady", (), None, "good", text)
    last = len(flow.gradient) - int(paired)
    shut = [k for k in without if flow.blocked[k - 1] == 1.0 and k <= last]
    why = f": f′ is 0 in layer {shut[-1]} on every sample" if shut else ""
    text = f"No gradient reaches {named(without)}{why}."
    return Finding("none", without, shut[-1] if shut else None, "bad", text)


def _vanishes(record: StepRecord, flow: Flow) -> Finding | None:
    faint = _layers(flow.gradient * FACTOR < flow.gradient[-1])
    if not faint:
        return None
    worst = int(np.argmin(flow.gradient)) + 1
    with np.errstate(divide="ignore"):
        drops = flow.gradient[1:] / flow.gradient[:-1]
    source = int(np.argmax(drops)) + 1
    times = _times(float(flow.gradient[-1] / flow.gradient[worst - 1]))
    text = (
        f"The gradient of layer {worst} is 1/{times} of the output layer's (below"
        f" 1/{count(int(FACTOR))}): it vanishes in {named(faint)}, most at layer {source}, where"
        f" f′ lets {_share(passed_share(record, source))} of the error through."
    )
    return Finding("vanishes", faint, source, "bad", text)


def _explodes(flow: Flow) -> Finding | None:
    large = _layers(flow.gradient > FACTOR * flow.gradient[-1])
    if not large or flow.gradient[-1] == 0.0:
        return None
    worst = int(np.argmax(flow.gradient)) + 1
    times = _times(float(flow.gradient[worst - 1] / flow.gradient[-1]))
    text = (
        f"The gradient of layer {worst} is {times} times the output layer's (above"
        f" {count(int(FACTOR))}): it explodes in {named(large)}."
    )
    return Finding("explodes", large, worst, "bad", text)


def _leaps(flow: Flow) -> Finding | None:
    fast = _layers(flow.update_ratio > LEAP)
    if not fast:
        return None
    worst = int(np.argmax(flow.update_ratio)) + 1
    text = (
        f"The last update moved layer {worst} by {_share(float(flow.update_ratio[worst - 1]))} of"
        f" the size of its weights (above {percent(LEAP)}): it goes in leaps."
    )
    return Finding("leaps", fast, worst, "warn", text)


def _steady(flow: Flow) -> Finding:
    depth = len(flow.gradient)
    if depth == 1:
        text = f"The gradient of the one layer has the size {number(float(flow.gradient[0]), 3)}."
        return Finding("steady", (), None, "good", text)
    least = int(np.argmin(flow.gradient[:-1])) + 1
    share = float(flow.gradient[least - 1] / flow.gradient[-1])
    text = (
        f"The gradient gets through: that of layer {least} is {number(share, 2)} times the output"
        f" layer's (it vanishes below 1/{count(int(FACTOR))})."
    )
    return Finding("steady", (), None, "good", text)


def _layers(flags: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(place) + 1 for place in np.flatnonzero(flags))


def named(layers: Sequence[int]) -> str:
    """Return "layer 2", "layers 1–3" or "layers 1, 3"."""
    if len(layers) == 1:
        return f"layer {layers[0]}"
    in_a_row = layers[-1] - layers[0] == len(layers) - 1
    told = f"{layers[0]}–{layers[-1]}" if in_a_row else ", ".join(map(str, layers))
    return f"layers {told}"


def _times(value: float) -> str:
    """Return a large ratio with two digits: "2,300", "4.1e8"."""
    if value >= 1e6:
        return number(value, 2)
    power = 10 ** max(0, int(np.log10(max(value, 1.0))) - 1)
    return count(round(value / power) * power)


def _share(share: float) -> str:
    """Return a share with as many digits as it takes to be seen: "12 %", "0.4 %", "3.1e−7 %"."""
    return f"{number(100.0 * share, 2)} %" if share < 0.1 else percent(share)
