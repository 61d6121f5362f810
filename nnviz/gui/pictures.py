"""Pictures of what is seen: any widget as PNG, as SVG, or on the clipboard.

There is one way for all panels, labs and the window: the widget paints itself into a picture of
more pixels, or into a drawing. What can't be written is told with what, where and how to mend it.
"""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage, QPalette, QRegion
from PySide6.QtWidgets import QToolButton, QWidget

from nnviz.experiment.files import write_atomically
from nnviz.gui.svg import svg_of

SCALE = 2.0  # device pixels a pixel of a PNG, or what the screen has where that is more
MOST_PIXELS = 200_000_000  # of a picture; above it one is made of fewer pixels a pixel
SUFFIXES = (".png", ".svg")
QUIET = "quiet"  # the name of buttons that show only under the pointer


class PictureError(Exception):
    """A picture can't be made or written; the message is a sentence: what, where, how to mend."""


def image_of_widget(widget: QWidget, scale: float = SCALE) -> QImage:
    """Return what a widget shows, with so many device pixels a pixel.

    Raises
    ------
    PictureError
        Where there is no memory for it, or nothing to see.
    """
    area = widget.rect()
    if area.isEmpty():
        raise PictureError("This panel has no size just now: show it, then export its picture.")
    scale = max(scale, widget.devicePixelRatioF())
    scale = min(scale, (MOST_PIXELS / (area.width() * area.height())) ** 0.5)
    image = QImage(area.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise PictureError("There is no memory for a picture of this size: make the panel smaller.")
    image.setDevicePixelRatio(scale)
    image.fill(_ground(widget))
    with _undisturbed(widget):
        widget.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def png_of(widget: QWidget, title: str, description: str) -> bytes:
    """Return what a widget shows as a PNG file."""
    image = image_of_widget(widget)
    image.setText("Title", title)
    image.setText("Description", description)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise PictureError("The picture could not be packed as PNG: try SVG.")
    return bytes(data.data())


def save_picture(widget: QWidget, name: str, title: str, description: str) -> None:
    """Write what a widget shows to a file; its suffix says in which form.

    Raises
    ------
    PictureError
        Where that can't be done; what stood there before is as it was.
    """
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        shown = f"ends in “{path.suffix}”" if path.suffix else "has no ending"
        raise PictureError(f"{path.name} {shown}: end its name with .png or .svg.")
    if suffix == ".png":
        data = png_of(widget, title, description)
    else:
        with _undisturbed(widget):
            data = svg_of(widget, title, description, _ground(widget))
    try:
        write_atomically(path, data)
    except OSError as error:
        raise PictureError(_told(error, path)) from None


def file_name(*words: str) -> str:
    """Return words as a file's name without suffix: "Circle", "step 120" as circle-step-120."""
    plain = (re.sub(r"[^\w.+]+", "-", word.lower()).strip("-.") for word in words)
    return "-".join(word for word in plain if word)[:100].rstrip("-.") or "nnviz"


def _ground(widget: QWidget) -> QColor:
    """Return what stands behind a widget: the window's ground."""
    return widget.palette().color(QPalette.ColorRole.Window)


@contextlib.contextmanager
def _undisturbed(widget: QWidget) -> Iterator[None]:
    """Hide the buttons that show only under the pointer, as long as a picture is made."""
    buttons = [one for one in widget.findChildren(QToolButton, QUIET) if one.isVisible()]
    for button in buttons:
        button.hide()
    try:
        yield
    finally:
        for button in buttons:
            button.show()


def _told(error: OSError, path: Path) -> str:
    """Return a sentence for an error met while writing to `path`."""
    why = error.strerror or str(error)
    mend = "choose another folder, or make this one writable"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        mend = "make room, or choose another disk"
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        mend = "choose a folder that is there"
    elif error.errno == errno.ENAMETOOLONG:
        mend = "give it a shorter name"
    elif error.errno == errno.EISDIR or path.is_dir():
        mend = "that is a folder; give the picture a name of its own"
    return f"{path.name} was not written to {path.parent}: {why}; {mend}."
