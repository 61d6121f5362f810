"""Map or surface: the switch in the header of a lab's picture, and who turns the surface.

The surface is shown where OpenGL works, which is tried when it is first asked for; where it does
not, the map stays, and a line below it says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.opengl import OpenGLCheck
from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.settings import Settings
from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.surface import SurfaceView
from nnviz.scenes.camera import Camera
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.surface_box import SurfacePicture

Make: TypeAlias = Callable[[Camera, float], SurfacePicture]

MAP, SURFACE = "map", "surface"
TRYING = "Trying whether OpenGL works here…"


class MapOrSurface(QWidget):
    """Shows a map, or in its place the same as a surface.

    Parameters
    ----------
    chart
        The map.
    setting
        Under which name it is remembered which of them is wanted.

    Attributes
    ----------
    changed : Signal()
        There is another picture to make.
    chips
        The two words of the switch.
    view
        The surface; None until it has been shown.
    """

    changed = Signal()

    def __init__(self, chart: QWidget, setting: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart, self._setting = chart, setting
        self.camera = Camera()
        self.view: SurfaceView | None = None
        self.note = caption("", self)
        self.note.setWordWrap(True)
        self.note.hide()
        self.map = Chip("map", "Show it from above: shades and contour lines")
        self.surface = Chip("surface", "Show it as a surface to be turned, with the ways on it")
        self.chips = (self.map, self.surface)
        self.check = OpenGLCheck(self)
        self._settings = Settings(lasting=False)
        self._theme = LIGHT
        self._wanted = self._works = self._plane = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(chart, 1)
        self._column.addWidget(self.note)
        self.map.clicked.connect(self._choose_map)
        self.surface.clicked.connect(self._choose_surface)
        self.check.works.connect(self._begin)
        self.check.refused.connect(self.refuse)

    def remember(self, settings: Settings) -> None:
        """Take what was chosen the last time, and keep there what is chosen from now on."""
        self._settings = settings
        self._wanted = settings.text(self._setting, MAP) == SURFACE

    def stop(self) -> None:
        """End what is being tried: the window closes."""
        self.check.stop()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.note.setFont(caption_font(self))
        for chip in self.chips:
            chip.set_theme(theme)
        if self.view is not None:
            self.view.set_theme(theme)

    @property
    def shows_surface(self) -> bool:
        """Whether the surface is what is shown now."""
        return self._plane and self._wanted and self._works

    def show_picture(self, make: Make | None) -> None:
        """Show the surface where it is wanted; say by the switch what is shown.

        Parameters
        ----------
        make
            Makes the surface's picture for a camera and a place's width over height; None where
            there is no surface to be had.
        """
        self._plane = make is not None
        for chip in self.chips:
            chip.setVisible(self._plane)
        self.note.setVisible(self._plane and bool(self.note.text()))
        if self._plane and self._wanted and not self._works and not self.note.text():
            self._try()
        self.map.show_checked(not self.shows_surface)
        self.surface.show_checked(self.shows_surface)
        self.chart.setVisible(not self.shows_surface)
        if self.view is not None:
            self.view.setVisible(self.shows_surface)
        if self.shows_surface and make is not None:
            view = self._made_view()
            view.set_picture(make(self.camera, view.aspect))

    def _made_view(self) -> SurfaceView:
        if self.view is None:
            view = self.view = SurfaceView(self)
            view.set_theme(self._theme)
            view.turned.connect(self._turn)
            view.zoomed.connect(self._zoom)
            view.resetRequested.connect(self._look_as_at_first)
            view.resized.connect(self.changed)
            # It fails while it paints, when nothing may be shown or hidden.
            view.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)
            self._column.insertWidget(1, view, 1)
        return self.view

    # What the user does

    @Slot()
    def _choose_map(self) -> None:
        self._wanted = False
        self._settings.keep(self._setting, MAP)
        self._say("")

    @Slot()
    def _choose_surface(self) -> None:
        self._wanted = True
        self._settings.keep(self._setting, SURFACE)
        self._say("")

    @Slot(float, float)
    def _turn(self, azimuth: float, elevation: float) -> None:
        self._look(self.camera.turned(azimuth, elevation))

    @Slot(float)
    def _zoom(self, notches: float) -> None:
        self._look(self.camera.zoomed(notches))

    @Slot()
    def _look_as_at_first(self) -> None:
        self._look(Camera())

    def _look(self, camera: Camera) -> None:
        if camera != self.camera:
            self.camera = camera
            self.changed.emit()

    # Whether OpenGL works

    def _try(self) -> None:
        self.note.setText(TRYING)
        self.note.show()
        self.check.ask()

    @Slot()
    def _begin(self) -> None:
        self._works = True
        self._say("")

    @Slot(str)
    def refuse(self, why: str) -> None:
        """Stay with the map, and say why."""
        self._works = False
        self._say(f"The map alone: {why}.")

    @Slot(str)
    def _fail(self, why: str) -> None:
        if self._works:
            self.refuse(why)

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.surface.setToolTip(text or self.surface.accessibleDescription())
        self.changed.emit()
