"""Draws a small surface with OpenGL in a process of its own: a bad driver may end that one.

Exit code 0 where it was drawn; else 1, with a sentence on stderr's last line.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage

from nnviz.scenes.camera import Camera
from nnviz.scenes.surface import Surface, triangles
from nnviz.scenes.ticks import Axis

SIZE = QSize(64, 48)


def flat() -> Surface:
    """Return a red floor."""
    ends, z = np.array([-1.0, 1.0]), np.zeros((2, 2))
    red = np.tile(np.array([200, 0, 0, 255], dtype=np.uint8), (4, 1))
    axes = (Axis(-1.0, 1.0), Axis(-1.0, 1.0), Axis(0.0, 1.0))
    return Surface("", ends, ends, z, red, triangles(z), np.empty((0, 3)), "#000000", axes, "")


def is_drawn(picture: QImage) -> bool:
    """Whether a picture of that floor shows it in its middle, and nothing in its corner."""
    middle, corner = picture.pixelColor(SIZE.width() // 2, SIZE.height() // 2), QImage.pixelColor
    return middle.red() > 150 and middle.green() < 60 and corner(picture, 0, 0).alpha() == 0


def refusal() -> str:
    """Return why a surface can't be drawn; "" where it can."""
    try:
        from nnviz.gui.views.surface_gl import MeshPainter, OpenGLError
    except ImportError as error:
        return f"OpenGL can't be loaded: {error}"
    try:
        drawn = is_drawn(MeshPainter().picture(flat(), Camera(), SIZE, 1.0))
    except OpenGLError as error:
        return str(error)
    return "" if drawn else "OpenGL drew something else than it was told to"


def main() -> int:
    """Try, say why not, and return the exit code."""
    application = QGuiApplication(sys.argv)
    said = refusal()
    del application
    if said:
        sys.stderr.write(f"\n{said}\n")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
