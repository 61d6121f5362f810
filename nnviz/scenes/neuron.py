"""The inspector: what the chosen unit, weight or input is at this step, in a picture and words.

Of a unit it shows the activation with every probe sample, the verdict with its evidence, and its
bias; of a weight its value and last update, on the picture of the unit that it leads to (its
gradient is the chain rule strip's); of an input how its values are spread.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.overfitting import CostsOfRun
from nnviz.diagnostics.remedies import Remedy, unit_remedies
from nnviz.diagnostics.verdict import (
    DEFAULT,
    Claim,
    Judged,
    Severity,
    Thresholds,
    Verdict,
    judge,
    verdict,
)
from nnviz.engine.journal import Event
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.scenes import words
from nnviz.scenes.distribution import Distribution, distribution
from nnviz.scenes.marks import Mark, Marks, UnitMark, WeightMark
from nnviz.scenes.neuron_picture import Picture, unit_picture
from nnviz.scenes.palette import Colour, Theme
from nnviz.scenes.parameter_facts import Edit, Fact, edit_of, parameter_facts, update_fact
from nnviz.scenes.readouts import exact, exists, input_label

HINT = "Click a unit or edge to inspect it."


class Chip(Struct, frozen=True):
    """A verdict in one word, on a ground of its own."""

    text: Claim
    severity: Severity
    ink: Colour
    ground: Colour


class NeuronScene(Struct, frozen=True, eq=False):
    """Everything that the inspector shows.

    Parameters
    ----------
    mark
        What is inspected.
    title, subtitle
        "Unit 2.1", and "tanh · hidden layer 2 of 3".
    chip
        The verdict on a unit; None for weights and inputs.
    picture
        A unit's curves (of a weight: those of the unit it leads to), or an input's values.
    facts
        Of the unit or input.
    evidence, remedy
        Why the verdict is so, and what helps; either may be empty.
    edit, parameter_facts
        The weight or bias that can be changed here, and what is to be said of it; None and empty
        for inputs.
    hint
        What to do where nothing is chosen; else empty.
    remedies
        What can be tried for a unit (of a weight: the unit it leads to) that is dead or stuck.
    """

    mark: Mark
    title: str
    subtitle: str
    chip: Chip | None
    picture: Picture | Distribution
    facts: tuple[Fact, ...]
    evidence: str
    remedy: str
    edit: Edit | None
    parameter_facts: tuple[Fact, ...]
    hint: str
    remedies: tuple[Remedy, ...] = ()

    @property
    def text(self) -> str:
        """All words of the scene, to be read out or copied."""
        head = f"{self.title} ({self.subtitle})"
        lines = [head, *(f"{fact.name}: {fact.value}" for fact in self.facts)]
        if self.chip is not None:
            lines.append(f"verdict: {self.chip.text}. {self.evidence} {self.remedy}".rstrip())
        lines += (f"to try: {remedy.label}. {remedy.why}" for remedy in self.remedies)
        if self.edit is not None:
            lines.append(f"{self.edit.name}: {self.edit.text}")
        lines += (f"{fact.name}: {fact.value}" for fact in self.parameter_facts)
        return "\n".join(lines)


def neuron_scene(
    record: StepRecord,
    marks: Marks,
    theme: Theme,
    thresholds: Thresholds = DEFAULT,
    evaluations: CostsOfRun | None = None,
    events: Sequence[Event] = (),
    *,
    checked: bool = False,
) -> NeuronScene:
    """Return what the inspector shows of a step.

    Parameters
    ----------
    record
        The step.
    marks
        What is selected; where that is nothing of this network, the first unit of the last
        hidden layer stands in.
    theme
        Colours.
    thresholds
        Where the verdicts begin.
    evaluations
        Costs over the run: with them a finished unit is told of over-fitting.
    events
        Of the run: they tell which update closed a unit, and so what helps.
    checked
        Whether the gradient of a unit's bias is compared with a central difference: two forward
        passes of the batch.
    """
    units = record.params.units
    chosen = marks.selected if exists(units, marks.selected) else None
    hint = "" if chosen is not None else HINT
    mark = chosen or default_mark(units)
    if isinstance(mark, UnitMark) and mark.layer == 0:
        return _input_scene(record, mark, theme, hint)
    judged = judge(record, mark.layer, thresholds)
    if isinstance(mark, WeightMark):
        unit, scene = mark.column, _weight_scene(record, mark, theme, thresholds.tau, judged, hint)
    else:
        unit = mark.unit
        found = verdict(record, mark.layer, unit, thresholds, evaluations, judged)
        shown = _Found(judged, found, thresholds.tau, checked)
        scene = _unit_scene(record, mark, theme, shown, hint)
    remedies = unit_remedies(record, mark.layer, unit, events, thresholds, judged)
    return replace(scene, remedies=remedies, remedy="" if remedies else scene.remedy)


def default_mark(units: tuple[int, ...]) -> UnitMark:
    """Return the first unit of the last hidden layer (of the output layer where none is)."""
    return UnitMark(max(1, len(units) - 2), 0)


class _Found(Struct, frozen=True, eq=False):
    """What was found of a unit and its layer, and by which tau; whether its bias is checked."""

    judged: Judged
    verdict: Verdict
    tau: float
    checked: bool


def _unit_scene(
    record: StepRecord, mark: UnitMark, theme: Theme, shown: _Found, hint: str
) -> NeuronScene:
    bias = WeightMark(mark.layer, record.params.units[mark.layer - 1], mark.unit)
    found = shown.verdict
    return NeuronScene(
        mark,
        words.sentence(words.unit_name(mark.layer, mark.unit)),
        _place(record, mark.layer),
        _chip(found.claim, found.severity, theme),
        unit_picture(record, mark.layer, mark.unit, theme, shown.tau),
        (_ability(shown.judged, mark.unit, "learning ability"),),
        found.evidence,
        found.remedy,
        edit_of(record, bias),
        parameter_facts(record, bias, shown.checked),
        hint,
    )


def _place(record: StepRecord, layer: int) -> str:
    label = record.problem.network.activations[layer - 1].label
    depth = record.problem.network.depth
    return f"{label} · {'output layer' if layer == depth else f'layer {layer} of {depth}'}"


def _chip(claim: Claim, severity: Severity, theme: Theme) -> Chip:
    """Return the word on its ground: calm while all is well, loud where it is not."""
    if claim == "working":
        return Chip(claim, severity, theme.accent, theme.accent_soft)
    ground = {"good": theme.good, "warn": theme.warn, "bad": theme.bad}[severity]
    return Chip(claim, severity, theme.panel, ground)


def _ability(judged: Judged, unit: int, name: str) -> Fact:
    found = judged.saturation
    tip = "Mean of |f′(z)| over its largest value; a sample is shut where that is below τ."
    if not found.has_slope:
        return Fact(name, "none: f′ is 0 everywhere", tip)
    shut, samples = int(found.shut[unit]), found.samples
    open_share = words.percent(float(found.ability[unit]))
    return Fact(
        name, f"{open_share} open · shut on {words.count(shut)} of {words.count(samples)}", tip
    )


def _weight_scene(
    record: StepRecord, mark: WeightMark, theme: Theme, tau: float, judged: Judged, hint: str
) -> NeuronScene:
    unit = f"{mark.layer}.{mark.column + 1}"
    inputs = record.params.units[mark.layer - 1]
    title = f"Bias of {unit}" if mark.row == inputs else f"Weight {_source(record, mark)} → {unit}"
    return NeuronScene(
        mark,
        title,
        f"on unit {unit}, {record.problem.network.activations[mark.layer - 1].label}",
        None,
        unit_picture(record, mark.layer, mark.column, theme, tau),
        (),
        "",
        "",
        edit_of(record, mark),
        (
            update_fact(record, mark),
            _ability(judged, mark.column, f"unit {unit}"),
        ),
        hint,
    )


def _source(record: StepRecord, mark: WeightMark) -> str:
    if mark.layer == 1:
        return input_label(record, mark.row)
    return f"{mark.layer - 1}.{mark.row + 1}"


def _input_scene(record: StepRecord, mark: UnitMark, theme: Theme, hint: str) -> NeuronScene:
    values = record.probe.a[0][:, mark.unit]
    standardised = record.spec.data.standardise
    return NeuronScene(
        mark,
        f"Input {input_label(record, mark.unit)}",
        "as the network gets it" + (", standardised" if standardised else ""),
        None,
        distribution(record, mark.unit, theme),
        (
            Fact("mean", exact(_mean(values))),
            Fact("deviation", exact(float(values.std()))),
            Fact("range", f"{exact(float(values.min()))} … {exact(float(values.max()))}"),
        ),
        "",
        "",
        None,
        (),
        hint,
    )


def _mean(values: Array) -> float:
    """Return the mean; 0 where it is not more than the rounding of its sum."""
    mean = float(values.mean())
    return mean if abs(mean) > 1e-13 * float(np.abs(values).max()) else 0.0
