"""The form of the lab Neuron: the unit, its sample, and how it learns."""

from __future__ import annotations

from typing import Any

from nnviz.diagnostics.one_unit import MOST_INPUTS
from nnviz.diagnostics.race import RaceSettings, fits
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.losses import LOSSES
from nnviz.scenes.experiment_choices import Choice
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.lab_form import FormHeading, FormRow
from nnviz.scenes.slide import Slide
from nnviz.scenes.unit_choice import ENTROPY, UnitChoice
from nnviz.scenes.words import subscript

MOST = 1000.0  # of weights, inputs and targets that can be typed
MOST_RATE = 1e4
RATES = (1e-3, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
COSTS = ("half_mse", "mse", "huber", ENTROPY)
SLIPS = (
    Choice("none", "none", "As it should be."),
    Choice("minus", "minus sign lost", "ŷ = 1 / (1 + e^z) in place of 1 / (1 + e^−z)"),
    Choice("input", "factor x lost", "∂C/∂w = (ŷ − y) f′(z) in place of (ŷ − y) f′(z) x"),
)


def unit_rows(choice: UnitChoice) -> tuple[FormRow, ...]:
    """Return the rows for one unit."""
    unit = choice.unit
    return (
        FormHeading("Unit", "z = Σ w x + b, ŷ = f(z)"),
        _choice("activation", "f", unit.activation, _activations(), "The activation ŷ = f(z)."),
        _number("inputs", "Inputs", unit.inputs, (1, MOST_INPUTS), "How many inputs it has."),
        *_weights(choice),
        _slide("b", "b", unit.b, (-12.0, 12.0), "The bias: z = Σ w x + b."),
        FormHeading("Sample", "What it sees, and what it should answer."),
        *_inputs(choice),
        _target(choice),
        FormHeading("Learning", "w ← w − η ∂C/∂w"),
        _choice("cost", "Cost", unit.cost, _costs(unit.activation), "What ŷ is judged by."),
        _rate(choice),
        _switch(
            "no_rate", "No rate", choice.no_rate,
            "As in textbook code: no rate at all, which is a rate of 1, and errors summed over"
            " the samples, not averaged. With one sample sum and mean are the same.",
        ),
        _switch("learns_bias", "b learns", unit.learns_bias, "Let the bias move as well."),
        _choice("slip", "Slip", unit.slip, _slips(unit.activation), _SLIP_TIP),
    )  # fmt: skip


_SLIP_TIP = "A mistake that explanations are found with, made on purpose: see what it does."


def race_rows(settings: RaceSettings) -> tuple[FormRow, ...]:
    """Return the rows for the race."""
    return (
        FormHeading("Every lane", "One unit with one input each; the bias is 0 and stays."),
        _slide("start", "Start w", settings.start, (-12.0, 12.0), "Where every weight begins."),
        _slide("x", "x", settings.x, (-4.0, 4.0), "The input."),
        _slide("target", "Target y", settings.target, (0.0, 1.0), "What it should answer.", most=1),
        _rate_field(settings.rate),
    )


def _weights(choice: UnitChoice) -> list[FormRow]:
    unit = choice.unit
    tip = "A weight: z = Σ w x + b."
    return [
        _slide(f"w{k}", _indexed("w", k, unit.inputs), value, (-12.0, 12.0), tip)
        for k, value in enumerate(unit.w, start=1)
    ]


def _inputs(choice: UnitChoice) -> list[FormRow]:
    unit = choice.unit
    tip = "An input: the factor that ∂C/∂w has from z = Σ w x + b."
    return [
        _slide(f"x{k}", _indexed("x", k, unit.inputs), value, (-4.0, 4.0), tip)
        for k, value in enumerate(unit.x, start=1)
    ]


def _indexed(letter: str, place: int, count: int) -> str:
    return letter if count == 1 else letter + subscript(place)


def _target(choice: UnitChoice) -> Slide:
    unit = choice.unit
    within = (0.0, 1.0) if unit.cost == ENTROPY else (-MOST, MOST)
    low = 0.0 if unit.f.bounds[0] == 0.0 else -1.0
    tip = "What the unit should answer: y."
    field = Field(
        "target", "Target y", tip, "number", unit.target, False, low=within[0], high=within[1]
    )
    return Slide(field, low, 1.0)


def _rate(choice: UnitChoice) -> Field:
    return _rate_field(choice.run.rate)


def _rate_field(rate: float) -> Field:
    tip = "How long a step is: η in w ← w − η ∂C/∂w."
    return Field(
        "rate", "Rate η", tip, "number", rate, False, low=0.0, high=MOST_RATE, above=True,
        offered=RATES,
    )  # fmt: skip


def _activations() -> tuple[Choice, ...]:
    return tuple(
        Choice(one.name, one.label, f"f(z) = {one.formula}")
        for one in ACTIVATIONS.values()
        if one.elementwise
    )


def _costs(activation: str) -> tuple[Choice, ...]:
    why = f"needs the sigmoid: {ACTIVATIONS[activation].label} gives no probability"
    return tuple(
        Choice(
            name, _COST_LABELS.get(name, LOSSES[name].label), LOSSES[name].formula,
            "" if fits(name, activation) else why,
        )
        for name in COSTS
    )  # fmt: skip


_COST_LABELS = {"half_mse": "½ squared error", "mse": "squared error", ENTROPY: "cross-entropy"}


def cost_label(name: str) -> str:
    """Return a cost's name where there is one sample only."""
    return _COST_LABELS.get(name, LOSSES[name].label)


def _slips(activation: str) -> tuple[Choice, ...]:
    why = "needs the sigmoid: only it has an exponent"
    return tuple(
        Choice(one.value, one.label, one.tip, why)
        if one.value == "minus" and activation != "sigmoid"
        else one
        for one in SLIPS
    )


def _choice(name: str, label: str, value: str, choices: tuple[Choice, ...], tip: str) -> Field:
    return Field(name, label, tip, "choice", value, False, choices=choices)


def _number(name: str, label: str, value: float, limits: tuple[float, float], tip: str) -> Field:
    return Field(name, label, tip, "whole", value, False, low=limits[0], high=limits[1])


def _switch(name: str, label: str, value: bool, tip: str) -> Field:
    return Field(name, label, tip, "switch", value, False)


def _slide(
    name: str,
    label: str,
    value: Any,
    ends: tuple[float, float],
    tip: str,
    most: float = MOST,
) -> Slide:
    low = -most if ends[0] < 0.0 else 0.0
    field = Field(name, label, tip, "number", value, False, low=low, high=most)
    return Slide(field, *ends)
