"""The output layer's delta, dC/dz: each pairing of a cost and an activation has its own way.

Where they are paired f' cancels; a threshold unit has none; for the others delta is how wrong the
output is times f', which for a sigmoid is the textbook's O(1 - O)(T - O) with its sign turned.
"""

from __future__ import annotations

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.working import (
    Lens,
    Line,
    Place,
    Word,
    Working,
    amber,
    first,
    result,
    rule_note,
    rule_words,
    setting,
    slope,
    sum_of_products,
    terms_of,
    words,
)


def output_delta(lens: Lens, unit: int) -> Working:
    """The output layer's delta, dC/dz: each pairing of cost and activation has its own way."""
    depth = lens.network.depth
    here = lens.delta(depth)
    value = float(here.values[unit])
    latex, plain, lines, note = _output_case(lens, unit, value)
    name = f"{depth}.{unit + 1}"
    return Working(
        Place(depth, unit), rf"\delta^{{[{depth}]}}_j = {latex}", f"δ {name} = {plain}", lines,
        value, note, (here,),
    )  # fmt: skip


_Case = tuple[str, str, tuple[Line, ...], str]


def _output_case(lens: Lens, unit: int, value: float) -> _Case:
    network = lens.network
    f, loss = network.activations[-1], network.loss
    if loss.paired == f.name:
        return _paired(lens, unit, value)
    if not f.learns_by_slope:
        latex, plain, words_of = _difference(lens, unit)
        note = (
            "Target − output, with its sign turned: a threshold unit has no f′, so the delta rule"
            " takes it as 1."
        )
        return latex, plain, (words(*words_of, " = ", result(value)),), note
    if not network.rule.local_slope:
        latex, plain, words_of = _difference(lens, unit)
        note = f"{rule_words(lens)} f′ is left out."
        return latex, plain, (words(*words_of, " = ", result(value)),), note
    if not f.elementwise:
        return _through_softmax(lens, unit, value)
    return _error_times_slope(lens, unit, value)


def _difference(lens: Lens, unit: int) -> tuple[str, str, list[Word]]:
    """dC/dO: in LaTeX, plain text, and numbers."""
    name = lens.network.loss.name
    over = r"\frac{1}{N}" if lens.network.loss.mean else ""
    tail = f" / {lens.samples}" if lens.network.loss.mean else ""
    two = "2\\," if name in ("mse", "sum_squares") else ""
    twice = "2 × " if two else ""
    errors = lens.tape.error[-1][:, unit]
    if name in ("hinge", "huber"):
        latex, plain = r"\frac{\partial C}{\partial O}", "∂C/∂O"
    else:
        latex, plain = rf"{over}{two}(O-T)", f"{twice}(O − T){' / N' if tail else ''}"
    if lens.sample is None:
        return rf"\sum_s {latex}", f"Σ {plain}", sum_of_products(terms_of(errors))
    if name in ("hinge", "huber"):
        return latex, plain, [Word(first(float(errors[lens.sample])))]
    o = float(lens.tape.outputs[lens.sample, unit])
    t = float(lens.record.batch.y[lens.sample, unit])
    return latex, plain, [Word(f"{twice}({number(o)} − {setting(t)}){tail}")]


def _paired(lens: Lens, unit: int, value: float) -> _Case:
    """Cross-entropy: f' cancels, output minus target is left."""
    loss, f = lens.network.loss, lens.network.activations[-1]
    tail = f" / {lens.samples}" if loss.mean else ""
    latex, plain = r"\frac{1}{N}(O-T)", "(O − T) / N"
    if lens.sample is None:
        gaps = terms_of(lens.tape.delta[-1][:, unit])
        line = words(*sum_of_products(gaps), " = ", result(value))
        latex, plain = rf"\sum_s {latex}", f"Σ {plain}"
    else:
        o = float(lens.tape.outputs[lens.sample, unit])
        t = float(lens.record.batch.y[lens.sample, unit])
        line = words(f"({number(o)} − {setting(t)}){tail} = ", result(value))
    if not f.elementwise:
        note = "With softmax and its cross-entropy all slopes cancel: output − target is left."
        return latex, plain, (line,), note
    note = (
        f"O output, T target. With {loss.label} ∂C/∂O is (O − T) / (O(1 − O)), f′ is O(1 − O):"
        " f′ cancels, so even a shut output unit learns while it is wrong."
    )
    return latex, plain, (*_cancelling(lens, unit), line), note


def _cancelling(lens: Lens, unit: int) -> tuple[Line, ...]:
    """The two factors that cancel, for one sample."""
    if lens.sample is None:
        return ()
    error = float(lens.tape.error[-1][lens.sample, unit])
    factor = float(lens.tape.slope[-1][lens.sample, unit])
    return (words("∂C/∂O × f′ = ", f"{first(error)} × ", slope(factor)),)


def _through_softmax(lens: Lens, unit: int, value: float) -> _Case:
    """Softmax under another cost: its whole Jacobian, diag(p) - p p^T."""
    latex = r"O_j\bigl(e_j-\sum_k e_k O_k\bigr),\quad e=\frac{\partial C}{\partial O}"
    note = "Every output of softmax depends on every z, so all errors e take part."
    if lens.sample is None:
        terms = terms_of(lens.tape.delta[-1][:, unit])
        line = words(*sum_of_products(terms), " = ", result(value))
        return rf"\sum_s {latex}", "Σ O (e − Σ e O)", (line,), note
    p, e = lens.tape.outputs[lens.sample], lens.tape.error[-1][lens.sample]
    inner = sum_of_products(terms_of(e, p))
    line = words(
        f"{first(p[unit])} × ({first(e[unit])} − (", *inner, ")) = ", result(value)
    )  # fmt: skip
    return latex, "O (e − Σ e O)", (line,), note


ENOUGH = 0.02  # by how much of f' four digits of the output may miss it
_SLOPE_OF_OUTPUT = {"sigmoid": ("O(1-O)", "O(1 − O)"), "tanh": ("(1-O^2)", "(1 − O²)")}


def _error_times_slope(lens: Lens, unit: int, value: float) -> _Case:
    """dC/dO times f': for a sigmoid unit the textbook's O(1 - O)(O - T)."""
    f = lens.network.activations[-1]
    difference, plain, difference_words = _difference(lens, unit)
    of_output, of_output_plain = _SLOPE_OF_OUTPUT.get(f.name, (r"f^{\prime}(z)", "f′(z)"))
    latex = rf"{difference}\cdot {amber(of_output)}"
    plain = f"{plain} × {of_output_plain}"
    note = _output_note(lens, of_output_plain)
    if lens.sample is None:
        terms = terms_of(lens.tape.error[-1][:, unit], lens.tape.slope[-1][:, unit])
        line = words(*sum_of_products(terms, slope_at=1), " = ", result(value))
        return latex, plain, (line,), note
    factor = float(lens.tape.slope[-1][lens.sample, unit])
    product = words(*difference_words, " × ", slope(factor), " = ", result(value))
    return latex, plain, (_slope_line(lens, unit, factor), product), note


def _slope_line(lens: Lens, unit: int, factor: float) -> Line:
    """The output put into f', where its digits suffice; else f' is told to come from z."""
    assert lens.sample is not None
    name = lens.network.activations[-1].name
    if name not in _SLOPE_OF_OUTPUT:
        return words("f′ = ", slope(factor))
    exact = float(lens.tape.outputs[lens.sample, unit])
    o, rounded = number(exact), float(f"{exact:.3e}")
    by_digits = rounded * (1.0 - rounded) if name == "sigmoid" else 1.0 - rounded * rounded
    if abs(by_digits - factor) <= ENOUGH * factor:
        put_in = f"{o} × (1 − {o})" if name == "sigmoid" else f"1 − ({o})²"
        return words(f"f′ = {put_in} = ", slope(factor))
    z = number(float(lens.tape.z[-1][lens.sample, unit]))
    formula = "O(1 − O)" if name == "sigmoid" else "1 − O²"
    return words(f"f′ = {formula} = ", slope(factor), f", from z = {z}: O is {o} rounded")


def _output_note(lens: Lens, of_output: str) -> str:
    network = lens.network
    if network.activations[-1].name == "sigmoid" and network.loss.name == "half_mse":
        times = f" times N = {lens.samples}" if lens.samples > 1 else ""
        return (
            "O − T (output − target) says how wrong it is, f′ = O(1 − O) how far it can still be"
            f" moved: ErrorB = O(1 − O)(T − O) is −δ{times}.{rule_note(lens)}"
        )
    return (
        "The first factor says how wrong the output is, f′"
        f"{'' if of_output.startswith('f') else ' = ' + of_output} how far it can still be moved."
        f"{rule_note(lens)}"
    )
