"""How the rate changes with the step: each schedule is a factor on the optimiser's rate.

A schedule knows nothing but the step's number, so the rate of any step of a run can be told
without running it.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Annotated, TypeAlias, get_args

import msgspec

Steps = Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Fall = Annotated[float, msgspec.Meta(ge=0, le=1e3)]


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name"):
    """What every schedule answers."""

    @abstractmethod
    def factor(self, step: int) -> float:
        """Return the factor on the rate for the update number `step` (the first is 0)."""


class Constant(Schedule, frozen=True, tag="constant"):
    """The rate never changes."""

    def factor(self, step: int) -> float:
        """Return 1 for every step."""
        del step
        return 1.0


class Step(Schedule, frozen=True, tag="step"):
    """The rate is multiplied by `factor_each` after every `every` steps."""

    every: Steps = 1000
    factor_each: Share = 0.5

    def factor(self, step: int) -> float:
        """Return factor_each ** floor(step / every)."""
        return float(self.factor_each ** (step // self.every))


class Exponential(Schedule, frozen=True, tag="exponential"):
    """The rate falls by the share `fall` a step: exp(-fall * step)."""

    fall: Fall = 0.001

    def factor(self, step: int) -> float:
        """Return exp(-fall * step)."""
        return math.exp(-self.fall * step)


class InverseTime(Schedule, frozen=True, tag="1/t"):
    """The rate falls as 1 / (1 + fall * step) (Robbins and Monro, 1951)."""

    fall: Fall = 0.001

    def factor(self, step: int) -> float:
        """Return 1 / (1 + fall * step)."""
        return 1.0 / (1.0 + self.fall * step)


class Cosine(Schedule, frozen=True, tag="cosine"):
    """The rate follows half a cosine down to 0 over `steps` steps and stays there.

    Loshchilov and Hutter, *SGDR*, 2017, eq. 5, without restarts.
    """

    steps: Steps = 10_000

    def factor(self, step: int) -> float:
        """Return (1 + cos(pi * step / steps)) / 2, and 0 after `steps`."""
        return 0.5 * (1.0 + math.cos(math.pi * min(step, self.steps) / self.steps))


AnySchedule: TypeAlias = Constant | Step | Exponential | InverseTime | Cosine

SCHEDULES: dict[str, type[Schedule]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnySchedule)
}
