"""What can be chosen for each setting now, and why something can't.

A choice that would need other settings to follow is allowed: `experiment_changes` sees to it. One
that can never fit these data or this place is shown, but not allowed, and says why.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.experiment.datasets import DATASETS
from nnviz.experiment.spec import LayerSpec
from nnviz.experiment.suggest import DataFacts, units_for
from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.backward_rules import BACKWARD_RULES
from nnviz.nn.losses import LOSSES, Loss
from nnviz.optim.first_order import OPTIMIZERS
from nnviz.scenes import experiment_words as say

OPEN = "open"  # chosen among the sets: open a table
ALL_LAYERS = ""  # chosen as a layer's own initialiser: none, the one of all layers


class Choice(Struct, frozen=True):
    """One entry of a list.

    Parameters
    ----------
    value
        What the spec gets.
    label
        On screen.
    tip
        What it is, in a sentence or a formula.
    why_not
        Why it can't be chosen now; "" where it can.
    """

    value: str
    label: str
    tip: str = ""
    why_not: str = ""

    @property
    def allowed(self) -> bool:
        """Whether it can be chosen now."""
        return not self.why_not


def set_choices(current: str, facts: DataFacts) -> tuple[Choice, ...]:
    """Return the data sets, with the user's own where there is one, and the way to open one."""
    made = [Choice(kind.name, kind.label, kind.description) for kind in DATASETS.values()]
    own = [] if current in DATASETS else [Choice(current, facts.name, "Your own data.")]
    return (*own, *made, Choice(OPEN, "Your table…", "Open a CSV or TSV table of yours."))


def activation_choices(is_output: bool, depth: int, facts: DataFacts) -> tuple[Choice, ...]:
    """Return the activations for a layer of a network of `depth` layers."""
    return tuple(
        Choice(one.name, one.label, f"f(z) = {one.formula}", _no_unit(one, is_output, depth, facts))
        for one in ACTIVATIONS.values()
    )


def _no_unit(one: Activation, is_output: bool, depth: int, facts: DataFacts) -> str:
    if one.elementwise and one.learns_by_slope:
        return ""
    if not one.learns_by_slope and depth > 1:
        return (
            "Its f' is 0 everywhere, so no error gets through it: only in a network of one layer."
        )
    if not is_output:
        return "Only for the output layer: its units depend on one another."
    if facts.task == "regression":
        return f"It answers with classes, and {facts.name} has values to be met."
    if not one.elementwise and max(units_for(facts)) == 1:
        return "It needs a unit for each class, and these targets are one number."
    return ""


def cost_choices(output: LayerSpec, facts: DataFacts) -> tuple[Choice, ...]:
    """Return the costs, with what they need of the output layer."""
    return tuple(
        Choice(one.name, one.label, _about_cost(one, output), _no_cost(one, facts))
        for one in LOSSES.values()
    )


def _about_cost(one: Loss, output: LayerSpec) -> str:
    if one.outputs is None or output.activation in one.outputs:
        return one.formula
    return f"{one.formula} (makes the output layer {' or '.join(sorted(one.outputs))})"


def _no_cost(one: Loss, facts: DataFacts) -> str:
    if one.for_classes and facts.task == "regression":
        takes_shares = one.name == "binary_cross_entropy" and facts.shares
        return "" if takes_shares else f"For classes, and {facts.name} has values to be met."
    if one.least_outputs > max(units_for(facts)):
        return "It compares outputs, and these targets are one number."
    return ""


def initializer_choices(*, own: bool) -> tuple[Choice, ...]:
    """Return the initialisers; for one layer's `own` also that of all layers."""
    everywhere = Choice(ALL_LAYERS, "as all layers", "The way that is set for all layers.")
    choices = tuple(Choice(name, *words) for name, words in say.INITIALIZERS.items())
    return (everywhere, *choices) if own else choices


def backward_choices() -> tuple[Choice, ...]:
    """Return the rules by which errors come back."""
    return tuple(Choice(rule.name, rule.label, rule.text) for rule in BACKWARD_RULES.values())


def optimizer_choices() -> tuple[Choice, ...]:
    """Return the optimisers with their formulas."""
    return tuple(Choice(name, kind.label, kind.formula) for name, kind in OPTIMIZERS.items())


def schedule_choices() -> tuple[Choice, ...]:
    """Return the schedules with their formulas."""
    return tuple(Choice(name, *words) for name, words in say.SCHEDULES.items())
