"""The list of all methods: checked ones race; under each kind what it asks of the function."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnviz.gui.panels.experiment_rows import caption
from nnviz.gui.views.descent_shapes import draw_marker
from nnviz.gui.views.drawing import caption_font, colour
from nnviz.optim.methods import METHODS
from nnviz.scenes.descent_form import FAMILIES, method_tip
from nnviz.scenes.descent_look import Look, look_of
from nnviz.scenes.palette import Theme


class MethodList(QWidget):
    """Eighteen boxes to check.

    Signals
    -------
    wished(str, object)
        "race." and a method's name, and whether it shall race.
    """

    wished = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._headings: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        asked = ""
        for name, kind in METHODS.items():
            if kind.needs != asked:
                asked = kind.needs
                self._headings.append(caption(FAMILIES[asked], self))
                self._column.addWidget(self._headings[-1])
            self._column.addWidget(self._box(name))

    def _box(self, name: str) -> QCheckBox:
        box = QCheckBox(METHODS[name].label, self)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setToolTip(method_tip(name))
        box.setAccessibleDescription(method_tip(name))
        box.clicked.connect(partial(self._ask, name))
        self.boxes[name] = box
        return box

    def _ask(self, name: str) -> None:
        self.wished.emit(f"race.{name}", self.boxes[name].isChecked())

    def show_racing(self, racing: frozenset[str]) -> None:
        """Show which methods race; asks for nothing."""
        for name, box in self.boxes.items():
            if box.isChecked() != (name in racing):
                box.setChecked(name in racing)

    def dress(self, theme: Theme) -> None:
        """Take the theme's colours: every method has its own."""
        size = self.fontMetrics().height()
        for heading in self._headings:
            heading.setFont(caption_font(self))
            heading.setContentsMargins(0, round(0.35 * size), 0, 0)
        for name, box in self.boxes.items():
            box.setIcon(marker_icon(look_of(name, theme), size, self.devicePixelRatioF()))
            box.setIconSize(QSize(size, size))


def marker_icon(look: Look, size: int, ratio: float) -> QIcon:
    """Return a method's marker as an icon of so many pixels."""
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cross = look.marker == "cross"
    painter.setPen(QPen(colour(look.colour), 2.0) if cross else Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.colour))
    draw_marker(painter, QPointF(size / 2, size / 2), 0.3 * size, look.marker)
    painter.end()
    return QIcon(pixmap)
