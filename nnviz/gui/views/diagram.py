"""The network diagram: shows a DiagramScene, tells what the pointer or the keys are on.

Everything that does not change from step to step (headings, names, legend, curves) is kept; a
frame paints tiles, edges, rings and numbers on top of it.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.diagram_ground import Frame, Ground, draw_ground, frame_of
from nnviz.gui.views.diagram_lines import LinesPainter
from nnviz.gui.views.diagram_lit import LitPainter
from nnviz.gui.views.diagram_strips import Strips
from nnviz.gui.views.diagram_tiles import UnitsPainter
from nnviz.gui.views.drawing import caption_font, colour, ems, is_drawing, sharpness
from nnviz.gui.views.mark_picture import MarkPicture
from nnviz.gui.views.reading_line import draw_reading
from nnviz.scenes.diagram import DiagramScene
from nnviz.scenes.diagram_edges import CROWDED, Show
from nnviz.scenes.diagram_hits import edge_points, hit, neighbour
from nnviz.scenes.marks import Mark, UnitMark
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.tiles import OutputOf

CATCH_UP = 40  # milliseconds without a frame, after which edges that lag behind are drawn
SHOW_TIPS: dict[Show, str] = {
    "weight": "Edges show the weights W, dots the biases b.",
    "gradient": "Edges show dC/dW on the present batch, dots dC/db.",
    "update": "Edges show what the last step added to the weights, dots to the biases.",
}
OUTPUT_TIPS: dict[OutputOf, str] = {
    "mean": "Tiles show each unit's mean output over the probe samples.",
    "sample": "Tiles show each unit's output on the first sample of the present batch.",
}


class DiagramView(MarkPicture):
    """The network as a picture.

    Signals
    -------
    showRequested(str)
        What edges shall stand for: "weight", "gradient" or "update".
    outputRequested(str)
        What tiles shall show where the data have no plane: "mean" or "sample".
    """

    showRequested = Signal(str)
    outputRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: DiagramScene | None = None
        self._frame: Frame | None = None
        self._lines: LinesPainter | None = None
        self._units = UnitsPainter(LIGHT)
        self._ground, self._strips = Ground(), Strips()
        self._catch_up = QTimer(self)
        self._catch_up.setSingleShot(True)
        self._catch_up.timeout.connect(self.update)
        self._points: tuple[NDArray[np.int64], NDArray[np.float64]] | None = None
        self._show_chips = {show: Chip(show, SHOW_TIPS[show]) for show in get_args(Show)}
        self._output_chips = {of: Chip(of, OUTPUT_TIPS[of]) for of in get_args(OutputOf)}
        self._tiles_word, self._edges_word = _caption("tiles"), _caption("edges")
        self._connect_chips()
        self.setAccessibleName("Network diagram")
        self.setAccessibleDescription(
            "Units as tiles with a ring of learning ability, weights as edges. "
            "Arrow keys go from unit to unit, Enter selects."
        )

    def _connect_chips(self) -> None:
        for chip in self._show_chips.values():
            chip.clicked.connect(self._ask)
        for chip in self._output_chips.values():
            chip.clicked.connect(self._ask)

    # What it is told

    def header_widgets(self) -> list[QWidget]:
        """Return the switches for the panel's title bar."""
        return [
            self._tiles_word,
            *self._output_chips.values(),
            self._edges_word,
            *self._show_chips.values(),
        ]

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; the next scene brings its own."""
        self._theme = theme
        self._units = UnitsPainter(theme)
        self._lines = None
        for chip in (*self._show_chips.values(), *self._output_chips.values()):
            chip.set_theme(theme)
        self.update()

    def set_scene(self, scene: DiagramScene) -> None:
        """Show a scene; emits nothing."""
        before, self._scene = self._scene, scene
        if before is None or scene.structure != before.structure:
            self._frame = None
            self._pointed = None
        if before is None or (scene.show, scene.output) != (before.show, before.output):
            self._sync_chips()
        self.update()

    def _sync_chips(self) -> None:
        """Show the choices in force; a click has changed its chip already."""
        scene = self._scene
        if scene is None:
            return
        for show, chip in self._show_chips.items():
            chip.show_checked(show == scene.show)
        self._tiles_word.setVisible(scene.output is not None)
        for of, chip in self._output_chips.items():
            chip.setVisible(scene.output is not None)
            chip.show_checked(of == scene.output)

    # What it asks

    def _ask(self) -> None:
        """Ask for what a switch stands for; it stays as it is until the scene says so."""
        chip = self.sender()
        self._sync_chips()
        for show, one in self._show_chips.items():
            if one is chip:
                self.showRequested.emit(show)
        for of, one in self._output_chips.items():
            if one is chip:
                self.outputRequested.emit(of)

    def thing_at(self, place: QPointF) -> Mark | None:
        """Return the unit or the edge at a place of the widget."""
        if self._scene is None:
            return None
        at = np.array([place.x(), place.y()])
        return hit(self._laid_out().arrangement, self._scene.edges, self._edge_points(), at)

    def _edge_points(self) -> NDArray[np.float64]:
        """Return points along the edges that are drawn, taken anew where those have changed."""
        assert self._scene is not None
        edges, arrangement = self._scene.edges, self._laid_out().arrangement
        if self._points is None or self._points[0] is not edges.index:
            self._points = (edges.index, edge_points(arrangement, edges))
        return self._points[1]

    def thing_beside(self, across: int, down: int) -> UnitMark | None:
        """Return the unit to which the arrow keys lead."""
        if self._scene is None:
            return None
        start = self._pointed or self._scene.marks.selected
        return neighbour(self._laid_out().arrangement, start, across, down)

    # Drawing

    def sizeHint(self) -> QSize:
        """As much room as the window gives by default."""
        return ems(self, 56, 32)

    def minimumSizeHint(self) -> QSize:
        """Room in which the default network can be read."""
        return ems(self, 18, 13)

    def forget_layout(self) -> None:
        """Lay out anew when it is next painted."""
        self._frame = None

    def _laid_out(self) -> Frame:
        assert self._scene is not None
        if self._frame is None:
            width, height = self.width(), self.height()
            self._frame = frame_of(self._scene.structure, width, height, caption_font(self))
            self._lines = self._points = None
        return self._frame

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scene."""
        painter = QPainter(self)
        if self._scene is None:
            painter.fillRect(self.rect(), colour(self._theme.panel))
            return
        scene, frame = self._scene, self._laid_out()
        if self._lines is None:
            self._lines = LinesPainter(frame, self._theme)
        self._draw_edges(painter, frame, scene, self._lines)
        self._lines.draw_marked_edges(painter, scene)
        self._units.draw(painter, frame, scene)
        self._lines.draw_marked_units(painter, scene)
        if scene.lit is not None:
            LitPainter(self._theme).draw(painter, frame, scene.lit)
        draw_reading(painter, frame.reading, scene.reading, frame.font, self._theme)
        self.draw_focus(painter)

    def _draw_edges(
        self, painter: QPainter, frame: Frame, scene: DiagramScene, lines: LinesPainter
    ) -> None:
        """Draw the edges on their ground; of a crowded network some from an earlier frame."""
        crowded = len(scene.edges.index) > CROWDED
        if is_drawing(painter):
            draw_ground(painter, frame, scene.structure, scene.legend, self._theme)
        else:
            ground = self._ground.drawn(self, frame, scene, self._theme, sharpness(painter))
            kept = self._strips.drawn(ground, lines, scene) if crowded else ground
            painter.drawPixmap(0, 0, kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_drawing(painter) or not crowded:
            lines.draw(painter, scene.edges)
        elif self._strips.is_behind:
            self._catch_up.start(CATCH_UP)


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName("caption")
    return label
