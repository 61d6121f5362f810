"""The microscope: the operations of an iteration; the present one as a formula and in numbers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnviz.gui.views.drawing import caption_font, fill_clear, sharpness
from nnviz.gui.views.formula import Formulas
from nnviz.gui.views.operation_row import OperationRow
from nnviz.gui.views.painted import Lines, PaintedBlock, Written, draw_written
from nnviz.gui.views.sample_switch import SampleSwitch
from nnviz.scenes.microscope import MicroscopeScene
from nnviz.scenes.palette import Theme

WIDE = 44.0  # em: from there on the numbers stand beside the formula
FORMULA = 1.15  # of a line: the height of a formula's letters


class WorkingPane(PaintedBlock):
    """Formula, numbers and what they mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: MicroscopeScene | None = None
        self._formulas = Formulas()
        self._formula: tuple[QPointF, tuple[str, str, float, float]] | None = None
        self._written: list[Written] = []

    def set_scene(self, scene: MicroscopeScene) -> None:
        """Show the working of a scene."""
        self._scene = scene
        self.setAccessibleName(scene.title)
        self.setAccessibleDescription(scene.text)
        self.setToolTip(scene.plain)
        self.arrange()

    def lay_out(self, width: float) -> float:
        """Formula, the numbers under or beside it, then the note."""
        scene = self._scene
        if scene is None:
            return 0.0
        caption, em = caption_font(self), QFontMetricsF(self.font()).height()
        title = Lines(QRectF(0, 0, width, 0), caption)
        title.write([(scene.title, self.theme.muted, True)])
        wide = width > WIDE * em
        room = 0.5 * width if wide else width
        formula = scene.latex, self.theme.text, FORMULA * em, room
        picture = self._formulas.picture(*formula, self.devicePixelRatioF())
        size = picture.deviceIndependentSize()
        top = title.bottom + 0.2 * em
        left = size.width() + 1.6 * em if wide else 0.0
        below = top if wide else top + size.height() + 0.2 * em
        lines = self._numbers(scene, QRectF(left, below, width - left, 0.0))
        spare = 0.5 * (size.height() - (lines.bottom - below)) if wide else 0.0
        lines.move_down(max(0.0, spare))
        self._formula = (QPointF(0.0, top - min(0.0, spare)), formula)
        bottom = max(self._formula[0].y() + size.height(), lines.bottom) + 0.3 * em
        note = Lines(QRectF(0, bottom, width, 0), caption)
        note.write([(scene.note, self.theme.muted, False)])
        self._written = [*title.written, *lines.written, *note.written]
        return note.bottom

    def _numbers(self, scene: MicroscopeScene, box: QRectF) -> Lines:
        lines = Lines(box, self.font())
        for place, line in enumerate(scene.lines):
            if place:
                lines.new_line()
            lines.write((piece.text, piece.ink, piece.strong) for piece in line)
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw formula and texts."""
        painter = QPainter(self)
        if self._formula is not None:
            at, formula = self._formula
            painter.drawPixmap(at, self._formulas.picture(*formula, sharpness(painter)))
        draw_written(painter, self._written)


class MicroscopeView(QWidget):
    """Shows a MicroscopeScene.

    Signals
    -------
    operationRequested(int)
        The place of the operation to go to.
    sampleRequested(object)
        A row of the batch, or None for all of it.
    """

    operationRequested = Signal(int)
    sampleRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: MicroscopeScene | None = None
        self.operations, self.working = OperationRow(), WorkingPane()
        self.sample = SampleSwitch()
        self._where = QLabel()
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._where.setToolTip("Which iteration, and which of its operations.")
        self.operations.operationRequested.connect(self.operationRequested)
        self.sample.sampleRequested.connect(self.sampleRequested)
        self.setAccessibleName("Microscope")
        self._build()
        copy = QAction("Copy all that is said here", self)
        copy.triggered.connect(self._copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.operations)
        column.addWidget(self.working)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill_clear(area, content)
        room = QVBoxLayout(self)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(area)

    def header_widgets(self) -> list[QWidget]:
        """Return what stands in the panel's title bar."""
        return [self._where, self.sample]

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours; the next scene brings its own."""
        for part in (self.operations, self.working, self.sample):
            part.set_theme(theme)

    def set_scene(self, scene: MicroscopeScene) -> None:
        """Show a scene; emits nothing."""
        self._scene = scene
        self._where.setText(scene.where)
        self.operations.set_operations(scene.chips, scene.present)
        self.working.set_scene(scene)
        self.sample.set_choice(scene.sample)
        self.setAccessibleDescription(scene.text)

    def _copy(self) -> None:
        if self._scene is not None:
            QGuiApplication.clipboard().setText(self._scene.text)

    def sizeHint(self) -> QSize:
        """A strip: wide and low."""
        line = self.fontMetrics().height()
        return QSize(44 * line, 9 * line)

    def minimumSizeHint(self) -> QSize:
        """Narrow and low: the content scrolls."""
        line = self.fontMetrics().height()
        return QSize(12 * line, 5 * line)
