"""The gradient flow: one line a layer over the steps, what was found in a sentence, what helps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font, ems
from nnviz.gui.views.line_names import LineNames
from nnviz.gui.views.plot_items import PlotLine
from nnviz.gui.views.plots import Plot, pen
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.reading_line import lines_needed
from nnviz.gui.views.remedy_buttons import RemedyButtons
from nnviz.scenes.flow import CHOICES, FlowScene, Quantity
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.plot_marks import step_marks

LONGEST = 58.0  # em: of the longest sentence


class QuantityChip(Chip):
    """Switches to a quantity.

    Signals
    -------
    chosen(str)
        The quantity.
    """

    chosen = Signal(str)

    def __init__(self, quantity: Quantity, name: str, tip: str) -> None:
        super().__init__(name, tip)
        self.quantity = quantity
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.chosen.emit(self.quantity)


class FlowView(QWidget):
    """Shows a FlowScene.

    Signals
    -------
    quantityRequested(str)
        What shall be shown: "gradient", "update", "blocked" or "cosine".
    remedyRequested(object)
        The Remedy whose button was pressed.
    """

    quantityRequested = Signal(str)
    remedyRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Gradient flow")
        self._theme = LIGHT
        self._scene: FlowScene | None = None
        self._pointer: float | None = None
        self._lines: list[PlotLine] = []
        self.plot = Plot("Size of the gradient of every layer over the steps", self)
        self._names = LineNames(self.plot)
        self._caption = ReadingLabel(self, lines=3)
        self.remedies = RemedyButtons(self, told=False)
        self._chips = [QuantityChip(one.quantity, one.name, one.tip) for one in CHOICES]
        self._lay_out()
        self.plot.pane.pointed.connect(self._point)
        self.remedies.remedyRequested.connect(self.remedyRequested)
        for chip in self._chips:
            chip.chosen.connect(self._ask)
        self.set_theme(LIGHT)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for chip in self._chips:
            row.addWidget(chip)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(row)
        box.addWidget(self.plot, 1)
        box.addWidget(self._caption)
        box.addWidget(self.remedies)

    def header_widgets(self) -> list[QWidget]:
        """Return what stands in the panel's title bar: nothing."""
        return []

    def columns(self) -> int:
        """Return how many pixels the plot has across."""
        return self.plot.columns

    def rows(self) -> int:
        """Return how many names fit below one another beside the lines."""
        line = QFontMetricsF(caption_font(self)).height()
        return max(1, int(self.plot.area.height() / line))

    def sizeHint(self) -> QSize:
        """A plot of some width."""
        return QSize(320, 230)

    def minimumSizeHint(self) -> QSize:
        """Narrow: names and plot are cut no further."""
        return ems(self, 11, 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names over the plot, and room for the longest sentence."""
        super().resizeEvent(event)
        em = QFontMetricsF(caption_font(self)).height()
        self._caption.set_lines(lines_needed(self.width(), em, LONGEST))
        self._names.setGeometry(self.plot.rect())

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self._caption.set_theme(theme)
        self.remedies.set_theme(theme)
        for chip in self._chips:
            chip.set_theme(theme)

    def set_scene(self, scene: FlowScene) -> None:
        """Show a scene; emits nothing."""
        self._scene = scene
        offered = {choice.quantity for choice in scene.choices}
        for chip in self._chips:
            chip.setVisible(chip.quantity in offered)
            chip.show_checked(chip.quantity == scene.quantity)
        self.plot.set_axes(scene.x_axis, scene.y_axis)
        self._draw(scene)
        self._names.setGeometry(self.plot.rect())
        self._names.set_names(scene.labels)
        self._caption.set_text(scene.sentence, scene.ink)
        self.remedies.set_remedies(scene.remedies)
        self.setAccessibleDescription(scene.sentence)
        self._mark()

    def _draw(self, scene: FlowScene) -> None:
        while len(self._lines) < len(scene.lines):
            self._lines.append(self.plot.add_line())
        for number, item in enumerate(self._lines):
            item.set_visible(number < len(scene.lines))
        for item, line in zip(self._lines, scene.lines, strict=False):
            item.set_line(pen(line.colour, 2.0 if line.chosen else 1.0), line.x, line.y)

    def _ask(self, quantity: str) -> None:
        if self._scene is not None:
            for chip in self._chips:
                chip.show_checked(chip.quantity == self._scene.quantity)
        self.quantityRequested.emit(quantity)

    def _point(self, place: tuple[float, float] | None) -> None:
        self._pointer = None if place is None else place[0]
        self._mark()

    def _mark(self) -> None:
        if self._scene is None:
            return
        marks = step_marks(self._scene.step, self._pointer, self._theme)
        self.plot.pane.set_marks(marks)
        reading = "" if self._pointer is None else self._scene.read(self._pointer)
        self._caption.set_reading(reading)
