"""What the pictures of the cost surface have in common: kinds, zoom, progress, a refusal."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnviz.gui.labs.card import Card
from nnviz.gui.labs.flow import Flow
from nnviz.gui.labs.notes import refusal_note
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font
from nnviz.scenes.landscape_choice import LandscapeChoice
from nnviz.scenes.palette import Theme


class PictureCard(Card):
    """Kinds to choose from, zoom, progress, and a place for a refusal.

    Attributes
    ----------
    wished : Signal(object)
        Another LandscapeChoice.
    """

    wished = Signal(object)
    picture: Literal["plane", "line"] = "plane"

    def __init__(self, title: str, kinds: dict[str, Chip], first: list[Chip]) -> None:
        self.more = Chip("−", "Zoom out: see twice as far at two clicks", checkable=False)
        self.less = Chip("+", "Zoom in", checkable=False)
        self.more.setAccessibleName("Zoom out")
        self.less.setAccessibleName("Zoom in")
        self.progress = QLabel()
        self.progress.setObjectName("caption")
        super().__init__(title, [self.progress, *first, self.more, self.less])
        self.choice = LandscapeChoice()
        self.kinds = kinds
        self.another = Chip("another", "Draw other random directions", checkable=False)
        self.inside.addWidget(Flow([*kinds.values(), self.another]))
        self.row, self.note = QWidget(self), refusal_note(self)
        self.refusal = QLabel(self)
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.refusal.setWordWrap(True)
        self.refusal.setObjectName("caption")
        self.refusal.hide()
        self.chips = [*kinds.values(), self.another, *first, self.more, self.less]
        for name, chip in kinds.items():
            chip.clicked.connect(partial(self._choose, name))
        self.another.clicked.connect(self._draw)
        self.more.clicked.connect(partial(self._zoom, 1))
        self.less.clicked.connect(partial(self._zoom, -1))

    def _add_row(self) -> QHBoxLayout:
        """Return a row for what is typed, above room for a refusal."""
        row = QHBoxLayout(self.row)
        row.setContentsMargins(0, 0, 0, 0)
        self.inside.addWidget(self.row)
        self.inside.addWidget(self.note)
        return row

    def show_choice(self, choice: LandscapeChoice) -> None:
        """Show what is chosen."""
        self.choice = choice
        chosen = getattr(choice, self.picture)
        for name, chip in self.kinds.items():
            chip.show_checked(name == chosen)
        self.another.setVisible(chosen == "random")

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        super().dress(theme, unit)
        for chip in self.chips:
            chip.set_theme(theme)
        self.progress.setFont(caption_font(self))

    def _choose(self, kind: str) -> None:
        self.show_choice(self.choice)
        changed: dict[str, Any] = {self.picture: kind}
        self.wished.emit(replace(self.choice, **changed))

    def _draw(self) -> None:
        self.wished.emit(self.choice.drawn_anew(self.picture))

    def _zoom(self, notches: int) -> None:
        self.wished.emit(self.choice.zoomed(self.picture, notches))

    def _turn(self, notches: int) -> None:
        self._zoom(-notches)
