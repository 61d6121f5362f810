"""A surface in its box: the mesh drawn by OpenGL once for each turn, the ways painted over it.

It tells how the user turns and zooms it, and is told from where to look at it. While it is turned
edges are hard, which is several times as fast where OpenGL has no graphics card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.gui.views.descent_shapes import ShapePainter
from nnviz.gui.views.drawing import caption_font, colour, sharpness
from nnviz.gui.views.keys import arrow, claims
from nnviz.gui.views.plane import Plane
from nnviz.scenes.camera import Camera
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.surface import Surface
from nnviz.scenes.surface_box import SurfacePicture
from nnviz.scenes.ticks import Axis

if TYPE_CHECKING:
    from nnviz.gui.views.surface_gl import MeshPainter

TIP = (
    "Drag, or the arrow keys with the focus: turn. Wheel, + and −: zoom. Double click or Home: as"
    " at first."
)
DEGREES = 0.45  # of a turn, for each pixel of a drag
KEY_DEGREES = 5.0
SHARPEST = 2.0  # device pixels a pixel: more need more memory than they are worth
REST = 180  # milliseconds after the last turn: then edges are made soft
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}


class SurfaceView(QWidget):
    """Draws a SurfacePicture.

    Signals
    -------
    turned(float, float)
        By how many degrees round, and up.
    zoomed(float)
        By how many notches nearer.
    resetRequested()
        Look at it as at first.
    resized()
        There is another place to fill.
    failed(str)
        OpenGL did not draw it; the sentence says why.
    """

    turned = Signal(float, float)
    zoomed = Signal(float)
    resetRequested = Signal()
    resized = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("The surface")
        self.setToolTip(TIP)
        self.setAccessibleDescription(TIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._theme = LIGHT
        self._picture: SurfacePicture | None = None
        self._painter: MeshPainter | None = None
        self._mesh: tuple[Surface, Camera, QSize, bool, QImage] | None = None
        self._held: QPointF | None = None
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST)
        self._resting.timeout.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_picture(self, picture: SurfacePicture) -> None:
        """Show a picture; where only the camera is another, it is being turned."""
        before = self._picture
        same = before is not None and before.surface is picture.surface
        if before is not None and same and before.camera != picture.camera:
            self._resting.start()
        self._picture = picture
        self.setAccessibleName(picture.surface.name)
        self.update()

    @property
    def picture(self) -> SurfacePicture | None:
        """What is shown."""
        return self._picture

    @property
    def aspect(self) -> float:
        """Width over height of the place for the picture."""
        area = self._area
        return max(1.0, area.width()) / max(1.0, area.height())

    def sizeHint(self) -> QSize:
        """Room for a small picture."""
        return QSize(260, 180)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect())

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the mesh, and the ways on it."""
        picture = self._picture
        if picture is None or self.width() < 40 or self.height() < 40:
            return
        if abs(picture.aspect - self.aspect) > 1e-6:
            return  # made for a place of another shape: the right one is on its way
        painter = QPainter(self)
        mesh = self._drawn_mesh(picture, min(sharpness(painter), SHARPEST))
        if mesh is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(caption_font(self))
        ends = Axis(-1.0, 1.0)
        shapes = ShapePainter(painter, Plane(self._area, ends, ends), self._theme)
        shapes.draw(picture.behind)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._area, mesh)
        shapes.draw(picture.before)
        painter.setPen(colour(self._theme.muted))
        note = picture.surface.note
        text = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self._area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
        if self.hasFocus():
            painter.setPen(QPen(colour(self._theme.accent, 0.7), 1.0))
            painter.drawRect(self._area.adjusted(0.5, 0.5, -0.5, -0.5))

    def _drawn_mesh(self, picture: SurfacePicture, scale: float) -> QImage | None:
        """Return the picture of the mesh, drawn anew where anything about it has changed."""
        size, soft = self.size() * scale, not self._resting.isActive()
        kept = self._mesh
        same = kept is not None and kept[0] is picture.surface
        if kept is not None and same and kept[1:3] == (picture.camera, size) and kept[3] >= soft:
            return kept[4]
        image = self._rendered(picture, size, scale, soft=soft)
        if image is not None:
            self._mesh = picture.surface, picture.camera, size, soft, image
        return image

    def _rendered(
        self, picture: SurfacePicture, size: QSize, scale: float, *, soft: bool
    ) -> QImage | None:
        """Let OpenGL draw the mesh; tell where it does not."""
        try:
            from nnviz.gui.views.surface_gl import MeshPainter, OpenGLError
        except ImportError as error:
            self.failed.emit(f"OpenGL can't be loaded: {error}")
            return None
        try:
            if self._painter is None:
                self._painter = MeshPainter()
            return self._painter.picture(picture.surface, picture.camera, size, scale, soft=soft)
        except OpenGLError as error:
            self.failed.emit(str(error))
            return None

    # What the user does

    def resizeEvent(self, event: object) -> None:
        """Tell that there is another place to fill."""
        del event
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to turn."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn: what is held goes with the pointer."""
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        by, self._held = event.position() - self._held, event.position()
        self.turned.emit(-DEGREES * by.x(), DEGREES * by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End to turn."""
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the first view."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.resetRequested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Tell by how many notches."""
        self.zoomed.emit(event.angleDelta().y() / 120.0)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys before the window's shortcuts, while it has the focus."""
        return claims(event) or bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn by the arrow keys, zoom by + and −, go back by Home."""
        step, key = arrow(event), Qt.Key(event.key())
        if step is not None:
            self.turned.emit(-KEY_DEGREES * step[0], KEY_DEGREES * step[1])
        elif key in _ZOOM_KEYS:
            self.zoomed.emit(_ZOOM_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.resetRequested.emit()
        else:
            super().keyPressEvent(event)
