"""What a happening is, and what must be known of the ground to name one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nnviz.nn.arrays import Array
from nnviz.optim.objective import Objective

Kind = Literal[
    "overshoot", "oscillation", "divergence", "slow crawl", "false valley", "rate above 2/L"
]


class Happening(Struct, frozen=True):
    """Something that a person should notice on a path.

    Parameters
    ----------
    kind
        What it is called.
    step
        The number of the step at which it is seen.
    text
        A sentence with the numbers that show it.
    """

    kind: Kind
    step: int
    text: str


class Ground(Struct, frozen=True):
    """What is known of the function that a path goes down on.

    Parameters
    ----------
    objective
        The function itself; what is asked here is for the words and not counted.
    span
        The length of the picture's diagonal, against which steps are long or short.
    lowest_point
        The place of the lowest value known, or None.
    largest_curvature
        L, the Hessian's largest eigenvalue, where the function is quadratic; else None.
    """

    objective: Objective
    span: float
    lowest_point: Array | None = None
    largest_curvature: float | None = None
