"""A picture of curves in the labs: the still part on a canvas, what moves on a layer above it.

The canvas is drawn anew only where the scene's still part is another object; else the layer shows
the picture that was taken of it, which costs a tenth. With the arrow keys, while it has the focus,
and with the pointer the user moves through it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.drawing import colour, image_of, is_drawing, sharpness
from nnviz.gui.views.keys import arrow, claims
from nnviz.gui.views.lab_layer import LabLayer
from nnviz.gui.views.plot_items import Bars, Picture, PlotLine
from nnviz.gui.views.plots import Plot, pen
from nnviz.scenes.lab_plot import Curve, LabPlot, Moving
from nnviz.scenes.palette import Theme, mix

USUAL_LINE = 14.0  # pixels from line to line of the text for which widths are given


class LabPlotView(Plot):
    """Draws a LabPlot and what moves over it.

    Parameters
    ----------
    name
        What it shows, for those who can't see it.

    Signals
    -------
    pointed(object)
        (x, y) under the pointer, or None when it has left.
    pressed(float, float)
        Where the left button was pressed, or moved while it is held.
    moved(int, int)
        Steps across and down by the arrow keys; ten times as many with Shift.
    turned(int)
        Notches of the wheel.
    """

    pointed = Signal(object)
    pressed = Signal(float, float)
    moved = Signal(int, int)
    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._still: QPixmap | None = None
        super().__init__(name, parent)
        self._scene: LabPlot | None = None
        self._lines: list[PlotLine] = []
        self._zones = self.add(Bars())
        self._zones.z = -200.0
        self._image = self.add(Picture())
        self._image.z = -80.0  # the grid would be lines of no meaning on a map
        self._levels = self.add(PlotLine(smooth=False, connect="pairs"))
        self._levels.z = -50.0
        self.axes_below = True  # their ticks would cut into the curves
        self.layer = LabLayer(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def sizeHint(self) -> QSize:
        """Room for a small plot."""
        return QSize(240, 150)

    def set_interactive(self, tip: str) -> None:
        """Let it have the focus, and say what can be done in it."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.pane.pointed.connect(self.pointed)
        self.pane.setCursor(Qt.CursorShape.CrossCursor)
        self.pane.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and the present size of text and lines."""
        super().set_theme(theme)
        if hasattr(self, "layer"):
            self.layer.set_theme(theme)
            if self._scene is not None:
                self._show(self._scene)
            self.forget_still()

    def set_scene(self, scene: LabPlot, moving: tuple[Moving, ...] = ()) -> None:
        """Show a plot, and what moves over it."""
        if scene is not self._scene:
            self._scene = scene
            self._show(scene)
        self.layer.set_moving(moving)

    def draw_still(self, painter: QPainter) -> None:
        """Draw the plot without what moves, from memory where it is there."""
        if is_drawing(painter):
            self.draw(painter)
        else:
            painter.drawPixmap(0, 0, self._kept(sharpness(painter)))

    @property
    def still(self) -> QPixmap:
        """The plot without what moves, as it was last drawn."""
        return self._kept(self.devicePixelRatioF())

    def _kept(self, ratio: float) -> QPixmap:
        if self._still is None or self._still.devicePixelRatio() != ratio:
            still = QPixmap(self.size() * ratio)
            still.setDevicePixelRatio(ratio)
            painter = QPainter(still)
            self.draw(painter)
            painter.end()
            self._still = still
        return self._still

    def forget_still(self) -> None:
        """Draw the canvas anew: something on it, its size or its look has changed."""
        self._still = None
        if hasattr(self, "layer"):
            self.layer.update()

    def _fit(self) -> None:
        """Make room around the curves; the picture of them is then out of date."""
        super()._fit()
        self._still = None

    def _show(self, scene: LabPlot) -> None:
        self.forget_still()
        self.setAccessibleName(scene.name)
        self.set_axes(scene.x_axis, scene.y_axis)
        self._show_raster(scene)
        self._show_shades(scene)
        self._show_levels(scene)
        while len(self._lines) < len(scene.curves):
            self._lines.append(self.add_line())
        for place, line in enumerate(self._lines):
            if place < len(scene.curves):
                draw_curve(line, scene.curves[place], self._thickness)
            line.set_visible(place < len(scene.curves))
        self.layer.set_scene(scene)

    @property
    def _thickness(self) -> float:
        """How many times as wide as usual lines are: they grow with the text, for a projector."""
        return max(1.0, self.fontMetrics().height() / USUAL_LINE)

    def _show_raster(self, scene: LabPlot) -> None:
        raster = scene.raster
        self._image.set_visible(raster is not None)
        if raster is not None:
            (left, right), (low, high) = raster.x, raster.y
            place = QRectF(left, low, right - left, high - low)
            self._image.set_image(image_of(raster.colours[::-1]), place)

    def _show_shades(self, scene: LabPlot) -> None:
        low, high = scene.y_axis.low, scene.y_axis.high
        boxes = [(shade.low, low, shade.high, high) for shade in scene.shades]
        ink = colour(mix(self.theme.panel, self.theme.faint, 0.8))
        self._zones.set_boxes(np.array(boxes).reshape(-1, 4), ink)

    def _show_levels(self, scene: LabPlot) -> None:
        x_ends = (scene.x_axis.low, scene.x_axis.high)
        y_ends = (scene.y_axis.low, scene.y_axis.high)
        x: list[float] = []
        y: list[float] = []
        for level in scene.levels:
            x += [level.place] * 2 if level.upright else x_ends
            y += y_ends if level.upright else [level.place] * 2
        self._levels.set_line(pen(self.theme.border), np.array(x), np.array(y))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the layer as large as the plot."""
        super().resizeEvent(event)
        self.layer.setGeometry(self.rect())

    # What the user does

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys before the window's shortcuts, while it has the focus."""
        if self.focusPolicy() != Qt.FocusPolicy.NoFocus and claims(event):
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrow keys."""
        step = arrow(event)
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(*step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are its, to those who came by keys."""
        super().focusInEvent(event)
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.layer.set_focused(event.reason() in by_key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer are."""
        super().focusOutEvent(event)
        self.layer.set_focused(False)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Tell of presses and of the wheel in the pane."""
        if isinstance(event, QWheelEvent):
            self.turned.emit(1 if event.angleDelta().y() > 0 else -1)
            return True
        if isinstance(event, QMouseEvent) and (
            event.type() == QEvent.Type.MouseButtonPress
            or (
                event.type() == QEvent.Type.MouseMove
                and event.buttons() & Qt.MouseButton.LeftButton
            )
        ):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.pressed.emit(*self.at(event.position()))
        return bool(super().eventFilter(watched, event))


def draw_curve(line: PlotLine, curve: Curve, thickness: float = 1.0) -> None:
    """Give a line of the canvas a curve's points and pen, `thickness` times as wide as usual."""
    made = pen(curve.colour, curve.width * thickness)
    if curve.dash:
        made.setDashPattern(list(curve.dash))
    line.set_line(made, curve.x, curve.y)
