"""The saturation panel: shut shares over time, and a layer's z now under its f'.

Where there is room both are shown, one above the other; else one of them, with a switch.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz.gui.views.chips import Chip
from nnviz.gui.views.drawing import caption_font
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.shut_lines import ShutLinesPlot
from nnviz.gui.views.slope_histogram import HistogramPlot
from nnviz.gui.views.tau_chip import TauChip
from nnviz.scenes.palette import LIGHT, Theme
from nnviz.scenes.saturation import SaturationScene

LIMITS_TIP = "See and move where the verdicts begin: dead, stuck, finished, working."
BOTH_FROM = 26.0  # lines of text high: from here on both plots are shown


class SaturationView(QWidget):
    """Where learning is shut.

    Signals
    -------
    tauRequested(float)
        The bound on learning ability that is wanted.
    layerRequested(object)
        The layer whose z shall be shown, from 1, or None for the most shut one.
    limitsRequested(object)
        Where on the screen the thresholds of the verdicts shall be shown.
    arranged()
        Other plots than before can be seen.
    """

    tauRequested = Signal(float)
    layerRequested = Signal(object)
    limitsRequested = Signal(object)
    arranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Saturation")
        self._theme = LIGHT
        self._scene: SaturationScene | None = None
        self.histogram = HistogramPlot(self)
        self.over_time = ShutLinesPlot(self)
        self._now = Chip("now", "The chosen layer's z at this step, under the curve of f′")
        self._past = Chip("over time", "The share of shut units of every layer, over the steps")
        self._now.setChecked(True)
        self._layer = Chip("L1 ▾", "The layer whose z is shown", checkable=False)
        self._tau = TauChip(self)
        self._limits = Chip("limits", LIMITS_TIP, checkable=False, parent=self)
        self._captions = (ReadingLabel(self), ReadingLabel(self))
        self._lay_out()
        self._now.clicked.connect(self._show_now)
        self._past.clicked.connect(self._show_past)
        self._layer.clicked.connect(self._offer_layers)
        self._tau.tauRequested.connect(self.tauRequested)
        self._limits.clicked.connect(self._ask_limits)
        self.histogram.read.connect(self._captions[0].set_reading)
        self.over_time.read.connect(self._captions[1].set_reading)
        self.set_theme(LIGHT)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        for chip in (self._now, self._past):
            row.addWidget(chip)
        row.addStretch(1)
        row.addWidget(self._layer)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(row)
        for plot, caption in zip((self.histogram, self.over_time), self._captions, strict=True):
            box.addWidget(plot, 1)
            box.addWidget(caption)

    def header_widgets(self) -> list[QWidget]:
        """Return the controls for the panel's title bar."""
        return [self._tau, self._limits]

    def columns(self) -> int:
        """Return how many pixels the lines have across."""
        return self.over_time.columns

    def rows(self) -> int:
        """Return how many labels fit below one another beside the lines."""
        return self.over_time.rows

    @property
    def shows_over_time(self) -> bool:
        """Whether the lines can be seen."""
        return not self.over_time.isHidden()

    def sizeHint(self) -> QSize:
        """A plot of some width."""
        return QSize(230, 230)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        parts = (self.histogram, self.over_time, *self._captions)
        for part in (*parts, self._now, self._past, self._layer, self._tau, self._limits):
            part.set_theme(theme)
        self._arrange()

    def set_scene(self, scene: SaturationScene) -> None:
        """Show the scene; a plot that is hidden waits until it is seen."""
        self._scene = scene
        self._tau.show_tau(scene.tau, scene.taus)
        self._layer.setText(f"L{scene.layer} ▾")
        if not self.histogram.isHidden():
            self.histogram.set_scene(scene.histogram)
            self._captions[0].set_text(scene.histogram.caption)
        if not self.over_time.isHidden():
            self.over_time.set_scene(scene)
            self._captions[1].set_text(scene.caption)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both plots where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self.height() > BOTH_FROM * QFontMetricsF(caption_font(self)).height()
        self._now.setHidden(both)
        self._past.setHidden(both)
        shown = (both or self._now.isChecked(), both or self._past.isChecked())
        before = self.shows_over_time
        plots = (self.histogram, self.over_time)
        for plot, caption, visible in zip(plots, self._captions, shown, strict=True):
            plot.setHidden(not visible)
            caption.setHidden(not visible)
        self._layer.setHidden(not shown[0])
        if self._scene is not None:
            self.set_scene(self._scene)
        if before != self.shows_over_time:
            self.arranged.emit()

    def _show_now(self) -> None:
        self._show(now=True)

    def _show_past(self) -> None:
        self._show(now=False)

    def _show(self, *, now: bool) -> None:
        self._now.show_checked(now)
        self._past.show_checked(not now)
        self._arrange()

    def _ask_limits(self) -> None:
        corner = self._limits.rect().bottomRight()
        self.limitsRequested.emit(self._limits.mapToGlobal(corner))

    def layer_menu(self) -> QMenu:
        """Return a menu of the layers that can be chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._scene is None:
            return menu
        offered: list[tuple[str, int | None, bool]] = [
            ("the most shut layer", None, self._scene.automatic)
        ]
        chosen = None if self._scene.automatic else self._scene.layer
        offered += [(one.text, one.layer, one.layer == chosen) for one in self._scene.layers]
        for text, layer, checked in offered:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(checked)
            action.setData(layer)
        menu.triggered.connect(self._choose_layer)
        return menu

    def _offer_layers(self) -> None:
        self.layer_menu().popup(self._layer.mapToGlobal(QPoint(0, self._layer.height())))

    def _choose_layer(self, action: QAction) -> None:
        self.layerRequested.emit(action.data())
