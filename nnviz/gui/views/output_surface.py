"""The output over the plane of two inputs, with the samples on it and a key to the colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.colour_key import ColourKey
from nnviz.gui.views.output_points import PointClouds
from nnviz.gui.views.pictures import rgb_image
from nnviz.gui.views.plot_items import Picture
from nnviz.gui.views.plots import Plot
from nnviz.scenes.output_surface import SurfaceScene
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.ticks import Axis

ALIKE = 1.25  # sides that differ by less are drawn as a square


class SurfaceView(QWidget):
    """The decision surface.

    Attributes
    ----------
    ticked : bool
        Whether the axes have numbers and names.

    Signals
    -------
    read(str)
        What the network answers under the pointer; "" when it has left.
    """

    read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: SurfaceScene | None = None
        self._pointer: tuple[float, float] | None = None
        self.ticked = True
        self.plot = Plot("Output over the plane of two inputs", self)
        self._image = self.plot.add(Picture())
        self._points = PointClouds(self.plot)
        self.key = ColourKey(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.plot, 1)
        box.addWidget(self.key)
        self.plot.pane.pointed.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.key.set_theme(theme)

    def set_scene(self, scene: SurfaceScene) -> None:
        """Show the surface."""
        self._scene = scene
        x, y = scene.x_axis, scene.y_axis
        self.plot.set_square(1 / ALIKE < x.span / y.span < ALIKE)
        plain = (Axis(x.low, x.high), Axis(y.low, y.high))
        self.plot.set_axes(*((x, y) if self.ticked else plain))
        self._image.set_image(rgb_image(scene.pixels[::-1]), QRectF(x.low, y.low, x.span, y.span))
        self._points.show(scene.points, scene.options, self._theme)
        self.key.set_key(scene.key)
        self._tell()

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        if self._scene is not None:
            self.read.emit(self._scene.read(*self._pointer) if self._pointer else "")
