"""A layer's z as bars under the amber curve of f', the shut zones shaded."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QBrush, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QVBoxLayout, QWidget

from nnviz.gui.views.drawing import colour
from nnviz.gui.views.pane import Mark, Word
from nnviz.gui.views.plots import Plot, pen
from nnviz.scenes.palette import LIGHT, Theme, mix
from nnviz.scenes.slope_histogram import SlopeHistogram


class Bars(QGraphicsItem):
    """Filled rectangles in the plot's coordinates, drawn in one go."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: tuple[QRectF, ...] = ()
        self._bounds = QRectF()
        self._brush = QBrush()

    def set_boxes(self, boxes: tuple[QRectF, ...], brush: QBrush) -> None:
        """Draw these boxes."""
        self.prepareGeometryChange()
        self._boxes, self._brush = boxes, brush
        self._bounds = QRectF()
        for box in boxes:
            self._bounds = self._bounds.united(box)
        self.update()

    def boundingRect(self) -> QRectF:
        """The rectangle about all boxes."""
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Fill the boxes."""
        for box in self._boxes:
            painter.fillRect(box, self._brush)


class HistogramPlot(QWidget):
    """The histogram of one layer.

    Signals
    -------
    read(str)
        What the pointer is on, in words; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SlopeHistogram | None = None
        self._theme = LIGHT
        self._pointer: float | None = None
        self.plot = Plot("Pre-activations z under the curve of f′", self)
        self._zones, self._bars = self.plot.add(Bars()), self.plot.add(Bars())
        self._zones.setZValue(-200)
        self._curve = self.plot.add_line()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.plot)
        self.plot.pane.pointed.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)

    def set_scene(self, scene: SlopeHistogram) -> None:
        """Show the histogram."""
        self._scene = scene
        theme = self._theme
        self.plot.set_axes(scene.z_axis, scene.ability_axis)
        shade = QBrush(colour(mix(theme.panel, theme.faint, 0.8)))
        top = scene.ability_axis.high
        self._zones.set_boxes(tuple(QRectF(a, 0.0, b - a, top) for a, b in scene.zones), shade)
        self._bars.set_boxes(_boxes(scene), QBrush(colour(mix(theme.panel, theme.positive, 0.6))))
        self._curve.setPen(pen(theme.slope, 2.0))
        self._curve.setData(*scene.curve)
        marks: tuple[Mark, ...] = ()
        if scene.name_place is not None:
            marks = (Word(*scene.name_place, "f′", theme.slope_text, (1, 0)),)
        self.plot.pane.set_marks(marks)
        self._tell()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            self.read.emit("" if self._pointer is None else self._scene.read(self._pointer))


def _boxes(scene: SlopeHistogram) -> tuple[QRectF, ...]:
    wide = float(scene.edges[1] - scene.edges[0])
    columns = zip(scene.edges.tolist(), scene.heights.tolist(), strict=False)
    return tuple(QRectF(left + 0.08 * wide, 0.0, 0.84 * wide, h) for left, h in columns if h)
