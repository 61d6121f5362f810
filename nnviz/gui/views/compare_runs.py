"""The table of twins: a column a run, first what they differ in, then how they stand now.

It is painted, not laid out: figures change with every frame, and only their pixels should.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.views.drawing import LEFT, caption_font, colour
from nnviz.gui.views.reading import ReadingLabel
from nnviz.gui.views.run_key import LONG, draw_run_sign
from nnviz.scenes.compare import RunMark
from nnviz.scenes.compare_runs import RunsScene, TableRow
from nnviz.scenes.palette import LIGHT, Theme

LINE = 1.45  # height of a row, in lines of text
HEAD = 1.75  # height of the head, in rows
GAP = 6.0  # pixels between two columns
NARROW = 4.6  # lines of text: columns less wide have smaller texts
MOST_NAMES = 0.4  # of the width, for the names of the rows
_CUT = Qt.TextElideMode.ElideRight


class RunsTable(QWidget):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: RunsScene | None = None
        self.setAccessibleName("What the runs differ in, and how they stand")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_scene(self, scene: RunsScene) -> None:
        """Show the scene."""
        if scene != self._scene:
            taller = self._scene is None or len(scene.rows) != len(self._scene.rows)
            self._scene = scene
            self.setAccessibleDescription(_read_out(scene))
            if taller:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        rows = len(self._scene.rows) if self._scene else 6
        return QSize(300, round((rows + HEAD) * self._row_height()) + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for all rows, narrow: texts are cut."""
        return QSize(round(12 * self._row_height()), self.sizeHint().height())

    def _row_height(self) -> float:
        return LINE * QFontMetricsF(self.font()).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the head and the rows."""
        scene = self._scene
        if scene is None:
            return
        painter = QPainter(self)
        tall = self._row_height()
        for place, mark in enumerate(scene.marks):
            self._draw_head(painter, self._cell(0, place), mark, stopped=bool(scene.stops[place]))
        differing = sum(row.differs for row in scene.rows)
        for place, row in enumerate(scene.rows):
            self._draw_row(painter, place + HEAD, row)
        painter.setPen(colour(self._theme.border))
        for line in (HEAD, HEAD + differing):
            painter.drawLine(0, round(line * tall), self.width(), round(line * tall))

    def _cell(self, line: float, column: int) -> QRectF:
        """Return where a cell is; column -1 holds the names."""
        assert self._scene is not None
        tall, metrics = self._row_height(), QFontMetricsF(self.font())
        wanted = max(metrics.horizontalAdvance(row.name) for row in self._scene.rows)
        names = min(wanted + metrics.height(), MOST_NAMES * self.width())
        if column < 0:
            return QRectF(0, line * tall, names - 4, tall)
        wide = (self.width() - names) / len(self._scene.marks)
        return QRectF(names + column * wide, line * tall, wide - GAP, tall)

    def _draw_head(self, painter: QPainter, cell: QRectF, mark: RunMark, *, stopped: bool) -> None:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        line = metrics.height()
        draw_run_sign(painter, QRectF(cell.left(), cell.top() + 2, LONG * line, line), mark)
        name = QRectF(cell.left(), cell.top() + 1.15 * line, cell.width(), 1.2 * line)
        painter.setPen(colour(self._theme.bad if stopped else self._theme.text))
        text = f"{mark.name} (stopped)" if stopped else mark.name
        painter.drawText(name, LEFT, metrics.elidedText(text, _CUT, round(cell.width())))

    def _row_font(self) -> QFont:
        """Return the font of the rows: that of captions where columns are narrow."""
        metrics = QFontMetricsF(self.font())
        narrow = self._cell(0, 0).width() < NARROW * metrics.height()
        return caption_font(self) if narrow else QFont(self.font())

    def _draw_row(self, painter: QPainter, line: float, row: TableRow) -> None:
        plain, bold = self._row_font(), self._row_font()
        bold.setWeight(QFont.Weight.DemiBold)
        bold.setFeature(QFont.Tag("tnum"), 1)
        plain.setFeature(QFont.Tag("tnum"), 1)
        painter.setFont(plain)
        painter.setPen(colour(self._theme.muted))
        self._write(painter, self._cell(line, -1), row.name)
        for column, text in enumerate(row.cells):
            best = column == row.best
            painter.setFont(bold if best or row.differs else plain)
            painter.setPen(colour(self._theme.good if best else self._theme.text))
            cell = self._cell(line, column)
            ticked = f"{text} ✓" if best else text
            fits = painter.fontMetrics().horizontalAdvance(ticked) <= cell.width()
            self._write(painter, cell, ticked if fits else text)

    def _write(self, painter: QPainter, cell: QRectF, text: str) -> None:
        cut = painter.fontMetrics().elidedText(text, _CUT, round(cell.width()))
        painter.drawText(cell, LEFT, cut)


class CompareRunsView(QWidget):
    """The table, and below it where the runs part and why one stopped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runs")
        self.table = RunsTable(self)
        self.sentence = ReadingLabel(self, lines=3)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.table)
        box.addWidget(self.sentence)
        box.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.table.set_theme(theme)
        self.sentence.set_theme(theme)

    def set_scene(self, scene: RunsScene) -> None:
        """Show the scene."""
        self.table.set_scene(scene)
        self.sentence.set_text(scene.story)


def _read_out(scene: RunsScene) -> str:
    names = [mark.name for mark in scene.marks]
    rows = (
        f"{row.name}: " + ", ".join(f"{n} {text}" for n, text in zip(names, row.cells, strict=True))
        for row in scene.rows
    )
    return "; ".join(rows)
