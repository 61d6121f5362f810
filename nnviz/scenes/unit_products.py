"""The chain rule of one unit as products: (∂C/∂ŷ) · f′(z) · x, once for each of two costs.

With squared error f' stands alone, and a shut unit's f' kills the product. With cross-entropy the
first factor has ŷ (1 - ŷ) below its line, which is f' itself: the two cancel, and ŷ - y is left.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.diagnostics.one_unit import OneUnit, Pass, run
from nnviz.scenes import words
from nnviz.scenes.activation_reading import share
from nnviz.scenes.unit_choice import ENTROPY, SQUARED, UnitChoice
from nnviz.scenes.unit_form import cost_label
from nnviz.scenes.unit_plots import gradient_name, weight_label

Kind: TypeAlias = Literal["error", "slope", "input", "result"]
ERRORS = {
    "half_mse": "ŷ − y",
    "mse": "2 (ŷ − y)",
    "huber": "ŷ − y, cut at ±1",
    ENTROPY: "(ŷ−y) / ŷ(1−ŷ)",
}


class UnitFactor(Struct, frozen=True):
    """One factor.

    Parameters
    ----------
    kind
        What it is: its colour follows from that.
    value, symbol, tip
        "4.540e−5", "f′(z)", and what it means.
    smallest
        Whether it is the smallest of its product.
    struck
        Whether it is not there: it cancels, or is left out.
    """

    kind: Kind
    value: str
    symbol: str
    tip: str
    smallest: bool = False
    struck: bool = False


class UnitProduct(Struct, frozen=True):
    """One product with what comes out, and what that means.

    Parameters
    ----------
    title
        The cost.
    in_use
        Whether the unit learns by it.
    factors
        Empty where the cost does not fit the unit.
    result
        What comes out, and its symbol.
    words
        A sentence.
    """

    title: str
    in_use: bool
    factors: tuple[UnitFactor, ...]
    result: UnitFactor | None
    words: str


def unit_products(choice: UnitChoice) -> tuple[UnitProduct, ...]:
    """Return the product of the cost in use, and of the one to compare it with."""
    unit = choice.unit
    if not unit.f.learns_by_slope:
        return (_backprop_of_threshold(choice), _delta_rule(choice))
    squared = unit if unit.cost != ENTROPY else replace(unit, cost=SQUARED)
    return (_squared(choice, squared), _entropy(choice))


def _squared(choice: UnitChoice, unit: OneUnit) -> UnitProduct:
    found = run(unit)
    factors = _marked(_factors(choice, unit, found))
    return UnitProduct(
        cost_label(unit.cost),
        unit.cost == choice.unit.cost,
        factors,
        _result(choice, unit, found),
        _squared_words(unit, found, factors),
    )


def _factors(choice: UnitChoice, unit: OneUnit, found: Pass) -> tuple[UnitFactor, ...]:
    """Return ∂C/∂ŷ, f′(z) and x (1 for the bias)."""
    factor = unit.factors[choice.index]
    symbol = "1" if choice.index == unit.inputs else weight_label(unit, choice.index)
    lost = unit.slip == "input" and choice.index < unit.inputs
    is_minus = unit.slip == "minus"
    return (
        UnitFactor(
            "error",
            words.number(found.error),
            ERRORS[unit.cost],
            "How wrong the output is, and which way: ∂C/∂ŷ.",
        ),
        UnitFactor(
            "slope",
            words.number(found.slope),
            "ŷ(1 − ŷ)" if is_minus else "f′(z)",
            "How far ŷ follows z: ∂ŷ/∂z, the slope of the activation.",
        ),
        UnitFactor(
            "input",
            words.exact(factor),
            symbol.replace("w", "x"),
            "How far z follows the weight: ∂z/∂w, the input (1 for the bias).",
            struck=lost,
        ),
    )


def _marked(factors: tuple[UnitFactor, ...]) -> tuple[UnitFactor, ...]:
    """Mark the smallest of the factors that are there."""
    there = [factor for factor in factors if not factor.struck]
    least = min(there, key=lambda factor: _size(factor.value))
    return tuple(replace(factor, smallest=factor is least) for factor in factors)


def _size(text: str) -> float:
    return abs(float(text.replace(words.MINUS, "-").replace(",", "").replace("∞", "inf")))


def _result(choice: UnitChoice, unit: OneUnit, found: Pass) -> UnitFactor:
    index = choice.index
    value = found.delta * (1.0 if unit.slip == "input" else unit.factors[index])
    return UnitFactor(
        "result",
        words.number(value),
        gradient_name(unit, index),
        "The gradient: by how much the cost grows where the weight does.",
    )


def _squared_words(unit: OneUnit, found: Pass, factors: tuple[UnitFactor, ...]) -> str:
    if unit.slip == "minus":
        return (
            "Slip: ŷ = 1 / (1 + e^z) falls with z, so its slope is −ŷ(1 − ŷ); with the sign lost"
            " every step goes uphill."
        )
    if unit.slip == "input":
        return (
            "Slip: without x every weight moves alike, one with a silent input too, and one with a"
            " negative input the wrong way."
        )
    ability = float(unit.f.ability(np.array([found.slope]))[0])
    through = f"f′ lets {share(min(1.0, ability))} of the error through"
    smallest = next(factor.kind for factor in factors if factor.smallest)
    if found.error == 0.0:
        return "The output is right: no error, no gradient."
    if found.slope == 0.0:
        return "f′ is 0 here: whatever the error, nothing comes through. The unit is dead."
    if smallest == "slope" and ability < 0.05:
        return f"{through}: wrong or not, the unit hardly moves. That is saturation."
    if smallest == "input":
        return f"{through}; the input is small, so this weight has little to do with it."
    return f"{through}."


def _entropy(choice: UnitChoice) -> UnitProduct:
    title = cost_label(ENTROPY)
    unit = choice.unit
    if unit.activation != "sigmoid":
        label = unit.f.label
        why = f"Cross-entropy needs a probability, as the sigmoid gives: it does not fit {label}."
        return UnitProduct(title, False, (), None, why)
    target = min(1.0, max(0.0, unit.target))
    unit = replace(unit, cost=ENTROPY, target=target)
    found = run(unit)
    error, slope, factor = _factors(choice, unit, found)
    told = "ŷ(1 − ŷ) is f′(z) itself: the two cancel, and ŷ − y is left, however shut the unit is."
    if unit.slip == "minus":
        told = (
            "Slip: the slope is −ŷ(1 − ŷ), so the two cancel but for the sign; with it lost every"
            " step goes uphill here, too."
        )
    if target != choice.unit.target:
        told = f"For target {words.exact(target)}, as it must lie between 0 and 1. {told}"
    factors = (replace(error, struck=True), replace(slope, struck=True), _left(found), factor)
    return UnitProduct(
        title,
        choice.unit.cost == ENTROPY,
        factors,
        _result(choice, unit, found),
        told,
    )


def _left(found: Pass) -> UnitFactor:
    return UnitFactor(
        "error", words.number(found.delta), "ŷ − y", "What is left of the first two: ∂C/∂z."
    )


def _backprop_of_threshold(choice: UnitChoice) -> UnitProduct:
    unit, found = choice.unit, run(choice.unit)
    factors = _marked(_factors(choice, unit, found))
    name = weight_label(unit, choice.index)
    result = UnitFactor("result", "0", f"∂C/∂{name}", "The gradient is 0 wherever it exists.")
    told = "A step has no slope: f′ is 0 everywhere, so backpropagation has nothing to pass back."
    return UnitProduct("backpropagation", False, factors, result, told)


def _delta_rule(choice: UnitChoice) -> UnitProduct:
    unit, found = choice.unit, run(choice.unit)
    error, slope, factor = _factors(choice, unit, found)
    told = "The delta rule leaves f′ out and goes by ŷ − y alone; right answers change nothing."
    factors = (error, replace(slope, struck=True), factor)
    return UnitProduct("delta rule", True, factors, _result(choice, unit, found), told)
