"""The output over the plane of two inputs, with the samples on it and a key to the colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.colour_key import ColourKey
from nnviz.gui.views.output_points import PointClouds
from nnviz.gui.views.pictures import rgb_image
from nnviz.gui.views.plot_items import Picture
from nnviz.gui.views.read_plot import ReadPlot
from nnviz.scenes.output_surface import SurfaceScene
from nnviz.scenes.palette import Theme
from nnviz.scenes.ticks import Axis

ALIKE = 1.25  # sides that differ by less are drawn as a square


class SurfaceView(ReadPlot):
    """The decision surface.

    Attributes
    ----------
    ticked : bool
        Whether the axes have numbers and names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Output over the plane of two inputs", parent)
        self._scene: SurfaceScene | None = None
        self.ticked = True
        self._image = self.plot.add(Picture())
        self._points = PointClouds(self.plot)
        self.key = ColourKey(self)
        self._box.setSpacing(2)
        self._box.addWidget(self.key)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().set_theme(theme)
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
        self._show_pointer()

    def _show_pointer(self) -> None:
        if self._scene is not None:
            self._tell(self._scene.read)
