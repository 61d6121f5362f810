"""Where a wish wants the run to go, and how it gets there: from a kept state, in slices."""

from __future__ import annotations

from msgspec import Struct

from nnviz.engine.intents import Seek, Step
from nnviz.engine.session import Session


class Goal(Struct, frozen=True):
    """A step to go to.

    Parameters
    ----------
    step
        Where.
    each
        Whether each step on the way is announced.
    shown
        Whether the way there may be seen: that of a seek would only flicker.
    """

    step: int
    each: bool = False
    shown: bool = False


def goal_of(intent: Seek | Step, session: Session, pending: Goal | None) -> Goal:
    """Return where a wish leads, from where the run is or is already on its way to."""
    if isinstance(intent, Seek):
        return Goal(intent.step)
    here = pending.step if pending else session.step_count
    if intent.granularity == "iteration":
        ahead = intent.count > 0
        return Goal(max(0, here + intent.count), each=ahead, shown=ahead)
    problem = session.problem
    if intent.count <= 0:
        return Goal(max(0, here + intent.count * problem.steps_per_epoch))
    left = -(-(problem.train_samples - session.state.offset) // problem.batch_size)
    return Goal(here + left + (intent.count - 1) * problem.steps_per_epoch, shown=True)


def may_replace(pending: Goal | None, intent: Seek | Step) -> bool:
    """Whether a wish can be granted before the run has arrived where it is going.

    An epoch is counted from where the run then is; a place or a number of steps is not.
    """
    by_epoch = isinstance(intent, Step) and intent.granularity == "epoch"
    return pending is None or not by_epoch


def set_out(session: Session, goal: Goal) -> None:
    """Go to the nearest state before the goal, where the goal lies in the past."""
    if goal.step < session.step_count:
        session.seek(session.history.keyframes.nearest(goal.step).step)
