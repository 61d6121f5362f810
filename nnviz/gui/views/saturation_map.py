"""The saturation map: a picture of all units on all samples, told in numbers under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import ems
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.saturation_canvas import SaturationCanvas
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.saturation_bands import Room
from nnviz.scenes.saturation_map import SaturationMapScene


class SaturationMapView(QWidget):
    """Shows a SaturationMapScene.

    Signals
    -------
    hovered(object)
        The UnitMark of the row that the pointer or the arrow keys are on, or None.
    clicked(object)
        The UnitMark of the row that was clicked or chosen by Enter; None beside all rows.
    orderRequested(bool)
        Whether the most shut units and samples shall come first.
    """

    hovered = Signal(object)
    clicked = Signal(object)
    orderRequested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Saturation map")
        self.canvas = SaturationCanvas(self)
        self._caption = ReadingLabel(self)
        self._ordered = Chip(
            "sorted", "Puts the most shut units and samples first; off, all stand in their order."
        )
        self._ordered.show_checked(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.canvas, 1)
        box.addWidget(self._caption)
        self.canvas.hovered.connect(self.hovered)
        self.canvas.clicked.connect(self.clicked)
        self.canvas.read.connect(self._caption.set_reading)
        self._ordered.clicked.connect(self._ask_order)
        self.set_theme(LIGHT)

    def header_widgets(self) -> list[QWidget]:
        """Return the switch for the panel's title bar."""
        return [self._ordered]

    def room(self) -> Room:
        """Return how many pixels the map has."""
        return self.canvas.room()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for part in (self.canvas, self._caption, self._ordered):
            part.set_theme(theme)

    def set_scene(self, scene: SaturationMapScene) -> None:
        """Show a scene; emits no wish."""
        self._ordered.show_checked(scene.ordered)
        self._caption.set_text(scene.caption)
        self.canvas.set_scene(scene)
        self.setAccessibleDescription(scene.caption)

    def _ask_order(self) -> None:
        self.orderRequested.emit(self._ordered.isChecked())

    def sizeHint(self) -> QSize:
        """As much room as the window gives by default."""
        return ems(self, 18, 16)

    def minimumSizeHint(self) -> QSize:
        """Room in which the default network can be read."""
        return ems(self, 9, 8)

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew when the text size changes."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)
