"""The names of lines, in the margin right of a plot, at the heights where the lines end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.gui.views.drawing import caption_font, colour
from nnviz.gui.views.plots import Plot
from nnviz.scenes.line_labels import Label

GAP = 4.0  # pixels between a line's end and its name


class LineNames(QWidget):
    """Words right of a plot's curves, over which it lies; the plot keeps room for the widest."""

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._names: tuple[Label, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        plot.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the plot."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._plot.rect())
        return super().eventFilter(watched, event)

    @property
    def rows(self) -> int:
        """How many names fit below one another."""
        line = QFontMetricsF(caption_font(self)).height()
        return max(1, int(self._plot.area.height() / line))

    def set_names(self, names: tuple[Label, ...]) -> None:
        """Show these names."""
        if names != self._names:
            self._names = names
            metrics = QFontMetricsF(caption_font(self))
            widths = [metrics.horizontalAdvance(name.text) for name in names]
            self._plot.set_right_room(max(widths, default=0.0) + 2 * GAP)
            self._plot.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Write each name at its height."""
        painter = QPainter(self)
        painter.setFont(self._plot.font_used)
        tall = self._plot.metrics.height()
        area, left = self._plot.area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for name in self._names:
            middle = self._plot.place(0.0, name.height).y()
            painter.setPen(colour(name.colour))
            box = QRectF(area.right() + GAP, middle - tall / 2, self.width(), tall)
            painter.drawText(box, left, name.text)
