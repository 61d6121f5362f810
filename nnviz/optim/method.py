"""What every way downhill has in common: a start, steps, and a state that can be kept.

A method is a frozen record of its settings. `step` reads a state and returns the next one and
changes nothing, so a race can be stepped, run, taken back and shown in advance: the step to come
is `step` called and not kept. Every evaluation that a method needs is counted in the state.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Literal

import msgspec
import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from nnviz.nn.arrays import Array, frozen
from nnviz.optim.objective import Counted, Counts, Objective
from nnviz.optim.sketch import Sketch
from nnviz.optim.words import place, short

Needs = Literal["values", "gradient", "Hessian", "residuals"]
Tolerance = Annotated[
    float,
    msgspec.Meta(
        ge=0,
        le=1,
        title="tolerance",
        description="The method stops where the gradient, or the reach of its search, is no more"
        " than this.",
    ),
]


class Stop(Struct, frozen=True):
    """Why a method goes no further.

    Parameters
    ----------
    kind
        "level": the gradient is 0 up to the tolerance. "small": the reach of the search is.
        "failed": the method can't go on. "not finite": a value left the range of numbers.
    reason
        A sentence for the person.
    """

    kind: Literal["level", "small", "failed", "not finite"]
    reason: str

    @property
    def converged(self) -> bool:
        """Whether the method stopped because it came to rest."""
        return self.kind in ("level", "small")


class MethodState(Struct, frozen=True):
    """Where a method is, and all that it remembers. Arrays are read-only.

    Parameters
    ----------
    number
        Steps made; 0 at the start.
    point, value
        The point, shape (n,), and f there.
    gradient
        The gradient at `point`, or None where the method has not asked for it.
    happened
        What the last step did, in words.
    counts
        All evaluations since the start, that of the start included.
    sketch
        What the last step may be drawn with.
    memory
        What the method itself carries to its next step.
    stop
        Why it has stopped, or None.
    """

    number: int
    point: Array
    value: float
    gradient: Array | None
    happened: str
    counts: Counts
    sketch: Sketch
    memory: Any
    stop: Stop | None = None


class Move(Struct, frozen=True):
    """What a method answers to `begin` and `advance`; see `MethodState`.

    `value` is None where the method has no use for it.
    """

    point: Array
    happened: str
    value: float | None = None
    gradient: Array | None = None
    memory: Any = None
    sketch: Sketch = field(default_factory=Sketch)
    stop: Stop | None = None


class Method(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="name"
):
    """A way downhill: its settings, `start` and `step`."""

    label: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    needs: ClassVar[Needs] = "gradient"

    tolerance: Tolerance = 1e-8

    def start(self, objective: Objective, x: Array) -> MethodState:
        """Return the state before the first step.

        Parameters
        ----------
        objective
            The function to go down on.
        x
            The start, shape (n,).
        """
        counted, point = Counted(objective), np.array(x, dtype=np.float64)
        nowhere = MethodState(
            0, frozen(point), float("nan"), None, "The start.", Counts(), Sketch(), None
        )
        with np.errstate(all="ignore"):
            return self._arrive(counted, nowhere, self.begin(counted, point), 0)

    def step(self, objective: Objective, state: MethodState) -> MethodState:
        """Return the state after one more step; a state that has stopped comes back as it is."""
        if state.stop is not None:
            return state
        counted = Counted(objective)
        with np.errstate(all="ignore"):
            return self._arrive(counted, state, self.advance(counted, state), state.number + 1)

    @abstractmethod
    def begin(self, counted: Counted, point: Array) -> Move:
        """Return the first move: `point` itself, with what the method must know there."""

    @abstractmethod
    def advance(self, counted: Counted, state: MethodState) -> Move:
        """Return one step from `state`, which has not stopped."""

    def _arrive(
        self, counted: Counted, before: MethodState, move: Move, number: int
    ) -> MethodState:
        """Return the state after `move`, or `before` with its stop where a number is not finite."""
        value = counted.peek(move.point) if move.value is None else move.value
        counts = before.counts + counted.counts
        lost = _not_finite(move, value, number)
        if lost is not None:
            if number == 0:
                before = replace(before, value=value)
            return replace(before, number=number, happened=lost.reason, counts=counts, stop=lost)
        return MethodState(
            number=number,
            point=frozen(move.point),
            value=value,
            gradient=None if move.gradient is None else frozen(move.gradient),
            happened=move.happened,
            counts=counts,
            sketch=move.sketch,
            memory=move.memory,
            stop=move.stop or self._level(move),
        )

    def _level(self, move: Move) -> Stop | None:
        """Return the stop at a place where the gradient says nothing more."""
        if move.gradient is None:
            return None
        size = float(np.linalg.norm(move.gradient))
        if size > self.tolerance:
            return None
        told = "0" if size == 0 else f"{short(size)}, within the tolerance"
        return Stop("level", f"The gradient at {place(move.point)} is {told}: it is level here.")


def _not_finite(move: Move, value: float, number: int) -> Stop | None:
    """Return the stop where the move leads to what is no number."""
    where = "At the start" if number == 0 else f"Step {number} leads to"
    if not np.isfinite(move.point).all():
        return Stop("not finite", f"{where} {place(move.point)}, which is no finite point.")
    link = ", " if number == 0 else ", where "
    at = f"{where} {place(move.point)}{link}"
    if not np.isfinite(value):
        return Stop("not finite", f"{at}the value is {short(value)}: it can't go on from there.")
    if move.gradient is not None and not np.isfinite(move.gradient).all():
        return Stop("not finite", f"{at}the gradient is {place(move.gradient)}: it is not finite.")
    return None
