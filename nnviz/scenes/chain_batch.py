"""The gradient on the batch: what each of its samples adds, the largest first."""

from __future__ import annotations

from nnviz.diagnostics.chain_rule import WeightGradient, weight_gradient
from nnviz.engine.record import StepRecord
from nnviz.scenes import words
from nnviz.scenes.chain_product import SHOWN, Product, Row, bar, same
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.palette import Theme

_REGULARISER = r" + \frac{\partial R}{\partial w}"


def product_of_batch(record: StepRecord, mark: WeightMark, theme: Theme, most: int) -> Product:
    """Return the samples of a gradient, the `most` largest."""
    found = weight_gradient(record, mark.layer, mark.row, mark.column)
    order = found.largest[:most].tolist()
    largest = abs(float(found.contributions[order[0]])) or 1.0
    rows = []
    for row in order:
        value = float(found.contributions[row])
        text, share = words.number(value), value / largest
        rows.append(Row(row, f"sample {row + 1}", text, share, bar(value, theme), False))
    samples = len(found.contributions)
    mean = record.problem.network.loss.mean
    return Product(
        words.number(found.engine),
        r"\frac{\partial C}{\partial w} = "
        + (r"\frac1N" if mean else "")
        + r"\sum_s \frac{\partial C_s}{\partial w}"
        + (_REGULARISER if found.regulariser else ""),
        (),
        "",
        f"what each of the {words.count(samples)} samples adds, the largest first",
        tuple(rows),
        _other_samples(found, order),
        samples > SHOWN,
        same(_whole(found, samples), found.total, found.engine),
    )


def _other_samples(found: WeightGradient, order: list[int]) -> str:
    left = len(found.contributions) - len(order)
    if left == 0:
        return ""
    rest = float(found.contributions.sum() - found.contributions[order].sum())
    return f"the other {words.count(left)} add {words.number(rest)}"


def _whole(found: WeightGradient, samples: int) -> str:
    if not found.regulariser:
        return f"sum of all {words.count(samples)}"
    return f"with the regulariser's {words.number(found.regulariser)}:"
