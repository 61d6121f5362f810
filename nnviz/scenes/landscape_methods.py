"""The other ways downhill, on the network itself: what is offered, how it goes, what came of it.

They go on from the present weights on the whole training part, and count every evaluation. What
they find is set as a branch of the run, so that both can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from nnviz.diagnostics.curvature import WHOLE, newton_step, whole_spectrum
from nnviz.engine.intents import SetWeights
from nnviz.engine.objective import PartCost, cost_network
from nnviz.engine.record import StepRecord
from nnviz.nn.arrays import Array
from nnviz.nn.hessian import HessianError, check_differentiable
from nnviz.optim.method import Method
from nnviz.optim.methods import METHODS
from nnviz.optim.objective import Counted, Counts
from nnviz.scenes import words

ONE_STEP = "one_newton_step"
_COUNTED = {
    "value": ("cost", "costs"),
    "gradient": ("gradient", "gradients"),
    "hessian": ("Hessian", "Hessians"),
    "hvp": ("product H v", "products H v"),
}


class Way(Struct, frozen=True):
    """One way to go on.

    Parameters
    ----------
    name, label, tip
        In tables; on its button; what it does, with its formula.
    steps
        How many it makes at most.
    uphill
        Whether it may end higher than it began.
    """

    name: str
    label: str
    tip: str
    steps: int
    uphill: bool = False


WAYS: dict[str, Way] = {
    way.name: way
    for way in (
        Way(
            ONE_STEP,
            "One Newton step",
            "θ ← θ − |H|⁻¹ g, the whole step, every curvature taken by its size: to the lowest"
            " place of the local parabola. It may land higher where the cost is no parabola.",
            1,
            uphill=True,
        ),
        Way(
            "nelder_mead",
            "Nelder–Mead",
            "A simplex of n + 1 points that crawls downhill by costs alone, 2,000 steps.",
            2000,
        ),
        Way(
            "conjugate_gradient",
            "CG",
            "Conjugate gradients, d ← −g + β d with a search along each direction, 200 steps.",
            200,
        ),
        Way(
            "bfgs",
            "BFGS",
            "x ← x + α (−B g), with B learnt from how the gradient changes, 200 steps.",
            200,
        ),
        Way(
            "newton_positive",
            "Newton",
            "x ← x − α |H|⁻¹ g, cut until the cost falls, 25 steps.",
            25,
        ),
    )
}


class Going(Struct, frozen=True, eq=False):
    """How far a way has come.

    Parameters
    ----------
    way, step
        Which, from which step of the run.
    made
        Steps made.
    before, after
        The cost of the training part at the start, and now.
    counts
        Evaluations so far.
    stop
        Why it stopped by itself; "" where it did not.
    point
        The flat parameters now.
    """

    way: Way
    step: int
    made: int
    before: float
    after: float
    counts: Counts
    stop: str
    point: Array

    @property
    def spent(self) -> str:
        """All evaluations in words: "112 costs, 112 gradients"."""
        told = []
        for name in self.counts.__struct_fields__:
            count = getattr(self.counts, name)
            if count and name in _COUNTED:
                told.append(f"{words.count(count)} {_COUNTED[name][count != 1]}")
        return ", ".join(told)

    @property
    def progress(self) -> str:
        """How far it is, in a sentence."""
        most = words.count(self.way.steps)
        return (
            f"{self.way.label}: step {words.count(self.made)} of at most {most},"
            f" cost {words.number(self.before, 3)} → {words.number(self.after, 3)}"
        )

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence."""
        steps = "step" if self.made == 1 else "steps"
        return (
            f"{self.way.label}: {words.count(self.made)} {steps}, cost"
            f" {words.number(self.before, 3)} → {words.number(self.after, 3)} by {self.spent}."
        )

    @property
    def moved(self) -> bool:
        """Whether there is something to be set: lower, or a step that may go up."""
        sound = bool(np.isfinite(self.point).all()) and bool(np.isfinite(self.after))
        return sound and self.made > 0 and (self.way.uphill or self.after < self.before)

    def wish(self) -> SetWeights:
        """Return the wish to begin a branch there."""
        steps = "" if self.way.name == ONE_STEP else f", {words.count(self.made)} steps"
        name = f"{self.way.label}{steps}"
        text = f"all weights set by {self.way.label}{steps} ({self.spent})"
        return SetWeights(self.step, self.point, name, text)


def why_not(record: StepRecord, name: str) -> str:
    """Return why a way can't be gone from a record; "" where it can."""
    size = record.params.flat.size
    if size > WHOLE:
        return f"For networks of up to {WHOLE} parameters; this one has {words.count(size)}."
    if name != "nelder_mead":
        try:
            check_differentiable(cost_network(record.problem.network))
        except HessianError as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return ""


def going_on(record: StepRecord, name: str) -> Iterator[Going]:
    """Go on from a record in another way, and yield how far it has come after every step.

    Parameters
    ----------
    record
        From where; the whole training part is gone down on.
    name
        Of `WAYS`.
    """
    way = WAYS[name]
    if name == ONE_STEP:
        yield from _one_newton_step(record, way)
        return
    cost, start = PartCost(record.problem), record.params.flat
    method: Method = METHODS[name]()
    state, before = method.start(cost, start), cost.value(start)
    while True:
        yield Going(
            way,
            record.step,
            state.number,
            before,
            state.value,
            state.counts,
            state.stop.reason if state.stop else "",
            state.point,
        )
        if state.stop is not None or state.number >= way.steps:
            return
        state = method.step(cost, state)


def _one_newton_step(record: StepRecord, way: Way) -> Iterator[Going]:
    start = record.params.flat
    counted = Counted(PartCost(record.problem))
    before = counted.value(start)
    yield Going(way, record.step, 0, before, before, counted.counts, "", start)
    gradient, hessian = counted.gradient(start), counted.hessian(start)
    if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        why = "Gradient or curvature is not finite here."
        yield Going(way, record.step, 0, before, before, counted.counts, why, start)
        return
    point = start + newton_step(whole_spectrum(list(hessian)), gradient)
    after = counted.value(point)
    yield Going(way, record.step, 1, before, after, counted.counts, "", point)
