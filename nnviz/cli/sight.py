"""What `nnviz render` shall look at: the unit or weight meant by a name, and a remedy for it.

What is offered is what the window offers there: the inspector's buttons first, then those of the
gradient flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.cli.failures import UsageError

if TYPE_CHECKING:
    from nnviz.diagnostics.remedies import Remedy
    from nnviz.engine.session import Session
    from nnviz.scenes.marks import Mark


def selected_mark(name: str | None, session: Session) -> Mark | None:
    """Return what a name stands for in the session's network; None for no name.

    Raises
    ------
    UsageError
        Where nothing is called so.
    """
    from nnviz.scenes.mark_names import mark_named

    if name is None:
        return None
    try:
        return mark_named(name, session.problem.network.units)
    except ValueError as error:
        raise UsageError(f"--select: {error}") from None


def try_remedy(name: str, session: Session, mark: Mark | None) -> None:
    """Begin the branch of a remedy, at the step where it belongs.

    Raises
    ------
    UsageError
        Where none is offered that is called so; the message names those that are.
    """
    offered = _offered(session, mark)
    if not offered:
        raise UsageError(f"--remedy {name}: at step {session.step_count:,} nothing is offered")
    wanted = name.casefold()
    found = next((one for one in offered if one.label.casefold().startswith(wanted)), None)
    if found is None:
        labels = "; ".join(one.label for one in offered)
        raise UsageError(f"--remedy {name}: none begins so; there are {labels}")
    if found.step is not None:
        session.seek(found.step)
    session.apply(found.change)


def _offered(session: Session, mark: Mark | None) -> tuple[Remedy, ...]:
    from nnviz.scenes.marks import Marks
    from nnviz.scenes.neuron import neuron_scene
    from nnviz.scenes.palette import LIGHT
    from nnviz.scenes.remedies import flow_story

    record, events = session.record, session.history.events()
    inspected = neuron_scene(record, Marks(mark), LIGHT, events=events)
    return (*inspected.remedies, *flow_story(record, events).remedies)
