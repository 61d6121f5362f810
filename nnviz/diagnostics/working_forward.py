"""The operations on the way forward: the batch enters, z, a, and the cost."""

from __future__ import annotations

import numpy as np

from nnviz.diagnostics.figures import number
from nnviz.diagnostics.working import (
    Lens,
    Place,
    Seen,
    Word,
    Working,
    figure,
    first,
    result,
    short,
    sum_of,
    sum_of_products,
    terms_of,
    words,
)
from nnviz.diagnostics.working_cost import LOSS_LATEX, loss_words
from nnviz.nn.arrays import Array

_F_LATEX = {
    "sigmoid": r"\frac{1}{1+e^{-z}}",
    "tanh": r"\tanh z",
    "linear": "z",
    "relu": r"\max(0,\,z)",
    "leaky_relu": r"\max(0.01\,z,\;z)",
    "elu": r"z \;\; (z>0),\quad e^{z}-1 \;\; (z\leq 0)",
    "softplus": r"\ln(1+e^{z})",
    "silu": r"\frac{z}{1+e^{-z}}",
    "gelu": r"z\,\Phi(z)",
    "threshold": r"1 \;\; (z>0),\quad 0 \;\; (z\leq 0)",
    "softmax": r"\frac{e^{z_j}}{\sum_k e^{z_k}}",
}


def enters(lens: Lens, unit: int) -> Working:
    """The samples enter: a[0] = X."""
    values = lens.mean(lens.tape.a[0])
    value = float(values[unit])
    of_batch = lens.sample is None
    latex = r"\bar a^{[0]}_i = \frac1N\sum_s x_{si}" if of_batch else "a^{[0]}_i = x_i"
    if lens.sample is None:
        column = lens.tape.a[0][:, unit]
        terms = sum_of(terms_of(column), figure)
        line = words("(", *terms, f") / {lens.samples} = ", result(value))
    else:
        target = ", ".join(short(t) for t in lens.record.batch.y[lens.sample, :6].tolist())
        told = Word(f"target T = {target},   ", "quiet")
        line = words(told, f"input {unit + 1} = ", result(value))
    note = (
        f"{lens.samples} samples of the training part enter; their means are shown."
        if of_batch
        else "One sample of the batch enters; its inputs are the activations of layer 0."
    )
    return Working(
        Place(0, unit), latex, f"a[0] = X, input {unit + 1}", (line,), value, note,
        (Seen(0, "x", values),),
    )  # fmt: skip


def pre_activation(lens: Lens, layer: int, unit: int) -> Working:
    """The pre-activation z = a W + b of one unit; means over a batch obey the same formula."""
    before = lens.before(layer)
    z = Seen(layer, "z", lens.mean(lens.tape.z[layer]))
    weights, bias = lens.params.W[layer][:, unit], float(lens.params.b[layer][unit])
    value = float(z.values[unit])
    bar = r"\bar " if lens.sample is None else ""
    latex = (
        rf"{bar}z^{{[{layer}]}}_j = \sum_i {bar}a^{{[{layer - 1}]}}_i\, W^{{[{layer}]}}_{{ij}}"
        rf" + b^{{[{layer}]}}_j"
    )
    line = words(
        *sum_of_products(terms_of(before.values, weights)), f" + {figure(bias)} = ", result(value)
    )
    inputs = "1 input" if len(weights) == 1 else f"{len(weights)} inputs"
    name = f"{layer}.{unit + 1}"
    note = f"Unit {name} weighs its {inputs} and adds its bias, the last number" + (
        "; z is linear in them, so the means of the batch obey the same formula."
        if lens.sample is None
        else "."
    )
    plain = f"z {name} = Σ a {layer - 1}.i × W{layer}[i, {unit}] + b{layer}[{unit}]"
    return Working(Place(layer, unit), latex, plain, (line,), value, note, (before, z), layer)


def activation(lens: Lens, layer: int, unit: int) -> Working:
    """The activation a = f(z) of one unit."""
    f = lens.network.activations[layer - 1]
    a = Seen(layer, "a", lens.mean(lens.tape.a[layer]))
    value = float(a.values[unit])
    z = lens.tape.z[layer][:, unit]
    name = f"{layer}.{unit + 1}"
    formula = f"f(z) = {_F_LATEX[f.name]}"
    latex = rf"a^{{[{layer}]}}_j = f(z^{{[{layer}]}}_j),\quad {formula}"
    if lens.sample is None:
        latex = rf"\bar a^{{[{layer}]}}_j = \frac1N\sum_s f(z_{{sj}}),\quad {formula}"
        terms = sum_of(terms_of(z), lambda one: f"f({number(one)})")
        line = words("(", *terms, f") / {lens.samples} = ", result(value))
    elif f.elementwise:
        line = words(f"f({first(z[lens.sample])}) = ", result(value))
    else:
        line = _softmax_line(lens, unit, value)
    note = _activation_note(lens, layer, unit)
    plain = f"a {name} = f(z {name}), f(z) = {f.formula}"
    return Working(Place(layer, unit), latex, plain, (line,), value, note, (a,))


def _softmax_line(lens: Lens, unit: int, value: float) -> tuple[Word, ...]:
    """The share of e^z in the sum, all shifted by the largest z, as it is computed."""
    z = lens.tape.z[-1][lens.sample or 0]
    powers = np.exp(z - z.max())
    total = sum_of(terms_of(powers), number)
    return words(f"{number(float(powers[unit]))} / (", *total, ") = ", result(value))


def _activation_note(lens: Lens, layer: int, unit: int) -> str:
    f = lens.network.activations[layer - 1]
    if not f.learns_by_slope:
        return "A threshold unit answers 0 or 1; its f′ is 0 everywhere."
    slopes = lens.mean(lens.tape.slope[layer])
    ability = float(f.ability(np.abs(slopes))[unit])
    of = "f′ here is" if lens.sample is not None else "on the batch f′ is on average"
    return (
        f"{f.label}: {of} {number(float(slopes[unit]))}, {100.0 * ability:.3g} % of its largest"
        " value: this much of an error will get back through the unit."
    )


def cost(lens: Lens, unit: int) -> Working:
    """The cost: of one sample, or of the batch with the regulariser."""
    record, network = lens.record, lens.network
    loss, a, y = network.loss, lens.tape.outputs, record.batch.y
    each = loss.per_sample(a, lens.tape.z[-1], y)
    seen = (Seen(network.depth, "a", lens.mean(a)),)
    place = Place(network.depth, unit)
    latex = LOSS_LATEX[loss.name]
    if lens.sample is not None:
        value = float(each[lens.sample])
        told = loss_words(loss.name, a[lens.sample], y[lens.sample])
        line = words(*told, " = ", result(value))
        share = "is added to those of the others" if not loss.mean else "counts 1/N"
        note = (
            f"The cost of this sample; in the batch's cost, {number(record.cost)}, it {share}"
            f" (N = {lens.samples})."
        )
        plain = f"C of the sample = {loss.formula}"
        return Working(place, f"C_s = {latex}", plain, (line,), value, note, seen)
    return _cost_of_batch(lens, place, latex, each, seen)


def _cost_of_batch(
    lens: Lens, place: Place, latex: str, each: Array, seen: tuple[Seen, ...]
) -> Working:
    record, network = lens.record, lens.network
    penalty = network.penalty(record.params)
    mean = network.loss.mean
    summed = rf"\frac1N\sum_s {latex}" if mean else rf"\sum_s {latex}"
    extra = r" + \lambda_1\sum|w| + \frac{\lambda_2}{2}\sum w^2" if penalty else ""
    over = f") / {lens.samples}" if mean else ")"
    tail = [f" + {number(penalty)}"] if penalty else []
    line = words("(", *sum_of(terms_of(each), figure), over, *tail, " = ", result(record.cost))
    note = "The mean over the batch" if mean else "The sum over the batch"
    note += "; the last number is the regulariser's." if penalty else "."
    plain = f"C = {'mean' if mean else 'sum'} of {network.loss.formula}"
    return Working(place, f"C = {summed}{extra}", plain, (line,), record.cost, note, seen)
