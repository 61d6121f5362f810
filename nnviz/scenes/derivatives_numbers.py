"""The numbers of the page on derivatives that a person can change, and what each may be."""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from nnviz.scenes.experiment_fields import Field
from nnviz.scenes.slide import Slide

MOST = 1000.0


class Numbers(Struct, frozen=True):
    """The numbers that can be changed.

    Parameters
    ----------
    x, y, z
        The place at which gradient, Jacobian and Hessian are taken.
    h
        The step of the secant.
    at
        Where Newton's parabola touches.
    side
        Of the square that the Jacobian carries.
    """

    x: float = 1.0
    y: float = 2.0
    z: float = 3.0
    h: float = 1.0
    at: float = -2.8
    side: float = 0.5

    def having(self, name: str, value: object) -> Numbers:
        """Return them with one changed; raise ValueError where it is no finite number."""
        if not isinstance(value, float | int) or not math.isfinite(value) or abs(value) > MOST:
            raise ValueError("Give a number from −1,000 to 1,000.")
        if name == "h" and value == 0:
            raise ValueError("A secant needs a step h other than 0; try 0.1, then 0.001.")
        if name == "side" and value <= 0:
            raise ValueError("A square needs a side above 0; try 1, then 0.1.")
        return replace(self, **{name: float(value)})


_LABELS = {
    "x": ("x", "The first input."),
    "y": ("y", "The second input."),
    "z": ("z", "The third input; only the Jacobian has one."),
    "h": ("step h", "How far the second point of the secant is from the first."),
    "side": ("side", "Of the small square of inputs that the Jacobian carries to the outputs."),
    "at": ("x₀", "Where Newton's parabola touches the curve."),
}


def slides(numbers: Numbers) -> dict[str, Slide]:
    """Return the numbers with their sliders."""
    ends = {"h": (0.001, 2.0), "at": (-3.0, 3.0), "side": (0.01, 2.0)}
    made = {}
    for name, (label, tip) in _LABELS.items():
        field = Field(
            name, label, tip, "number", getattr(numbers, name), False, low=-MOST, high=MOST
        )
        made[name] = Slide(field, *ends.get(name, (-3.0, 3.0)), log=name in ("h", "side"))
    return made
