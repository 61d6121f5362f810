"""Arrow keys in a picture: they belong to it while it has the focus, and to the window else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def arrow(event: QKeyEvent) -> tuple[int, int] | None:
    """Return an arrow key as a step across and down; None for other keys."""
    if event.modifiers() not in PLAIN:
        return None
    return ARROWS.get(Qt.Key(event.key()))


def claims(event: QEvent) -> bool:
    """Accept the question whether a key is the picture's before the window's shortcuts."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if arrow(event) is None and event.key() not in CHOOSE:
        return False
    event.accept()
    return True
