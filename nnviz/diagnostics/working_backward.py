"""The operations on the way back: delta with its two factors, dC/dW and dC/db."""

from __future__ import annotations

import numpy as np

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.working import (
    Lens,
    Line,
    Place,
    Word,
    Working,
    amber,
    figure,
    first,
    result,
    rule_note,
    rule_words,
    setting,
    short,
    slope,
    sum_of,
    sum_of_products,
    terms_of,
    words,
)

_PRIME = r"{\prime}"


def delta(lens: Lens, layer: int, unit: int) -> Working:
    """One unit's delta in a hidden layer: what comes back through the weights, times f'(z)."""
    after, here = lens.delta(layer + 1), lens.delta(layer)
    value = float(here.values[unit])
    rule = lens.network.rule
    lines = _hidden_batch(lens, layer, unit) if lens.sample is None else (
        _hidden_sample(lens, layer, unit)
    )  # fmt: skip
    name = f"{layer}.{unit + 1}"
    weight = "B" if rule.random else "W"
    passed = "δ" if rule.local_slope == rule.passed_slope else "∂C/∂a"
    tail = f" × f′(z {name})" if rule.local_slope else ""
    plain = f"δ {name} = (Σ {passed} {layer + 1}.k × {weight}{layer + 1}[{unit}, k]){tail}"
    return Working(
        Place(layer, unit), _hidden_latex(lens, layer), plain, lines, value,
        _hidden_note(lens, layer, unit), (after, here), layer + 1,
    )  # fmt: skip


def _hidden_latex(lens: Lens, layer: int) -> str:
    rule, after = lens.network.rule, layer + 1
    passed = r"\delta" if rule.local_slope == rule.passed_slope else "e"
    weight = "B" if rule.random else "W"
    s = "s" if lens.sample is None else ""
    back = (
        rf"\bigl(\sum_k {passed}^{{[{after}]}}_{{{s}k}}\,"
        rf" {weight}^{{[{after}]}}_{{jk}}\bigr)"
    )
    factor = rf"\cdot {amber(rf'f^{_PRIME}(z^{{[{layer}]}}_{{{s}j}})')}" if rule.local_slope else ""
    summed = r"\sum_s " if lens.sample is None else ""
    return rf"\delta^{{[{layer}]}}_j = {summed}{back} {factor}"


def _hidden_sample(lens: Lens, layer: int, unit: int) -> tuple[Line, ...]:
    """Two lines: what comes back, and that times f'."""
    tape, network, sample = lens.tape, lens.network, lens.sample
    rule = network.rule
    back = network.feedback if rule.random and network.feedback is not None else lens.params
    passed = tape.delta if rule.local_slope == rule.passed_slope else tape.error
    error = float(tape.error[layer][sample, unit])
    value = float(tape.delta[layer][sample, unit])
    terms = terms_of(passed[layer + 1][sample], back.W[layer + 1][unit])
    if not rule.local_slope:
        return (words(*sum_of_products(terms), " = ", result(value)),)
    factor = float(tape.slope[layer][sample, unit])
    return (
        words(*sum_of_products(terms), " = ", first(error)),
        words(f"{first(error)} × ", slope(factor), " = ", result(value)),
    )


def _hidden_batch(lens: Lens, layer: int, unit: int) -> tuple[Line, ...]:
    """Each sample's error times its f', summed."""
    tape, value = lens.tape, float(lens.tape.delta[layer][:, unit].sum())
    error, factor = tape.error[layer][:, unit], tape.slope[layer][:, unit]
    local = lens.network.rule.local_slope
    terms = terms_of(error, factor) if local else terms_of(error)
    return (words(*sum_of_products(terms, slope_at=1), " = ", result(value)),)


def _hidden_note(lens: Lens, layer: int, unit: int) -> str:
    network = lens.network
    if not network.rule.local_slope:
        return f"{rule_words(lens)} f′ is left out."
    name = f"{layer}.{unit + 1}"
    ability = network.activations[layer - 1].ability(lens.tape.slope[layer])[:, unit]
    if lens.sample is not None:
        share = 100.0 * float(ability[lens.sample])
        told = f"What comes back from layer {layer + 1}, times f′: unit {name} lets {share:.3g} %"
        return f"{told} of it through.{rule_note(lens)}"
    return (
        f"Summed {lens.whose}, each with its own f′: unit {name} is"
        f" {100.0 * float(ability.mean()):.3g} % open on average.{rule_note(lens)}"
    )


def weight(lens: Lens, layer: int, row: int, unit: int) -> Working:
    """dC/dW of one weight: what it multiplies, times delta."""
    before, here = lens.before(layer), lens.delta(layer)
    entry, deltas = lens.tape.a[layer - 1][:, row], lens.tape.delta[layer][:, unit]
    latex = rf"a^{{[{layer - 1}]}}_i\, \delta^{{[{layer}]}}_j"
    name = f"W{layer}[{row}, {unit}]"
    plain = f"∂C/∂{name} = a {layer - 1}.{row + 1} × δ {layer}.{unit + 1}"
    value = float(lens.record.gradients.W[layer][row, unit])
    if lens.sample is not None:
        share = float(entry[lens.sample] * deltas[lens.sample])
        line = words(
            f"{first(entry[lens.sample])} × {figure(deltas[lens.sample])} = ", result(share)
        )
        note = f"This sample's part of ∂C/∂{name} = {number(value)} {_whole(lens)}."
        value = share
    else:
        latex = rf"\sum_s {latex}"
        tail, extra = _regulariser(lens, layer, row, unit)
        latex += extra
        line = words(*sum_of_products(terms_of(entry, deltas)), *tail, " = ", result(value))
        note = f"Summed {lens.whose}; 1/N is inside δ." if lens.network.loss.mean else ""
    head = rf"\frac{{\partial C}}{{\partial W^{{[{layer}]}}_{{ij}}}} = "
    return Working(
        Place(layer, unit, row), head + latex, plain, (line,), value,
        f"{note}{rule_note(lens)}", (before, here), layer,
    )  # fmt: skip


def _whole(lens: Lens) -> str:
    regular = " and the regulariser" if lens.network.l1 or lens.network.l2 else ""
    return f"over the {lens.samples} samples{regular}"


def _regulariser(lens: Lens, layer: int, row: int, unit: int) -> tuple[list[str | Word], str]:
    network, w = lens.network, float(lens.params.W[layer][row, unit])
    tail: list[str | Word] = []
    latex = ""
    if network.l2:
        tail.append(f" + {short(network.l2)} × {figure(w)}")
        latex += r" + \lambda_2 W_{ij}"
    if network.l1:
        tail.append(f" + {short(network.l1)} × {setting(float(np.sign(w)))}")
        latex += r" + \lambda_1\,\mathrm{sign}\,W_{ij}"
    return tail, latex


def bias(lens: Lens, layer: int, unit: int) -> Working:
    """dC/db of one bias: its unit's delta, for it multiplies 1."""
    here = lens.delta(layer)
    value = float(here.values[unit])
    latex = rf"\delta^{{[{layer}]}}_j"
    name = f"b{layer}[{unit}]"
    if lens.sample is not None:
        line = words("1 × ", figure(value), " = ", result(value))
        whole = number(float(lens.record.gradients.b[layer][unit]))
        note = f"A bias multiplies 1. This is one sample's part of ∂C/∂{name} = {whole}."
    else:
        latex = rf"\sum_s {latex}"
        terms = sum_of(terms_of(lens.tape.delta[layer][:, unit]), figure)
        line = words(*terms, " = ", result(value))
        note = f"A bias multiplies 1, so its gradient is δ, summed {lens.whose}."
    head = rf"\frac{{\partial C}}{{\partial b^{{[{layer}]}}_j}} = "
    plain = f"∂C/∂{name} = {'Σ ' if lens.sample is None else ''}δ {layer}.{unit + 1}"
    row = lens.network.units[layer - 1]
    return Working(
        Place(layer, unit, row), head + latex, plain, (line,), value,
        f"{note}{rule_note(lens)}", (here,),
    )  # fmt: skip
