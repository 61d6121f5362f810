"""What comes back through the network: backpropagation, and what happens if f' is left out.

Only the first rule gives the gradient of the cost. The others change one thing each, so that one
can see what the derivative of the activation function is for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackwardRule:
    """How errors come back through a layer.

    Parameters
    ----------
    name, label, text
        Its name in files, on screen, and what it does in one sentence.
    local_slope
        Whether a unit's own update has the factor f'(z).
    passed_slope
        Whether what it passes on to the layer before has that factor.
    random
        Whether errors come back through fixed random weights instead of the transposed ones.
    """

    name: str
    label: str
    text: str
    local_slope: bool = True
    passed_slope: bool = True
    random: bool = False

    @property
    def is_gradient(self) -> bool:
        """Whether this is backpropagation: what it gives is dC/dW."""
        return self.local_slope and self.passed_slope and not self.random


BACKWARD_RULES: dict[str, BackwardRule] = {
    rule.name: rule
    for rule in (
        BackwardRule(
            "backprop",
            "backpropagation",
            "Every error is multiplied by f′(z) on its way back: this is the gradient.",
        ),
        BackwardRule(
            "all_ones",
            "all f′ = 1",
            "Every f′(z) is taken as 1: a shut unit is changed as much as an open one.",
            local_slope=False,
            passed_slope=False,
        ),
        BackwardRule(
            "local_only",
            "f′ only in the own update",
            "A unit's own update has its f′(z), but what it passes on has not.",
            passed_slope=False,
        ),
        BackwardRule(
            "feedback_alignment",
            "frozen random feedback",
            "Errors come back through random weights that never change (Lillicrap et al., 2016).",
            random=True,
        ),
    )
}

BACKPROP = BACKWARD_RULES["backprop"]
