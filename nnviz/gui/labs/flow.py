"""Small widgets in rows: those that do not fit go on in the next row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Widgets side by side, broken into rows like words.

    Parameters
    ----------
    widgets
        In their order; each has the size that it asks for.
    gap
        Pixels between two of them.
    """

    def __init__(
        self, widgets: Sequence[QWidget], gap: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._widgets, self._gap = tuple(widgets), gap
        self._heights: dict[int, int] = {}
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return how high the rows are in so much width."""
        if width not in self._heights:
            self._heights[width] = self._arrange(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """The rows at the present width."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Arrange anew where a widget has another size."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.FontChange):
            self._heights.clear()
            self._arrange(self.width(), move=True)
            self.updateGeometry()
        return super().event(event)

    def _arrange(self, width: int, *, move: bool) -> int:
        """Place the widgets, or only count; return the height."""
        x = y = tall = 0
        for widget in self._widgets:
            size = widget.sizeHint()
            if x and x + size.width() > width:
                x, y, tall = 0, y + tall, 0
            if move:
                widget.setGeometry(x, y, size.width(), size.height())
            x += size.width() + self._gap
            tall = max(tall, size.height())
        return y + tall
