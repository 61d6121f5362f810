"""Room for a sentence that says why something typed can't be used."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from nnviz.gui.panels.experiment_rows import caption


def refusal_note(parent: QWidget) -> QLabel:
    """Return the room; it takes none while there is nothing to say."""
    note = caption("", parent)
    note.setObjectName("note")
    note.setProperty("wrong", True)
    note.setWordWrap(True)
    note.hide()
    return note


def say(note: QLabel, text: str) -> None:
    """Say a sentence; "" when that is over."""
    note.setText(text)
    note.setVisible(bool(text))
