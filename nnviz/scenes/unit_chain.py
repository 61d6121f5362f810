"""The chain rule of one unit in numbers: its products, and the update of every weight.

Beside each gradient stands the same derivative by a difference of the cost, which knows nothing of
the chain rule: where the two do not agree, a slip was made.
"""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.diagnostics.one_unit import OneUnit, difference, run, stepped
from nnviz.scenes import words
from nnviz.scenes.unit_choice import UnitChoice
from nnviz.scenes.unit_plots import gradient_name, weight_label
from nnviz.scenes.unit_products import UnitProduct, unit_products


class ParameterRow(Struct, frozen=True):
    """A weight or the bias in the table of the update.

    Parameters
    ----------
    index
        Its place in the flat vector.
    cells
        Name, value, gradient, the same by a difference, update, value after.
    agrees
        Whether gradient and difference agree.
    selected
        Whether the pictures are about it.
    """

    index: int
    cells: tuple[str, ...]
    agrees: bool
    selected: bool


class UnitChain(Struct, frozen=True):
    """Both products, the update they make, and what is to be said."""

    products: tuple[UnitProduct, ...]
    head: tuple[str, ...]
    rows: tuple[ParameterRow, ...]
    update: str

    @property
    def text(self) -> str:
        """The table with tabs, to be copied."""
        return "\n".join("\t".join(cells) for cells in (self.head, *(r.cells for r in self.rows)))


def unit_chain(choice: UnitChoice) -> UnitChain:
    """Return the chain rule for the selected weight, and the update of all."""
    unit = choice.unit
    after = stepped(unit, choice.run.rate)
    gradient = run(unit).gradient
    rows = tuple(_row(choice, k, float(gradient[k]), after) for k in range(unit.inputs + 1))
    name = "∂C/∂w" if unit.f.learns_by_slope else "δ x"
    head = ("", "value", name, "check", f"−η {name}", "after")
    return UnitChain(
        unit_products(choice), head, rows, _update(choice, float(gradient[choice.index]))
    )


def _row(choice: UnitChoice, index: int, gradient: float, after: OneUnit) -> ParameterRow:
    unit = choice.unit
    here, there = float(unit.flat[index]), float(after.flat[index])
    stays = index == unit.inputs and not unit.learns_bias
    by_difference = difference(unit, index)
    cells = (
        weight_label(unit, index),
        words.number(here, 5),
        "–" if stays else words.number(gradient),
        words.number(by_difference),
        "stays" if stays else words.number(there - here),
        fine(there, there - here),
    )
    agrees = stays or not unit.f.learns_by_slope or agree(gradient, by_difference)
    return ParameterRow(index, cells, agrees, index == choice.index)


def fine(value: float, change: float) -> str:
    """Return a value with so many digits that a change of it is seen: "−9.9999546"."""
    digits = 5
    if change and value and abs(change) < abs(value):
        digits = min(9, max(5, 2 + math.ceil(math.log10(abs(value) / abs(change)))))
    return words.number(value, digits)


def agree(gradient: float, by_difference: float) -> bool:
    """Whether a gradient and a central difference are the same, as far as a difference can see."""
    apart = abs(gradient - by_difference)
    return apart <= 1e-4 * max(abs(gradient), abs(by_difference)) + 1e-8


def _update(choice: UnitChoice, gradient: float) -> str:
    """Return the update of the selected weight, written out."""
    unit, index, rate = choice.unit, choice.index, choice.run.rate
    name, gradient_of = weight_label(unit, index), gradient_name(unit, index)
    if index == unit.inputs and not unit.learns_bias:
        return "b stays: “b learns” is off."
    here = float(unit.flat[index])
    there = float(stepped(unit, rate).flat[index])
    return (
        f"{name} ← {name} − η {gradient_of} = {words.number(here, 5)} − {words.exact(rate)} ×"
        f" ({words.number(gradient)}) = {fine(there, there - here)}"
    )
