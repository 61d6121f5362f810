"""A card: what a panel looks like in a lab, where nothing is moved about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.gui.docks import Title
from nnviz.gui.views.drawing import colour
from nnviz.scenes.palette import LIGHT, Theme


class Card(QWidget):
    """A white card on the grey ground: title left, small controls right, the content below.

    Parameters
    ----------
    title
        What it is about.
    controls
        Small controls for its upper right corner.
    """

    def __init__(
        self, title: str, controls: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._theme, self._unit = LIGHT, 1.0
        self.title = Title(title, self)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 1)
        for control in controls:
            self._head.addWidget(control)
        self.inside = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addLayout(self.inside, 1)

    def dress(self, theme: Theme, unit: float) -> None:
        """Take a theme's colours and a length of the sheet."""
        self._theme, self._unit = theme, unit
        self._column.setContentsMargins(*(round(n * unit) for n in (12, 5, 10, 8)))
        self._column.setSpacing(round(2 * unit))
        self._head.setSpacing(round(2 * unit))
        self.inside.setSpacing(round(4 * unit))
        self.title.setMinimumHeight(round(22 * unit))
        self.title.set_colour(theme.text)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer its picture."""
        from nnviz.gui.picture_export import open_menu

        open_menu(self, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(self._theme.border))
        painter.setBrush(colour(self._theme.panel))
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(card, 6 * self._unit, 6 * self._unit)
