"""A plane between two axes on a widget: from its coordinates to pixels, and back."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from nnviz.gui.views.strokes import Floats
from nnviz.scenes.ticks import Axis


class Plane(Struct, frozen=True):
    """Where the axes lie.

    Parameters
    ----------
    area
        Where the plane is, in pixels.
    x_axis, y_axis
        What it shows.
    """

    area: QRectF
    x_axis: Axis
    y_axis: Axis

    def x_of(self, x: float) -> float:
        """Return where x is, in pixels."""
        share = (x - self.x_axis.low) / (self.x_axis.span or 1.0)
        return self.area.left() + share * self.area.width()

    def y_of(self, y: float) -> float:
        """Return where y is, in pixels."""
        share = (y - self.y_axis.low) / (self.y_axis.span or 1.0)
        return self.area.bottom() - share * self.area.height()

    def place(self, x: float, y: float) -> QPointF:
        """Return where (x, y) is, in pixels."""
        return QPointF(self.x_of(x), self.y_of(y))

    def at(self, place: QPointF) -> tuple[float, float]:
        """Return which (x, y) is at a place in pixels."""
        across = (place.x() - self.area.left()) / (self.area.width() or 1.0)
        up = (self.area.bottom() - place.y()) / (self.area.height() or 1.0)
        return (
            self.x_axis.low + across * self.x_axis.span,
            self.y_axis.low + up * self.y_axis.span,
        )

    def pixels(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return where each of many points is, in pixels."""
        area = self.area
        per_x = area.width() / (self.x_axis.span or 1.0)
        per_y = area.height() / (self.y_axis.span or 1.0)
        return (
            area.left() + (x - self.x_axis.low) * per_x,
            area.bottom() - (y - self.y_axis.low) * per_y,
        )
