"""Does this Qt work here? The binding's reference counts, its platform, its fonts.

PySide6 6.12.0 on Python 3.11 drops a reference of None at every call that returns nothing, and
the process aborts some hundred calls later. `python -m nnviz.gui.selftest` tells, in a process of
its own, what `nnviz doctor` reports.
"""

from __future__ import annotations

import json
import sys

from PySide6 import __version__
from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QPainter

CALLS = 300
TOLERATED = CALLS // 10  # references of None that others may have given up meanwhile


def lost_references(calls: int = CALLS) -> int:
    """Return by how much None's reference count fell over so many Qt calls that return nothing."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    item = QObject()
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(calls // 2):
        painter.setOpacity(1.0)
        item.setObjectName("item")
    after = sys.getrefcount(None)
    painter.end()
    return before - after


def binding_refusal() -> str | None:
    """Return why this binding must not be used, or None where its reference counts hold."""
    lost = lost_references()
    if lost <= TOLERATED:
        return None
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"PySide6 {__version__} lost {lost} references of None over {CALLS} calls on Python"
        f" {python} and would crash; install another: pip install 'PySide6-Essentials<6.12'"
    )


def report() -> dict[str, str | int | None]:
    """Return what `nnviz doctor` tells of Qt; starts an application, so in a fresh process only."""
    import pyqtgraph  # its import takes half a second, which a starting window need not wait for

    application = QGuiApplication([])
    return {
        "pyqtgraph": pyqtgraph.__version__,
        "pyside": __version__,
        "qt": qVersion(),
        "platform": application.platformName(),
        "families": len(QFontDatabase.families()),
        "calls": CALLS,
        "lost": lost_references(),
        "refusal": binding_refusal(),
    }


def main() -> None:
    """Write the report as one line of JSON on stdout."""
    sys.stdout.write(json.dumps(report()) + "\n")


if __name__ == "__main__":
    main()
