"""A picture of marks: hovered and clicked by the mouse, walked through with the arrow keys.

What a picture shows, where a mark is and which one lies next is its own; here is what the pointer
and the keys do in all of them.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.keys import CHOOSE, arrow, claims
from nnviz.scenes.marks import Mark
from nnviz.scenes.palette import LIGHT, Theme


class MarkPicture(QWidget):
    """Tells what the pointer or the keys are on.

    What it points at is a Mark, or finer than one (a sample of a unit): `mark_of` tells which.

    Signals
    -------
    hovered(object)
        The Mark that the pointer or the arrow keys are on, or None.
    clicked(object)
        The Mark that was clicked, or chosen by Enter; None for a click beside everything.
    """

    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._pointer: QPointF | None = None  # None while the keys point
        self._pointed: Any = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @abstractmethod
    def thing_at(self, place: QPointF) -> Any:
        """Return what is at a place of the widget; None where nothing is."""

    @abstractmethod
    def thing_beside(self, across: int, down: int) -> Any:
        """Return what lies so many steps beside what is pointed at; None while nothing is shown."""

    def mark_of(self, thing: Any) -> Mark | None:
        """Return the mark that a thing, or None, belongs to."""
        found: Mark | None = thing
        return found

    def mark_at(self, place: QPointF) -> Mark | None:
        """Return what is at a place of the widget."""
        return self.mark_of(self.thing_at(place))

    def point_at(self, thing: Any) -> None:
        """Point at something, or at nothing, and tell where that is another mark."""
        before, self._pointed = self._pointed, thing
        mark = self.mark_of(thing)
        if self.mark_of(before) != mark:
            self.hovered.emit(mark)

    def forget_layout(self) -> None:
        """Forget where everything stands: the size of the picture or of its text has changed."""

    def draw_focus(self, painter: QPainter) -> None:
        """Draw a frame around the picture while the keys are its."""
        if self.hasFocus():
            painter.setPen(QPen(colour(self._theme.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    # The mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what the pointer is on."""
        self._pointer = event.position()
        self.point_at(self.thing_at(self._pointer))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is on nothing."""
        self._pointer = None
        self.point_at(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell what was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.mark_at(event.position()))
        else:
            super().mousePressEvent(event)

    # The keys

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys from the window's shortcuts while the picture has the focus."""
        return claims(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from mark to mark with the arrows, choose with Enter."""
        way = arrow(event)
        beside = None if way is None else self.thing_beside(*way)
        if beside is not None:
            self._pointer = None
            self.point_at(beside)
        elif event.key() in CHOOSE and self._pointed is not None:
            self.clicked.emit(self.mark_of(self._pointed))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop to point at anything by keys."""
        super().focusOutEvent(event)
        self.point_at(None)

    # The size

    def changeEvent(self, event: QEvent) -> None:
        """Lay out anew when the text size changes."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.forget_layout()
            self.update()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self.forget_layout()
        super().resizeEvent(event)
