"""A widget as an SVG drawing: what it paints, written down as lines, words and pictures.

Qt's generator writes clip paths in the coordinates that held when they were set, and then uses
them outside of any. Here each gets the transform of the group that uses it first, which is the
one that held.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

RESOLUTION = 96  # of the sizes in millimetres: a pixel is 1/96 of an inch, as on the web
_USE = re.compile(r'<g clip-path="url\(#(\w+)\)"><g [^>]*?transform="([^"]+)"', re.DOTALL)
_CLIP = re.compile(r'<clipPath id="(\w+)">(.*?)</clipPath>', re.DOTALL)
_EMPTY = re.compile(r'(?:<g clip-path="[^"]*">)?<g [^>]*>\s*</g>\s*(?P<outer></g>)?', re.DOTALL)


def svg_of(widget: QWidget, title: str, description: str, ground: QColor) -> bytes:
    """Return what a widget shows as an SVG file with title and description.

    Parameters
    ----------
    widget
        It need not be on the screen, but must have been laid out.
    title, description
        For those who can't see it, and for those who search.
    ground
        What stands behind the widget.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    generator.setResolution(RESOLUTION)
    generator.setTitle(title)
    generator.setDescription(description)
    painter = QPainter(generator)
    painter.fillRect(widget.rect(), ground)
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()
    return mended(bytes(data.data()).decode()).encode()


def mended(text: str) -> str:
    """Return a drawing of Qt's generator with its clip paths where they belong."""
    held: dict[str, str] = {}
    for name, transform in _USE.findall(text):
        held.setdefault(name, transform)

    def placed(clip: re.Match[str]) -> str:
        name, inside = clip.groups()
        transform = held.get(name)
        if transform is None:
            return ""
        inside = inside.replace("<path ", f'<path transform="{transform}" ')
        return f'<clipPath id="{name}">{inside}</clipPath>'

    return _EMPTY.sub(_without, _CLIP.sub(placed, text))


def _without(group: re.Match[str]) -> str:
    """Return nothing for an empty group; its outer one goes with it where it is a clip's."""
    clipped = group.group().startswith("<g clip-path")
    return "" if clipped or not group.group("outer") else group.group("outer")
