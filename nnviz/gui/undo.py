"""Undo: each command is pushed when the trainer has done what was asked, never before.

The undo of a setting or of a weight asks for the old value, from the present step on; that of a
change that began a branch goes back to the branch that was left; that of a reset goes back to the
run that was put aside, with all its steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnviz.engine.intents import (
    BeginBranch,
    EditWeight,
    Intent,
    RenameBranch,
    Reset,
    SetParameter,
    SetWeights,
    SwitchBranch,
)
from nnviz.gui.before import Forked
from nnviz.gui.trainer import Trainer

MOST = 100
SETTING = 1


class Done(QUndoCommand):
    """A command that has been done already when it is pushed.

    Parameters
    ----------
    text
        What was done, as the Edit menu names it.
    take_back, do_again
        What undo and redo ask for.
    """

    def __init__(
        self, text: str, take_back: Callable[[], None], do_again: Callable[[], None]
    ) -> None:
        super().__init__(text)
        self._take_back, self._do_again = take_back, do_again
        self._is_new = True

    def redo(self) -> None:
        """Do it again; nothing at the first time."""
        if self._is_new:
            self._is_new = False
        else:
            self._do_again()

    def undo(self) -> None:
        """Take it back."""
        self._take_back()


class SettingCommand(Done):
    """A setting changed in mid-run; changes of one setting in a row are one command."""

    def __init__(self, intent: SetParameter, before: Any, trainer: Trainer) -> None:
        super().__init__(
            f"change of {_last_word(intent.name)}",
            lambda: trainer.send(SetParameter(intent.name, before), undoable=False),
            lambda: trainer.send(SetParameter(intent.name, self.after), undoable=False),
        )
        self.name, self.after = intent.name, intent.value

    def id(self) -> int:
        """Return the kind that may be merged."""
        return SETTING

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later change of the same setting in."""
        if not isinstance(other, SettingCommand) or other.name != self.name:
            return False
        self.after = other.after
        return True


def edit_command(intent: EditWeight, before: float, trainer: Trainer) -> Done:
    """Return the command for one weight set by hand."""
    return Done(
        f"edit of W{intent.layer}[{intent.row}, {intent.column}]",
        lambda: trainer.send(replace(intent, value=before), undoable=False),
        lambda: trainer.send(intent, undoable=False),
    )


def reset_command(intent: Reset, tokens: tuple[int, int], trainer: Trainer) -> Done:
    """Return the command for a new run; the old one was put aside under a token."""
    old, new = tokens
    plain = "new weights" if intent.new_weights else "reset"
    text = "new experiment" if intent.spec else plain
    return Done(text, lambda: trainer.restore(old), lambda: trainer.restore(new))


def branch_command(intent: Intent, forked: Forked, trainer: Trainer) -> Done:
    """Return the command for a wish that began a branch."""
    what = "branch"
    if isinstance(intent, SetParameter):
        what = f"change of {_last_word(intent.name)}, in a branch"
    elif isinstance(intent, EditWeight):
        what = "edit of a weight, in a branch"
    elif isinstance(intent, SetWeights):
        what = f"{intent.name}, in a branch"
    elif not isinstance(intent, BeginBranch):
        what = "remedy, in a branch"
    return Done(
        what,
        lambda: trainer.send(SwitchBranch(forked.old), undoable=False),
        lambda: trainer.send(SwitchBranch(forked.new), undoable=False),
    )


def rename_command(intent: RenameBranch, before: str, trainer: Trainer) -> Done:
    """Return the command for another name of a branch."""
    return Done(
        "name of a branch",
        lambda: trainer.send(replace(intent, name=before), undoable=False),
        lambda: trainer.send(intent, undoable=False),
    )


class UndoStack(QUndoStack):
    """Holds what the trainer has done, and how to take it back."""

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoLimit(MOST)
        self._trainer = trainer
        trainer.worker.applied.connect(self.take)

    @Slot(object, object)
    def take(self, intent: Intent, before: Any) -> None:
        """Push the command for a wish that was granted."""
        if isinstance(before, Forked):
            self.push(branch_command(intent, before, self._trainer))
        elif isinstance(intent, RenameBranch):
            self.push(rename_command(intent, before, self._trainer))
        elif isinstance(intent, SetParameter):
            self.push(SettingCommand(intent, before, self._trainer))
        elif isinstance(intent, EditWeight):
            self.push(edit_command(intent, before, self._trainer))
        elif isinstance(intent, Reset):
            self.push(reset_command(intent, before, self._trainer))


def _last_word(name: str) -> str:
    return name.rsplit(".", 1)[-1].replace("_", " ")
