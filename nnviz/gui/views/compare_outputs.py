"""What every run answers, side by side on the same scales: one picture a run, its name above."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnviz.gui.views.colour_key import ColourKey
from nnviz.gui.views.output import OutputView
from nnviz.gui.views.run_key import RunName
from nnviz.scenes.compare import RunMark
from nnviz.scenes.output import OutputScene
from nnviz.scenes.output_surface import SurfaceScene
from nnviz.scenes.palette import LIGHT, Theme

MOST = 4  # pictures
TICKED = 2  # so many pictures have room for ticks
SPARE = 4.0  # lines of text above and below a picture


class RunOutput(QWidget):
    """One run's picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.output = RunName(self), OutputView(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.name)
        box.addWidget(self.output, 1)
        for control in self.output.header_widgets():  # all points are shown: nothing to switch
            control.setParent(self)
            control.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.name.set_theme(theme)
        self.output.set_theme(theme)


class CompareOutputsView(QWidget):
    """All pictures in a row, or in two where they are larger so; below, what their colours mean.

    Signals
    -------
    heightFits(int)
        More height than this would stay empty.
    """

    heightFits = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What every run answers")
        self._theme = LIGHT
        self._shown, self._placed = 0, (0, 0)
        self.runs: list[RunOutput] = []
        self.key = ColourKey(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._grid, 1)
        column.addWidget(self.key)

    def sizeHint(self) -> QSize:
        """Some squares in a row."""
        return QSize(500, 280)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.key.set_theme(theme)
        for run in self.runs:
            run.set_theme(theme)

    def set_scene(self, scenes: Sequence[tuple[RunMark, str, OutputScene]]) -> None:
        """Show, for each run, its name, why it stopped ("" where it did not), and its picture."""
        while len(self.runs) < len(scenes):
            self._add()
        self._show_key([scene for _, _, scene in scenes])
        if len(scenes) != self._shown:
            self._shown = len(scenes)
            self._arrange()
        for run, (mark, stop, scene) in zip(self.runs, scenes, strict=False):
            run.name.set_run(mark, stop)
            run.output.set_scene(scene)

    def _show_key(self, scenes: Sequence[OutputScene]) -> None:
        """Show one key where the colours mean the same in all runs; else each has its own."""
        keys = [scene.key for scene in scenes if isinstance(scene, SurfaceScene)]
        alike = bool(keys) and all(key == keys[0] for key in keys)
        self.key.setVisible(alike)
        if alike:
            self.key.set_key(keys[0])
        for run in self.runs:
            run.output.set_compact(keyed=not alike, ticked=len(scenes) <= TICKED)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one row and two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Place the pictures in as many rows as make them largest; move none that stands right."""
        columns = self._best_columns()
        line = self.fontMetrics().height()
        rows = -(-max(1, self._shown) // columns)
        self.heightFits.emit(round(rows * (self.width() / columns + SPARE * line) + 2 * line))
        if (self._shown, columns) == self._placed:
            return
        self._placed = (self._shown, columns)
        for place, run in enumerate(self.runs):
            self._grid.removeWidget(run)
            run.setVisible(place < self._shown)
            if place < self._shown:
                self._grid.addWidget(run, place // columns, place % columns)
        for column in range(MOST):
            self._grid.setColumnStretch(column, int(column < columns))

    def _best_columns(self) -> int:
        count, spare = max(1, self._shown), SPARE * self.fontMetrics().height()

        def side(columns: int) -> float:
            rows = -(-count // columns)
            return min(self.width() / columns, self.height() / rows - spare)

        return max((count, -(-count // 2)), key=side)

    def _add(self) -> None:
        run = RunOutput(self)
        run.set_theme(self._theme)
        self.runs.append(run)
