"""What a person has chosen in the activation lab, and what each wish makes of it.

Every wish returns another choice; none can lead to a picture of nothing: one activation and one of
f, f', f'' stay shown, and the range of z follows the cursor.
"""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from nnviz.engine.passes import TAUS
from nnviz.nn.activations import ACTIVATIONS, SIGMOID, Activation
from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.slide import Slide
from nnviz.scenes.ticks import rounded_up

QUICK = (0.0, 1.0, -2.0, 20.0)
LIMITS = (1.0, 2.0, 4.0, 8.0, 12.0, 20.0, 30.0, 50.0, 100.0)
USUAL_LIMIT = 8.0
MOST_Z = 1e4  # up to which f and f' are exact
LEAST_H, MOST_H = 1e-16, 1.0
STEPS = 100  # of the cursor's keys, from the middle to an end
USUAL_TAU = 0.05


class ActivationChoice(Struct, frozen=True):
    """The choices.

    Parameters
    ----------
    shown
        Names of the activations that are drawn, in the order of the table.
    chosen
        The one that shut zones, tangent and differences are about; one of `shown`.
    orders
        Which derivatives are drawn: 0 for f, 1 for f', 2 for f''.
    stacked
        Whether each of them has a plot of its own.
    z
        Where the cursor stands.
    limit
        z is drawn from -limit to limit.
    tau
        Below this learning ability a unit is shut.
    h
        The step of the differences.
    differences
        Which differences are drawn.
    error
        Whether what is wrong with them is drawn, and not they themselves.
    """

    shown: tuple[str, ...] = ("sigmoid", "tanh")
    chosen: str = "sigmoid"
    orders: tuple[int, ...] = (0, 1, 2)
    stacked: bool = True
    z: float = 1.0
    limit: float = USUAL_LIMIT
    tau: float = USUAL_TAU
    h: float = 0.5
    differences: tuple[str, ...] = ("forward", "central")
    error: bool = False

    def switch(self, name: str) -> ActivationChoice:
        """Draw an activation, and let all be about it; or take it away, if it is not the last."""
        if name not in self.shown:
            shown = tuple(one for one in ACTIVATIONS if one in self.shown or one == name)
            return replace(self, shown=shown, chosen=name)
        if len(self.shown) == 1:
            return self
        shown = tuple(one for one in self.shown if one != name)
        return replace(self, shown=shown, chosen=self.chosen if self.chosen != name else shown[0])

    def choose(self, name: str) -> ActivationChoice:
        """Let shut zones, tangent and differences be about one of those shown."""
        return replace(self, chosen=name) if name in self.shown else self

    def choose_beside(self, places: int) -> ActivationChoice:
        """Choose the one so many rows further down in the table, round and round."""
        place = (self.shown.index(self.chosen) + places) % len(self.shown)
        return replace(self, chosen=self.shown[place])

    def switch_order(self, order: int) -> ActivationChoice:
        """Draw f, f' or f'', or take it away, if it is not the last."""
        orders = set(self.orders) ^ {order}
        return replace(self, orders=tuple(sorted(orders))) if orders else self

    def switch_difference(self, name: str) -> ActivationChoice:
        """Draw a difference, or take it away, if it is not the last."""
        chosen = set(self.differences) ^ {name}
        kept = tuple(one for one in ("forward", "central") if one in chosen)
        return replace(self, differences=kept) if kept else self

    def go_to(self, z: float) -> ActivationChoice:
        """Put the cursor at z, and let the range be as wide as that needs."""
        limit = max(USUAL_LIMIT, rounded_up(1.2 * abs(z)) if abs(z) > USUAL_LIMIT else 0.0)
        return replace(self, z=z, limit=limit)

    def point_at(self, z: float) -> ActivationChoice:
        """Put the cursor at a round number near z; the range stays."""
        return replace(self, z=self.rounded(z))

    def move(self, steps: int) -> ActivationChoice:
        """Move the cursor by so many hundredths of the range; its ends are the end."""
        return self.point_at(self.z + steps * self.limit / STEPS)

    def zoom(self, notches: int) -> ActivationChoice:
        """Take a closer range, or a wider one where `notches` is negative; the cursor stays in."""
        wider = [limit for limit in LIMITS if limit > self.limit]
        closer = [limit for limit in LIMITS if abs(self.z) <= limit < self.limit]
        among = closer[::-1] if notches > 0 else wider
        return replace(self, limit=among[min(abs(notches), len(among)) - 1]) if among else self

    def beside_h(self, tenths: int) -> ActivationChoice:
        """Take an h that is so many tenths of a power of ten larger."""
        power = math.log10(self.h) + tenths / 10.0
        return replace(self, h=round_h(power))

    def rounded(self, z: float) -> float:
        """Return z within the range, on a grid finer than pixels are."""
        places = -math.floor(math.log10(self.limit / 100.0))
        return float(round(min(max(z, -self.limit), self.limit), places)) + 0.0

    @property
    def activation(self) -> Activation:
        """The chosen one."""
        return ACTIVATIONS[self.chosen]


def round_h(power: float) -> float:
    """Return 10^power, rounded to two digits, within the range of h."""
    return min(max(float(f"{10.0**power:.1e}"), LEAST_H), MOST_H)


def shape_of(name: str) -> Activation:
    """Return the activation as a curve: of softmax, z is taken against the other outputs.

    p = s(z - ln sum of the others' e^z), and p (1 - p) is the sigmoid's slope at that place.
    """
    activation = ACTIVATIONS[name]
    return activation if activation.elementwise else SIGMOID


def z_slide(choice: ActivationChoice) -> Slide:
    """Return the field of the cursor's z."""
    tip = "Where f, f′ and f″ are read: the unit's pre-activation z = Σ w x + b."
    field = Field("z", "z", tip, "number", choice.z, needs_reset=False, low=-MOST_Z, high=MOST_Z)
    return Slide(field, -choice.limit, choice.limit)


def h_slide(choice: ActivationChoice) -> Slide:
    """Return the field of the differences' h."""
    tip = "The step h of the differences: too long a one cuts corners, too short a one rounds."
    field = Field("h", "h", tip, "number", choice.h, needs_reset=False, low=LEAST_H, high=MOST_H)
    return Slide(field, LEAST_H, MOST_H, log=True)


def taus() -> tuple[float, ...]:
    """Return the bounds on learning ability that can be chosen."""
    return TAUS
