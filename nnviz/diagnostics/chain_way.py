"""The factors of one sample's products, named, along any path from a weight to the cost.

Which factors there are is the backward rule's: one may leave f' out, or pass the error on through
random weights. The largest paths are found from the cost back, the sum over all of them forwards.
"""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Literal, TypeAlias

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.largest_paths import Tails
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.nn.network import Network, Tape
from nnviz.nn.parameters import Parameters

Kind: TypeAlias = Literal["error", "slope", "weight", "input"]
MOST_PATHS = 10


class Factor(Struct, frozen=True):
    """One factor of a product.

    Parameters
    ----------
    kind
        "error" (dC/da or, where a derivative has cancelled, dC/dz), "slope" (f'), "weight", or
        "input" (the activation that the weight multiplies; 1 for a bias).
    symbol
        As it stands in the formula: "f′(z 2.1)".
    derivative
        What it is the derivative of, short: "∂a 2.1/∂z 2.1".
    meaning
        The same in words.
    value
        Its number.
    passes
        For a slope: what share of the error it lets through, |f'| / sup|f'|; else None.
    """

    kind: Kind
    symbol: str
    derivative: str
    meaning: str
    value: float
    passes: float | None = None


class Path(Struct, frozen=True):
    """One way from a weight to the cost.

    Parameters
    ----------
    units
        The unit passed in every layer, from the weight's own to the output.
    factors
        From the cost back to the weight, as in the formula of `chain_rule`.
    value
        Their product.
    """

    units: tuple[int, ...]
    factors: tuple[Factor, ...]
    value: float

    @property
    def tightest(self) -> Factor:
        """The slope that lets the smallest share through; where there is none, the first factor."""
        slopes = [factor for factor in self.factors if factor.passes is not None]
        return min(slopes, key=_passes, default=self.factors[0])


class Way:
    """The factors of one sample, by the run's backward rule."""

    def __init__(self, record: StepRecord, sample: int) -> None:
        self.network: Network = record.problem.network
        self.tape: Tape = record.tape
        self.sample = sample
        rule, network = self.network.rule, self.network
        back: Parameters = record.params
        if rule.random and network.feedback is not None:
            back = network.feedback
        self.W = back.W
        self.depth = network.depth
        self.cancelled = self._derivative_cancelled()

    def _derivative_cancelled(self) -> bool:
        """Whether the output layer's delta is not error times slope, unit by unit."""
        last = self.network.activations[-1]
        paired = self.network.loss.paired == last.name
        return paired or not last.elementwise

    def _output(self, local: bool) -> Array:
        """Return what the output layer starts with: delta for its own update, or passed on."""
        rule, tape = self.network.rule, self.tape
        passed_is_delta = rule.local_slope == rule.passed_slope
        source = tape.delta if local or passed_is_delta else tape.error
        row: Array = source[-1][self.sample]
        return row

    def slope(self, layer: int, local: bool) -> Array:
        """Return the factors f' (or 1, by the rule) of a hidden layer's units."""
        rule, slope = self.network.rule, self.tape.slope[layer][self.sample]
        applies = rule.local_slope if local else rule.passed_slope
        return slope if applies else np.ones_like(slope)

    def sum_over_paths(self, layer: int, column: int) -> float:
        """Return the sum over all paths, without the input factor, from the weight forwards."""
        if layer == self.depth:
            return float(self._output(local=True)[column])
        reach = np.zeros(self.network.units[layer])
        reach[column] = self.slope(layer, local=True)[column]
        for level in range(layer + 1, self.depth + 1):
            reach = reach @ self.W[level]
            if level < self.depth:
                reach = reach * self.slope(level, local=False)
        return float(reach @ self._output(local=False))

    def largest_paths(self, layer: int, column: int) -> list[tuple[int, ...]]:
        """Return the units of the largest paths from a unit to the outputs."""
        if layer == self.depth:
            return [(column,)]
        tails = Tails.of_outputs(np.abs(self._output(local=False)))
        for level in range(self.depth - 1, layer - 1, -1):
            reach = np.abs(self.W[level + 1])
            slopes = np.abs(self.slope(level, local=level == layer))
            if level == layer:
                reach, slopes = reach[column : column + 1], slopes[column : column + 1]
            tails = tails.extended(reach * slopes[:, None], MOST_PATHS)
        return [(column, *units) for units in tails.units_from(0)]

    def path(self, layer: int, row: int, units: tuple[int, ...]) -> Path:
        """Return a path with all its factors named, from the cost back to the weight."""
        own = layer == self.depth
        factors = [*self._output_factors(units[-1], local=own)]
        for level in range(self.depth - 1, layer - 1, -1):
            here, after = units[level - layer], units[level - layer + 1]
            factors.append(self._weight(level + 1, here, after))
            factors.extend(self._slope_factor(level, here, local=level == layer))
        factors.append(self._input(layer, row, units[0]))
        value = reduce(mul, (factor.value for factor in factors), 1.0)
        return Path(units, tuple(factors), value)

    def _output_factors(self, unit: int, local: bool) -> list[Factor]:
        name, rule = f"{self.depth}.{unit + 1}", self.network.rule
        applies = rule.local_slope if local else rule.passed_slope
        if self.cancelled or not self.network.activations[-1].learns_by_slope:
            value = float(self._output(local)[unit])
            symbol = f"∂C/∂z {name}"
            return [Factor("error", symbol, symbol, _cancelled_words(self.network), value)]
        error = float(self.tape.error[-1][self.sample, unit])
        symbol = f"∂C/∂a {name}"
        found = [Factor("error", symbol, symbol, "the cost by the output", error)]
        if applies:
            found.append(self._named_slope(self.depth, unit))
        return found

    def _slope_factor(self, layer: int, unit: int, local: bool) -> list[Factor]:
        rule = self.network.rule
        applies = rule.local_slope if local else rule.passed_slope
        return [self._named_slope(layer, unit)] if applies else []

    def _named_slope(self, layer: int, unit: int) -> Factor:
        value = float(self.tape.slope[layer][self.sample, unit])
        activation = self.network.activations[layer - 1]
        name = f"{layer}.{unit + 1}"
        meaning = f"the activation of unit {name} by its z"
        passes = abs(value) / activation.sup_slope if activation.learns_by_slope else None
        return Factor("slope", f"f′(z {name})", f"∂a {name}/∂z {name}", meaning, value, passes)

    def _weight(self, layer: int, row: int, column: int) -> Factor:
        random = self.network.rule.random
        letter = "B" if random else "W"
        meaning = (
            f"fixed random weight in place of W{layer}[{row}, {column}]"
            if random
            else f"z of unit {layer}.{column + 1} by the activation of unit {layer - 1}.{row + 1}"
        )
        value = float(self.W[layer][row, column])
        derivative = f"∂z {layer}.{column + 1}/∂a {layer - 1}.{row + 1}"
        return Factor("weight", f"{letter}{layer}[{row}, {column}]", derivative, meaning, value)

    def _input(self, layer: int, row: int, column: int) -> Factor:
        value, z = float(self.tape.with_ones[layer - 1][self.sample, row]), f"{layer}.{column + 1}"
        if row == self.network.units[layer - 1]:
            return Factor("input", "1", f"∂z {z}/∂b", "z by the bias", value)
        name = f"input {row + 1}" if layer == 1 else f"a {layer - 1}.{row + 1}"
        meaning = "z by the weight: what the weight multiplies"
        return Factor("input", name, f"∂z {z}/∂w", meaning, value)


def _passes(factor: Factor) -> float:
    return 1.0 if factor.passes is None else factor.passes


def _cancelled_words(network: Network) -> str:
    """Say why the output layer starts with dC/dz."""
    last = network.activations[-1]
    if network.loss.paired == last.name:
        return f"the cost by z: with {network.loss.label} f′ cancels, output − target is left"
    if not last.elementwise:
        return "the cost by z, through all outputs: softmax has no f′ of one unit alone"
    return "target and output alone: the delta rule has no f′"
