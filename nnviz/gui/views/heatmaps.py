"""Weights and gradients as heatmaps: shows a HeatmapsScene, tells which cell is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font, colour, ems, is_drawing, sharpness
from nnviz.gui.views.heatmaps_paint import (
    Frame,
    draw_cells,
    draw_mark,
    draw_names_and_bars,
    frame_of,
    lattice,
)
from nnviz.gui.views.heatmaps_range import RangeSheet
from nnviz.gui.views.mark_picture import MarkPicture
from nnviz.gui.views.reading_line import draw_reading
from nnviz.scenes.heatmaps import HeatmapsScene, beside, strongest_within
from nnviz.scenes.limits import Limits
from nnviz.scenes.marks import WeightMark
from nnviz.scenes.palette import Theme


class HeatmapsView(MarkPicture):
    """A pair of heatmaps for every layer.

    Signals
    -------
    rangeRequested(object)
        The Limits to fix the scales at; None to let them follow the data.
    """

    rangeRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: HeatmapsScene | None = None
        self._frame: Frame | None = None
        self._ground: tuple[object, QPixmap] | None = None
        self._lattice: QImage | None = None
        self._automatic = Chip(
            "auto range",
            "Lets the colour scales follow the data in round steps; off keeps them as they are.",
        )
        self._typed = Chip("range…", "Type the ends of the colour scales.", checkable=False)
        self._automatic.clicked.connect(self._ask_automatic)
        self._typed.clicked.connect(self._open_sheet)
        self._sheet: RangeSheet | None = None
        self.setAccessibleName("Weights and gradients")
        self.setAccessibleDescription(
            "A heatmap of W and one of dC/dW a layer: rows from, columns to, the bias last. "
            "Arrow keys go from cell to cell, Enter selects."
        )

    # What it is told

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the panel's title bar."""
        return [self._automatic, self._typed]

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; the next scene brings its own."""
        self._theme = theme
        self._lattice = None
        for chip in (self._automatic, self._typed):
            chip.set_theme(theme)
        self.update()

    def set_scene(self, scene: HeatmapsScene) -> None:
        """Show a scene; emits nothing."""
        if self._scene is None or scene.units != self._scene.units:
            self._frame = self._pointed = None
        self._scene = scene
        self._automatic.show_checked(not scene.fixed)
        self.update()

    # What it asks

    def _ask_automatic(self) -> None:
        """Ask for the other kind of range; the switch stays until the scene says so."""
        if self._scene is None:
            return
        self._automatic.show_checked(not self._scene.fixed)
        self.rangeRequested.emit(None if self._scene.fixed else self._scene.limits)

    def _open_sheet(self) -> None:
        if self._scene is None:
            return
        if self._sheet is None:
            self._sheet = RangeSheet(self)
            self._sheet.limitsTyped.connect(self._ask_limits)
        self._sheet.set_theme(self._theme)
        self._sheet.show()
        self._sheet.start_from(self._scene.limits)
        self._sheet.adjustSize()
        self._sheet.move(max(0, self.width() - self._sheet.width() - 4), 2)
        self._sheet.raise_()

    def _ask_limits(self, limits: Limits) -> None:
        self.rangeRequested.emit(limits)

    def thing_at(self, place: QPointF) -> WeightMark | None:
        """Return the cell at a place: of many below a pixel, the one of the largest weight."""
        if self._scene is None:
            return None
        found = self._laid_out().grid.at(place.x(), place.y())
        if found is None:
            return None
        pair, rows, columns = found
        shown = self._scene.gradients if place.x() >= pair.right else self._scene.weights
        row, column = strongest_within(shown.block[pair.layer], rows, columns)
        return WeightMark(pair.layer, row, column)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the sheet of typed ranges away, and tell what was clicked."""
        if self._sheet is not None:
            self._sheet.hide()
        super().mousePressEvent(event)

    def thing_beside(self, across: int, down: int) -> WeightMark | None:
        """Return the cell to which the arrow keys lead."""
        if self._scene is None:
            return None
        start = self._pointed or self._scene.marks.selected
        return beside(self._scene.units, start, across, down)

    # Drawing

    def sizeHint(self) -> QSize:
        """As much room as the window gives by default."""
        return ems(self, 21, 18)

    def minimumSizeHint(self) -> QSize:
        """Room in which the default network can be read."""
        return ems(self, 12, 10)

    def forget_layout(self) -> None:
        """Lay out anew when it is next painted."""
        self._frame = None

    def _laid_out(self) -> Frame:
        assert self._scene is not None
        if self._frame is None:
            font = caption_font(self)
            self._frame = frame_of(self._scene.units, self.width(), self.height(), font)
            self._ground = self._lattice = None
        return self._frame

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scene."""
        painter = QPainter(self)
        if self._scene is None:
            painter.fillRect(self.rect(), colour(self._theme.panel))
            return
        scene, frame = self._scene, self._laid_out()
        scale = sharpness(painter)
        if is_drawing(painter):
            draw_names_and_bars(painter, frame, scene, self._theme)
        else:
            painter.drawPixmap(0, 0, self._drawn_ground(frame, scene, scale))
        draw_cells(painter, frame, scene)
        ground = self._drawn_lattice(frame, scale)
        if ground is not None:
            painter.drawImage(0, 0, ground)
        draw_mark(painter, frame.grid, scene.marks.selected, self._theme, selected=True)
        draw_mark(painter, frame.grid, scene.marks.hovered, self._theme, selected=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_reading(painter, frame.reading, scene.reading, frame.font, self._theme)
        self.draw_focus(painter)

    def _drawn_ground(self, frame: Frame, scene: HeatmapsScene, scale: float) -> QPixmap:
        key = (scene.bars, self._theme, scale)
        if self._ground is None or self._ground[0] != key:
            pixmap = QPixmap(self.size() * scale)
            pixmap.setDevicePixelRatio(scale)
            pixmap.fill(colour(self._theme.panel))
            painter = QPainter(pixmap)
            draw_names_and_bars(painter, frame, scene, self._theme)
            painter.end()
            self._ground = (key, pixmap)
        return self._ground[1]

    def _drawn_lattice(self, frame: Frame, scale: float) -> QImage | None:
        if self._lattice is None or self._lattice.devicePixelRatio() != scale:
            self._lattice = lattice(frame, self.width(), self.height(), scale, self._theme)
        return self._lattice
