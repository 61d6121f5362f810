"""The workspace Landscape: the network's cost along a line and over a plane, and how it bends.

It shows what it is given and asks for what the user wishes; the feed beside it has the costly
questions answered in the background.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.gui.labs.landscape_cards import CurvatureCard, WaysCard
from nnviz.gui.labs.landscape_pictures import LineCard, MapCard
from nnviz.scenes.landscape_answer import Answer
from nnviz.scenes.landscape_curvature import Sharpness, curvature_scene
from nnviz.scenes.landscape_line import line_scene
from nnviz.scenes.landscape_map import map_scene
from nnviz.scenes.palette import LIGHT, Theme


class LandscapeLab(QWidget):
    """The map and the other ways at the left; line and curvature at the right.

    Attributes
    ----------
    hidden : Signal()
        It can no longer be seen.
    """

    hidden = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Landscape")
        self.theme: Theme = LIGHT
        self.map, self.line = MapCard(), LineCard()
        self.curvature, self.ways = CurvatureCard(), WaysCard()
        self._columns = [QVBoxLayout(), QVBoxLayout()]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for column, cards in zip(
            self._columns, (((self.map, 1), (self.ways, 0)), ((self.line, 1), (self.curvature, 1))),
            strict=True,
        ):  # fmt: skip
            for card, stretch in cards:
                column.addWidget(card, stretch)
            self._row.addLayout(column, 1)
        self.setFocusProxy(self.map.map)
        self._drawn: dict[str, object] = {}

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self.theme = theme
        self._drawn.clear()
        gap = round(8 * unit)
        self._row.setSpacing(gap)
        for column in self._columns:
            column.setSpacing(gap)
        for card in (self.map, self.ways, self.line, self.curvature):
            card.dress(theme, unit)

    def show_answer(self, answer: Answer, series: Sharpness) -> None:
        """Show what is known so far; what is not known yet stays as it was."""
        choice = answer.question.choice
        if self._is_new("map", answer.plane or answer.no_plane):
            found = answer.plane
            self.map.show_map(map_scene(found, self.theme) if found else None, answer.no_plane)
        if self._is_new("line", answer.line or answer.no_line):
            line = answer.line
            scene = line_scene(line, choice.line, choice.part, self.theme) if line else None
            self.line.show_line(scene, answer.no_line)
        if answer.spectrum is not None or answer.no_spectrum:
            self.show_curvature(answer, series)

    def show_curvature(self, answer: Answer, series: Sharpness) -> None:
        """Show the curvatures of an answer that knows them, or why there are none."""
        known = answer.spectrum or answer.no_spectrum
        if not known or not self._is_new("curvature", (known, series)):
            return
        record = answer.question.record
        scene = None
        if answer.spectrum is not None:
            scene = curvature_scene(
                answer.spectrum,
                series,
                record.spec.training.optimizer,
                record.rate,
                record.step,
                record.params.flat.size,
                self.theme,
            )
        self.curvature.show_scene(scene, answer.no_spectrum, self.theme)

    def _is_new(self, what: str, found: object) -> bool:
        """Whether something is known, and other than what is shown; takes note of it."""
        if not found or self._drawn.get(what) == found:
            return False
        self._drawn[what] = found
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nothing needs to be found any more."""
        super().hideEvent(event)
        self.hidden.emit()
