"""What helps, as a change that can be tried: a branch of the run in which one thing is different.

A remedy is offered only where it fits what was found. A unit that an update threw out of reach is
helped by a smaller rate from before that update on, or by new weights with a smaller rate; one
that was shut as it was drawn, by new weights alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.figures import count, number
from nnviz.diagnostics.gradient_flow import Finding, named
from nnviz.diagnostics.verdict import DEAD, DEFAULT, STUCK, Judged, Thresholds, judge
from nnviz.engine.intents import TryRemedy
from nnviz.engine.journal import Event
from nnviz.engine.record import StepRecord
from nnviz.engine.redraw import Redraw, scheme

SMALLER = 10.0  # the rate is divided by this
SHUT_LAYER = 0.25  # a layer of which less is open is drawn anew where nothing gets by
_BOUNDED = frozenset({"sigmoid", "tanh"})


class Remedy(Struct, frozen=True):
    """Something to try.

    Parameters
    ----------
    label
        What it does, in a few words: for a button.
    why
        One sentence.
    change
        The branch to begin.
    step
        From which step on; None for the present one.
    """

    label: str
    why: str
    change: TryRemedy
    step: int | None = None

    @property
    def name(self) -> str:
        """What the branch is called."""
        return self.change.name


def unit_remedies(
    record: StepRecord,
    layer: int,
    unit: int,
    events: Sequence[Event] = (),
    thresholds: Thresholds = DEFAULT,
    judged: Judged | None = None,
) -> tuple[Remedy, ...]:
    """Return what helps a unit that is dead or stuck; nothing for one that learns or is right.

    Parameters
    ----------
    record
        The step.
    layer, unit
        Layer from 1, unit from 0.
    events
        Of the run: they tell which update closed the unit.
    thresholds
        Where the verdicts begin.
    judged
        The layer as `judge` found it, where that is known.
    """
    judged = judged or judge(record, layer, thresholds)
    claim = int(judged.claims[unit])
    if claim not in (DEAD, STUCK):
        return ()
    dead_below = _dead_layer(record, layer - 1, thresholds)
    if dead_below:
        return _for_dead_layer(record, dead_below, events)
    if claim == DEAD and bool((judged.claims == DEAD).all()):
        return _for_dead_layer(record, layer, events)
    thrown = _closing(record, events, layer, unit)
    if claim == DEAD:
        anew = _anew(record, (Redraw(layer, unit),), thrown)
        return (*_earlier(record, thrown), *_leaky(record, [layer]), anew)
    if judged.output_error is not None:
        return _for_blocked_output(record, events, unit)
    return (*_earlier(record, thrown), _anew(record, (Redraw(layer, unit),), thrown))


def network_remedies(
    record: StepRecord, found: Finding, events: Sequence[Event] = ()
) -> tuple[Remedy, ...]:
    """Return what helps against what was found of the gradient's flow."""
    if found.kind == "leaps":
        return (_slower(record, found),)
    if found.kind == "explodes":
        layers = tuple(Redraw(layer) for layer in found.layers)
        return (_slower(record, found), _anew(record, layers, None))
    depth = record.problem.network.depth
    dead = _dead_layer(record, depth, DEFAULT)
    if found.kind in ("none", "blocked") and dead:
        return _for_dead_layer(record, dead, events)
    if found.kind == "blocked":
        return _for_blocked_output(record, events)
    return _for_vanishing(record) if found.kind in ("vanishes", "none") else ()


def _for_dead_layer(record: StepRecord, layer: int, events: Sequence[Event]) -> tuple[Remedy, ...]:
    thrown = _closing(record, events, layer)
    anew = _anew(record, (Redraw(layer),), thrown)
    return (*_earlier(record, thrown), *_leaky(record, [layer]), anew)


def _for_blocked_output(
    record: StepRecord, events: Sequence[Event], unit: int | None = None
) -> tuple[Remedy, ...]:
    """Return what opens a shut output: another pairing, or new weights where more is shut."""
    depth = record.problem.network.depth
    shut = _shut_layers(record, range(1, depth))
    if shut:
        layers = tuple(Redraw(layer) for layer in (*shut, depth))
        return (_anew(record, layers, _closing(record, events, depth)),)
    thrown = _closing(record, events, depth, unit)
    anew = _anew(record, (Redraw(depth, unit),), thrown)
    return (*_at_output(record), *_earlier(record, thrown), anew)


def _for_vanishing(record: StepRecord) -> tuple[Remedy, ...]:
    """Return new weights where they are what lets nothing by, and a slope of 1."""
    network = record.problem.network
    hidden = range(1, network.depth)
    bounded = [k for k in hidden if network.activations[k - 1].name in _BOUNDED]
    leaky = _leaky(record, bounded) if bounded else ()
    whole = [k for k in hidden if network.activations[k - 1].sup_slope >= 1.0]
    if not whole:
        return leaky
    shut = _shut_layers(record, whole)
    layers = tuple(Redraw(layer) for layer in shut or (*whole, network.depth))
    return (_anew(record, layers, None), *leaky)


def _shut_layers(record: StepRecord, layers: Sequence[int]) -> tuple[int, ...]:
    activations = record.problem.network.activations
    slopes = record.probe.slope
    return tuple(k for k in layers if activations[k - 1].ability(slopes[k]).mean() < SHUT_LAYER)


def _dead_layer(record: StepRecord, highest: int, thresholds: Thresholds) -> int:
    """Return the highest layer up to `highest` of which all units are dead; 0 for none."""
    for layer in range(highest, 0, -1):
        if bool((judge(record, layer, thresholds).claims == DEAD).all()):
            return layer
    return 0


def _closing(
    record: StepRecord, events: Sequence[Event], layer: int, unit: int | None = None
) -> int | None:
    """Return the step whose update first closed the unit, or any of the layer's; else None."""
    for event in events:
        if event.kind != "closure" or event.unit is None or not 0 < event.step <= record.step:
            continue
        if event.unit[0] == layer and unit in (None, event.unit[1]):
            return event.step - 1
    return None


def _smaller_rate(record: StepRecord) -> float:
    return float(f"{record.spec.training.optimizer.rate / SMALLER:.6g}")


def _earlier(record: StepRecord, thrown: int | None) -> tuple[Remedy, ...]:
    """Return the smaller rate from before the update that did it, where there was one."""
    if thrown is None:
        return ()
    rate = _smaller_rate(record)
    why = f"The update of step {count(thrown)} threw it there; one a tenth as large need not."
    name = f"rate {number(rate, 3)} from step {count(thrown)}"
    return (Remedy(f"Rate ÷ 10 from step {count(thrown)}", why, _rate_change(name, rate), thrown),)


def _rate_change(name: str, rate: float) -> TryRemedy:
    return TryRemedy(name, (("training.optimizer.rate", rate),))


def _slower(record: StepRecord, found: Finding) -> Remedy:
    rate = _smaller_rate(record)
    name = f"rate {number(rate, 3)}"
    layer = f"layer {found.source}" if found.source else "the network"
    why = f"With updates a tenth as large {layer} moves in steps instead of leaps."
    return Remedy("Rate ÷ 10", why, _rate_change(name, rate))


def _leaky(record: StepRecord, layers: Sequence[int]) -> tuple[Remedy, ...]:
    """Return leaky ReLU for some layers; nothing where the cost asks for another output."""
    network = record.problem.network
    if network.depth in layers and network.loss.outputs is not None:
        return ()
    activations = network.activations
    bounded = any(activations[layer - 1].name in _BOUNDED for layer in layers)
    why = (
        "For z > 0 its slope is 1: the error gets through undiminished, however many layers."
        if bounded
        else "Below 0 its slope is 0.01 instead of 0: errors get back, and units can come back."
    )
    changes: tuple[tuple[str, Any], ...] = tuple(
        (f"network.layers.{layer}.activation", "leaky_relu") for layer in layers
    )
    where = f"leaky ReLU in {named(layers)}"
    return (Remedy(_capital(where), why, TryRemedy(where, changes)),)


def _anew(record: StepRecord, redraws: tuple[Redraw, ...], thrown: int | None) -> Remedy:
    """Return new weights; with a smaller rate where it was an update that closed the unit."""
    activations = record.problem.network.activations
    schemes = sorted({scheme(activations[one.layer - 1]) for one in redraws})
    first = redraws[0]
    what = named([one.layer for one in redraws])
    if first.unit is not None:
        what = f"unit {first.layer}.{first.unit + 1}"
    change = TryRemedy(f"{what} anew", redraws=redraws)
    why = f"Weights drawn by {' and '.join(schemes)}, to fit its inputs, put z where f′ is open."
    if thrown is None:
        return Remedy(f"Draw {what} anew", why, change)
    rate = _smaller_rate(record)
    shown = number(rate, 3)
    settings = (("training.optimizer.rate", rate),)
    change = replace(change, name=f"{change.name}, rate {shown}", settings=settings)
    why = f"{why[:-1]}; the old rate would throw it out again."
    return Remedy(f"Draw {what} anew, rate ÷ 10", why, change)


def _at_output(record: StepRecord) -> tuple[Remedy, ...]:
    """Return the output layer and cost whose f' cancels, or one that reaches the targets."""
    network, data = record.problem.network, record.problem.data
    activation = network.activations[-1]
    place = f"network.layers.{network.depth}.activation"
    if data.source.by_labels or _are_shares(record):
        several = data.source.by_labels and network.units[-1] > 1
        kind = "softmax" if several else "sigmoid"
        cost = f"{'softmax' if several else 'binary'}_cross_entropy"
        why = (
            f"With {kind} and cross-entropy f′ cancels in δ = p − y: a wrong answer is corrected"
            " however shut the unit is."
        )
        change = TryRemedy("cross-entropy", (("training.cost", cost), (place, kind)))
        return (Remedy("Cross-entropy", why, change),)
    low, high = activation.bounds
    targets = data.y_train
    if network.loss.outputs or not (targets.min() < low or targets.max() > high):
        return ()
    why = (
        f"Targets lie beyond what {activation.label} can give; a linear unit reaches any value, and"
        " is open at every z."
    )
    return (Remedy("Linear output", why, TryRemedy("linear output", ((place, "linear"),))),)


def _are_shares(record: StepRecord) -> bool:
    """Whether a sigmoid is asked for values from 0 to 1, which cross-entropy takes for shares."""
    data, network = record.problem.data, record.problem.network
    if network.activations[-1].name != "sigmoid" or record.spec.data.standardise_target:
        return False
    return bool(data.y_train.min() >= 0.0 and data.y_train.max() <= 1.0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
