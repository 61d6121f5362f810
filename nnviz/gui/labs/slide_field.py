"""A number with a slider and a box: dragged, or typed and refused with a sentence."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from nnviz.gui.views.keys import claims
from nnviz.scenes.slide import PLACES, Slide


class NumberSlider(QSlider):
    """A slider for a Slide: it asks for round numbers, and shows what it is told without asking.

    Attributes
    ----------
    wished : Signal(object)
        The number that the user has dragged it to.
    """

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._slide: Slide | None = None
        self.setRange(0, PLACES)
        self.setSingleStep(PLACES // 100)
        self.setPageStep(PLACES // 10)
        self.setMinimumWidth(40)
        self.valueChanged.connect(self._ask)

    def show_slide(self, slide: Slide) -> None:
        """Show a number; asks for nothing."""
        self._slide = slide
        self.setToolTip(slide.field.tip)
        self.setAccessibleName(f"{slide.field.label}, slider")
        self.setEnabled(not slide.field.fixed)
        if not self.isSliderDown():
            blocked = self.blockSignals(True)
            self.setValue(slide.place)
            self.blockSignals(blocked)

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys from the window's shortcuts while it has the focus."""
        return claims(event) or bool(super().event(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel only while it is in use: else what it lies in scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _ask(self, place: int) -> None:
        if self._slide is not None:
            self.wished.emit(self._slide.value_at(place))
