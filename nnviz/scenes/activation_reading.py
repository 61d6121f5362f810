"""What stands at the cursor: f, f', f'' and the learning ability of every activation shown.

The tangent is drawn on the chosen one, and one sentence says what its slope does to an error that
comes back through the unit.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.scenes import words
from nnviz.scenes.activation_choice import ActivationChoice, shape_of
from nnviz.scenes.activation_curves import DASHES, QUIET, ink, value_at
from nnviz.scenes.lab_plot import Dash, Dot, LabPlot, Moving, Stroke
from nnviz.scenes.palette import Colour, Theme, mix
from nnviz.scenes.plot_marks import Level

COLUMNS = ("f(z)", "f′(z)", "f″(z)", "open")
TANGENT_SHARE = 0.2  # of the range of z: half of the tangent's width


class ReadingRow(Struct, frozen=True):
    """One activation at the cursor.

    Parameters
    ----------
    name, label
        In files, and on screen.
    dash
        Of its lines.
    values
        f, f', f'' as text.
    ability
        |f'| / sup|f'|, between 0 and 1.
    ability_text
        The same in percent; "none" for a threshold.
    shut
        Whether that is below tau.
    chosen
        Whether it is the chosen one.
    """

    name: str
    label: str
    dash: Dash
    values: tuple[str, str, str]
    ability: float
    ability_text: str
    shut: bool
    chosen: bool


class ReadingTable(Struct, frozen=True):
    """All activations at the cursor, and what that means for the chosen one."""

    z: str
    columns: tuple[str, ...]
    rows: tuple[ReadingRow, ...]
    sentence: str

    @property
    def text(self) -> str:
        """The table with tabs, to be copied."""
        head = "\t".join(["z = " + self.z, *self.columns])
        lines = ("\t".join([r.label, *r.values, r.ability_text]) for r in self.rows)
        return "\n".join([head, *lines])


def reading_table(choice: ActivationChoice) -> ReadingTable:
    """Return what stands at the cursor."""
    rows = tuple(_row(name, choice) for name in choice.shown)
    return ReadingTable(words.exact(choice.z), COLUMNS, rows, sentence(choice))


def _row(name: str, choice: ActivationChoice) -> ReadingRow:
    found = [value_at(name, order, choice.z) for order in (0, 1, 2)]
    texts = (words.number(found[0]), words.number(found[1]), words.number(found[2]))
    activation = ACTIVATIONS[name]
    ability = ability_at(activation, choice.z)
    learns = activation.learns_by_slope
    return ReadingRow(
        name,
        activation.label,
        DASHES[name],
        texts,
        min(1.0, ability),
        share(ability) if learns else "none",
        learns and ability < choice.tau,
        name == choice.chosen,
    )


def ability_at(activation: Activation, z: float) -> float:
    """Return |f'(z)| / sup|f'|; 0 for a threshold."""
    shape = shape_of(activation.name)
    return float(shape.ability(shape.df(np.array([z])))[0])


def share(ability: float) -> str:
    """Return a share in percent, however small it is: "79 %", "3.2 %", "8.2e−7 %", "0 %"."""
    if ability >= 0.1 or ability == 0.0:
        return words.percent(ability)
    return f"{words.number(100.0 * ability, 2)} %"


def sentence(choice: ActivationChoice) -> str:
    """Say what the chosen activation's slope at the cursor does to an error."""
    activation, z = choice.activation, choice.z
    at, label = f"At z = {words.exact(z)}", activation.label
    if not activation.learns_by_slope:
        return (
            f"{at} the {label}'s f′ is 0, as everywhere: no error comes back through it."
            " It learns by the delta rule alone: target − output."
        )
    ability = ability_at(activation, z)
    if ability == 0.0:
        return f"{at} the {label} is shut: f′ is 0, so an error that comes back here is lost."
    if ability < choice.tau:
        return (
            f"{at} the {label} is saturated: f′ lets {share(ability)} of an error through that"
            " it would let through at its steepest. From here it hardly learns."
        )
    slope = words.number(value_at(activation.name, 1, z))
    return (
        f"{at} the {label} is open: an error that comes back is multiplied by f′ = {slope},"
        f" {share(ability)} of its largest."
    )


def cursor_marks(
    choice: ActivationChoice, plots: tuple[LabPlot, ...], theme: Theme
) -> tuple[tuple[Moving, ...], ...]:
    """Return for each plot the cursor's line, the values on the curves, and in f's the tangent."""
    together = [(order,) for order in choice.orders] if choice.stacked else [choice.orders]
    return tuple(
        (Level(choice.z, theme.accent, upright=True), *_marks(choice, orders, theme))
        for orders, _ in zip(together, plots, strict=True)
    )


def _marks(choice: ActivationChoice, orders: tuple[int, ...], theme: Theme) -> list[Moving]:
    marks: list[Moving] = []
    if 0 in orders and choice.activation.learns_by_slope:
        marks.append(_tangent(choice, theme))
    for name in sorted(choice.shown, key=lambda name: name == choice.chosen):
        strong = name == choice.chosen
        marks += (
            Dot(choice.z, value_at(name, order, choice.z), _shade(order, theme, strong=strong))
            for order in orders
        )
    return marks


def _shade(order: int, theme: Theme, *, strong: bool) -> Colour:
    return ink(order, theme) if strong else mix(theme.panel, ink(order, theme), QUIET)


def _tangent(choice: ActivationChoice, theme: Theme) -> Stroke:
    """Return the tangent of the chosen f: amber, for its steepness is f'."""
    f, slope = (value_at(choice.chosen, order, choice.z) for order in (0, 1))
    wide = TANGENT_SHARE * choice.limit
    z = choice.z
    return Stroke(z - wide, f - wide * slope, z + wide, f + wide * slope, theme.slope, 2.0)
