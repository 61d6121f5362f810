"""From a wish to what a session is asked to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.engine import intents
from nnviz.experiment.spec import SpecError

if TYPE_CHECKING:
    from nnviz.engine.session import Session


def grant(session: Session, intent: intents.Intent) -> None:
    """Do what a wish says; Run, Pause and StartTwins are for who drives sessions.

    Raises
    ------
    SpecError, DataError, BranchError
        As the session's methods do. Nothing is changed then.
    """
    match intent:
        case intents.Step() | intents.Seek():
            _go(session, intent)
        case intents.Reset(None, None, new_weights):
            session.reset(new_weights)
        case intents.Reset(spec, dataset, _):
            session.restart(spec or session.spec, dataset)
        case intents.SetParameter(name, value):
            session.set_parameter(name, value)
        case intents.EditWeight(layer, row, column, value):
            session.edit_weight(layer, row, column, value)
        case intents.TryRemedy(name, wanted, redraws):
            session.try_remedy(name, wanted, redraws)
        case intents.SetWeights():
            _set_weights(session, intent)
        case intents.Run() | intents.Pause() | intents.StartTwins():
            return
        case _:
            _change_branches(session, intent)


def _go(session: Session, intent: intents.Step | intents.Seek) -> None:
    here = session.step_count
    match intent:
        case intents.Step("epoch", count) if count >= 0:
            session.epoch(count)
        case intents.Step("epoch", count):
            session.seek(max(0, here + count * session.problem.steps_per_epoch))
        case intents.Step(_, count):
            session.seek(max(0, here + count))
        case intents.Seek(step):
            session.seek(step)


def _set_weights(session: Session, intent: intents.SetWeights) -> None:
    if intent.step != session.step_count:
        raise SpecError(
            f"these weights were found from step {intent.step:,}, and the run is no longer"
            " there; ask again"
        )
    session.set_weights(intent.values, intent.name, intent.text)


def _change_branches(session: Session, intent: intents.Intent) -> None:
    match intent:
        case intents.BeginBranch(name):
            session.begin_branch(name)
        case intents.SwitchBranch(number):
            session.switch_branch(number)
        case intents.RenameBranch(number, name):
            session.rename_branch(number, name)
        case intents.DeleteBranch(number):
            session.delete_branch(number)
