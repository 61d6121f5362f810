"""Draws a mesh with OpenGL into a picture: shades, contour lines, and nothing that moves.

The picture is drawn off the screen and painted like any other image. A widget of OpenGL's would
turn the whole window into one that OpenGL puts together, which costs every other panel. This
module imports OpenGL; it is imported when a surface is asked for, and by nothing else.
"""

from __future__ import annotations

import atexit
from typing import Any

import numpy as np
from OpenGL import GL
from pyqtgraph.opengl import GLLinePlotItem, GLMeshItem
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QMatrix4x4, QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject, QOpenGLFramebufferObjectFormat

from nnviz.gui.views.drawing import colour
from nnviz.scenes.camera import Camera
from nnviz.scenes.surface import Surface

LEAST = (2, 1)  # the version of OpenGL that pyqtgraph's items need
SAMPLES = 4  # a pixel, for soft edges
_LINE = 1.1  # pixels wide are contour lines
_BEHIND = {"glPolygonOffset": (1.0, 1.0), GL.GL_POLYGON_OFFSET_FILL: True}


class OpenGLError(Exception):
    """OpenGL does not work here; the message is a sentence that says why."""


class _Stage:
    """The one context of the process, and what pyqtgraph's items ask of the view they are in."""

    def __init__(self) -> None:
        self.context = QOpenGLContext()
        if not self.context.create():
            raise OpenGLError("no OpenGL context could be made: there is no driver for it")
        self.surface = QOffscreenSurface()
        self.surface.setFormat(self.context.format())
        self.surface.create()
        self.make_current()
        have = self.context.format().version()
        if self.context.isOpenGLES() or tuple(have) < LEAST:
            kind = "OpenGL ES" if self.context.isOpenGLES() else "OpenGL"
            raise OpenGLError(f"it has {kind} {have[0]}.{have[1]}; OpenGL 2.1 or later is needed")
        self.projection = QMatrix4x4()

    def make_current(self) -> None:
        """Let OpenGL's calls go to this context."""
        if not (self.surface.isValid() and self.context.makeCurrent(self.surface)):
            raise OpenGLError("OpenGL has no place to draw to on this display")

    def currentModelView(self) -> QMatrix4x4:
        """Return no turn at all: the projection holds it."""
        return QMatrix4x4()

    def currentProjection(self) -> QMatrix4x4:
        """Return the camera's projection."""
        return self.projection

    def update(self) -> None:
        """Do nothing where an item has changed: what is drawn is asked for."""

    def release(self) -> None:
        """Give the context back."""
        self.context.doneCurrent()


_stages: list[_Stage] = []


def _stage() -> _Stage:
    """Return the process's stage, made at the first time and given back at its end."""
    if not _stages:
        _stages.append(_Stage())
        atexit.register(_stages.clear)
    return _stages[0]


class MeshPainter:
    """Draws one surface, as often as it is asked to.

    Raises
    ------
    OpenGLError
        Where OpenGL does not work here.
    """

    def __init__(self) -> None:
        self._stage = _stage()
        self._surface: Surface | None = None
        self._items: list[Any] = []
        self._targets: dict[int, QOpenGLFramebufferObject] = {}  # by samples

    def picture(
        self, surface: Surface, camera: Camera, size: QSize, scale: float, *, soft: bool = True
    ) -> QImage:
        """Return the surface on a clear ground.

        Parameters
        ----------
        surface, camera
            What is drawn, from where.
        size
            In device pixels.
        scale
            Device pixels a pixel: lines are so much wider.
        soft
            Whether edges are softened.

        Raises
        ------
        OpenGLError
            Where OpenGL refuses.
        """
        stage = self._stage
        try:
            stage.make_current()
            if surface is not self._surface:
                self._take(surface)
            aspect = size.width() / size.height()
            stage.projection = QMatrix4x4(*camera.matrix(aspect).ravel().tolist())
            return self._drawn(size, scale, SAMPLES if soft else 0)
        except GL.Error as error:
            raise OpenGLError(f"OpenGL refused to draw: {error.description or error}") from error
        finally:
            stage.release()

    def _take(self, surface: Surface) -> None:
        """Make the items of another surface; those before give their memory back."""
        self._items.clear()
        vertices = np.stack(np.broadcast_arrays(*_grid(surface), surface.z), axis=-1)
        mesh = GLMeshItem(
            vertexes=np.nan_to_num(vertices.reshape(-1, 3)).astype(np.float32),
            faces=surface.faces,
            vertexColors=surface.colours,
            computeNormals=False,
            glOptions="opaque",
        )
        mesh.updateGLOptions(_BEHIND)
        ink = colour(surface.ink).getRgbF()
        lines = GLLinePlotItem(
            pos=surface.lines, color=ink, mode="lines", antialias=True, glOptions="translucent"
        )
        for item in (mesh, lines):
            item._setView(self._stage)
            item.initialize()
            self._items.append(item)
        self._surface = surface

    def _drawn(self, size: QSize, scale: float, samples: int) -> QImage:
        """Draw the items into a picture."""
        target = self._placed(size, samples)
        target.bind()
        GL.glViewport(0, 0, size.width(), size.height())
        GL.glClearColor(0.0, 0.0, 0.0, 0.0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        mesh, lines = self._items
        if len(mesh.opts["meshdata"].faces()):
            mesh.paint()
        if len(lines.pos):
            lines.setData(width=_LINE * scale)
            lines.paint()
        target.release()
        picture = target.toImage()
        picture.setDevicePixelRatio(scale)
        return picture

    def _placed(self, size: QSize, samples: int) -> QOpenGLFramebufferObject:
        """Return a place of a size to draw to."""
        target = self._targets.get(samples)
        if target is None or target.size() != size:
            form = QOpenGLFramebufferObjectFormat()
            form.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
            form.setSamples(samples)
            target = QOpenGLFramebufferObject(size, form)
            if not target.isValid():
                raise OpenGLError("OpenGL has no memory for a picture of this size")
            self._targets[samples] = target
        return target


def _grid(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(surface.x, surface.y)
    return x, y
